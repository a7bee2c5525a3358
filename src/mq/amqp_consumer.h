/* amqp_consumer.h -- the part of the driver that receives and settles deliveries. */
#ifndef MQ_AMQP_CONSUMER_H
#define MQ_AMQP_CONSUMER_H

#include "loop/loop.h"
#include "mq/amqp_conn.h"
#include "mq/amqp_unsettled.h"
#include "mq/mq.h"

/* A delivery arrives as a method, a content header and, unless it is empty, body frames. */
enum amqp_awaited { AMQP_AWAIT_METHOD, AMQP_AWAIT_HEADER, AMQP_AWAIT_BODY };

struct amqp_consumer {
    struct amqp_conn conn;
    void (*on_delivery)(void *arg, const struct mq_delivery *delivery);
    void *arg;
    bool paused;
    amqp_basic_qos_t qos;
    struct amqp_step steps[2]; /* qos, consume */
    struct amqp_unsettled unsettled;
    struct task flush; /* writes the acks of a turn */

    /* the delivery that is arriving */
    enum amqp_awaited awaited;
    uint64_t tag;
    bool redelivered;
    uint64_t body_size, body_got;
    char body[MQ_BODY_MAX];
};

void amqp_consumer_init(struct amqp_consumer *consumer, const struct amqp_shared *shared,
                        const struct mq_options *options);
void amqp_consumer_close(struct amqp_consumer *consumer); /* no callback after; harmless a second time */

void amqp_consumer_ack(struct amqp_consumer *consumer, struct mq_tag tag);
void amqp_consumer_reject(struct amqp_consumer *consumer, struct mq_tag tag, bool requeue);
void amqp_consumer_pause(struct amqp_consumer *consumer);

#endif
