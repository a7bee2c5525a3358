/* relay.h -- carries outbox rows to those whom they concern: orders to the queue, new versions of the product
 * list to the cache.
 *
 *     lease rows -> publish (or tell the cache) -> confirmed: delete the row; refused: put it back
 *
 * A row is committed with what it tells of and deleted after it was told, so that nothing is lost; a crash
 * between the two tells it twice, which consumers bear. Rows in work are bounded by RELAY_WINDOW. */
#ifndef WORKER_RELAY_H
#define WORKER_RELAY_H

#define RELAY_WINDOW 2048

struct db;
struct loop;
struct mq;
struct product_list;
struct relay;

struct relay *relay_new(struct loop *loop, struct db *db, struct mq *mq,
                        struct product_list *list); /* borrows them */
void relay_free(struct relay *relay);               /* leased rows are free again 30 s later; accepts NULL */

/* There is, or may be, something to do: rows were committed, or the queue takes messages again. Cheap: what
 * is kicked in one turn is one lease. It also looks by itself once a second, for the rows of others. */
void relay_kick(struct relay *relay);

/* Leases no more, so that no row waits for the end of a lease whose process is gone. Calls back once, from
 * the loop, when what is leased was told, or put back, and the database has heard it. */
void relay_drain(struct relay *relay, void (*on_idle)(void *arg), void *arg);

#endif
