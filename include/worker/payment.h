/* payment.h -- charges a customer. Simulated: it takes a while, and says no at a rate or to the token
 * tok_declined.
 *
 * A provider is idempotent: for one order it gives one answer, however often it is asked (invariant I3). */
#ifndef WORKER_PAYMENT_H
#define WORKER_PAYMENT_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct op_list;
struct payment;

/* `declined`: the customer was not charged. */
typedef void payment_fn(void *arg, bool declined);

struct payment *payment_new(struct loop *loop, int64_t delay_ms, double decline_rate);
void payment_free(struct payment *payment); /* what is pending is not called back; accepts NULL */

/* The callback runs once, from the loop, never before this has returned; after op_list_cancel() it never
 * does. */
void payment_charge(struct payment *payment, struct op_list *owner, uint64_t order_number,
                    int64_t amount_cents, const char *token, payment_fn *fn, void *arg);

#endif
