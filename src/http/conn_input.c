/* conn_input.c -- turns bytes into requests: conn_feed -> conn_take -> req_run. Bytes that arrive while a
 * request is running wait in a buffer with a cap. */
#include "base/log.h"
#include "http/conn_impl.h"

/* Replies to pipelined requests gather up to this size before they are sent. */
#define OUTPUT_GATHERED_BYTES 65536

static bool conn_route(struct conn *conn)
{
    struct refusal refusal;

    if (req_route(conn->req, &refusal))
        return true;
    req_refuse(conn->req, &refusal);
    return false;
}

static void conn_run(struct conn *conn)
{
    if (conn->state == CONN_HEAD && !conn_route(conn))
        return;
    conn_set_state(conn, CONN_RUNNING);
    req_run(conn->req);
}

void conn_await_body(struct conn *conn, bool sending)
{
    conn_set_state(conn, CONN_BODY);
    if (!sending && conn->req->head->expects_continue)
        (void)evbuffer_add_printf(conn->output, "HTTP/1.1 100 Continue\r\n\r\n");
}

/* The head is complete and a body follows. */
static void conn_begin_body(struct conn *conn, bool sending)
{
    struct req *req = conn->req;

    if (!conn_route(conn))
        return;
    if (!parse_allow_body(req->parse, req_body_max(req))) {
        req_refuse(req, parse_refusal(req->parse));
    } else if (req_is_upload(req)) {
        conn->closes = true; /* a reply now leaves the body unread */
        conn_set_state(conn, CONN_ADMITTING);
        req_authorize(req);
    } else if (!sending && req->head->expects_continue && !req_has_handler(req)) {
        conn_set_state(conn, CONN_BODY);
        conn->closes = conn->lingers = true;
        conn_run(conn);
    } else {
        conn_await_body(conn, sending);
    }
}

/* Gives bytes to the request they belong to; returns how many it took. */
static size_t conn_take(struct conn *conn, const char *bytes, size_t len)
{
    size_t used;

    if (conn->state == CONN_IDLE) {
        conn->req = req_take(conn->server, conn);
        conn_set_state(conn, CONN_HEAD);
    }
    switch (parse_feed(conn->req->parse, bytes, len, &used)) {
    case PARSE_MORE:
        break;
    case PARSE_HEAD:
        conn_begin_body(conn, used < len);
        break;
    case PARSE_COMPLETE:
        conn_run(conn);
        break;
    case PARSE_REFUSED:
        req_refuse(conn->req, parse_refusal(conn->req->parse));
        break;
    }
    return used;
}

void conn_end_request(struct conn *conn)
{
    req_release(conn->req);
    conn->req = NULL;
}

/* Whether input can be taken now: between requests, or while one comes. */
static bool conn_takes(struct conn *conn)
{
    if (conn->state == CONN_WRITING && !conn->closes && !conn->blocked &&
        evbuffer_get_length(conn->output) < OUTPUT_GATHERED_BYTES) {
        conn_end_request(conn);
        conn_set_state(conn, CONN_IDLE);
    }
    return conn->state <= CONN_BODY;
}

size_t conn_feed(struct conn *conn, const char *bytes, size_t len)
{
    size_t used = 0;

    while (used < len && conn_takes(conn))
        used += conn_take(conn, bytes + used, len - used);
    return used;
}

void conn_feed_waiting(struct conn *conn)
{
    while (conn_waiting_bytes(conn) > 0) {
        struct evbuffer_iovec part;

        (void)evbuffer_peek(conn->waiting, -1, NULL, &part, 1);
        size_t used = conn_feed(conn, part.iov_base, part.iov_len);
        (void)evbuffer_drain(conn->waiting, used);
        if (used < part.iov_len)
            return;
    }
}

size_t conn_waiting_bytes(const struct conn *conn)
{
    return conn->waiting ? evbuffer_get_length(conn->waiting) : 0;
}

void conn_add_waiting(struct conn *conn, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    if (conn->waiting == NULL)
        conn->waiting = evbuffer_new();
    if (conn->waiting == NULL || evbuffer_add(conn->waiting, bytes, len) < 0)
        log_fatal("http: out of memory");
}
