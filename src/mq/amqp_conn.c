/* amqp_conn.c -- see mq/amqp_conn.h.
 *
 *     amqp_conn_start -> on_timer -> on_address -> on_event(connected) -> amqp_conn_adopt
 *     on_read -> each frame -> amqp_handle_method (amqp_handshake.c) | the role
 *     any error -> lose() -> WAITING -> on_timer -> … */
#include "mq/amqp_conn.h"

#include "base/clock.h"
#include "base/log.h"
#include "loop/loop.h"
#include "loop/resolve.h"
#include "mq/mq.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

/* Enough for some hundred deliveries or a thousand confirms a turn; the rest waits for the next one. */
#define READ_BYTES_PER_TURN 65536
/* 64 KiB: more than the confirms of a full window. */
#define GOODBYE_READS 16
/* The pool's page: most methods take less, and larger ones get their own memory until they are handled. */
#define POOL_PAGE_BYTES 4096

const struct amqp_timing amqp_timing_default = {
    .connect_ms = 3000,
    .handshake_ms = 10000,
    .heartbeat_ms = 10000,
    .confirm_ms = MQ_CONFIRM_TIMEOUT_MS,
};

/* ---- states */

static const char *const state_names[AMQP_STATES] = {
    [AMQP_WAITING] = "waiting",       [AMQP_RESOLVING] = "name lookup",
    [AMQP_CONNECTING] = "connecting", [AMQP_GREETING] = "greeting",
    [AMQP_TUNING] = "login",          [AMQP_OPENING] = "opening the vhost",
    [AMQP_DECLARING] = "declaring",   [AMQP_OPEN] = "open",
    [AMQP_CLOSED] = "closed",
};

#define TO(state) (1u << (state))

/* Every legal edge. A loss leads to WAITING from anywhere, closing to CLOSED. */
static const unsigned edges[AMQP_STATES] = {
    [AMQP_WAITING] = TO(AMQP_RESOLVING) | TO(AMQP_GREETING) /* adopted */ | TO(AMQP_CLOSED),
    [AMQP_RESOLVING] = TO(AMQP_CONNECTING) | TO(AMQP_WAITING) | TO(AMQP_CLOSED),
    [AMQP_CONNECTING] = TO(AMQP_GREETING) | TO(AMQP_WAITING) | TO(AMQP_CLOSED),
    [AMQP_GREETING] = TO(AMQP_TUNING) | TO(AMQP_WAITING) | TO(AMQP_CLOSED),
    [AMQP_TUNING] = TO(AMQP_OPENING) | TO(AMQP_WAITING) | TO(AMQP_CLOSED),
    [AMQP_OPENING] = TO(AMQP_DECLARING) | TO(AMQP_WAITING) | TO(AMQP_CLOSED),
    [AMQP_DECLARING] = TO(AMQP_OPEN) | TO(AMQP_WAITING) | TO(AMQP_CLOSED),
    [AMQP_OPEN] = TO(AMQP_WAITING) | TO(AMQP_CLOSED),
    [AMQP_CLOSED] = 0,
};

bool amqp_may_enter(enum amqp_state from, enum amqp_state to)
{
    return (edges[from] & TO(to)) != 0;
}

/* The only writer of conn->state: each state's log line and timer are here. */
void amqp_set_state(struct amqp_conn *conn, enum amqp_state next)
{
    bool open_changes = conn->state == AMQP_OPEN || next == AMQP_OPEN;

    assert(amqp_may_enter(conn->state, next));
    log_debug("amqp %s: %s -> %s", conn->role->name, state_names[conn->state], state_names[next]);
    conn->state = next;
    switch (next) {
    case AMQP_WAITING:
        timer_start(&conn->timer, backoff_next_ms(&conn->backoff));
        break;
    case AMQP_RESOLVING: /* the lookup has its own bound */
    case AMQP_CLOSED:
        timer_stop(&conn->timer);
        break;
    case AMQP_CONNECTING:
        timer_start(&conn->timer, conn->shared->timing.connect_ms);
        break;
    case AMQP_GREETING: /* one deadline for all that follows until OPEN */
        timer_start(&conn->timer, conn->shared->timing.handshake_ms);
        break;
    case AMQP_OPEN:
        log_info("amqp %s: connected", conn->role->name);
        conn->problem = (struct err)ERR_INIT;
        conn->generation++;
        conn->opened_ms = clock_ms();
        timer_start(&conn->timer, conn->heartbeat_ms / 4);
        break;
    default:
        break;
    }
    if (open_changes)
        conn->shared->on_change(conn->shared->arg);
}

/* ---- losing it */

