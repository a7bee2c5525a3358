/* amqp_unsettled.h -- the unsettled deliveries, and which of them a single ack can settle.
 *
 * Acks are collected during a turn. An ack with `multiple` settles all older deliveries of the channel, so it
 * is used only if all older ones are settled: see amqp_unsettled_flush(). Rejects are sent immediately. So
 * they precede the acks of their turn, and a `multiple` cannot include them. */
#ifndef MQ_AMQP_UNSETTLED_H
#define MQ_AMQP_UNSETTLED_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct amqp_held {
    uint64_t tag;
    enum { AMQP_HELD, AMQP_HELD_ACKED, AMQP_HELD_REJECTED } state;
};

struct amqp_unsettled {
    struct amqp_held *at; /* by tag, which the broker counts upwards */
    size_t count, cap;
};

void amqp_unsettled_init(struct amqp_unsettled *unsettled, size_t cap);
void amqp_unsettled_done(struct amqp_unsettled *unsettled);
void amqp_unsettled_clear(struct amqp_unsettled *unsettled);

/* False when more than `cap` would be held, or the tag is not above the last. */
MUST_CHECK bool amqp_unsettled_add(struct amqp_unsettled *unsettled, uint64_t tag);

/* False when it is not held (any more). */
MUST_CHECK bool amqp_unsettled_ack(struct amqp_unsettled *unsettled, uint64_t tag);
MUST_CHECK bool amqp_unsettled_reject(struct amqp_unsettled *unsettled, uint64_t tag);

/* Emits as few acks as possible for the deliveries acked since the last flush, and forgets settled ones. */
void amqp_unsettled_flush(struct amqp_unsettled *unsettled,
                          void (*emit)(void *arg, uint64_t tag, bool multiple), void *arg);

#endif
