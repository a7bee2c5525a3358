/* amqp_topology.c -- see mq/amqp_topology.h.
 *
 * A declaration is idempotent only while its arguments stay the same: RabbitMQ answers 406 if they differ
 * from the existing queue. So you can add queues to these tables, but not change those that are there. */
#include "mq/amqp_topology.h"

/* Each return to the queue counts against this limit, also when a connection is lost, and a message above
 * it is dead-lettered. RabbitMQ 4 defaults to 20, which a morning of restarts can reach; 3.x has no
 * default and rejects -1 for 'unlimited'. A million is one return a second for eleven days. */
#define DELIVERY_LIMIT 1000000

/* clang-format off */
#define TEXT_FIELD(name, text) \
    { AMQP_LITERAL(name), { .kind = AMQP_FIELD_KIND_UTF8, .value.bytes = AMQP_LITERAL(text) } }
#define NUMBER_FIELD(name, number) { AMQP_LITERAL(name), { .kind = AMQP_FIELD_KIND_I32, .value.i32 = (number) } }
#define TABLE(entries) { ARRAY_LEN(entries), (entries) }
/* clang-format on */

/* The library's tables are not const, but it only reads them. */
static amqp_table_entry_t work_arguments[] = {
    TEXT_FIELD("x-queue-type", "quorum"),
    TEXT_FIELD("x-dead-letter-exchange", AMQP_DEAD_EXCHANGE), /* under the key it came with: "orders" */
    NUMBER_FIELD("x-delivery-limit", DELIVERY_LIMIT),
};

static amqp_table_entry_t dead_arguments[] = {
    TEXT_FIELD("x-queue-type", "quorum"),
};

static const amqp_channel_open_t open_channel = { 0 };

static const amqp_exchange_declare_t exchange = {
    .exchange = AMQP_LITERAL(AMQP_EXCHANGE),
    .type = AMQP_LITERAL("direct"),
    .durable = 1,
};

static const amqp_exchange_declare_t dead_exchange = {
    .exchange = AMQP_LITERAL(AMQP_DEAD_EXCHANGE),
    .type = AMQP_LITERAL("direct"),
    .durable = 1,
};

static const amqp_queue_declare_t work_queue = {
    .queue = AMQP_LITERAL(AMQP_QUEUE),
    .durable = 1,
    .arguments = TABLE(work_arguments),
};

static const amqp_queue_declare_t dead_queue = {
    .queue = AMQP_LITERAL(AMQP_DEAD_QUEUE),
    .durable = 1,
    .arguments = TABLE(dead_arguments),
};

static const amqp_queue_bind_t work_binding = {
    .queue = AMQP_LITERAL(AMQP_QUEUE),
    .exchange = AMQP_LITERAL(AMQP_EXCHANGE),
    .routing_key = AMQP_LITERAL(AMQP_QUEUE),
};

static const amqp_queue_bind_t dead_binding = {
    .queue = AMQP_LITERAL(AMQP_DEAD_QUEUE),
    .exchange = AMQP_LITERAL(AMQP_DEAD_EXCHANGE),
    .routing_key = AMQP_LITERAL(AMQP_QUEUE),
};

/* Dead letters first: from its first moment the work queue has somewhere to reject to. */
const struct amqp_step amqp_topology[AMQP_TOPOLOGY_STEPS] = {
    { AMQP_CHANNEL_OPEN_METHOD, AMQP_CHANNEL_OPEN_OK_METHOD, &open_channel },
    { AMQP_EXCHANGE_DECLARE_METHOD, AMQP_EXCHANGE_DECLARE_OK_METHOD, &dead_exchange },
    { AMQP_QUEUE_DECLARE_METHOD, AMQP_QUEUE_DECLARE_OK_METHOD, &dead_queue },
    { AMQP_QUEUE_BIND_METHOD, AMQP_QUEUE_BIND_OK_METHOD, &dead_binding },
    { AMQP_EXCHANGE_DECLARE_METHOD, AMQP_EXCHANGE_DECLARE_OK_METHOD, &exchange },
    { AMQP_QUEUE_DECLARE_METHOD, AMQP_QUEUE_DECLARE_OK_METHOD, &work_queue },
    { AMQP_QUEUE_BIND_METHOD, AMQP_QUEUE_BIND_OK_METHOD, &work_binding },
};
