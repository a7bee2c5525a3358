/* redis_conn.c -- see redis_conn.h.
 *
 *     WAITING -> RESOLVING -> CONNECTING -> GREETING -> READY
 *        ^___________|____________|____________|__________|      redis_lose()
 *
 * The greeting ends with a PING that must be answered as fast as any request. So a Redis that hangs costs its
 * first victim CACHE_TIMEOUT_MS and nobody else anything: until a PING is answered in time, requests fail at
 * once. */
#include "cache/redis_conn.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "cache/cache.h"
#include "cache/redis_link.h"
#include "cache/redis_url.h"
#include "loop/backoff.h"
#include "loop/loop.h"
#include "loop/resolve.h"
#include "loop/timer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Together with BACKOFF_MAX_MS below the 5 s within which we promise to notice that Redis is back. */
#define RESOLVE_TIMEOUT_MS 1000
#define CONNECT_TIMEOUT_MS 1000

#define CODE_BYTES 24

enum redis_state { REDIS_WAITING, REDIS_RESOLVING, REDIS_CONNECTING, REDIS_GREETING, REDIS_READY };

static const char *const state_names[] = { "waiting", "resolving", "connecting", "greeting", "ready" };

/* The greeting, in the order it is sent. */
enum greeting { GREETING_AUTH, GREETING_SELECT, GREETING_PING, GREETING_DONE };

static const char *const use_names[REDIS_USES] = { "reads", "puts", "invalidations" };

static const char *const greeting_names[] = { "AUTH", "SELECT", "PING" };

struct redis_conn {
    struct loop *loop;
    const struct redis_url *url;
    void (*on_ready)(void *arg);
    void *arg;

    enum redis_state state;
    struct timer timer; /* the end of waiting, or the bound of the state or of the oldest request */
    struct backoff backoff;
    struct resolve *resolve;
    struct redis_link *link;
    enum greeting awaited; /* the part of the greeting whose reply comes next */

    TAILQ_HEAD(redis_requests, redis_request) pending; /* oldest first */
    int pending_count;
    size_t pending_bytes;
    struct task sent; /* posted in each turn that sends something */

    struct err down;                      /* why it is not ready; kept while the reason stays */
    char refused[REDIS_USES][CODE_BYTES]; /* the error that it answers to such requests, or "" */
};

static void redis_lose(struct redis_conn *conn, const char *fmt, ...) PRINTF(2, 3);

static void update_metric(const struct redis_conn *conn)
{
    metric_set(METRIC_CACHE_UP, redis_conn_health(conn, NULL) ? 1 : 0);
}

/* Which states may be entered from which: bits of the states before. */
static bool redis_may_enter(enum redis_state from, enum redis_state next)
{
    static const unsigned before[] = {
        [REDIS_WAITING] =
            1u << REDIS_RESOLVING | 1u << REDIS_CONNECTING | 1u << REDIS_GREETING | 1u << REDIS_READY,
        [REDIS_RESOLVING] = 1u << REDIS_WAITING,
        [REDIS_CONNECTING] = 1u << REDIS_RESOLVING,
        [REDIS_GREETING] = 1u << REDIS_CONNECTING,
        [REDIS_READY] = 1u << REDIS_GREETING,
    };
    return (before[next] >> from & 1u) != 0;
}

/* The only writer of conn->state: every legal edge, its log line and its timer are here. */
static void redis_set_state(struct redis_conn *conn, enum redis_state next)
{
    assert(redis_may_enter(conn->state, next));
    log_debug("cache: %s -> %s", state_names[conn->state], state_names[next]);
    conn->state = next;
    switch (next) {
    case REDIS_WAITING:
        timer_start(&conn->timer, backoff_next_ms(&conn->backoff));
        break;
    case REDIS_RESOLVING: /* resolve.h has its own bound */
    case REDIS_GREETING:  /* on_sent() starts it */
    case REDIS_READY:     /* likewise */
        timer_stop(&conn->timer);
        break;
    case REDIS_CONNECTING:
        timer_start(&conn->timer, CONNECT_TIMEOUT_MS);
        break;
    }
    if (next == REDIS_READY) {
        conn->down = (struct err)ERR_INIT;
        log_info("cache: Redis is usable at %s:%s", conn->url->host, conn->url->port);
    }
    update_metric(conn);
}

/* ---- what Redis answers ----------------------------------------------------------------------- */

