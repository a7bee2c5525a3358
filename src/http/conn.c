/* conn.c -- see http/conn.h: the socket, the states, the deadlines.
 *
 *     on_readable -> conn_feed (conn_input.c) -> a handler -> its reply -> conn_continue
 *
 * conn_continue runs at once or from this turn's task. It sends the reply and starts the next pipelined
 * request. */
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "http/address.h"
#include "http/conn_impl.h"
#include "http/event_stream_impl.h"
#include "http/peers.h"
#include "http/proxy_trust.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* After a refusal the client may go on sending for so long, and so much, while it reads the answer. */
#define LINGER_MS    2000
#define LINGER_BYTES 262144

/* Parts of the output in one sendmsg(). */
#define SEND_PARTS 32

static void conn_continue(struct conn *conn);

/* ---- states and deadlines ---- */

static const char *const state_names[] = { "idle",    "head",    "body",      "admitting",
                                           "running", "writing", "lingering", "streaming" };

#define TO(state) (1u << (state))
static const unsigned legal_edges[] = {
    [CONN_IDLE] = TO(CONN_HEAD),
    [CONN_HEAD] = TO(CONN_BODY) | TO(CONN_ADMITTING) | TO(CONN_RUNNING) | TO(CONN_WRITING),
    [CONN_ADMITTING] = TO(CONN_BODY) | TO(CONN_WRITING),
    [CONN_BODY] = TO(CONN_RUNNING) | TO(CONN_WRITING),
    [CONN_RUNNING] = TO(CONN_WRITING) | TO(CONN_STREAMING),
    [CONN_WRITING] = TO(CONN_IDLE) | TO(CONN_LINGERING),
    [CONN_LINGERING] = 0,
    [CONN_STREAMING] = 0,
};

static int state_ms(const struct conn *conn, enum conn_state state)
{
    const struct http_limits *limits = &conn->server->options.limits;

    switch (state) {
    case CONN_IDLE:
        return limits->idle_ms;
    case CONN_HEAD:
        return limits->head_ms;
    case CONN_BODY:
        return conn->req->is_upload ? limits->upload_ms : limits->body_ms;
    case CONN_ADMITTING:
        return limits->request_ms;
    case CONN_RUNNING:
        return conn->req->is_upload ? limits->upload_ms : limits->request_ms;
    case CONN_WRITING:
        return limits->write_ms;
    case CONN_STREAMING: /* counts from the last byte that was sent */
        return evbuffer_get_length(conn->output) > 0 ? limits->write_ms : limits->heartbeat_ms;
    case CONN_LINGERING:
        break;
    }
    return LINGER_MS;
}

void conn_arm(struct conn *conn)
{
    int ms = state_ms(conn, conn->state);

    conn->deadline_ms = clock_ms() + ms;
    if (conn->timer_at_ms != 0 && conn->timer_at_ms <= conn->deadline_ms)
        return; /* it looks again when it fires */
    conn->timer_at_ms = conn->deadline_ms;
    timer_start(&conn->timer, ms);
}

void conn_set_state(struct conn *conn, enum conn_state next)
{
    assert(legal_edges[conn->state] & TO(next));
    log_debug("http: %s: %s -> %s", conn->address, state_names[conn->state], state_names[next]);
    conn->state = next;
    conn_arm(conn);
}

/* Ends the connection in any state and cancels what its request waits for. Do not use it afterwards. */
static void conn_free(struct conn *conn)
{
    struct http_server *server = conn->server;

    (void)event_del(&conn->readable);
    (void)event_del(&conn->writable);
    timer_done(&conn->timer);
    task_cancel(&conn->task);
    (void)close(conn->fd);
    if (conn->req != NULL)
        req_release(conn->req);
    event_stream_free(conn->stream);
    evbuffer_free(conn->output);
    if (conn->waiting != NULL)
        evbuffer_free(conn->waiting);
    peers_leave(server->peers, conn->peer);
    TAILQ_REMOVE(&server->conns, conn, entry);
    metric_add(METRIC_HTTP_CONNECTIONS, -1);
    free(conn);
    http_server_forget(server);
}

