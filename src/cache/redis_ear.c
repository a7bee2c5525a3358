/* redis_ear.c -- see redis_ear.h. on_ready -> SUBSCRIBE -> on_array: subscribed, then messages and pongs. */
#include "cache/redis_ear.h"

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

struct redis_ear {
    struct redis_session *session;
    const char *channel;
    void (*on_text)(void *arg, const char *text, size_t len);
    void (*on_hearing)(void *arg);
    void *arg;

    bool hears;
    bool awaits;                    /* an answer, to SUBSCRIBE or PING */
    struct timer timer;             /* the end of a while in which nothing came */
    struct task said;               /* at the end of the turn in which a ping was sent */
    char refused[REDIS_CODE_BYTES]; /* the error that it answers to SUBSCRIBE, or "" */
};

static void set_hears(struct redis_ear *ear, bool hears)
{
    if (ear->hears == hears)
        return;
    ear->hears = hears;
    metric_set(METRIC_CACHE_HEARS, hears ? 1 : 0);
    ear->on_hearing(ear->arg);
}

static void ask(struct redis_ear *ear, int argc, const char *const argv[])
{
    ear->awaits = true;
    redis_session_say(ear->session, argc, argv);
    task_post(&ear->said);
}

static void on_said(void *arg)
{
    struct redis_ear *ear = arg;

    timer_start(&ear->timer, CACHE_HEARING_MS);
}

static void on_timer(void *arg)
{
    struct redis_ear *ear = arg;

    if (ear->awaits)
        redis_session_lose(ear->session, "it does not answer in time");
    else
        ask(ear, 1, (const char *const[]){ "PING" });
}

static void on_ready(void *arg)
{
    struct redis_ear *ear = arg;

    ask(ear, 2, (const char *const[]){ "SUBSCRIBE", ear->channel });
}

static void on_lost(void *arg)
{
    struct redis_ear *ear = arg;

    task_cancel(&ear->said);
    timer_stop(&ear->timer);
    set_hears(ear, false);
}

/* The user lacks the right to the channel, or the server has changed its role. */
static void on_reply(void *arg, const redisReply *reply)
{
    struct redis_ear *ear = arg;
    char code[REDIS_CODE_BYTES];

    if (reply->type != REDIS_REPLY_ERROR) {
        redis_session_lose(ear->session, "it answers what nobody asked");
        return;
    }
    redis_error_code(reply, code);
    if (strcmp(ear->refused, code) != 0)
        log_warn("cache: Redis rejected SUBSCRIBE: %s", code);
    (void)snprintf(ear->refused, sizeof(ear->refused), "%s", code);
    redis_session_lose(ear->session, "it answers %s to SUBSCRIBE", code);
}

static bool is_text(const redisReply *reply, const char *text)
{
    return reply->type == REDIS_REPLY_STRING && strcmp(reply->str, text) == 0;
}

static void on_array(void *arg, redisReply *const elements[], int count)
{
    struct redis_ear *ear = arg;

    if (count == 3 && is_text(elements[0], "message") && elements[2]->type == REDIS_REPLY_STRING) {
        ear->on_text(ear->arg, elements[2]->str, (size_t)elements[2]->len);
    } else if (count == 3 && is_text(elements[0], "subscribe")) {
        redis_session_worked(ear->session);
        ear->refused[0] = '\0';
        set_hears(ear, true);
    } else if (!is_text(elements[0], "pong")) {
        redis_session_lose(ear->session, "it does not speak as Redis does");
        return;
    }
    ear->awaits = false;
    timer_start(&ear->timer, CACHE_HEARING_MS);
}

struct redis_ear *redis_ear_new(struct loop *loop, const struct redis_url *url, const char *channel,
                                void (*on_text)(void *arg, const char *text, size_t len),
                                void (*on_hearing)(void *arg), void *arg)
{
    static const struct redis_session_events events = { on_ready, on_lost, on_reply, on_array };
    struct redis_ear *ear = mem_alloc(sizeof(*ear));

    ear->channel = channel;
    ear->on_text = on_text;
    ear->on_hearing = on_hearing;
    ear->arg = arg;
    timer_init(&ear->timer, loop, on_timer, ear);
    task_init(&ear->said, loop, on_said, ear);
    ear->session = redis_session_new(loop, url, true, &events, ear);
    return ear;
}

void redis_ear_free(struct redis_ear *ear)
{
    if (ear == NULL)
        return;
    redis_session_free(ear->session);
    task_cancel(&ear->said);
    timer_done(&ear->timer);
    metric_set(METRIC_CACHE_HEARS, 0);
    free(ear);
}

bool redis_ear_hears(const struct redis_ear *ear)
{
    return ear->hears;
}
