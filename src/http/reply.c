/* reply.c -- the replies of http/req.h: puts head and body into the output of the connection, which sends
 * them. */
#include "base/blob.h"
#include "base/clock.h"
#include "base/field_errors.h"
#include "base/log.h"
#include "base/metrics.h"
#include "http/conn.h"
#include "http/problem.h"
#include "http/req_impl.h"
#include "http/server_impl.h"

#include <assert.h>
#include <event2/buffer.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROBLEM_TYPE "application/problem+json"

/* Problems hold our own sentences and at most FIELD_ERRORS_MAX fields, escaped. */
#define PROBLEM_BYTES 16384

#define FAILURES_LOGGED_A_SECOND 20

/* ---- the head ---- */

static void add_number(struct buf *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof(digits);

    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    buf_add(out, digits + at, sizeof(digits) - at);
}

static const char *current_date(struct http_server *server)
{
    int64_t wall_ms = clock_wall_ms();

    if (wall_ms / 1000 != server->date_s) {
        server->date_s = wall_ms / 1000;
        clock_http(wall_ms, server->date);
    }
    return server->date;
}

static void add_status_line(struct buf *out, int status)
{
    if (status == 200) {
        buf_adds(out, "HTTP/1.1 200 OK\r\nDate: ");
        return;
    }
    buf_adds(out, "HTTP/1.1 ");
    add_number(out, (uint64_t)status);
    buf_addc(out, ' ');
    buf_adds(out, http_status_text(status));
    buf_adds(out, "\r\nDate: ");
}

/* For a body that ends with the connection. */
#define LEN_UNKNOWN SIZE_MAX

static bool has_no_length(int status, size_t len)
{
    return status == 204 || status == 304 || len == LEN_UNKNOWN;
}

static void write_head(struct req *req, int status, const char *content_type, size_t len, bool closes)
{
    struct buf *out = &req->server->head;

    buf_clear(out);
    add_status_line(out, status);
    buf_adds(out, current_date(req->server));
    buf_adds(out, "\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: ");
    buf_adds(out, req->id);
    if (content_type != NULL) {
        buf_adds(out, "\r\nContent-Type: ");
        buf_adds(out, content_type);
    }
    if (!has_no_length(status, len)) {
        buf_adds(out, "\r\nContent-Length: ");
        add_number(out, len);
    }
    if (closes)
        buf_adds(out, "\r\nConnection: close");
    else if (req->head != NULL && req->head->minor == 0)
        buf_adds(out, "\r\nConnection: keep-alive");
    buf_adds(out, "\r\n");
    buf_add(out, req->headers.data, req->headers.len);
    buf_adds(out, "\r\n");
}

/* ---- common to all replies ---- */

/* Failures come in floods, when a database is away, and each line is a write: more than some a second are
 * only counted. */
static bool may_log(struct http_server *server)
{
    int64_t now_s = clock_ms() / 1000;

    if (now_s != server->failures_s) {
        if (server->failures_in_s > FAILURES_LOGGED_A_SECOND)
            log_warn("http: %d more failures in one second",
                     server->failures_in_s - FAILURES_LOGGED_A_SECOND);
        server->failures_s = now_s;
        server->failures_in_s = 0;
    }
    return ++server->failures_in_s <= FAILURES_LOGGED_A_SECOND;
}

static void log_reply(const struct req *req, int status, const char *reason)
{
    static const char *const methods[HTTP_METHODS] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
    enum log_level level = status == 500 ? LOG_ERROR : status == 503 || status == 504 ? LOG_WARN : LOG_DEBUG;
    char status_text[12], ms[24];

    if (!log_enabled(level) || (level >= LOG_WARN && !may_log(req->server)))
        return;
    (void)snprintf(status_text, sizeof(status_text), "%d", status);
    (void)snprintf(ms, sizeof(ms), "%" PRId64, req->started_ms > 0 ? clock_ms() - req->started_ms : 0);
    log_event(level, "http: request", "id", req->id, "method", methods[req->method], "route",
              req->match.route ? req->match.route->pattern : NULL, "status", status_text, "ms", ms, "reason",
              reason, NULL);
}

