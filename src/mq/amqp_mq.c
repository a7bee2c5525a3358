/* amqp_mq.c -- the queue in RabbitMQ, see mq_driver.h: a publisher and a consumer with a connection each. */
#include "mq/amqp_mq.h"

#include "base/mem.h"
#include "base/metrics.h"
#include "loop/loop.h"
#include "mq/amqp_consumer.h"
#include "mq/amqp_publisher.h"
#include "mq/mq_driver.h"

#include <assert.h>
#include <stdlib.h>

struct amqp_mq {
    struct mq mq;
    struct amqp_shared shared;
    struct amqp_publisher publisher;
    bool consumes;
    struct amqp_consumer consumer; /* unused unless `consumes` */
};

static struct amqp_mq *amqp_of(struct mq *mq)
{
    return CONTAINER_OF(mq, struct amqp_mq, mq);
}

static const struct amqp_mq *const_amqp_of(const struct mq *mq)
{
    return CONTAINER_OF(mq, const struct amqp_mq, mq);
}

/* Whether one of the two connections works; `err` says why not. */
static bool conn_health(const struct amqp_conn *conn, struct err *err)
{
    if (conn->state != AMQP_OPEN)
        return err_set(err, ERR_UNAVAILABLE, "RabbitMQ (%s): %s", conn->role->name, conn->problem.msg);
    if (conn->blocked)
        return err_set(err, ERR_UNAVAILABLE, "RabbitMQ takes no messages: it is short of memory or disk");
    return true;
}

static bool health(const struct mq *mq, struct err *err)
{
    const struct amqp_mq *amqp = const_amqp_of(mq);

    return conn_health(&amqp->publisher.conn, err) &&
           (!amqp->consumes || amqp->consumer.paused || conn_health(&amqp->consumer.conn, err));
}

static void on_change(void *arg)
{
    const struct amqp_mq *amqp = arg;
    struct err err = ERR_INIT;

    metric_set(METRIC_MQ_UP, health(&amqp->mq, &err));
}

static void close_driver(struct mq *mq)
{
    struct amqp_mq *amqp = amqp_of(mq);

    if (amqp->consumes)
        amqp_consumer_close(&amqp->consumer);
    amqp_publisher_close(&amqp->publisher);
    amqp_url_done(&amqp->shared.url);
    loop_defer(amqp->shared.loop, free, amqp); /* we may be inside one of its callbacks */
}

static bool writable(const struct mq *mq)
{
    return amqp_publisher_writable(&const_amqp_of(mq)->publisher);
}

static void publish(struct mq *mq, struct op_list *owner, const char *body, size_t len, mq_confirm_fn *fn,
                    void *arg)
{
    amqp_publisher_send(&amqp_of(mq)->publisher, owner, body, len, fn, arg);
}

static void ack(struct mq *mq, struct mq_tag tag)
{
    amqp_consumer_ack(&amqp_of(mq)->consumer, tag);
}

static void reject(struct mq *mq, struct mq_tag tag)
{
    amqp_consumer_reject(&amqp_of(mq)->consumer, tag, false);
}

static void requeue(struct mq *mq, struct mq_tag tag)
{
    amqp_consumer_reject(&amqp_of(mq)->consumer, tag, true);
}

static void pause_consumer(struct mq *mq)
{
    struct amqp_mq *amqp = amqp_of(mq);

    if (amqp->consumes)
        amqp_consumer_pause(&amqp->consumer);
    on_change(amqp); /* a consumer that is not wanted is no fault any more */
}

static const struct mq_driver driver = {
    .close = close_driver,
    .writable = writable,
    .publish = publish,
    .ack = ack,
    .reject = reject,
    .requeue = requeue,
    .pause = pause_consumer,
    .health = health,
};

struct mq *amqp_mq_open(struct loop *loop, const struct mq_options *options, const struct amqp_timing *timing,
                        struct err *err)
{
    struct amqp_mq *amqp = mem_alloc(sizeof(*amqp));

    amqp->mq.driver = &driver;
    amqp->shared =
        (struct amqp_shared){ .loop = loop, .timing = *timing, .on_change = on_change, .arg = amqp };
    if (!amqp_url_init(&amqp->shared.url, options->url, err)) {
        free(amqp);
        return NULL;
    }
    amqp_publisher_init(&amqp->publisher, &amqp->shared, options);
    amqp_conn_start(&amqp->publisher.conn);
    amqp->consumes = options->on_delivery != NULL;
    if (amqp->consumes) {
        assert(options->prefetch > 0);
        amqp_consumer_init(&amqp->consumer, &amqp->shared, options);
        amqp_conn_start(&amqp->consumer.conn);
    }
    return &amqp->mq;
}
