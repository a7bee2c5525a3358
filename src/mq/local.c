/* local.c -- the queue in this process, see mq_driver.h.
 *
 *     publish -> READY -> deliver -> HELD -> ack | reject -> ended -> confirm
 *                  ^_____ RESTING <- requeue
 *
 * The queue is not durable, so the publisher keeps each message until it is confirmed, and a message is
 * confirmed only when it was settled. If the process dies, or after a pause, the publisher still has it. */
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "loop/backoff.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "loop/timer.h"
#include "mq/mq_driver.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NO_SLOT (-1)

enum message_state { READY, HELD, RESTING, ENDED };

struct message {
    struct op op;
    mq_confirm_fn *fn;
    void *arg;
    struct local_mq *local;
    enum message_state state;
    int slot;                  /* NO_SLOT once it is ENDED */
    uint64_t delivery;         /* the number of its last one; 0: none yet */
    struct backoff backoff;    /* between a requeue and the next delivery */
    struct timer rest;         /* zeroed until the first requeue */
    const struct err *err;     /* of the ENDED: one of those below; NULL: confirmed */
    TAILQ_ENTRY(message) link; /* while it is READY or ENDED */
    size_t len;
    char body[];
};

TAILQ_HEAD(messages, message);

struct local_mq {
    struct mq mq;
    struct loop *loop;
    struct mq_options options;
    bool paused;
    bool told_writable; /* since it last became so */
    uint64_t deliveries;
    int held;
    struct messages ready;   /* oldest first */
    struct messages ended;   /* to be called back */
    struct messages calling; /* being called back */
    struct task task;

    struct message *slots[MQ_UNCONFIRMED_MAX]; /* the unconfirmed; a tag names its message's slot */
    int free_slots[MQ_UNCONFIRMED_MAX];
    int free_count;
};

static const struct err is_paused = { ERR_UNAVAILABLE, "the queue is being closed" };
static const struct err too_many = { ERR_UNAVAILABLE, "too many messages wait in the queue" };
static const struct err too_large = { ERR_TOO_LARGE, "the message is over its size" };

static struct local_mq *local_of(struct mq *mq)
{
    return CONTAINER_OF(mq, struct local_mq, mq);
}

/* Why a publish would fail now, or NULL. */
static const struct err *obstacle(const struct local_mq *local)
{
    if (local->paused)
        return &is_paused;
    return local->free_count == 0 ? &too_many : NULL;
}

static bool writable(const struct mq *mq)
{
    return obstacle(CONTAINER_OF(mq, const struct local_mq, mq)) == NULL;
}

/* ---- the end of a message --------------------------------------------------------------------- */

/* From any state but READY, whose list it would be on. */
static void end(struct message *message, const struct err *err)
{
    struct local_mq *local = message->local;

    if (message->state == HELD)
        local->held--;
    if (message->slot != NO_SLOT) {
        local->slots[message->slot] = NULL;
        local->free_slots[local->free_count++] = message->slot;
        message->slot = NO_SLOT;
    }
    timer_done(&message->rest);
    message->rest = (struct timer){ 0 };
    message->state = ENDED;
    message->err = err;
    TAILQ_INSERT_TAIL(&local->ended, message, link);
    task_post(&local->task);
}

static void call_ended(struct local_mq *local)
{
    struct message *message;

    /* Only those that have ended so far: a callback may publish again, and fail again. */
    TAILQ_CONCAT(&local->calling, &local->ended, link);
    while ((message = TAILQ_FIRST(&local->calling)) != NULL) {
        TAILQ_REMOVE(&local->calling, message, link);
        if (op_finish(&message->op))
            message->fn(message->arg, message->err); /* may close us: then `calling` is empty */
        free(message);
    }
}

static void tell_writable(struct local_mq *local)
{
    if (obstacle(local) != NULL || local->told_writable)
        return;
    local->told_writable = true;
    if (local->options.on_writable != NULL)
        local->options.on_writable(local->options.arg);
}

/* ---- deliveries ------------------------------------------------------------------------------- */

static void deliver(struct local_mq *local)
{
    struct message *message;

    /* A callback may settle, pause or close, so everything is checked again. */
    while (!local->paused && local->held < local->options.prefetch &&
           (message = TAILQ_FIRST(&local->ready)) != NULL) {
        bool redelivered = message->delivery != 0;

        TAILQ_REMOVE(&local->ready, message, link);
        message->state = HELD;
        message->delivery = ++local->deliveries;
        local->held++;
        const struct mq_delivery delivery = {
            .tag = { .where = (uint64_t)message->slot, .delivery = message->delivery },
            .body = message->body,
            .len = message->len,
            .redelivered = redelivered,
        };
        local->options.on_delivery(local->options.arg, &delivery);
    }
}

static void on_task(void *arg)
{
    struct local_mq *local = arg;

    call_ended(local);
    tell_writable(local);
    deliver(local);
}

/* The message of a delivery that is not settled yet, or NULL. */
static struct message *find_held(struct local_mq *local, struct mq_tag tag)
{
    struct message *message = tag.where < MQ_UNCONFIRMED_MAX ? local->slots[tag.where] : NULL;
    bool is_it = message != NULL && message->state == HELD && message->delivery == tag.delivery;

