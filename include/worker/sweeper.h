/* sweeper.h -- every 10 s: orders that should have ended long ago are sent again (invariant I2), and
 * idempotency keys older than a day are forgotten. Every process sweeps; rows that another holds are passed
 * over. */
#ifndef WORKER_SWEEPER_H
#define WORKER_SWEEPER_H

struct db;
struct loop;
struct sweeper;

/* `on_outbox` is called when rows were added for the relay. Borrows db. */
struct sweeper *sweeper_new(struct loop *loop, struct db *db, void (*on_outbox)(void *arg), void *arg);
void sweeper_free(struct sweeper *sweeper); /* accepts NULL */

#endif
