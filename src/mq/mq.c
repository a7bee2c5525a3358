/* mq.c -- see mq/mq.h: one driver, made of a publisher and a consumer with a connection each. */
#include "mq/mq.h"

#include "base/mem.h"
#include "base/metrics.h"
#include "loop/loop.h"
#include "mq/amqp_consumer.h"
#include "mq/amqp_mq.h"
#include "mq/amqp_publisher.h"

#include <assert.h>
#include <stdlib.h>

struct mq {
    struct amqp_shared shared;
    struct amqp_publisher publisher;
    bool consumes;
    struct amqp_consumer consumer; /* unused unless `consumes` */
};

/* Whether one half works; `err` says why not. */
static bool conn_health(const struct amqp_conn *conn, struct err *err)
{
    if (conn->state != AMQP_OPEN)
        return err_set(err, ERR_UNAVAILABLE, "RabbitMQ (%s): %s", conn->role->name, conn->problem.msg);
    if (conn->blocked)
        return err_set(err, ERR_UNAVAILABLE, "RabbitMQ takes no messages: it is short of memory or disk");
    return true;
}

bool mq_health(const struct mq *mq, struct err *err)
{
    return conn_health(&mq->publisher.conn, err) &&
           (!mq->consumes || mq->consumer.paused || conn_health(&mq->consumer.conn, err));
}

static void on_change(void *arg)
{
    const struct mq *mq = arg;
    struct err err = ERR_INIT;

    metric_set(METRIC_MQ_UP, mq_health(mq, &err));
}

struct mq *mq_open(struct loop *loop, const struct mq_options *options, struct err *err)
{
    return amqp_mq_open(loop, options, &amqp_timing_default, err);
}

struct mq *amqp_mq_open(struct loop *loop, const struct mq_options *options, const struct amqp_timing *timing,
                        struct err *err)
{
    struct mq *mq = mem_alloc(sizeof(*mq));

    mq->shared = (struct amqp_shared){ .loop = loop, .timing = *timing, .on_change = on_change, .arg = mq };
    if (!amqp_url_init(&mq->shared.url, options->url, err)) {
        free(mq);
        return NULL;
    }
    amqp_publisher_init(&mq->publisher, &mq->shared, options);
    amqp_conn_start(&mq->publisher.conn);
    mq->consumes = options->on_delivery != NULL;
    if (mq->consumes) {
        assert(options->prefetch > 0);
        amqp_consumer_init(&mq->consumer, &mq->shared, options);
        amqp_conn_start(&mq->consumer.conn);
    }
    return mq;
}

void mq_close(struct mq *mq)
{
    if (mq == NULL)
        return;
    if (mq->consumes)
        amqp_consumer_close(&mq->consumer);
    amqp_publisher_close(&mq->publisher);
    amqp_url_done(&mq->shared.url);
    loop_defer(mq->shared.loop, free, mq); /* we may be inside one of its callbacks */
}

bool mq_writable(const struct mq *mq)
{
    return amqp_publisher_writable(&mq->publisher);
}

void mq_publish(struct mq *mq, struct op_list *owner, const char *body, size_t len, mq_confirm_fn *fn,
                void *arg)
{
    amqp_publisher_send(&mq->publisher, owner, body, len, fn, arg);
}

void mq_ack(struct mq *mq, struct mq_tag tag)
{
    amqp_consumer_ack(&mq->consumer, tag);
}

void mq_reject(struct mq *mq, struct mq_tag tag)
{
    amqp_consumer_reject(&mq->consumer, tag, false);
}

void mq_requeue(struct mq *mq, struct mq_tag tag)
{
    amqp_consumer_reject(&mq->consumer, tag, true);
}

void mq_pause(struct mq *mq)
{
    if (mq->consumes)
        amqp_consumer_pause(&mq->consumer);
    on_change(mq); /* a consumer that is not wanted is no fault any more */
}
