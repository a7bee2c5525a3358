/* pg_conn.c -- see pg_conn.h. In this order: the states, connecting, the events of the socket and the timer.
 */
#include "db/pg_conn.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/pg_error.h"
#include "db/pg_pool.h"
#include "loop/resolve.h"

#include <assert.h>
#include <event2/event.h>
#include <string.h>

#define BIT(state) (1u << (state))

static const struct {
    const char *name;
    unsigned next; /* the states that may follow */
} states[PG_STATES] = {
    [PG_PARKED] = { "parked", BIT(PG_RESOLVING) | BIT(PG_CONNECTING) | BIT(PG_CLOSED) },
    [PG_RESOLVING] = { "resolving", BIT(PG_CONNECTING) | BIT(PG_BACKOFF) | BIT(PG_PARKED) | BIT(PG_CLOSED) },
    [PG_CONNECTING] = { "connecting", BIT(PG_MIGRATING) | BIT(PG_READY) | BIT(PG_BACKOFF) | BIT(PG_PARKED) |
                                          BIT(PG_CLOSED) },
    [PG_MIGRATING] = { "migrating", BIT(PG_READY) | BIT(PG_BACKOFF) | BIT(PG_CLOSED) },
    [PG_READY] = { "ready", BIT(PG_BACKOFF) | BIT(PG_CLOSED) },
    [PG_BACKOFF] = { "backing off", BIT(PG_RESOLVING) | BIT(PG_CONNECTING) | BIT(PG_PARKED) | BIT(PG_CLOSED) |
                                        BIT(PG_BACKOFF) },
    [PG_CLOSED] = { "closed", 0 },
};

static void on_socket(evutil_socket_t fd, short what, void *arg);

/* Waits for the socket to be readable or writable, or with 0 for nothing. */
static void wait_for(struct pg_conn *conn, short what)
{
    if (conn->event != NULL && conn->waits_for == what)
        return;
    if (conn->event != NULL)
        event_free(conn->event);
    conn->event = NULL;
    conn->waits_for = what;
    if (what == 0)
        return;
    conn->event =
        event_new(loop_base(conn->db->loop), PQsocket(conn->pg), (short)(what | EV_PERSIST), on_socket, conn);
    if (conn->event == NULL || event_add(conn->event, NULL) != 0)
        log_fatal("db: cannot create an event");
}

/* Frees the resources of a connection attempt. */
static void release(struct pg_conn *conn)
{
    resolve_cancel(conn->resolve);
    conn->resolve = NULL;
    wait_for(conn, 0);
    pg_migrate_done(&conn->migrate);
    PQfinish(conn->pg);
    conn->pg = NULL;
}

/* The only writer of conn->state. */
static void pg_set_state(struct pg_conn *conn, enum pg_state next)
{
    enum pg_state before = conn->state;

    assert(states[before].next & BIT(next));
    log_debug("db: connection %d: %s -> %s", conn->number, states[before].name, states[next].name);
    conn->state = next;
    switch (next) {
    case PG_RESOLVING:
        timer_start(&conn->timer, PG_CONNECT_MS);
        break;
    case PG_CONNECTING:
        if (before != PG_RESOLVING) /* the lookup and the rest share one limit */
            timer_start(&conn->timer, PG_CONNECT_MS);
        break;
    case PG_MIGRATING: /* its steps set the timer */
        break;
    case PG_READY: /* sending starts the timer */
        timer_stop(&conn->timer);
        backoff_reset(&conn->backoff);
        break;
    case PG_BACKOFF:
        release(conn);
        timer_start(&conn->timer, backoff_next_ms(&conn->backoff));
        break;
    case PG_PARKED:
        release(conn);
        timer_stop(&conn->timer);
        break;
    case PG_CLOSED:
    case PG_STATES:
        release(conn);
        timer_done(&conn->timer);
        break;
    }
}

