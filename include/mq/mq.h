/* mq.h -- delivers small messages to some process that consumes them, at least once.
 *
 * There is one work queue, `orders`, in RabbitMQ or in this process. Settle each delivery by exactly one of
 * mq_ack(), mq_reject() or mq_requeue(). If the connection ends before that, the message is delivered again;
 * settling it late or twice is harmless. Callbacks run from the loop, never before the function that started
 * the operation has returned, and may close the mq.
 *
 * RabbitMQ: publishes are persistent and mandatory. The callback runs when the broker has confirmed the
 * message (or nacked it, returned it, closed the channel, or not answered for MQ_CONFIRM_TIMEOUT_MS). A
 * message larger than MQ_BODY_MAX is not from bakery and goes to `orders.dead` undelivered.
 *
 * In this process the queue is lost with the process. So a message is confirmed when it has been settled, and
 * the publisher keeps it until then. A rejected message is dropped with a line in the log. */
#ifndef MQ_MQ_H
#define MQ_MQ_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MQ_CONFIRM_TIMEOUT_MS 30000
#define MQ_BODY_MAX           4096
/* How many publishes may wait for their confirms; any more fail at once. */
#define MQ_UNCONFIRMED_MAX 4096

struct loop;
struct mq;
struct op_list;

/* Identifies a delivery, even after its connection has ended. Opaque: only the driver looks inside. */
struct mq_tag {
    uint64_t where; /* the connection, or the message's place in this process */
    uint64_t delivery;
};

struct mq_delivery {
    struct mq_tag tag;
    const char *body; /* borrowed until the callback returns; not NUL-terminated */
    size_t len;
    bool redelivered;
};

struct mq_options {
    const char *url; /* amqp://user:password@host[:port]/vhost, or NULL: in this process */
    int prefetch;    /* the maximum of unsettled deliveries; at least 1 if there is an on_delivery */
    /* NULL: only publish, which is never possible in this process. */
    void (*on_delivery)(void *arg, const struct mq_delivery *delivery);
    void (*on_writable)(void *arg); /* each time publishing becomes possible; may be NULL */
    void *arg;
};

/* `err` is NULL if the queue is now responsible for the message. */
typedef void mq_confirm_fn(void *arg, const struct err *err);

/* Does not wait for the server; fails only for a bad URL. Copies what `options` points to. */
MUST_CHECK struct mq *mq_open(struct loop *loop, const struct mq_options *options, struct err *err);
void mq_close(struct mq *mq); /* pending publishes are not called back; accepts NULL */

/* Whether a publish would be accepted now: connected, not blocked by the broker, and below the limit. */
bool mq_writable(const struct mq *mq);

/* Fails through the callback if the mq is not writable, or with ERR_TOO_LARGE above MQ_BODY_MAX. A failure
 * means that the message may be lost, so publish it again; if only its confirm was lost, it arrives twice. */
void mq_publish(struct mq *mq, struct op_list *owner, const char *body, size_t len, mq_confirm_fn *fn,
                void *arg);

void mq_ack(struct mq *mq, struct mq_tag tag);
void mq_reject(struct mq *mq, struct mq_tag tag);  /* to orders.dead */
void mq_requeue(struct mq *mq, struct mq_tag tag); /* delivered again, perhaps later or to another process */

/* Stops new deliveries, for a drain. Unsettled ones return to the queue at mq_close(). With the queue in this
 * process, publishes fail from now on, and so do those that were not delivered yet. */
void mq_pause(struct mq *mq);

MUST_CHECK bool mq_health(const struct mq *mq, struct err *err);

#endif
