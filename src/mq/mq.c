/* mq.c -- see mq/mq.h: chooses the driver. */
#include "mq/mq.h"

#include "mq/amqp_mq.h"
#include "mq/mq_driver.h"

struct mq *mq_open(struct loop *loop, const struct mq_options *options, struct err *err)
{
    if (options->url == NULL)
        return local_mq_open(loop, options);
    return amqp_mq_open(loop, options, &amqp_timing_default, err);
}

void mq_close(struct mq *mq)
{
    if (mq != NULL)
        mq->driver->close(mq);
}

bool mq_writable(const struct mq *mq)
{
    return mq->driver->writable(mq);
}

void mq_publish(struct mq *mq, struct op_list *owner, const char *body, size_t len, mq_confirm_fn *fn,
                void *arg)
{
    mq->driver->publish(mq, owner, body, len, fn, arg);
}

void mq_ack(struct mq *mq, struct mq_tag tag)
{
    mq->driver->ack(mq, tag);
}

void mq_reject(struct mq *mq, struct mq_tag tag)
{
    mq->driver->reject(mq, tag);
}

void mq_requeue(struct mq *mq, struct mq_tag tag)
{
    mq->driver->requeue(mq, tag);
}

void mq_pause(struct mq *mq)
{
    mq->driver->pause(mq);
}

bool mq_health(const struct mq *mq, struct err *err)
{
    return mq->driver->health(mq, err);
}
