/* redis_conn.c -- see redis_conn.h. When Redis hangs, only the first request waits for CACHE_TIMEOUT_MS.
 * After that requests fail at once, until the session has got an answer in time. */
#include "cache/redis_conn.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "cache/cache.h"
#include "cache/redis_session.h"
#include "loop/loop.h"
#include "loop/timer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const use_names[REDIS_USES] = { "reads", "puts", "invalidations", "notices" };

struct redis_conn {
    struct redis_session *session;
    void (*on_ready)(void *arg);
    void *arg;

    TAILQ_HEAD(redis_requests, redis_request) pending; /* oldest first */
    int pending_count;
    size_t pending_bytes;
    struct task sent;   /* posted in each turn that sends something */
    struct timer timer; /* the bound of the oldest request */

    char refused[REDIS_USES][REDIS_CODE_BYTES]; /* the error that it answers to such requests, or "" */
};

static void update_metric(const struct redis_conn *conn)
{
    metric_set(METRIC_CACHE_UP, redis_conn_health(conn, NULL) ? 1 : 0);
}

/* ---- errors from Redis ------------------------------------------------------------------------- */

/* Records the result of such requests: the error's `code`, or "" for success. Logs each change once. */
static void note_refusal(struct redis_conn *conn, enum redis_use use, const char *code)
{
    if (strcmp(conn->refused[use], code) == 0)
        return;
    (void)snprintf(conn->refused[use], REDIS_CODE_BYTES, "%s", code);
    if (*code != '\0')
        log_warn("cache: Redis rejected %s: %s", use_names[use], code);
    else
        log_info("cache: Redis accepts %s again", use_names[use]);
    update_metric(conn);
}

static void remove_pending(struct redis_conn *conn, struct redis_request *request)
{
    TAILQ_REMOVE(&conn->pending, request, entry);
    conn->pending_count--;
    conn->pending_bytes -= request->bytes;
}

static void on_reply(void *arg, const redisReply *reply)
{
    struct redis_conn *conn = arg;
    struct redis_request *request = TAILQ_FIRST(&conn->pending);
    struct err err = ERR_INIT;
    char code[REDIS_CODE_BYTES] = "";

    if (request == NULL) {
        redis_session_lose(conn->session, "it answers what nobody asked");
        return;
    }
    remove_pending(conn, request);
    if (reply->type == REDIS_REPLY_ERROR) {
        redis_error_code(reply, code);
        err_set(&err, ERR_UNAVAILABLE, "Redis answers %s", code);
    } else {
        redis_session_worked(conn->session);
    }
    note_refusal(conn, request->use, code);
    request->fn(request, err_is_set(&err) ? NULL : reply, err_is_set(&err) ? &err : NULL);

    /* The server revoked our access or changed its role: connect again. */
    if (strcmp(code, "NOAUTH") == 0 || strcmp(code, "LOADING") == 0)
        redis_session_lose(conn->session, "it answers %s now", code);
}

static void on_ready(void *arg)
{
    struct redis_conn *conn = arg;

    update_metric(conn);
    if (conn->on_ready != NULL)
        conn->on_ready(conn->arg);
}

/* Fails what waits. */
static void on_lost(void *arg)
{
    struct redis_conn *conn = arg;
    struct redis_request *request;

    task_cancel(&conn->sent);
    timer_stop(&conn->timer);
    update_metric(conn);
    while ((request = TAILQ_FIRST(&conn->pending)) != NULL) {
        struct err err = ERR_INIT;

        err_set(&err, request->use == REDIS_READ ? ERR_UNAVAILABLE : ERR_UNKNOWN, "Redis was lost: %s",
                redis_session_down(conn->session));
        remove_pending(conn, request);
        request->fn(request, NULL, &err);
    }
}

/* ---- time ------------------------------------------------------------------------------------- */

/* Fails all requests if the oldest is too old; otherwise sets the timer for it. All requests share one
 * timer. */
static void watch_oldest(void *arg)
{
    struct redis_conn *conn = arg;
    const struct redis_request *oldest = TAILQ_FIRST(&conn->pending);

    if (oldest == NULL || oldest->sent_ms == 0)
        return;
    int64_t left_ms = oldest->sent_ms + CACHE_TIMEOUT_MS - clock_ms();
    if (left_ms > 0)
        timer_start(&conn->timer, left_ms);
    else
        redis_session_lose(conn->session, "it does not answer in time");
}

/* The time of a request counts from the end of its turn, when libevent may write it: else a turn that took us
 * long would look like a slow Redis. */
static void on_sent(void *arg)
{
    struct redis_conn *conn = arg;
    struct redis_request *request;
    int64_t now_ms = clock_ms();

    TAILQ_FOREACH_REVERSE (request, &conn->pending, redis_requests, entry) {
        if (request->sent_ms != 0)
            break;
        request->sent_ms = now_ms;
    }
    if (!timer_running(&conn->timer))
        watch_oldest(conn);
}

/* ---- the surface ------------------------------------------------------------------------------ */

struct redis_conn *redis_conn_new(struct loop *loop, const struct redis_url *url,
                                  void (*on_usable)(void *arg), void *arg)
{
    static const struct redis_session_events events = { on_ready, on_lost, on_reply, NULL };
    struct redis_conn *conn = mem_alloc(sizeof(*conn));

    conn->on_ready = on_usable;
    conn->arg = arg;
    TAILQ_INIT(&conn->pending);
    timer_init(&conn->timer, loop, watch_oldest, conn);
    task_init(&conn->sent, loop, on_sent, conn);
    conn->session = redis_session_new(loop, url, false, &events, conn);
    update_metric(conn);
    return conn;
}

void redis_conn_free(struct redis_conn *conn)
{
    if (conn == NULL)
        return;
    redis_session_free(conn->session);
    task_cancel(&conn->sent);
    timer_done(&conn->timer);
    free(conn);
}

static bool unusable(const struct redis_conn *conn, struct err *err)
{
    return err_set(err, ERR_UNAVAILABLE, "Redis is unusable: %s", redis_session_down(conn->session));
}

bool redis_conn_send(struct redis_conn *conn, struct redis_request *request, int argc,
                     const char *const argv[], const size_t lens[], struct err *err)
{
    size_t bytes = 0;

    if (!redis_session_ready(conn->session))
        return unusable(conn, err);
    for (int i = 0; i < argc; i++)
        bytes += lens[i];
    if (conn->pending_count == CACHE_PENDING_MAX || bytes > CACHE_PENDING_BYTES_MAX - conn->pending_bytes)
        return err_set(err, ERR_UNAVAILABLE, "too much waits for Redis");

    redis_session_send(conn->session, argc, argv, lens);
    request->bytes = bytes;
    request->sent_ms = 0;
    TAILQ_INSERT_TAIL(&conn->pending, request, entry);
    conn->pending_count++;
    conn->pending_bytes += bytes;
    task_post(&conn->sent);
    return true;
}

bool redis_conn_refuses(const struct redis_conn *conn, enum redis_use use)
{
    return conn->refused[use][0] != '\0';
}

bool redis_conn_health(const struct redis_conn *conn, struct err *err)
{
    if (!redis_session_ready(conn->session))
        return unusable(conn, err);
    for (int use = 0; use < REDIS_USES; use++)
        if (redis_conn_refuses(conn, (enum redis_use)use))
            return err_set(err, ERR_UNAVAILABLE, "Redis refuses %s: %s", use_names[use], conn->refused[use]);
    return true;
}
