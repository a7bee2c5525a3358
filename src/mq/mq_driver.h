/* mq_driver.h -- the interface of the drivers behind mq.h: in this process (local.c) or RabbitMQ (amqp_mq.c).
 *
 * A driver embeds `struct mq` in its own struct. mq.c chooses a driver when the mq is opened and forwards
 * each call. Each function has the contract of its namesake in mq.h. */
#ifndef MQ_MQ_DRIVER_H
#define MQ_MQ_DRIVER_H

#include "mq/mq.h"

struct mq_driver {
    void (*close)(struct mq *mq);
    bool (*writable)(const struct mq *mq);
    void (*publish)(struct mq *mq, struct op_list *owner, const char *body, size_t len, mq_confirm_fn *fn,
                    void *arg);
    void (*ack)(struct mq *mq, struct mq_tag tag);
    void (*reject)(struct mq *mq, struct mq_tag tag);
    void (*requeue)(struct mq *mq, struct mq_tag tag);
    void (*pause)(struct mq *mq);
    bool (*health)(const struct mq *mq, struct err *err);
};

struct mq {
    const struct mq_driver *driver;
};

struct mq *local_mq_open(struct loop *loop, const struct mq_options *options);

#endif
