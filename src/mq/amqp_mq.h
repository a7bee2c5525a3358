/* amqp_mq.h -- mq_open() with other time limits, for tests. */
#ifndef MQ_AMQP_MQ_H
#define MQ_AMQP_MQ_H

#include "mq/amqp_conn.h"
#include "mq/mq.h"

MUST_CHECK struct mq *amqp_mq_open(struct loop *loop, const struct mq_options *options,
                                   const struct amqp_timing *timing, struct err *err);

#endif
