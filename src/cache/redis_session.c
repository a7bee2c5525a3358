/* redis_session.c -- see redis_session.h.
 *
 *     WAITING -> RESOLVING -> CONNECTING -> GREETING -> READY
 *        ^___________|____________|____________|__________|      redis_session_lose()
 *
 * The greeting ends with a PING, which must be answered as fast as any request. So a Redis that hangs does
 * not count as usable. */
#include "cache/redis_session.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
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

#define WORDS_MAX 3

enum redis_state { REDIS_WAITING, REDIS_RESOLVING, REDIS_CONNECTING, REDIS_GREETING, REDIS_READY };

static const char *const state_names[] = { "waiting", "resolving", "connecting", "greeting", "ready" };

/* The greeting, in the order it is sent. */
enum greeting { GREETING_AUTH, GREETING_SELECT, GREETING_PING, GREETING_DONE };

static const char *const greeting_names[] = { "AUTH", "SELECT", "PING" };

struct redis_session {
    struct loop *loop;
    const struct redis_url *url;
    const struct redis_session_events *events;
    void *arg;
    bool quiet;

    enum redis_state state;
    struct timer timer; /* the end of waiting, or the bound of the state */
    struct task sent;   /* at the end of the turn in which the greeting was sent */
    struct backoff backoff;
    struct resolve *resolve;
    struct redis_link *link;
    enum greeting awaited; /* the step of the greeting whose reply is expected */
    struct err down;       /* why it is not ready; kept while the reason stays */
};

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

/* The only writer of session->state: every legal edge, its log line and its timer are here. */
static void redis_set_state(struct redis_session *session, enum redis_state next)
{
    assert(redis_may_enter(session->state, next));
    log_debug("cache: %s -> %s", state_names[session->state], state_names[next]);
    session->state = next;
    switch (next) {
    case REDIS_WAITING:
        timer_start(&session->timer, backoff_next_ms(&session->backoff));
        break;
    case REDIS_RESOLVING: /* resolve.h has its own bound */
    case REDIS_GREETING:  /* on_sent() starts it */
    case REDIS_READY:     /* the user of the session limits the time of its requests itself */
        timer_stop(&session->timer);
        break;
    case REDIS_CONNECTING:
        timer_start(&session->timer, CONNECT_TIMEOUT_MS);
        break;
    }
    if (next == REDIS_READY) {
        session->down = (struct err)ERR_INIT;
        log_write(session->quiet ? LOG_DEBUG : LOG_INFO, "cache: Redis is usable at %s:%s",
                  session->url->host, session->url->port);
    }
}

/* ---- replies of Redis -------------------------------------------------------------------------- */