static void count_reply(int status)
{
    metric_add(METRIC_HTTP_REQUESTS, 1);
    if (status >= 500)
        metric_add(METRIC_HTTP_SERVER_ERRORS, 1);
    else if (status >= 400)
        metric_add(METRIC_HTTP_CLIENT_ERRORS, 1);
}

/* Writes the head and returns where the body goes; NULL: it has none. reply_end() must follow. */
static struct evbuffer *reply_begin(struct req *req, int status, const char *content_type, size_t len,
                                    bool closes)
{
    const struct buf *head = &req->server->head;
    struct evbuffer *out = conn_output(req->conn);
    bool head_only = req->head != NULL ? req->wants_head_only : parse_wants_head_only(req->parse);
    bool with_body = !head_only && len > 0 && !has_no_length(status, len);

    assert(!req->replied);
    req->replied = true;
    op_list_cancel(&req->ops);
    write_head(req, status, content_type, len, closes);
    if (evbuffer_add(out, head->data, head->len) < 0)
        log_fatal("http: out of memory");
    count_reply(status);
    log_reply(req, status, req->reason);
    if (buf_full(head) || buf_full(&req->headers))
        log_error("http: the head of a response was too long and was cut");
    return with_body ? out : NULL;
}

static void reply_bytes(struct req *req, int status, const char *content_type, const void *body, size_t len,
                        bool closes)
{
    struct evbuffer *out = reply_begin(req, status, content_type, len, closes);

    if (out != NULL && evbuffer_add(out, body, len) < 0)
        log_fatal("http: out of memory");
    conn_replied(req->conn, closes);
}

/* ---- the replies of http/req.h ---- */

void req_add_header(struct req *req, const char *name, const char *value)
{
    struct buf *out = &req->headers;
    size_t before = out->len;

    buf_adds(out, name);
    buf_add(out, ": ", 2);
    buf_adds(out, value);
    assert(memchr(out->data + before, '\r', out->len - before) == NULL &&
           memchr(out->data + before, '\n', out->len - before) == NULL);
    buf_add(out, "\r\n", 2);
    if (buf_full(out)) /* no half of a line; reply_begin() logs it */
        out->len = before;
}

void req_add_header_lines(struct req *req, const char *lines)
{
    size_t before = req->headers.len;

    buf_adds(&req->headers, lines);
    if (buf_full(&req->headers))
        req->headers.len = before;
}

void req_reply(struct req *req, int status, const char *content_type, const void *body, size_t len)
{
    reply_bytes(req, status, content_type, body, len, !conn_may_stay(req->conn));
}

static void on_blob_sent(const void *data, size_t len UNUSED, void *arg)
{
    (void)data;
    blob_unref(arg);
}

void req_reply_blob(struct req *req, int status, const char *content_type, struct blob *body)
{
    req_reply_blobs(req, status, content_type, &body, 1);
}

void req_reply_blobs(struct req *req, int status, const char *content_type, struct blob *const parts[],
                     int count)
{
    bool closes = !conn_may_stay(req->conn);
    size_t len = 0;

    for (int i = 0; i < count; i++)
        len += parts[i]->len;
    struct evbuffer *out = reply_begin(req, status, content_type, len, closes);
    for (int i = 0; out != NULL && i < count; i++)
        if (evbuffer_add_reference(out, parts[i]->bytes, parts[i]->len, on_blob_sent, blob_ref(parts[i])) < 0)
            log_fatal("http: out of memory");
    conn_replied(req->conn, closes);
}

void req_reply_static(struct req *req, int status, const char *content_type, const void *body, size_t len)
{
    bool closes = !conn_may_stay(req->conn);
    struct evbuffer *out = reply_begin(req, status, content_type, len, closes);

    if (out != NULL && evbuffer_add_reference(out, body, len, NULL, NULL) < 0)
        log_fatal("http: out of memory");
    conn_replied(req->conn, closes);
}

