/* conn.c -- see http/conn.h. The way through: on_readable -> conn_feed -> conn_take -> req_run, and after a
 * reply conn_continue, from the task of this turn: it starts what was pipelined, sends, and settles. */
#include "http/conn.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "http/address.h"
#include "http/peers.h"
#include "http/proxy_trust.h"
#include "http/req_impl.h"
#include "http/server_impl.h"

#include <assert.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Replies to pipelined requests gather up to this size before they are sent. */
#define OUTPUT_GATHERED_BYTES 65536

/* After a refusal the client may go on sending for so long, and so much, while it reads the answer. */
#define LINGER_MS    2000
#define LINGER_BYTES 262144

/* Parts of the output in one sendmsg(). */
#define SEND_PARTS 32

enum conn_state {
    CONN_IDLE,     /* between requests; nothing is in the output */
    CONN_HEAD,     /* the first byte of a request has come */
    CONN_BODY,     /* its head is complete */
    CONN_RUNNING,  /* its handler has it */
    CONN_WRITING,  /* its reply is in the output */
    CONN_LINGERING /* the reply was the last: what still comes is dropped */
};

struct conn {
    struct http_server *server;
    int fd;
    enum conn_state state;
    bool reading;   /* `readable` is added */
    bool blocked;   /* `writable` is added: the client's window is full */
    bool peer_left; /* nothing more will come */
    bool closes;    /* after what is in the output */
    bool lingers;   /* and more may come that nobody will read */
    bool from_proxy;
    struct event readable, writable;
    struct timer timer;
    int64_t deadline_ms; /* of the state */
    int64_t timer_at_ms; /* 0: the timer does not run */
    struct task task;    /* conn_continue(), after a reply */
    struct evbuffer *output;
    struct evbuffer *waiting; /* input behind the request that is under way; NULL: never any */
    struct req *req;          /* from its first byte to its reply's last */
    struct peer *peer;
    size_t lingered_bytes;
    char address[CLIENT_ADDRESS_BYTES];
    TAILQ_ENTRY(conn) entry;
};

static void conn_continue(struct conn *conn);

/* ---- states and deadlines ---- */

static const char *const state_names[] = { "idle", "head", "body", "running", "writing", "lingering" };

#define TO(state) (1u << (state))
static const unsigned legal_edges[] = {
    [CONN_IDLE] = TO(CONN_HEAD),
    [CONN_HEAD] = TO(CONN_BODY) | TO(CONN_RUNNING) | TO(CONN_WRITING),
    [CONN_BODY] = TO(CONN_RUNNING) | TO(CONN_WRITING),
    [CONN_RUNNING] = TO(CONN_WRITING),
    [CONN_WRITING] = TO(CONN_IDLE) | TO(CONN_LINGERING),
    [CONN_LINGERING] = 0,
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
        return limits->body_ms;
    case CONN_RUNNING:
        return limits->request_ms;
    case CONN_WRITING:
        return limits->write_ms;
    case CONN_LINGERING:
        break;
    }
    return LINGER_MS;
}

static void conn_arm(struct conn *conn)
{
    int ms = state_ms(conn, conn->state);

    conn->deadline_ms = clock_ms() + ms;
    if (conn->timer_at_ms != 0 && conn->timer_at_ms <= conn->deadline_ms)
        return; /* it looks again when it fires */
    conn->timer_at_ms = conn->deadline_ms;
    timer_start(&conn->timer, ms);
}

/* The only writer of conn->state, after conn_open(). */
static void conn_set_state(struct conn *conn, enum conn_state next)
{
    assert(legal_edges[conn->state] & TO(next));
    log_debug("http: %s: %s -> %s", conn->address, state_names[conn->state], state_names[next]);
    conn->state = next;
    conn_arm(conn);
}

/* Ends it in any state. Nothing of it may be used afterwards; what its request waits for is cancelled. */
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
        req_refuse(conn->req, &(struct refusal){ 408, "the request took too long to come" });
        break;
    case CONN_RUNNING:
        req_expire(conn->req);
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

/* Sends what the socket takes. False: it takes nothing any more. */
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
            if (conn->state == CONN_WRITING && evbuffer_get_length(conn->output) > 0)
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

static size_t waiting_bytes(const struct conn *conn)
{
    return conn->waiting ? evbuffer_get_length(conn->waiting) : 0;
}

