/* req_json.c -- parses the request's body as JSON. Before that it checks what jansson does not check, or only
 * with a much higher limit (its maximum depth of 2048 is fixed at compile time). */
#include "base/text.h"
#include "http/req_impl.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define JSON_DEPTH_MAX 32
#define DIGITS         "0123456789"

/* Reads the value of a media type's parameter: a token or a quoted string (RFC 9110, section 5.6.6).
 * Returns the rest of the text, or NULL if the quoted string has no end. */
static const char *read_value(const char *text, const char **value, size_t *len)
{
    if (*text != '"') {
        *value = text;
        *len = strcspn(text, "; \t");
        return text + *len;
    }
    *value = ++text;
    while (*text != '"') {
        if (*text == '\\')
            text++;
        if (*text == '\0')
            return NULL;
        text++;
    }
    *len = (size_t)(text - *value);
    return text + 1;
}

/* Whether `params`, from the first semicolon on, can be read and name no charset but UTF-8. */
static bool params_allow_utf8(const char *params)
{
    while (*params == ';') {
        const char *name = params + 1 + strspn(params + 1, " \t"), *value = "";
        size_t name_len = strcspn(name, "=; \t"), len = 0;

        params = name + name_len;
        if (*params == '=' && (params = read_value(params + 1, &value, &len)) == NULL)
            return false;
        if (name_len == strlen("charset") && strncasecmp(name, "charset", name_len) == 0 &&
            (len != strlen("utf-8") || strncasecmp(value, "utf-8", len) != 0))
            return false;
        params += strspn(params, " \t");
    }
    return *params == '\0';
}

/* JSON or a merge patch in JSON (RFC 7396), in UTF-8: JSON that is sent to others has no other encoding
 * (RFC 8259, section 8.1). */
static bool is_json_type(const char *type)
{
    static const char *const types[] = { "application/json", "application/merge-patch+json" };

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        size_t len = strlen(types[i]);
        if (strncasecmp(type, types[i], len) != 0)
            continue;
        return params_allow_utf8(type + len + strspn(type + len, " \t"));
    }
    return false;
}

/* The index behind the string that begins at body[i]; beyond `len` when it has no end. */
static size_t skip_string(const char *body, size_t len, size_t i)
{
    for (i++; i < len && body[i] != '"'; i++)
        if (body[i] == '\\')
            i++;
    return i + 1;
}

/* Whether the nesting depth is within the limit. Text that is not JSON may pass: the parser rejects it. */
static bool is_shallow(const char *body, size_t len)
{
    int depth = 0;

    for (size_t i = 0; i < len;) {
        char c = body[i];

        i = c == '"' ? skip_string(body, len, i) : i + 1;
        if ((c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
            return false;
        if (c == ']' || c == '}')
            depth--;
    }
    return true;
}

/* ---- valid JSON that jansson cannot represent ---- */

/* The bytes of the number that begins at `text` (RFC 8259, section 6); 0: none does. */
static size_t number_length(const char *text)
{
    const char *p = text + (*text == '-');
    size_t digits = *p == '0' ? 1 : strspn(p, DIGITS);

    if (digits == 0)
        return 0;
    p += digits;
    if (*p == '.' && isdigit((unsigned char)p[1]))
        p += 1 + strspn(p + 1, DIGITS);
    if (*p == 'e' || *p == 'E') {
        const char *exponent = p + 1 + (p[1] == '+' || p[1] == '-');

        if (isdigit((unsigned char)*exponent))
            p = exponent + strspn(exponent, DIGITS);
    }
    return (size_t)(p - text);
}

static bool number_overflows(const char *number, size_t len)
{
    if (strcspn(number, ".eE") < len)
        return isinf(strtod(number, NULL));
    errno = 0;
    (void)strtoll(number, NULL, 10);
    return errno == ERANGE;
}

/* No number that overflows is shorter than this one: 1e309. */
static void replace_number(char *number, size_t len)
{
    static const char huge[] = "1e308";
    size_t sign = *number == '-';

    memset(number + sign, ' ', len - sign);
    memcpy(number + sign, huge, sizeof(huge) - 1);
}

static void replace_nuls(char *string, size_t len)
{
    static const char nul[] = "\\u0000", replacement[] = "\\ufffd";

    for (size_t i = 0; i + 1 < len; i++)
        if (string[i] == '\\') {
            if (strncmp(string + i, nul, sizeof(nul) - 1) == 0)
                memcpy(string + i, replacement, sizeof(replacement) - 1);
            i++;
        }
}

/* Replaces what jansson rejects although it is valid JSON, without changing the length: a number that
 * overflows by one that no field allows, and a NUL in a key by U+FFFD, so that the key is unknown. Then
 * the rules of the fields report it, with the name of the field. */
static void replace_unreadable(char *body, size_t len)
{
    for (size_t i = 0, taken; i < len; i += taken) {
        if (body[i] == '"') {
            taken = skip_string(body, len, i) - i;
            replace_nuls(body + i, taken);
        } else if ((taken = number_length(body + i)) == 0) {
            taken = 1;
        } else if (number_overflows(body + i, taken)) {
            replace_number(body + i, taken);
        }
    }
}

static json_t *parse(struct req *req, const char *body, size_t len, json_error_t *why)
{
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL;
    json_t *json = json_loadb(body, len, flags, why);

    if (json == NULL && (json_error_code(why) == json_error_numeric_overflow ||
                         json_error_code(why) == json_error_null_byte_in_key)) {
        char *changed = arena_dup(req->arena, body, len);

        replace_unreadable(changed, len);
        json = json_loadb(changed, len, flags, why);
    }
    return json;
}

json_t *req_json(struct req *req, struct err *err)
{
    const char *type = req_header(req, "Content-Type"), *coding = req_header(req, "Content-Encoding");
    size_t len;
    const char *body = req_body(req, &len);
    json_error_t why;

    if (req->json != NULL)
        return req->json;
    if (coding != NULL && strcasecmp(coding, "identity") != 0) {
        req_add_header(req, "Accept-Encoding", "identity"); /* RFC 9110, section 15.5.16 */
        err_set(err, ERR_UNSUPPORTED, "send the body without Content-Encoding");
    } else if (type == NULL || !is_json_type(type)) {
        err_set(err, ERR_UNSUPPORTED, "Content-Type must be application/json, in UTF-8");
    } else if (len == 0) {
        err_set(err, ERR_MALFORMED, "the body is empty");
    } else if (!text_is_utf8(body, len)) {
        err_set(err, ERR_MALFORMED, "the body is not UTF-8");
    } else if (!is_shallow(body, len)) {
        err_set(err, ERR_MALFORMED, "the JSON is nested more than %d levels deep", JSON_DEPTH_MAX);
    } else if ((req->json = parse(req, body, len, &why)) == NULL) {
        err_set(err, ERR_MALFORMED, "%s at line %d, column %d",
                json_error_code(&why) == json_error_duplicate_key ? "the JSON has a key twice"
                                                                  : "the JSON cannot be read",
                why.line, why.column);
    }
    return req->json;
}