static void conn_expire(struct conn *conn)
{
    switch (conn->state) {
    case CONN_HEAD:
    case CONN_BODY:
        req_refuse(conn->req, &(struct refusal){ 408, "the request was not received in time" });
        break;
    case CONN_ADMITTING:
        req_fail_with(conn->req, ERR_UNAVAILABLE, "the request could not be authorized in time: try again");
        break;
    case CONN_RUNNING:
        req_expire(conn->req);
        break;
    case CONN_STREAMING:
        if (!event_stream_expire(conn->stream))
            conn_free(conn);
        break;
    case CONN_IDLE:
    case CONN_WRITING:
    case CONN_LINGERING:
        conn_free(conn);
        break;
    }
}

static void on_timer(void *arg)
{
    struct conn *conn = arg;
    int64_t left_ms = conn->deadline_ms - clock_ms();

    conn->timer_at_ms = 0;
    if (left_ms > 0) {
        conn->timer_at_ms = conn->deadline_ms;
        timer_start(&conn->timer, left_ms);
        return;
    }
    conn_expire(conn);
}

/* ---- output ---- */

/* Sends as much as the socket takes. False: the socket is closed. */
static bool conn_send(struct conn *conn)
{
    while (!conn->blocked && evbuffer_get_length(conn->output) > 0) {
        struct evbuffer_iovec parts[SEND_PARTS];
        int count = evbuffer_peek(conn->output, -1, NULL, parts, SEND_PARTS);
        struct msghdr message = { .msg_iov = parts,
                                  .msg_iovlen = (size_t)(count < SEND_PARTS ? count : SEND_PARTS) };
        ssize_t sent = sendmsg(conn->fd, &message, MSG_NOSIGNAL);

        if (sent >= 0) {
            (void)evbuffer_drain(conn->output, (size_t)sent);
            if (conn->state == CONN_STREAMING ||
                (conn->state == CONN_WRITING && evbuffer_get_length(conn->output) > 0))
                conn_arm(conn); /* progress */
        } else if (errno == EAGAIN) {
            conn->blocked = true;
            (void)event_add(&conn->writable, NULL);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static void on_writable(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    struct conn *conn = arg;

    conn->blocked = false;
    conn_continue(conn);
}

/* ---- input ---- */

/* Reading stays on while there is room, also while a request runs: so a client that leaves is seen. */
static void conn_update_reading(struct conn *conn)
{
    bool wanted = !conn->peer_left && conn_waiting_bytes(conn) < HTTP_INPUT_BYTES;

    if (wanted == conn->reading)
        return;
    conn->reading = wanted;
    if (wanted)
        (void)event_add(&conn->readable, NULL);
    else
        (void)event_del(&conn->readable);
}

/* The last reply is sent: the end, or a while for the client to read it. */
static void conn_finish(struct conn *conn)
{
    if (conn->peer_left || !(conn->lingers || conn_waiting_bytes(conn) > 0)) {
        conn_free(conn);
        return;
    }
    conn_end_request(conn);
    if (conn->waiting != NULL)
        (void)evbuffer_drain(conn->waiting, conn_waiting_bytes(conn));
    (void)shutdown(conn->fd, SHUT_WR);
    conn_set_state(conn, CONN_LINGERING);
    conn_update_reading(conn);
}

/* Continues after input or a reply: starts a waiting request, sends, and sets the state. May free the
 * connection. */
static void conn_continue(struct conn *conn)
{
    if (conn->dropped) {
        conn_free(conn);
        return;
    }
    do {
        conn_feed_waiting(conn);
        task_cancel(&conn->task);
        if (!conn_send(conn)) {
            conn_free(conn);
            return;
        }
        if (conn->state != CONN_WRITING || conn->blocked)
            break;
        if (conn->closes) {
            conn_finish(conn);
            return;
        }
        conn_end_request(conn);
        conn_set_state(conn, CONN_IDLE);
    } while (conn_waiting_bytes(conn) > 0);
    if (conn->state == CONN_STREAMING)
        event_stream_settle(conn->stream);
    conn_update_reading(conn);
}

static void on_task(void *arg)
{
    conn_continue(arg);
}

/* The client sends no more. A request with side effects runs to its end, and a client that closed only its
 * half still gets the reply. */
static void conn_lose_peer(struct conn *conn)
{
    bool stays = conn->state == CONN_WRITING || (conn->state == CONN_RUNNING && !req_is_safe(conn->req));

    if (!stays) {
        conn_free(conn);
        return;
    }
    conn->peer_left = conn->closes = true;
    conn_update_reading(conn);
}

static void conn_linger(struct conn *conn, size_t len)
{
    conn->lingered_bytes += len;
    if (conn->lingered_bytes > LINGER_BYTES)
        conn_free(conn);
}

static void on_readable(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    struct conn *conn = arg;
    char *input = conn->server->input;
    ssize_t came = recv(conn->fd, input, HTTP_INPUT_BYTES - conn_waiting_bytes(conn), 0);

    if (came < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (came <= 0) {
        conn_lose_peer(conn);
        return;
    }
    size_t len = (size_t)came, used = 0;
    if (conn->state >= CONN_LINGERING) {
        conn_linger(conn, len);
        return;
    }
    if (conn->state <= CONN_BODY)
        used = conn_feed(conn, input, len);
    conn_add_waiting(conn, input + used, len - used);
    conn_continue(conn);
}

/* ---- for the server ---- */

void conn_open(struct http_server *server, int fd, const struct address *address, struct peer *peer)
{
    struct conn *conn = mem_alloc(sizeof(*conn));

    conn->server = server;
    conn->fd = fd;
    conn->peer = peer;
    conn->from_proxy = address == NULL || trusted_proxies_has(server->options.proxies, address);
    conn->state = CONN_IDLE;
    if (address != NULL)
        address_format(address, conn->address);
    else
        (void)snprintf(conn->address, sizeof(conn->address), "%s", PEER_UNIX);
    task_init(&conn->task, server->loop, on_task, conn);
    timer_init(&conn->timer, server->loop, on_timer, conn);
    conn->output = evbuffer_new();
    if (conn->output == NULL ||
        event_assign(&conn->readable, loop_base(server->loop), fd, EV_READ | EV_PERSIST, on_readable, conn) <
            0 ||
        event_assign(&conn->writable, loop_base(server->loop), fd, EV_WRITE, on_writable, conn) < 0)
        log_fatal("http: out of memory");
    TAILQ_INSERT_TAIL(&server->conns, conn, entry);
    server->conn_count++;
    metric_add(METRIC_HTTP_CONNECTIONS, 1);
    conn_update_reading(conn);
    conn_arm(conn);
}

void conn_drain(struct conn *conn)
{
    char byte;

    if (conn->state == CONN_STREAMING) { /* its client comes back, to another process perhaps */
        (void)conn_send(conn);
        conn_free(conn);
        return;
    }
    if (conn->state == CONN_WRITING) /* else it would wait for a next request */
        conn->closes = true;
    /* A request that has arrived is answered, even if it was not read yet. */
    if (conn->state == CONN_IDLE && recv(conn->fd, &byte, 1, MSG_PEEK) <= 0)
        conn_free(conn);
}

void conn_shut(struct conn *conn)
{
    if (conn->state >= CONN_HEAD && conn->state <= CONN_RUNNING)
        req_shut(conn->req);
    (void)conn_send(conn);
    conn_free(conn);
}

struct conn *conn_first(const struct http_server *server)
{
    return TAILQ_FIRST(&server->conns);
}

struct conn *conn_next(const struct conn *conn)
{
    return TAILQ_NEXT(conn, entry);
}

/* ---- for requests ---- */

struct evbuffer *conn_output(struct conn *conn)
{
    return conn->output;
}

const char *conn_peer(const struct conn *conn)
{
    return conn->address;
}

bool conn_peer_is_proxy(const struct conn *conn)
{
    return conn->from_proxy;
}

bool conn_may_stay(const struct conn *conn)
{
    const struct head *head = conn->req->head;

    return !conn->closes && !conn->server->draining && head != NULL && head->keep_alive;
}

void conn_replied(struct conn *conn, bool closes)
{
    conn->closes |= closes;
    conn->lingers |= conn->state != CONN_RUNNING;
    conn_set_state(conn, CONN_WRITING);
    task_post(&conn->task);
}

bool conn_awaits_admission(const struct conn *conn)
{
    return conn->state == CONN_ADMITTING;
}

void conn_admit(struct conn *conn)
{
    conn->closes = false;
    conn_await_body(conn, conn_waiting_bytes(conn) > 0);
    task_post(&conn->task);
}
