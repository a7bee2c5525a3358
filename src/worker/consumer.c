/* consumer.c -- see worker/consumer.h. The functions are in the order in which they run:
 * consumer_deliver -> claim -> on_claimed -> begin -> on_charged -> finish -> on_finished -> settle, and for
 * an order that has ended and may have been charged consumer_deliver -> claim -> on_claimed -> refund ->
 * on_refunded -> note_refund -> on_noted -> settle. */
#include "worker/consumer.h"

#include "base/crash_point.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "loop/backoff.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "loop/timer.h"
#include "mq/mq.h"
#include "shop/catalog/product_list.h"
#include "shop/orders/order_store.h"
#include "shop/orders/order_watch.h"
#include "worker/order_message.h"
#include "worker/payment.h"

#include <inttypes.h>
#include <stdlib.h>

/* An order that was claimed this often and never finished takes its process down with it, or its database. */
#define ATTEMPTS_MAX 5
/* With the backoff some 15 s: then the message goes back, perhaps to a process that reaches the database. */
#define TRIES_MAX 12

struct consumer {
    struct consumer_options options;
    LIST_HEAD(, work) works;
    struct task idle_task; /* its function is NULL until consumer_drain() */
};

enum settlement { ACK, REJECT, REQUEUE };

struct work { /* one delivery, from its arrival until it is settled */
    struct consumer *consumer;
    struct mq_tag tag;
    uint64_t order_number;
    struct order_claimed claimed;
    enum order_failure failure;
    bool charged; /* an order that is refunded */
    struct op_list ops;
    struct timer retry;
    struct backoff backoff;
    void (*again)(struct work *work); /* the step that `retry` repeats */
    int tries;
    LIST_ENTRY(work) entry;
};

static void finish(struct work *work, enum order_failure failure);

struct consumer *consumer_new(const struct consumer_options *options)
{
    struct consumer *consumer = mem_alloc(sizeof(*consumer));

    consumer->options = *options;
    LIST_INIT(&consumer->works);
    return consumer;
}

static void work_free(struct work *work)
{
    LIST_REMOVE(work, entry);
    op_list_cancel(&work->ops);
    timer_done(&work->retry);
    metric_add(METRIC_DELIVERIES_IN_FLIGHT, -1);
    if (LIST_EMPTY(&work->consumer->works) && work->consumer->idle_task.fn != NULL)
        task_post(&work->consumer->idle_task);
    free(work);
}

void consumer_free(struct consumer *consumer)
{
    if (consumer == NULL)
        return;
    while (!LIST_EMPTY(&consumer->works))
        work_free(LIST_FIRST(&consumer->works));
    task_cancel(&consumer->idle_task);
    free(consumer);
}

void consumer_drain(struct consumer *consumer, void (*on_idle)(void *arg), void *arg)
{
    task_init(&consumer->idle_task, consumer->options.loop, on_idle, arg);
    if (LIST_EMPTY(&consumer->works))
        task_post(&consumer->idle_task);
}

/* Ends the work after the commit. If the ack is lost, the order is delivered again, which has no effect. */
static void settle(struct work *work, enum settlement settlement)
{
    struct mq *mq = work->consumer->options.mq;

    if (settlement == ACK)
        mq_ack(mq, work->tag);
    else if (settlement == REQUEUE)
        mq_requeue(mq, work->tag);
    else
        mq_reject(mq, work->tag);
    if (settlement == REJECT)
        metric_add(METRIC_DELIVERIES_REJECTED, 1);
    work_free(work);
}

static void on_retry(void *arg)
{
    struct work *work = arg;

    work->again(work);
}

/* Tells watchers what the commit changed. */
static void tell_watchers(const struct work *work)
{
    order_watch_changed(work->consumer->options.watch, work->order_number);
}

/* After a database error: keeps the delivery and tries the step again. Where only a person can help, the
 * message has done its part: the sweeper sends the order again until it ends, and each time a dead letter
 * would be left behind. */
static void retry(struct work *work, const struct err *err, void (*again)(struct work *work))
{
    bool transient = err->kind == ERR_UNAVAILABLE || err->kind == ERR_BUSY || err->kind == ERR_UNKNOWN;

    if (err->kind == ERR_UNKNOWN) /* it may be committed, and the next try will not know */
        tell_watchers(work);
    if (!transient) {
        log_error("order %" PRIu64 ": cannot be processed: %s", work->order_number, err->msg);
        settle(work, ACK);
    } else if (++work->tries >= TRIES_MAX) {
        log_warn("order %" PRIu64 ": returned to the queue: %s", work->order_number, err->msg);
        settle(work, REQUEUE);
    } else {
        work->again = again;
        timer_start(&work->retry, backoff_next_ms(&work->backoff));
    }
}

