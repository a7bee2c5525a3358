/* amqp_topology.h -- the steps that declare the exchanges and queues.
 *
 * They run after each connect, so a deleted queue or a new broker is no problem. */
#ifndef MQ_AMQP_TOPOLOGY_H
#define MQ_AMQP_TOPOLOGY_H

#include "mq/amqp_lib.h"

#define AMQP_EXCHANGE      "bakery"
#define AMQP_QUEUE         "orders" /* also the routing key and the consumer's tag */
#define AMQP_DEAD_EXCHANGE "bakery.dead"
#define AMQP_DEAD_QUEUE    "orders.dead"

/* A method that is sent on the channel, and the one that answers it. */
struct amqp_step {
    amqp_method_number_t number, answer;
    const void *method;
};

#define AMQP_TOPOLOGY_STEPS 7

/* Opens the channel and declares the exchanges and queues. */
extern const struct amqp_step amqp_topology[AMQP_TOPOLOGY_STEPS];

#endif