static void drop_transport(struct amqp_conn *conn)
{
    resolve_cancel(conn->resolve);
    conn->resolve = NULL;
    if (conn->bev != NULL)
        bufferevent_free(conn->bev); /* libevent keeps it until the callback that we may be in has returned */
    conn->bev = NULL;
    conn->blocked = false;
    recycle_amqp_pool(&conn->pool);
}

/* All failures end here: logged once, tried again later. */
static void lose(struct amqp_conn *conn, const struct err *err)
{
    bool was_open = conn->state == AMQP_OPEN;

    /* The same reason again, try after try, is not news. */
    if (strcmp(conn->problem.msg, err->msg) != 0)
        log_warn("amqp %s: %s", conn->role->name, err->msg);
    conn->problem = *err;
    /* One that is lost at once after each success must not be tried faster and faster. */
    if (was_open && clock_ms() - conn->opened_ms > BACKOFF_MAX_MS)
        backoff_reset(&conn->backoff);
    drop_transport(conn);
    amqp_set_state(conn, AMQP_WAITING);
    if (was_open)
        conn->role->on_lost(conn->arg);
}

static void lose_because(struct amqp_conn *conn, const char *what)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_UNAVAILABLE, "%s (%s)", what, state_names[conn->state]);
    lose(conn, &err);
}

/* ---- frames in */

static bool handle_frame(struct amqp_conn *conn, const struct amqp_raw_frame *frame, struct err *err)
{
    switch (frame->type) {
    case AMQP_FRAME_HEARTBEAT: /* any frame shows that the broker is alive */
        return true;
    case AMQP_FRAME_METHOD:
        return amqp_handle_method(conn, frame, err);
    default:
        if (conn->state != AMQP_OPEN || frame->channel != AMQP_CHANNEL)
            return err_set(err, ERR_MALFORMED, "the server sent a message where none can be");
        return conn->role->on_content(conn->arg, frame, err);
    }
}

static void on_read(struct bufferevent *bev, void *arg)
{
    struct amqp_conn *conn = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    struct amqp_raw_frame frame;
    struct err err = ERR_INIT;
    enum amqp_peek peek;

    conn->heard_ms = clock_ms();
    while ((peek = amqp_peek_frame(in, conn->frame_max, &frame, &err)) == AMQP_PEEK_FRAME) {
        bool fine = handle_frame(conn, &frame, &err);

        if (conn->bev != bev) /* closed from inside a callback */
            return;
        recycle_amqp_pool(&conn->pool);
        if (!fine)
            break;
        (void)evbuffer_drain(in, frame.size);
    }
    if (err_is_set(&err))
        lose(conn, &err);
}

/* ---- the transport's events */

