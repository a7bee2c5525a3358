/* sweeper.h -- every 10 s, sends overdue orders again (invariant I2), and deletes what is too old:
 * idempotency keys, sessions, links, failed sign-ins, and the personal data of orders. Every process sweeps
 * and skips rows that another one has locked. */
#ifndef WORKER_SWEEPER_H
#define WORKER_SWEEPER_H

struct db;
struct loop;
struct sweeper;

/* Calls `on_outbox` when there are orders for the relay to send. Borrows db. */
struct sweeper *sweeper_new(struct loop *loop, struct db *db, void (*on_outbox)(void *arg), void *arg);
void sweeper_free(struct sweeper *sweeper); /* accepts NULL */

#endif
