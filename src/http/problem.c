/* problem.c -- see http/problem.h. */
#include "http/problem.h"

#include "base/field_errors.h"
#include "base/json_text.h"

/* Retry-After: a driver is back within 2 s of its server (loop/backoff.h); an answer that was lost may still
 * be under way, so its retry waits longer than one that certainly was not done. */
static const struct {
    int status, retry_after_s;
} by_kind[ERR_KINDS] = {
    [ERR_NONE] = { 500, 0 },        [ERR_MALFORMED] = { 400, 0 },    [ERR_UNAUTHORIZED] = { 401, 0 },
    [ERR_FORBIDDEN] = { 403, 0 },   [ERR_NOT_FOUND] = { 404, 0 },    [ERR_CONFLICT] = { 409, 0 },
    [ERR_BUSY] = { 409, 1 },        [ERR_PRECONDITION] = { 412, 0 }, [ERR_TOO_LARGE] = { 413, 0 },
    [ERR_UNSUPPORTED] = { 415, 0 }, [ERR_INVALID] = { 422, 0 },      [ERR_RATE_LIMITED] = { 429, 1 },
    [ERR_INTERNAL] = { 500, 0 },    [ERR_UNAVAILABLE] = { 503, 1 },  [ERR_UNKNOWN] = { 503, 2 },
    [ERR_TIMEOUT] = { 504, 0 },
};

/* The standard phrases (RFC 9110, section 15; RFC 6585) of the statuses that this server uses. */
static const struct {
    int status;
    const char *text;
} phrases[] = {
    { 200, "OK" },
    { 201, "Created" },
    { 204, "No Content" },
    { 304, "Not Modified" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 408, "Request Timeout" },
    { 409, "Conflict" },
    { 412, "Precondition Failed" },
    { 413, "Content Too Large" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 417, "Expectation Failed" },
    { 422, "Unprocessable Content" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 503, "Service Unavailable" },
    { 504, "Gateway Timeout" },
    { 505, "HTTP Version Not Supported" },
};

int problem_status(enum err_kind kind)
{
    return by_kind[kind].status;
}

int problem_retry_after_s(enum err_kind kind)
{
    return by_kind[kind].retry_after_s;
}

const char *http_status_text(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
        if (phrases[i].status == status)
            return phrases[i].text;
    return "Unknown";
}

static void write_errors(struct buf *out, const struct field_errors *errors)
{
    buf_adds(out, ",\"errors\":[");
    for (int i = 0; i < errors->count; i++) {
        buf_adds(out, i == 0 ? "{\"pointer\":" : ",{\"pointer\":");
        json_text_string(out, errors->at[i].pointer);
        buf_adds(out, ",\"detail\":");
        json_text_string(out, errors->at[i].detail);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

void problem_write(struct buf *out, int status, const struct problem *problem)
{
    buf_adds(out, "{\"type\":");
    json_text_string(out, problem->type != NULL ? problem->type : "about:blank");
    buf_adds(out, ",\"title\":");
    json_text_string(out, http_status_text(status));
    buf_addf(out, ",\"status\":%d", status);
    if (problem->detail != NULL) {
        buf_adds(out, ",\"detail\":");
        json_text_string(out, problem->detail);
    }
    if (problem->errors != NULL)
        write_errors(out, problem->errors);
    if (problem->members != NULL)
        buf_addf(out, ",%s", problem->members);
    buf_addc(out, '}');
}