/* The first word of an error, which is its kind. The rest may repeat what we sent, the password too. */
static void error_code(const redisReply *reply, char code[CODE_BYTES])
{
    size_t len = strspn(reply->str, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    (void)snprintf(code, CODE_BYTES, "%.*s", (int)(len < CODE_BYTES ? len : CODE_BYTES - 1), reply->str);
    if (code[0] == '\0')
        (void)snprintf(code, CODE_BYTES, "an error");
}

/* Notes what Redis says to such requests: `code`, or "" for an answer. A change is logged, once. */
static void note_refusal(struct redis_conn *conn, enum redis_use use, const char *code)
{
    if (strcmp(conn->refused[use], code) == 0)
        return;
    (void)snprintf(conn->refused[use], CODE_BYTES, "%s", code);
    if (*code != '\0')
        log_warn("cache: Redis refuses %s: %s", use_names[use], code);
    else
        log_info("cache: Redis takes %s again", use_names[use]);
    update_metric(conn);
}

static void remove_pending(struct redis_conn *conn, struct redis_request *request)
{
    TAILQ_REMOVE(&conn->pending, request, entry);
    conn->pending_count--;
    conn->pending_bytes -= request->bytes;
}

static void on_answer(struct redis_conn *conn, const redisReply *reply)
{
    struct redis_request *request = TAILQ_FIRST(&conn->pending);
    struct err err = ERR_INIT;
    char code[CODE_BYTES] = "";

    if (request == NULL) {
        redis_lose(conn, "it answers what nobody asked");
        return;
    }
    remove_pending(conn, request);
    if (reply->type == REDIS_REPLY_ERROR) {
        error_code(reply, code);
        err_set(&err, ERR_UNAVAILABLE, "Redis answers %s", code);
    } else {
        backoff_reset(&conn->backoff);
    }
    note_refusal(conn, request->use, code);
    request->fn(request, err_is_set(&err) ? NULL : reply, err_is_set(&err) ? &err : NULL);

    /* The server behind the connection changed its mind about us: enter anew. */
    if (strcmp(code, "NOAUTH") == 0 || strcmp(code, "LOADING") == 0)
        redis_lose(conn, "it answers %s now", code);
}

static void on_greeting(struct redis_conn *conn, const redisReply *reply)
{
    char code[CODE_BYTES];

    if (reply->type == REDIS_REPLY_ERROR) {
        error_code(reply, code);
        redis_lose(conn, "it answers %s to %s", code, greeting_names[conn->awaited]);
        return;
    }
    if (++conn->awaited < GREETING_DONE)
        return;
    redis_set_state(conn, REDIS_READY);
    if (conn->on_ready != NULL)
        conn->on_ready(conn->arg);
}

static void on_reply(void *arg, const redisReply *reply)
{
    struct redis_conn *conn = arg;

    if (conn->state == REDIS_READY)
        on_answer(conn, reply);
    else if (conn->state == REDIS_GREETING)
        on_greeting(conn, reply);
    else
        redis_lose(conn, "it answers what nobody asked");
}

/* ---- the way up, and down --------------------------------------------------------------------- */

static void send_greeting(struct redis_conn *conn, int argc, const char *const argv[])
{
    size_t lens[3];

    for (int i = 0; i < argc; i++)
        lens[i] = strlen(argv[i]);
    redis_link_send(conn->link, argc, argv, lens);
}

static void on_open(void *arg)
{
    struct redis_conn *conn = arg;
    const struct redis_url *url = conn->url;

    redis_set_state(conn, REDIS_GREETING);
    conn->awaited = GREETING_SELECT;
    if (url->user[0] != '\0') {
        conn->awaited = GREETING_AUTH;
        send_greeting(conn, 3, (const char *const[]){ "AUTH", url->user, url->password });
    } else if (url->password[0] != '\0') {
        conn->awaited = GREETING_AUTH;
        send_greeting(conn, 2, (const char *const[]){ "AUTH", url->password });
    }
    send_greeting(conn, 2, (const char *const[]){ "SELECT", url->db });
    send_greeting(conn, 1, (const char *const[]){ "PING" });
    task_post(&conn->sent);
}

static void on_lost(void *arg, const char *why)
{
    redis_lose(arg, "%s", why);
}

static void on_address(void *arg, const char *address, const struct err *err)
{
    static const struct redis_link_events events = { on_open, on_reply, on_lost };
    struct redis_conn *conn = arg;
    struct err why = ERR_INIT;

    conn->resolve = NULL;
    if (address == NULL) {
        redis_lose(conn, "%s", err->msg);
        return;
    }
    redis_set_state(conn, REDIS_CONNECTING);
    conn->link = redis_link_open(conn->loop, address, conn->url->port, &events, conn, &why);
    if (conn->link == NULL)
        redis_lose(conn, "%s", why.msg);
}

static void redis_connect(struct redis_conn *conn)
{
    redis_set_state(conn, REDIS_RESOLVING);
    conn->resolve = resolve_start(conn->loop, conn->url->host, RESOLVE_TIMEOUT_MS, on_address, conn);
}

/* Gives the connection up, fails what waits for it, and tries again later. */
static void redis_lose(struct redis_conn *conn, const char *fmt, ...)
{
    struct redis_request *request;
    char why[sizeof(conn->down.msg)];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(why, sizeof(why), fmt, args);
    va_end(args);
    if (strcmp(conn->down.msg, why) != 0) {
        conn->down = (struct err)ERR_INIT;
        err_set(&conn->down, ERR_UNAVAILABLE, "%s", why);
        log_warn("cache: Redis is unusable: %s; trying again", why);
    }
    redis_link_close(conn->link);
    conn->link = NULL;
    task_cancel(&conn->sent);
    redis_set_state(conn, REDIS_WAITING); /* from here on what callbacks send fails at once */

    while ((request = TAILQ_FIRST(&conn->pending)) != NULL) {
        struct err err = ERR_INIT;

        err_set(&err, request->use == REDIS_READ ? ERR_UNAVAILABLE : ERR_UNKNOWN, "Redis was lost: %s",
                conn->down.msg);
        remove_pending(conn, request);
        request->fn(request, NULL, &err);
    }
}

/* ---- time ------------------------------------------------------------------------------------- */

/* Fails all if the oldest request is too old, or waits on for it. One timer serves them all. */
static void watch_oldest(struct redis_conn *conn)
{
    const struct redis_request *oldest = TAILQ_FIRST(&conn->pending);

    if (oldest == NULL || oldest->sent_ms == 0)
        return;
    int64_t left_ms = oldest->sent_ms + CACHE_TIMEOUT_MS - clock_ms();
    if (left_ms > 0)
        timer_start(&conn->timer, left_ms);
    else
        redis_lose(conn, "it does not answer in time");
}

static void on_timer(void *arg)
{
    struct redis_conn *conn = arg;

    if (conn->state == REDIS_WAITING)
        redis_connect(conn);
    else if (conn->state == REDIS_READY)
        watch_oldest(conn);
    else
        redis_lose(conn, "it does not answer in time");
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
    if (conn->state == REDIS_GREETING)
        timer_start(&conn->timer, CACHE_TIMEOUT_MS);
    else if (!timer_running(&conn->timer))
        watch_oldest(conn);
}

/* ---- the surface ------------------------------------------------------------------------------ */

struct redis_conn *redis_conn_new(struct loop *loop, const struct redis_url *url, void (*on_ready)(void *arg),
                                  void *arg)
{
    struct redis_conn *conn = mem_alloc(sizeof(*conn));

    conn->loop = loop;
    conn->url = mem_dup(url, sizeof(*url));
    conn->on_ready = on_ready;
    conn->arg = arg;
    TAILQ_INIT(&conn->pending);
    timer_init(&conn->timer, loop, on_timer, conn);
    task_init(&conn->sent, loop, on_sent, conn);
    redis_connect(conn);
    return conn;
}

void redis_conn_free(struct redis_conn *conn)
{
    if (conn == NULL)
        return;
    resolve_cancel(conn->resolve);
    redis_link_close(conn->link);
    task_cancel(&conn->sent);
    timer_done(&conn->timer);
    free((void *)(uintptr_t)conn->url);
    free(conn);
}

static bool unusable(const struct redis_conn *conn, struct err *err)
{
    return err_set(err, ERR_UNAVAILABLE, "Redis is unusable: %s",
                   err_is_set(&conn->down) ? conn->down.msg : "not connected yet");
}

bool redis_conn_send(struct redis_conn *conn, struct redis_request *request, int argc,
                     const char *const argv[], const size_t lens[], struct err *err)
{
    size_t bytes = 0;

    if (conn->state != REDIS_READY)
        return unusable(conn, err);
    for (int i = 0; i < argc; i++)
        bytes += lens[i];
    if (conn->pending_count == CACHE_PENDING_MAX || bytes > CACHE_PENDING_BYTES_MAX - conn->pending_bytes)
        return err_set(err, ERR_UNAVAILABLE, "too much waits for Redis");

    redis_link_send(conn->link, argc, argv, lens);
    request->bytes = bytes;
    request->sent_ms = 0;
    TAILQ_INSERT_TAIL(&conn->pending, request, entry);
    conn->pending_count++;
    conn->pending_bytes += bytes;
    task_post(&conn->sent);
    return true;
}

bool redis_conn_health(const struct redis_conn *conn, struct err *err)
{
    if (conn->state != REDIS_READY)
        return unusable(conn, err);
    for (int use = 0; use < REDIS_USES; use++)
        if (conn->refused[use][0] != '\0')
            return err_set(err, ERR_UNAVAILABLE, "Redis refuses %s: %s", use_names[use], conn->refused[use]);
    return true;
}
