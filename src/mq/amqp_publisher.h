/* amqp_publisher.h -- the part of the driver that publishes and waits for confirms.
 *
 * A task runs the callbacks at the end of the turn, so none runs before the publish has returned. */
#ifndef MQ_AMQP_PUBLISHER_H
#define MQ_AMQP_PUBLISHER_H

#include "loop/loop.h"
#include "loop/op.h"
#include "mq/amqp_conn.h"
#include "mq/amqp_window.h"
#include "mq/mq.h"

#include <sys/queue.h>

STAILQ_HEAD(amqp_publish_list, amqp_publish);

struct amqp_publisher {
    struct amqp_conn conn;
    void (*on_writable)(void *arg); /* may be NULL */
    void *arg;
    bool told_writable; /* since it last became so */
    struct amqp_window window;
    struct timer confirm_timer;       /* the oldest one's time is up */
    struct amqp_publish_list ended;   /* to be called back */
    struct amqp_publish_list calling; /* being called back */
    struct task task;
};

void amqp_publisher_init(struct amqp_publisher *publisher, const struct amqp_shared *shared,
                         const struct mq_options *options);
void amqp_publisher_close(struct amqp_publisher *publisher); /* no callback after; harmless a second time */

bool amqp_publisher_writable(const struct amqp_publisher *publisher);
void amqp_publisher_send(struct amqp_publisher *publisher, struct op_list *owner, const char *body,
                         size_t len, mq_confirm_fn *fn, void *arg);

#endif
