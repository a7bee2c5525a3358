/* relay.h -- sends orders to the queue, and tells the cache about new versions of the product list.
 *
 * The outbox has a row for each order that has not ended, committed together with the order. While the queue
 * accepts messages, the process that places an order also sends it. Any other order waits in the outbox until
 * a relay leases it. If the queue does not confirm a message, its order returns to the outbox. If an order
 * was sent and has not ended in time, it is sent again (sweeper.h), so that nothing is lost. A message that
 * arrives twice has one effect (consumer.h). */
#ifndef WORKER_RELAY_H
#define WORKER_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#define RELAY_WINDOW 2048 /* how many messages may wait for their confirms */

struct db;
struct loop;
struct mq;
struct product_list;
struct relay;

struct relay *relay_new(struct loop *loop, struct db *db, struct mq *mq,
                        struct product_list *list); /* borrows them */
void relay_free(struct relay *relay); /* unconfirmed orders are sent again when they are due; accepts NULL */

/* Whether an order can be sent now. If so, place it with order_store_place(…, sends = true) and call
 * relay_send() after the commit. If it can no longer be sent then, it returns to the outbox. */
bool relay_can_send(const struct relay *relay);
void relay_send(struct relay *relay, uint64_t number);

/* Says that there may be something to do: orders wait in the outbox, the product list has a new version, or
 * the queue accepts messages again. Cheap: the relay looks once per turn. It also looks by itself once a
 * second. */
void relay_kick(struct relay *relay);

/* Stops sending. Calls back once, from the loop, when each order that was sent is confirmed or back in the
 * outbox. */
void relay_drain(struct relay *relay, void (*on_idle)(void *arg), void *arg);

#endif
