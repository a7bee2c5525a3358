/* req_json.c -- the request's body as JSON: checked before it is parsed, for what jansson does not check or
 * only at its own, much higher limits (its depth is 2048, fixed when it was compiled). */
#include "base/text.h"
#include "http/req_impl.h"

#include <string.h>
#include <strings.h>

#define JSON_DEPTH_MAX 32

/* JSON or a merge patch in JSON (RFC 7396), also with parameters. */
static bool is_json_type(const char *type)
{
    static const char *const types[] = { "application/json", "application/merge-patch+json" };

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        size_t len = strlen(types[i]);
        if (strncasecmp(type, types[i], len) != 0)
            continue;
        const char *rest = type + len + strspn(type + len, " \t");
        return *rest == '\0' || *rest == ';';
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
    const char *type = req_header(req, "Content-Type");
    size_t len;
    const char *body = req_body(req, &len);
    json_error_t why;

    if (req->json != NULL)
        return req->json;
    if (type == NULL || !is_json_type(type))
        err_set(err, ERR_UNSUPPORTED, "the body must be application/json");
    else if (len == 0)
        err_set(err, ERR_MALFORMED, "the body is empty");
    else if (!text_is_utf8(body, len))
        err_set(err, ERR_MALFORMED, "the body is not UTF-8");
    else if (!is_shallow(body, len))
        err_set(err, ERR_MALFORMED, "the JSON nests deeper than %d", JSON_DEPTH_MAX);
    else if ((req->json = json_loadb(body, len, JSON_REJECT_DUPLICATES, &why)) == NULL)
        err_set(err, ERR_MALFORMED, "%s at line %d, column %d",
                json_error_code(&why) == json_error_duplicate_key ? "the JSON has a key twice"
                                                                  : "the JSON cannot be read",
                why.line, why.column);
    return req->json;
}