/* The relay announces a list version that the cache does not know yet (catalog.told_version). */
static void tell_list(struct work *work, int64_t list_version)
{
    const struct consumer_options *options = &work->consumer->options;

    if (list_version == 0)
        return;
    product_list_changed(options->list, list_version);
    options->on_outbox(options->arg);
}

static void finish_again(struct work *work)
{
    finish(work, work->failure);
}

static void on_finished(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct work *work = arg;
    int64_t list_version = 0;

    if (err != NULL) {
        retry(work, err, finish_again);
        return;
    }
    crash_point("order_finished");
    tell_watchers(work);
    /* If not, an earlier try reached the database, or the lease has expired and the order is no longer ours.
     */
    if (order_store_ended(rows, &list_version)) {
        metric_add(work->failure == ORDER_OK ? METRIC_ORDERS_COMPLETED : METRIC_ORDERS_FAILED, 1);
        tell_list(work, list_version);
    }
    settle(work, ACK);
}

static void finish(struct work *work, enum order_failure failure)
{
    work->failure = failure;
    order_store_finish(work->consumer->options.db, &work->ops, work->order_number, work->claimed.attempt,
                       failure, on_finished, work);
}

static void on_charged(void *arg, bool declined)
{
    crash_point("order_paid");
    finish(arg, declined ? ORDER_PAYMENT_DECLINED : ORDER_OK);
}

static void begin(struct work *work)
{
    crash_point("order_claimed");
    work->tries = 0;
    backoff_reset(&work->backoff);
    tell_watchers(work);
    tell_list(work, work->claimed.list_version);
    if (work->claimed.attempt > ATTEMPTS_MAX) {
        log_error("order %" PRIu64 ": given up: it was started %d times and never finished",
                  work->order_number, ATTEMPTS_MAX);
        finish(work, ORDER_INTERNAL);
    } else if (!work->claimed.stock_enough) {
        finish(work, ORDER_OUT_OF_STOCK);
    } else {
        payment_charge(work->consumer->options.payment, &work->ops, work->order_number,
                       work->claimed.total_cents, work->claimed.payment_token, on_charged, work);
    }
}

/* ---- an order that has ended, and may have been charged ---- */

static void note_refund(struct work *work);

static void on_noted(void *arg, const struct db_rows *rows UNUSED, const struct err *err)
{
    struct work *work = arg;

    if (err != NULL)
        retry(work, err, note_refund);
    else
        settle(work, ACK);
}

static void note_refund(struct work *work)
{
    order_store_refunded(work->consumer->options.db, &work->ops, work->order_number, work->charged, on_noted,
                         work);
}

static void on_refunded(void *arg, bool declined)
{
    struct work *work = arg;

    crash_point("order_refunded");
    work->charged = !declined;
    note_refund(work);
}

static void refund(struct work *work)
{
    work->tries = 0;
    backoff_reset(&work->backoff);
    payment_refund(work->consumer->options.payment, &work->ops, work->order_number, work->claimed.total_cents,
                   work->claimed.payment_token, on_refunded, work);
}

/* ---- the claim ---- */

static void claim(struct work *work);

static void on_claimed(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct work *work = arg;

    if (err != NULL) {
        retry(work, err, claim);
        return;
    }
    switch (order_store_claimed(rows, &work->claimed)) {
    case ORDER_CLAIMED:
        begin(work);
        break;
    case ORDER_AGAIN:
        claim(work);
        break;
    case ORDER_OWED:
        refund(work);
        break;
    case ORDER_ENDED: /* delivered twice */
    case ORDER_HELD:  /* another works on it; should that one die, the sweeper sends the order again */
        settle(work, ACK);
        break;
    case ORDER_NOT_FOUND:
        log_warn("order %" PRIu64 ": a message names it, but it does not exist", work->order_number);
        settle(work, REJECT);
        break;
    }
}

static void claim(struct work *work)
{
    order_store_claim(work->consumer->options.db, &work->ops, work->order_number, on_claimed, work);
}

void consumer_deliver(struct consumer *consumer, const struct mq_delivery *delivery)
{
    struct work *work = mem_alloc(sizeof(*work));

    metric_add(METRIC_DELIVERIES, 1);
    metric_add(METRIC_DELIVERIES_IN_FLIGHT, 1);
    work->consumer = consumer;
    work->tag = delivery->tag;
    op_list_init(&work->ops);
    timer_init(&work->retry, consumer->options.loop, on_retry, work);
    LIST_INSERT_HEAD(&consumer->works, work, entry);
    if (order_message_read(delivery->body, delivery->len, &work->order_number)) {
        claim(work);
    } else {
        log_warn("consumer: moved an unreadable message to the dead letters");
        settle(work, REJECT);
    }
}
