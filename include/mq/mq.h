/* mq.h -- carries small messages from this process to whichever process consumes them, at least once.
 *
 * One queue of work, `orders`: in RabbitMQ, or in this process. A delivery is held until it is settled by
 * exactly one of mq_ack(), mq_reject() or mq_requeue(); what is not settled when the connection ends comes
 * again, and settling it late or twice is harmless. Callbacks run from the loop, never before the starter has
 * returned, and may close the mq.
 *
 * RabbitMQ: a publish is persistent and mandatory, and its callback comes when the broker has confirmed it
 * (or said no, returned it, closed the channel, or kept silent for MQ_CONFIRM_TIMEOUT_MS). What is larger
 * than MQ_BODY_MAX cannot be ours and goes to `orders.dead` undelivered.
 *
 * In this process nothing outlives it, so the publisher keeps what it publishes until the confirm, and that
 * comes when the message was settled: acked, or rejected, which drops it with a line in the log. */
#ifndef MQ_MQ_H
#define MQ_MQ_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MQ_CONFIRM_TIMEOUT_MS 30000
#define MQ_BODY_MAX           4096
/* Publishes that may wait for their confirms; more fail at once. */
#define MQ_UNCONFIRMED_MAX 4096

struct loop;
struct mq;
struct op_list;

/* Names a delivery, also after its connection is gone. The driver's: others only keep it. */
struct mq_tag {
    uint64_t where; /* the connection it came over, or its place in this process */
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
    int prefetch;    /* deliveries held at most; 1 or more, unless there is no on_delivery */
    /* NULL: publish only, which in this process is never possible. */
    void (*on_delivery)(void *arg, const struct mq_delivery *delivery);
    void (*on_writable)(void *arg); /* each time publishing becomes possible; may be NULL */
    void *arg;
};

/* `err` is NULL when the publisher need not care any more. */
typedef void mq_confirm_fn(void *arg, const struct err *err);

/* Never waits for the server; fails for a bad URL only. What `options` points to is copied. */
MUST_CHECK struct mq *mq_open(struct loop *loop, const struct mq_options *options, struct err *err);
void mq_close(struct mq *mq); /* what is pending is not called back; accepts NULL */

/* Whether a publish would be taken now: connected, not blocked by the broker, and room for its confirm. */
bool mq_writable(const struct mq *mq);

/* Fails by its callback when it is not writable, or with ERR_TOO_LARGE over MQ_BODY_MAX. A failure says 'not
 * certainly taken': a message whose confirm was lost may arrive all the same, so publish it again. */
void mq_publish(struct mq *mq, struct op_list *owner, const char *body, size_t len, mq_confirm_fn *fn,
                void *arg);

void mq_ack(struct mq *mq, struct mq_tag tag);
void mq_reject(struct mq *mq, struct mq_tag tag);  /* to orders.dead */
void mq_requeue(struct mq *mq, struct mq_tag tag); /* comes again, perhaps later, perhaps elsewhere */

/* Stops taking deliveries, for a drain: what was delivered and not settled goes back at mq_close(). In this
 * process publishes fail from then on, those too that were not delivered yet. */
void mq_pause(struct mq *mq);

MUST_CHECK bool mq_health(const struct mq *mq, struct err *err);

#endif
