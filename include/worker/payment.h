/* payment.h -- charges a customer, and refunds. This is a simulation: it takes a while, and declines at a
 * given rate and for the token tok_declined.
 *
 * Like a real provider it is idempotent: an order always gets the same answer (invariant I3). */
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
void payment_free(struct payment *payment); /* pending charges are not called back; accepts NULL */

/* The callback runs once, from the loop, never before this has returned and never after op_list_cancel(). */
void payment_charge(struct payment *payment, struct op_list *owner, uint64_t order_number,
                    int64_t amount_cents, const char *token, payment_fn *fn, void *arg);

/* Gives the customer of an order the money back, once, also if the charge is still under way: after that, the
 * order cannot be charged any more. `declined`: it was not charged. */
void payment_refund(struct payment *payment, struct op_list *owner, uint64_t order_number,
                    int64_t amount_cents, const char *token, payment_fn *fn, void *arg);

#endif
