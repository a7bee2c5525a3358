/* event_stream.c -- see http/event_stream.h: turns a connection into a stream. The connection (conn.c) sends
 * and has the timer: write_ms while something is unsent, otherwise heartbeat_ms. */
#include "http/event_stream.h"

#include "base/attr.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "http/conn_impl.h"
#include "http/event_stream_impl.h"

#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The socket's send buffer for a stream (the kernel doubles it). The default would be some megabytes for a
 * client that does not read. */
#define SOCKET_BYTES 32768

struct event_stream {
    struct conn *conn;
    void (*on_gone)(void *arg);
    void *arg;
};

static void fail(struct req *req, const char *why)
{
    struct err err = ERR_INIT;

    (void)err_set(&err, ERR_UNAVAILABLE, "%s", why);
    req_fail(req, &err);
}

/* A client that vanished sends no acknowledgements, and one that does not read opens no window.
 * TCP_USER_TIMEOUT detects both, also for data that is in the send buffer already. */
static void bound_socket(int fd, int write_ms)
{
    unsigned timeout_ms = (unsigned)write_ms;
    int bytes = SOCKET_BYTES;

    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof(timeout_ms));
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

static void add(struct conn *conn, const char *bytes, size_t len)
{
    if (evbuffer_add(conn->output, bytes, len) < 0)
        log_fatal("http: out of memory");
}

static void adds(struct conn *conn, const char *text)
{
    add(conn, text, strlen(text));
}

struct event_stream *event_stream_start(struct req *req, void (*on_gone)(void *arg), void *arg)
{
    struct conn *conn = req->conn;
    struct http_server *server = conn->server;

    if (server->draining) {
        fail(req, "the server is stopping");
        return NULL;
    }
    if (server->stream_count >= server->options.limits.streams) {
        fail(req, "too many event streams are open: try again later");
        return NULL;
    }
    req_add_header_lines(req, "Cache-Control: no-store\r\n"
                              "X-Accel-Buffering: no\r\n"); /* nginx would hold events back */
    if (!req_begin_stream(req, "text/event-stream"))
        return NULL;

    struct event_stream *stream = mem_alloc(sizeof(*stream));
    *stream = (struct event_stream){ conn, on_gone, arg };
    bound_socket(conn->fd, server->options.limits.write_ms);
    adds(conn, "retry: " TEXT_OF(EVENT_STREAM_RETRY_MS) "\n\n");
    server->stream_count++;
    metric_add(METRIC_HTTP_STREAMS, 1);
    conn->stream = stream;
    conn_set_state(conn, CONN_STREAMING);
    task_post(&conn->task);
    return stream;
}

/* Something was added to an output that held `before` bytes: if there were any, they are on their way
 * already.
 */
static void send_later(struct conn *conn, size_t before)
{
    if (before > 0)
        return;
    conn_arm(conn);
    task_post(&conn->task);
}

static void drop(struct conn *conn)
{
    metric_add(METRIC_HTTP_STREAMS_DROPPED, 1);
    conn->dropped = true;
    task_post(&conn->task);
}

static bool is_line(const char *text, size_t len)
{
    return memchr(text, '\n', len) == NULL && memchr(text, '\r', len) == NULL;
}

void event_stream_send(struct event_stream *stream, const char *event, const char *id, const char *data,
                       size_t len)
{
    struct conn *conn = stream->conn;
    size_t before = evbuffer_get_length(conn->output);

    assert(is_line(event, strlen(event)) && is_line(id, strlen(id)) && is_line(data, len));
    if (conn->dropped)
        return;
    if (before > EVENT_STREAM_UNSENT_BYTES) {
        drop(conn);
        return;
    }
    adds(conn, "event: ");
    adds(conn, event);
    adds(conn, "\nid: ");
    adds(conn, id);
    adds(conn, "\ndata: ");
    add(conn, data, len);
    adds(conn, "\n\n");
    send_later(conn, before);
}

void event_stream_settle(struct event_stream *stream)
{
    struct conn *conn = stream->conn;

    if (conn->req != NULL)
        conn_end_request(conn);
    if (conn->waiting != NULL)
        evbuffer_free(conn->waiting);
    conn->waiting = NULL;
}

bool event_stream_expire(struct event_stream *stream)
{
    struct conn *conn = stream->conn;

    if (evbuffer_get_length(conn->output) > 0) {
        metric_add(METRIC_HTTP_STREAMS_DROPPED, 1);
        return false;
    }
    adds(conn, ":\n\n");
    send_later(conn, 0);
    return true;
}

void event_stream_free(struct event_stream *stream)
{
    if (stream == NULL)
        return;
    stream->conn->server->stream_count--;
    metric_add(METRIC_HTTP_STREAMS, -1);
    stream->on_gone(stream->arg);
    free(stream);
}