void pg_conn_lost(struct pg_conn *conn, const struct err *err, bool for_people)
{
    struct err why = *err; /* it may point into memory that is freed now */
    bool was_ready = conn->state == PG_READY;

    pg_set_state(conn, PG_BACKOFF);
    pg_pipeline_drop(conn);
    pg_pool_on_down(conn, was_ready, &why, for_people);
}

/* The same with the server's last words, or libpq's. */
static void lost_by_libpq(struct pg_conn *conn)
{
    const char *message = PQerrorMessage(conn->pg);
    struct err err = conn->last_words; /* the first error wins */
    bool for_people = false;

    if (conn->state == PG_CONNECTING)
        for_people = pg_error_of_connecting(message, &err);
    else
        pg_error_of_broken(message, &err);
    pg_conn_lost(conn, &err, for_people);
}

static void lost_because(struct pg_conn *conn, const char *reason)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_UNAVAILABLE, "%s", reason);
    pg_conn_lost(conn, &err, false);
}

bool pg_conn_flush(struct pg_conn *conn)
{
    int left = PQflush(conn->pg);

    if (left < 0)
        return false;
    if (left == 0)
        pg_pipeline_delivered(&conn->pipeline);
    wait_for(conn, left ? EV_READ | EV_WRITE : EV_READ);
    return true;
}

static void become_ready(struct pg_conn *conn)
{
    if (PQenterPipelineMode(conn->pg) != 1) {
        lost_by_libpq(conn);
        return;
    }
    pg_set_state(conn, PG_READY);
    wait_for(conn, EV_READ);
    pg_pool_on_up(conn);
}

void pg_conn_migrated(struct pg_conn *conn)
{
    pg_migrate_done(&conn->migrate);
    conn->db->schema_known = true;
    become_ready(conn);
}

static void on_connected(struct pg_conn *conn)
{
    const char *standby = PQparameterStatus(conn->pg, "in_hot_standby");

    if (PQsetnonblocking(conn->pg, 1) != 0) {
        lost_by_libpq(conn);
    } else if (standby != NULL && strcmp(standby, "on") == 0) {
        lost_because(conn, "it is a read-only standby");
    } else if (conn->db->schema_known) {
        become_ready(conn);
    } else {
        pg_set_state(conn, PG_MIGRATING);
        wait_for(conn, EV_READ);
        pg_migrate_start(conn);
    }
}

/* One step of libpq's handshake. */
static void poll_connect(struct pg_conn *conn)
{
    wait_for(conn, 0); /* libpq may close this socket and take another */
    switch (PQconnectPoll(conn->pg)) {
    case PGRES_POLLING_READING:
        wait_for(conn, EV_READ);
        break;
    case PGRES_POLLING_WRITING:
        wait_for(conn, EV_WRITE);
        break;
    case PGRES_POLLING_OK:
        on_connected(conn);
        break;
    default:
        lost_by_libpq(conn);
    }
}

/* Libpq would print notices, which may quote values. The server's reason for ending an idle connection comes
 * as one. */
static void on_notice(void *arg, const PGresult *notice)
{
    struct pg_conn *conn = arg;

    if (pg_error_is_fatal(notice))
        pg_error_of_farewell(notice, &conn->last_words);
}

static void begin_connect(struct pg_conn *conn, const char *address)
{
    pg_set_state(conn, PG_CONNECTING);
    conn->pg = pg_url_connect(&conn->db->url, address);
    if (conn->pg == NULL)
        log_fatal("db: out of memory");
    if (PQstatus(conn->pg) == CONNECTION_BAD) {
        lost_by_libpq(conn);
        return;
    }
    (void)PQsetErrorVerbosity(conn->pg, PQERRORS_VERBOSE); /* as pg_error_of_connecting() needs it */
    conn->last_words = (struct err)ERR_INIT;
    (void)PQsetNoticeReceiver(conn->pg, on_notice, conn);
    wait_for(conn, EV_WRITE); /* libpq's rule for the first poll */
}