static void on_written(struct bufferevent *bev UNUSED, void *arg)
{
    struct amqp_conn *conn = arg;

    conn->sent_ms = clock_ms();
    if (conn->state == AMQP_OPEN)
        conn->role->on_flow(conn->arg);
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    struct amqp_conn *conn = arg;

    if (what & BEV_EVENT_CONNECTED)
        amqp_conn_adopt(conn, bev);
    else if (what & BEV_EVENT_EOF)
        lose_because(conn, conn->state == AMQP_TUNING
                               ? "the broker closed the connection; it does so when it refuses a login"
                               : "the broker closed the connection");
    else if (what & BEV_EVENT_ERROR)
        lose_because(conn, evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
}

void amqp_conn_adopt(struct amqp_conn *conn, struct bufferevent *bev)
{
    int on = 1;

    /* Output is collected per turn, so Nagle's algorithm would only delay its last part. A pair of
     * bufferevents has no socket. */
    if (bufferevent_getfd(bev) >= 0)
        (void)setsockopt(bufferevent_getfd(bev), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    conn->bev = bev;
    conn->frame_max = AMQP_FRAME_MAX_FIRST;
    conn->heard_ms = conn->sent_ms = clock_ms();
    bufferevent_setcb(bev, on_read, on_written, on_event, conn);
    (void)bufferevent_set_max_single_read(bev, READ_BYTES_PER_TURN);
    amqp_set_state(conn, AMQP_GREETING);
    amqp_write_protocol_header(amqp_conn_out(conn));
    (void)bufferevent_enable(bev, EV_READ | EV_WRITE);
}

static void on_address(void *arg, const char *address, const struct err *err)
{
    struct amqp_conn *conn = arg;
    struct sockaddr_storage to;
    int to_len = sizeof(to);
    char text[RESOLVE_ADDRESS_BYTES + 16];

    conn->resolve = NULL;
    if (address == NULL) {
        lose(conn, err);
        return;
    }
    (void)snprintf(text, sizeof(text), strchr(address, ':') ? "[%s]:%d" : "%s:%d", address,
                   conn->shared->url.port);
    if (evutil_parse_sockaddr_port(text, (struct sockaddr *)&to, &to_len) != 0) {
        lose_because(conn, "the name gave an address that cannot be used");
        return;
    }
    amqp_set_state(conn, AMQP_CONNECTING);
    conn->bev = bufferevent_socket_new(loop_base(conn->shared->loop), -1, BEV_OPT_CLOSE_ON_FREE);
    if (conn->bev == NULL)
        log_fatal("amqp: out of memory");
    bufferevent_setcb(conn->bev, NULL, NULL, on_event, conn);
    /* It may call on_event() from in there, which then has lost the connection already. */
    if (bufferevent_socket_connect(conn->bev, (struct sockaddr *)&to, to_len) != 0 &&
        conn->state == AMQP_CONNECTING)
        lose_because(conn, evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
}

/* ---- time */

/* Four times a heartbeat interval: so we send after at most three quarters of it. */
static void on_tick(struct amqp_conn *conn)
{
    int64_t now = clock_ms();
    struct err err = ERR_INIT;

    if (now - conn->heard_ms >= 2 * conn->heartbeat_ms) {
        err_set(&err, ERR_UNAVAILABLE, "the broker has been silent for %d s, without a heartbeat",
                (int)((now - conn->heard_ms) / 1000));
        lose(conn, &err);
        return;
    }
    /* With output waiting the peer does not read, or something goes out this moment. */
    if (now - conn->sent_ms >= conn->heartbeat_ms / 2 && evbuffer_get_length(amqp_conn_out(conn)) == 0)
        amqp_write_heartbeat(amqp_conn_out(conn));
    timer_start(&conn->timer, conn->heartbeat_ms / 4);
}

static void on_timer(void *arg)
{
    struct amqp_conn *conn = arg;

    if (conn->state == AMQP_WAITING) {
        amqp_set_state(conn, AMQP_RESOLVING);
        conn->resolve = resolve_start(conn->shared->loop, conn->shared->url.host,
                                      conn->shared->timing.connect_ms, on_address, conn);
    } else if (conn->state == AMQP_OPEN) {
        on_tick(conn);
    } else {
        lose_because(conn, "the broker did not answer in time");
    }
}

/* ---- beginning and end */

void amqp_conn_init(struct amqp_conn *conn, const struct amqp_shared *shared, const struct amqp_role *role,
                    void *arg, const struct amqp_step *steps, int step_count)
{
    *conn = (struct amqp_conn){ .shared = shared,
                                .role = role,
                                .arg = arg,
                                .steps = steps,
                                .step_count = step_count,
                                .state = AMQP_WAITING };
    err_set(&conn->problem, ERR_UNAVAILABLE, "not connected yet");
    init_amqp_pool(&conn->pool, POOL_PAGE_BYTES);
    timer_init(&conn->timer, shared->loop, on_timer, conn);
}

void amqp_conn_start(struct amqp_conn *conn)
{
    timer_start(&conn->timer, 0);
}

/* Sends what the socket takes immediately: acks of the last turn, and the close, which spares the broker a
 * warning in its log. Nothing depends on it. Input is read first: closing a socket with unread bytes
 * resets the connection, and the broker may lose what it has not read yet. */
static void say_goodbye(struct amqp_conn *conn)
{
    static const amqp_connection_close_t goodbye = { .reply_code = AMQP_REPLY_SUCCESS,
                                                     .reply_text = AMQP_LITERAL("shutting down") };
    struct evbuffer *out = amqp_conn_out(conn);
    int fd = bufferevent_getfd(conn->bev);
    char unread[4096];

    amqp_write_method(out, 0, AMQP_CONNECTION_CLOSE_METHOD, &goodbye);
    if (fd < 0)
        return;
    (void)evbuffer_unfreeze(out, 1); /* bufferevents do not let others take from their output */
    (void)evbuffer_write(out, fd);
    for (int i = 0; i < GOODBYE_READS && recv(fd, unread, sizeof(unread), MSG_DONTWAIT) > 0; i++)
        ;
}

void amqp_conn_close(struct amqp_conn *conn)
{
    if (conn->state == AMQP_CLOSED)
        return;
    if (conn->state == AMQP_OPEN)
        say_goodbye(conn);
    drop_transport(conn);
    amqp_set_state(conn, AMQP_CLOSED);
    timer_done(&conn->timer);
    empty_amqp_pool(&conn->pool);
}

struct evbuffer *amqp_conn_out(const struct amqp_conn *conn)
{
    return bufferevent_get_output(conn->bev);
}
