/* amqp_window.h -- the publishes that wait for their confirms, by the sequence numbers of the broker.
 *
 * A ring: the numbers in the window never span more than MQ_UNCONFIRMED_MAX. So a late confirm reduces the
 * free room until it arrives or times out. It only stores pointers; their owner gets them back when they are
 * taken. */
#ifndef MQ_AMQP_WINDOW_H
#define MQ_AMQP_WINDOW_H

#include "base/attr.h"
#include "mq/mq.h"

#include <stdbool.h>
#include <stdint.h>

struct amqp_window {
    uint64_t oldest, next;           /* [oldest, next) is in the ring; confirms of a channel count from 1 */
    void *slots[MQ_UNCONFIRMED_MAX]; /* by number modulo size; NULL: confirmed before an older one */
};

void amqp_window_init(struct amqp_window *window); /* also resets it; it must be empty */

bool amqp_window_full(const struct amqp_window *window);
bool amqp_window_empty(const struct amqp_window *window);
void amqp_window_add(struct amqp_window *window, void *item); /* not when full */

/* Whether the broker may name this number at all. */
bool amqp_window_knows(const struct amqp_window *window, uint64_t number);

/* Takes out the one with this number; NULL if it was taken before. */
void *amqp_window_take(struct amqp_window *window, uint64_t number);

/* Removes the oldest publish up to `number`, or returns NULL: repeat it to confirm `multiple`. */
void *amqp_window_take_through(struct amqp_window *window, uint64_t number);

/* The oldest, which stays; NULL when empty. */
void *amqp_window_oldest(const struct amqp_window *window);

#endif