static void on_address(void *arg, const char *address, const struct err *err)
{
    struct pg_conn *conn = arg;

    conn->resolve = NULL;
    if (address == NULL)
        pg_conn_lost(conn, err, false);
    else
        begin_connect(conn, address);
}

void pg_conn_start(struct pg_conn *conn)
{
    const char *host = conn->db->url.host;

    if (conn->state != PG_PARKED && conn->state != PG_BACKOFF)
        return;
    if (host == NULL) {
        begin_connect(conn, NULL);
        return;
    }
    pg_set_state(conn, PG_RESOLVING);
    conn->resolve = resolve_start(conn->db->loop, host, PG_CONNECT_MS, on_address, conn);
}

void pg_conn_park(struct pg_conn *conn)
{
    if (conn->state != PG_PARKED)
        pg_set_state(conn, PG_PARKED);
}

void pg_conn_close(struct pg_conn *conn)
{
    pg_set_state(conn, PG_CLOSED);
    pg_pipeline_drop(conn);
}

void pg_conn_send(struct pg_conn *conn, struct pg_ops *ops, enum pg_queue kind)
{
    if (!pg_pipeline_send(conn, ops, kind) || !pg_conn_flush(conn)) {
        lost_by_libpq(conn);
        return;
    }
    if (!timer_running(&conn->timer))
        timer_start(&conn->timer, PG_WATCHDOG_MS);
}

static void read_ready(struct pg_conn *conn)
{
    struct err err = conn->last_words;

    if (!pg_pipeline_read(conn, &err))
        pg_conn_lost(conn, &err, false);
}

static void on_socket(evutil_socket_t fd UNUSED, short what, void *arg)
{
    struct pg_conn *conn = arg;

    if (conn->state == PG_CONNECTING) {
        poll_connect(conn);
        return;
    }
    /* Twice with TLS: OpenSSL may hold the rest of a record (16 KiB; libpq takes 8 at least), and the socket
     * would not tell. */
    bool alive = !(what & EV_READ) ||
                 (PQconsumeInput(conn->pg) == 1 && (!PQsslInUse(conn->pg) || PQconsumeInput(conn->pg) == 1));
    enum pg_state state = conn->state;
    if (!alive)
        pg_error_of_broken(PQerrorMessage(conn->pg), &conn->last_words);
    if (state == PG_READY)
        read_ready(conn); /* also reads what arrived before the end */
    if (conn->state != state)
        return;
    if (!alive || !pg_conn_flush(conn))
        lost_by_libpq(conn);
    else if (state == PG_MIGRATING)
        pg_migrate_read(conn);
}

/* No time is spent on the timer for each statement: when it fires it looks how old the oldest really is. */
static void watch(struct pg_conn *conn)
{
    int64_t oldest_ms = pg_pipeline_oldest_ms(&conn->pipeline);
    int64_t age_ms = clock_ms() - oldest_ms;

    if (oldest_ms < 0)
        return;
    if (age_ms < PG_WATCHDOG_MS)
        timer_start(&conn->timer, PG_WATCHDOG_MS - age_ms);
    else
        lost_because(conn, "no answer for too long");
}

static void on_timer(void *arg)
{
    struct pg_conn *conn = arg;

    switch (conn->state) {
    case PG_RESOLVING:
    case PG_CONNECTING:
        lost_because(conn, "no connection within 3 s");
        break;
    case PG_MIGRATING:
        pg_migrate_on_timer(conn);
        break;
    case PG_READY:
        watch(conn);
        break;
    case PG_BACKOFF:
        pg_conn_start(conn);
        break;
    case PG_PARKED:
    case PG_CLOSED:
    case PG_STATES:
        break;
    }
}

void pg_conn_init(struct pg_conn *conn, struct pg_db *db, int number)
{
    conn->db = db;
    conn->number = number;
    conn->state = PG_PARKED;
    timer_init(&conn->timer, db->loop, on_timer, conn);
    pg_pipeline_init(&conn->pipeline);
}