void redis_error_code(const redisReply *reply, char code[REDIS_CODE_BYTES])
{
    size_t len = strspn(reply->str, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    (void)snprintf(code, REDIS_CODE_BYTES, "%.*s", (int)(len < REDIS_CODE_BYTES ? len : REDIS_CODE_BYTES - 1),
                   reply->str);
    if (code[0] == '\0')
        (void)snprintf(code, REDIS_CODE_BYTES, "an error");
}

static void on_greeting(struct redis_session *session, const redisReply *reply)
{
    char code[REDIS_CODE_BYTES];

    if (reply->type == REDIS_REPLY_ERROR) {
        redis_error_code(reply, code);
        redis_session_lose(session, "it answers %s to %s", code, greeting_names[session->awaited]);
        return;
    }
    if (++session->awaited < GREETING_DONE)
        return;
    redis_set_state(session, REDIS_READY);
    session->events->on_ready(session->arg);
}

static void on_reply(void *arg, const redisReply *reply)
{
    struct redis_session *session = arg;

    if (session->state == REDIS_READY)
        session->events->on_reply(session->arg, reply);
    else if (session->state == REDIS_GREETING)
        on_greeting(session, reply);
    else
        redis_session_lose(session, "it answers what nobody asked");
}

static void on_array(void *arg, redisReply *const elements[], int count)
{
    struct redis_session *session = arg;

    if (session->state == REDIS_READY && session->events->on_array != NULL)
        session->events->on_array(session->arg, elements, count);
    else
        redis_session_lose(session, "it does not speak as Redis does");
}

/* ---- the way up, and down --------------------------------------------------------------------- */

static void say(struct redis_session *session, int argc, const char *const argv[])
{
    size_t lens[WORDS_MAX];

    for (int i = 0; i < argc; i++)
        lens[i] = strlen(argv[i]);
    redis_link_send(session->link, argc, argv, lens);
}

static void on_open(void *arg)
{
    struct redis_session *session = arg;
    const struct redis_url *url = session->url;

    redis_set_state(session, REDIS_GREETING);
    session->awaited = GREETING_SELECT;
    if (url->user[0] != '\0') {
        session->awaited = GREETING_AUTH;
        say(session, 3, (const char *const[]){ "AUTH", url->user, url->password });
    } else if (url->password[0] != '\0') {
        session->awaited = GREETING_AUTH;
        say(session, 2, (const char *const[]){ "AUTH", url->password });
    }
    say(session, 2, (const char *const[]){ "SELECT", url->db });
    say(session, 1, (const char *const[]){ "PING" });
    task_post(&session->sent);
}

static void on_link_lost(void *arg, const char *why)
{
    redis_session_lose(arg, "%s", why);
}

static void on_address(void *arg, const char *address, const struct err *err)
{
    static const struct redis_link_events events = { on_open, on_reply, on_array, on_link_lost };
    struct redis_session *session = arg;
    struct err why = ERR_INIT;

    session->resolve = NULL;
    if (address == NULL) {
        redis_session_lose(session, "%s", err->msg);
        return;
    }
    redis_set_state(session, REDIS_CONNECTING);
    session->link = redis_link_open(session->loop, address, session->url->port, &events, session, &why);
    if (session->link == NULL)
        redis_session_lose(session, "%s", why.msg);
}

static void redis_connect(struct redis_session *session)
{
    redis_set_state(session, REDIS_RESOLVING);
    session->resolve =
        resolve_start(session->loop, session->url->host, RESOLVE_TIMEOUT_MS, on_address, session);
}

void redis_session_lose(struct redis_session *session, const char *fmt, ...)
{
    bool was_ready = session->state == REDIS_READY;
    char why[sizeof(session->down.msg)];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(why, sizeof(why), fmt, args);
    va_end(args);
    if (strcmp(session->down.msg, why) != 0) {
        session->down = (struct err)ERR_INIT;
        err_set(&session->down, ERR_UNAVAILABLE, "%s", why);
        log_write(session->quiet ? LOG_DEBUG : LOG_WARN, "cache: Redis is unusable: %s; trying again", why);
    }
    redis_link_close(session->link);
    session->link = NULL;
    task_cancel(&session->sent);
    redis_set_state(session, REDIS_WAITING); /* from now on, sending fails at once */
    if (was_ready)
        session->events->on_lost(session->arg);
}

static void on_timer(void *arg)
{
    struct redis_session *session = arg;

    if (session->state == REDIS_WAITING)
        redis_connect(session);
    else
        redis_session_lose(session, "it does not answer in time");
}

/* The time counts from the end of the turn, when libevent may write it: else a turn that took us long would
 * look like a slow Redis. */
static void on_sent(void *arg)
{
    struct redis_session *session = arg;

    if (session->state == REDIS_GREETING)
        timer_start(&session->timer, CACHE_TIMEOUT_MS);
}

/* ---- the surface ------------------------------------------------------------------------------ */

struct redis_session *redis_session_new(struct loop *loop, const struct redis_url *url, bool quiet,
                                        const struct redis_session_events *events, void *arg)
{
    struct redis_session *session = mem_alloc(sizeof(*session));

    session->loop = loop;
    session->url = url;
    session->events = events;
    session->arg = arg;
    session->quiet = quiet;
    timer_init(&session->timer, loop, on_timer, session);
    task_init(&session->sent, loop, on_sent, session);
    redis_connect(session);
    return session;
}

void redis_session_free(struct redis_session *session)
{
    if (session == NULL)
        return;
    resolve_cancel(session->resolve);
    redis_link_close(session->link);
    task_cancel(&session->sent);
    timer_done(&session->timer);
    free(session);
}

bool redis_session_ready(const struct redis_session *session)
{
    return session->state == REDIS_READY;
}

const char *redis_session_down(const struct redis_session *session)
{
    return err_is_set(&session->down) ? session->down.msg : "not connected yet";
}

void redis_session_send(struct redis_session *session, int argc, const char *const argv[],
                        const size_t lens[])
{
    assert(session->state == REDIS_READY);
    redis_link_send(session->link, argc, argv, lens);
}

void redis_session_say(struct redis_session *session, int argc, const char *const argv[])
{
    assert(session->state == REDIS_READY && argc <= WORDS_MAX);
    say(session, argc, argv);
}

void redis_session_worked(struct redis_session *session)
{
    backoff_reset(&session->backoff);
}