    return is_it ? message : NULL;
}

static void ack(struct mq *mq, struct mq_tag tag)
{
    struct message *message = find_held(local_of(mq), tag);

    if (message != NULL)
        end(message, NULL);
}

static void reject(struct mq *mq, struct mq_tag tag)
{
    struct message *message = find_held(local_of(mq), tag);

    if (message == NULL)
        return;
    log_error("mq: dropped a rejected message of %zu bytes: the in-process queue has no dead letters",
              message->len);
    end(message, NULL);
}

static void make_ready(void *arg)
{
    struct message *message = arg;

    message->state = READY;
    TAILQ_INSERT_TAIL(&message->local->ready, message, link);
    task_post(&message->local->task);
}

static void requeue(struct mq *mq, struct mq_tag tag)
{
    struct local_mq *local = local_of(mq);
    struct message *message = find_held(local, tag);

    if (message == NULL)
        return;
    if (local->paused) {
        end(message, &is_paused);
        return;
    }
    local->held--;
    message->state = RESTING;
    if (message->rest.event == NULL)
        timer_init(&message->rest, local->loop, make_ready, message);
    timer_start(&message->rest, backoff_next_ms(&message->backoff));
    task_post(&local->task); /* there is room for another */
}

/* ---- the rest of the driver ------------------------------------------------------------------- */

static void publish(struct mq *mq, struct op_list *owner, const char *body, size_t len, mq_confirm_fn *fn,
                    void *arg)
{
    struct local_mq *local = local_of(mq);
    const struct err *why_not = len > MQ_BODY_MAX ? &too_large : obstacle(local);
    size_t kept = why_not == NULL ? len : 0;
    struct message *message = mem_alloc(sizeof(*message) + kept + 1);

    op_start(owner, &message->op);
    message->fn = fn;
    message->arg = arg;
    message->local = local;
    message->slot = NO_SLOT;
    if (why_not != NULL) {
        message->state = ENDED;
        end(message, why_not);
        return;
    }
    message->len = len;
    memcpy(message->body, body, len);
    message->slot = local->free_slots[--local->free_count];
    local->slots[message->slot] = message;
    if (local->free_count == 0)
        local->told_writable = false;
    make_ready(message);
}

static void fail_undelivered(struct local_mq *local, const struct err *err)
{
    for (int i = 0; i < MQ_UNCONFIRMED_MAX; i++) {
        struct message *message = local->slots[i];

        if (message == NULL || message->state == HELD)
            continue;
        if (message->state == READY)
            TAILQ_REMOVE(&local->ready, message, link);
        end(message, err);
    }
}

/* Undelivered messages return to the publisher immediately, so that it can give them to another process. */
static void pause_deliveries(struct mq *mq)
{
    struct local_mq *local = local_of(mq);

    local->paused = true;
    local->told_writable = false;
    fail_undelivered(local, &is_paused);
}

static bool health(const struct mq *mq UNUSED, struct err *err UNUSED)
{
    return true;
}

static void free_all(void *ptr)
{
    struct local_mq *local = ptr;
    struct message *message;

    while ((message = TAILQ_FIRST(&local->ended)) != NULL) {
        TAILQ_REMOVE(&local->ended, message, link);
        free(message);
    }
    free(local);
}

/* We may be inside one of its callbacks, which still looks at its delivery: so memory goes later. */
static void close_driver(struct mq *mq)
{
    struct local_mq *local = local_of(mq);
    struct message *message;

    pause_deliveries(mq);
    for (int i = 0; i < MQ_UNCONFIRMED_MAX; i++)
        if (local->slots[i] != NULL)
            end(local->slots[i], &is_paused);
    TAILQ_CONCAT(&local->ended, &local->calling, link);
    TAILQ_FOREACH (message, &local->ended, link)
        op_drop(&message->op);
    task_cancel(&local->task);
    metric_set(METRIC_MQ_UP, 0);
    loop_defer(local->loop, free_all, local);
}

static const struct mq_driver driver = {
    .close = close_driver,
    .writable = writable,
    .publish = publish,
    .ack = ack,
    .reject = reject,
    .requeue = requeue,
    .pause = pause_deliveries,
    .health = health,
};

struct mq *local_mq_open(struct loop *loop, const struct mq_options *options)
{
    struct local_mq *local = mem_alloc(sizeof(*local));

    local->mq.driver = &driver;
    local->loop = loop;
    local->options = *options;
    local->paused = options->on_delivery == NULL; /* without a consumer nobody would settle a message */
    assert(local->paused || options->prefetch > 0);
    TAILQ_INIT(&local->ready);
    TAILQ_INIT(&local->ended);
    TAILQ_INIT(&local->calling);
    while (local->free_count < MQ_UNCONFIRMED_MAX) {
        local->free_slots[local->free_count] = local->free_count;
        local->free_count++;
    }
    task_init(&local->task, loop, on_task, local);
    task_post(&local->task); /* on_writable */
    metric_set(METRIC_MQ_UP, 1);
    return &local->mq;
}