void req_reply_json_take(struct req *req, int status, json_t *body)
{
    char *text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);

    json_decref(body);
    if (text == NULL) {
        struct err err = ERR_INIT;

        err_set(&err, ERR_INTERNAL, "the response could not be written as JSON");
        req_fail(req, &err);
        return;
    }
    req_reply(req, status, "application/json", text, strlen(text));
    free(text);
}

void req_reply_empty(struct req *req, int status)
{
    req_reply(req, status, NULL, NULL, 0);
}

bool req_begin_stream(struct req *req, const char *content_type)
{
    bool closes = !req->wants_head_only || !conn_may_stay(req->conn);

    (void)reply_begin(req, 200, content_type, LEN_UNKNOWN, closes);
    if (req->wants_head_only)
        conn_replied(req->conn, closes);
    return !req->wants_head_only;
}

/* ---- failures ---- */

static void reply_problem(struct req *req, int status, const struct problem *problem, bool closes)
{
    struct buf body;

    /* Otherwise caches may keep a 404 or 405 (RFC 9110, section 15.1), for example for the file of a new
     * page that this process does not have yet. */
    req_add_header(req, "Cache-Control", "no-store");
    buf_init(&body, PROBLEM_BYTES);
    problem_write(&body, status, problem);
    reply_bytes(req, status, PROBLEM_TYPE, body.data, body.len, closes);
    buf_done(&body);
}

void req_problem(struct req *req, int status, const char *detail)
{
    reply_problem(req, status, &(struct problem){ .detail = detail }, !conn_may_stay(req->conn));
}

void req_refuse(struct req *req, const struct refusal *refusal)
{
    reply_problem(req, refusal->status, &(struct problem){ .detail = refusal->detail }, true);
}

void req_fail_after(struct req *req, const struct err *err, int retry_after_s)
{
    const char *detail = err->msg[0] != '\0' ? err->msg : NULL;
    char seconds[12];

    if (err->kind == ERR_UNAUTHORIZED)
        req_add_header(req, "WWW-Authenticate", "Bearer realm=\"bakery\""); /* RFC 6750, 3 */
    if (retry_after_s > 0) {
        (void)snprintf(seconds, sizeof(seconds), "%d", retry_after_s);
        req_add_header(req, "Retry-After", seconds);
    }
    req->reason = detail;
    if (problem_status(err->kind) == 500)
        detail = req_printf(req, "something went wrong on our side; the log has it under %s", req->id);
    req_problem(req, problem_status(err->kind), detail);
}

void req_fail(struct req *req, const struct err *err)
{
    req_fail_after(req, err, problem_retry_after_s(err->kind));
}

void req_fail_with(struct req *req, enum err_kind kind, const char *detail)
{
    struct err err = ERR_INIT;

    (void)err_set(&err, kind, "%s", detail);
    req_fail(req, &err);
}

void req_fail_fields(struct req *req, const struct field_errors *errors)
{
    req_fail_rule(req, &(struct problem){ .detail = "some fields are invalid", .errors = errors });
}

void req_fail_rule(struct req *req, const struct problem *problem)
{
    reply_problem(req, problem_status(ERR_INVALID), problem, !conn_may_stay(req->conn));
}

void req_expire(struct req *req)
{
    struct err err = ERR_INIT;

    if (req_is_safe(req))
        err_set(&err, ERR_TIMEOUT, "the request took too long");
    else
        err_set(&err, ERR_UNKNOWN,
                "it took too long, and it is unknown whether it was done: send it again, with the same "
                "Idempotency-Key if it had one");
    req_fail(req, &err);
}

void req_shut(struct req *req)
{
    struct err err = ERR_INIT;

    if (req_is_safe(req) || req->started_ms == 0)
        err_set(&err, ERR_UNAVAILABLE, "the server is stopping");
    else
        err_set(&err, ERR_UNKNOWN,
                "the server is stopping, and it is unknown whether it was done: send it again, with "
                "the same Idempotency-Key if it had one");
    req_fail(req, &err);
}