/* Reading stays on while there is room, also while a request runs: so a client that leaves is seen. */
static void conn_update_reading(struct conn *conn)
{
    bool wanted = !conn->peer_left && waiting_bytes(conn) < HTTP_INPUT_BYTES;

    if (wanted == conn->reading)
        return;
    conn->reading = wanted;
    if (wanted)
        (void)event_add(&conn->readable, NULL);
    else
        (void)event_del(&conn->readable);
}

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

/* The head is complete and a body follows. A client that asks first is told to send it only when somebody
 * wants it; one that is sending already needs no word. */
static void conn_begin_body(struct conn *conn, bool sending)
{
    if (!conn_route(conn))
        return;
    conn_set_state(conn, CONN_BODY);
    if (sending || !conn->req->head->expects_continue)
        return;
    if (req_has_handler(conn->req)) {
        (void)evbuffer_add_printf(conn->output, "HTTP/1.1 100 Continue\r\n\r\n");
        return;
    }
    conn->closes = conn->lingers = true;
    conn_run(conn);
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

static void conn_end_request(struct conn *conn)
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

static size_t conn_feed(struct conn *conn, const char *bytes, size_t len)
{
    size_t used = 0;

    while (used < len && conn_takes(conn))
        used += conn_take(conn, bytes + used, len - used);
    return used;
}

static void conn_feed_waiting(struct conn *conn)
{
    while (waiting_bytes(conn) > 0) {
        struct evbuffer_iovec part;

        (void)evbuffer_peek(conn->waiting, -1, NULL, &part, 1);
        size_t used = conn_feed(conn, part.iov_base, part.iov_len);
        (void)evbuffer_drain(conn->waiting, used);
        if (used < part.iov_len)
            return;
    }
}

/* The whole reply is sent: the next request, the end, or a while for the client to read it. */
static void conn_end_reply(struct conn *conn)
{
    if (!conn->closes) {
        conn_end_request(conn);
        conn_set_state(conn, CONN_IDLE);
        return;
    }
    if (conn->peer_left || !(conn->lingers || waiting_bytes(conn) > 0)) {
        conn_free(conn);
        return;
    }
    conn_end_request(conn);
    if (conn->waiting != NULL)
        (void)evbuffer_drain(conn->waiting, waiting_bytes(conn));
    (void)shutdown(conn->fd, SHUT_WR);
    conn_set_state(conn, CONN_LINGERING);
    conn_update_reading(conn);
}

/* Goes on after input or a reply. May free the connection. */
static void conn_continue(struct conn *conn)
{
    size_t before;

    do {
        before = waiting_bytes(conn);
        conn_feed_waiting(conn);
        task_cancel(&conn->task);
        if (!conn_send(conn)) {
            conn_free(conn);
            return;
        }
    } while (waiting_bytes(conn) < before);
    conn_update_reading(conn);
    if (conn->state == CONN_WRITING && !conn->blocked)
        conn_end_reply(conn);
}

static void on_task(void *arg)
{
    conn_continue(arg);
}

/* No more input. What may have effects runs to its end, and replies under way are sent to who half-closed. */
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
    ssize_t came = recv(conn->fd, input, HTTP_INPUT_BYTES - waiting_bytes(conn), 0);

    if (came < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (came <= 0) {
        conn_lose_peer(conn);
        return;
    }
    size_t len = (size_t)came, used = 0;
    if (conn->state == CONN_LINGERING) {
        conn_linger(conn, len);
        return;
    }
    if (conn->state <= CONN_BODY)
        used = conn_feed(conn, input, len);
    if (used < len) {
        if (conn->waiting == NULL)
            conn->waiting = evbuffer_new();
        if (conn->waiting == NULL || evbuffer_add(conn->waiting, input + used, len - used) < 0)
            log_fatal("http: out of memory");
    }
    conn_continue(conn);
}

/* ---- for the server ---- */

void conn_open(struct http_server *server, int fd, const struct address *address, struct peer *peer)
{
    struct conn *conn = mem_alloc(sizeof(*conn));

    conn->server = server;
    conn->fd = fd;
    conn->peer = peer;
    conn->from_proxy = trusted_proxies_has(server->options.proxies, address);
    conn->state = CONN_IDLE;
    address_format(address, conn->address);
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

    /* A request that has come, though nobody looked yet, is answered. */
    if (conn->state == CONN_IDLE && recv(conn->fd, &byte, 1, MSG_PEEK) <= 0)
        conn_free(conn);
}

void conn_shut(struct conn *conn)
{
    if (conn->state == CONN_HEAD || conn->state == CONN_BODY || conn->state == CONN_RUNNING)
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
