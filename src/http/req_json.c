/* req_json.c -- the request's body as JSON: checked before it is parsed, for what jansson does not check or
 * only at its own, much higher limits (its depth is 2048, fixed when it was compiled). */
#include "base/text.h"
#include "http/req_impl.h"

#include <string.h>
#include <strings.h>

#define JSON_DEPTH_MAX 32

/* Reads the value of a media type's parameter: a token or a quoted string (RFC 9110, section 5.6.6). Returns
 * what follows it, or NULL if the quoted string has no end. */
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

/* Whether arrays and objects nest no deeper than allowed. What is no JSON may pass: the parser finds it. */
static bool is_shallow(const char *body, size_t len)
{
    int depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < len; i++) {
        char c = body[i];

        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > JSON_DEPTH_MAX)
                return false;
        } else if (c == ']' || c == '}') {
            depth--;
        }
    }
    return true;
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
        err_set(err, ERR_MALFORMED, "the JSON nests deeper than %d", JSON_DEPTH_MAX);
    } else if ((req->json = json_loadb(body, len, JSON_REJECT_DUPLICATES, &why)) == NULL) {
        err_set(err, ERR_MALFORMED, "%s at line %d, column %d",
                json_error_code(&why) == json_error_duplicate_key ? "the JSON has a key twice"
                                                                  : "the JSON cannot be read",
                why.line, why.column);
    }
    return req->json;
}
