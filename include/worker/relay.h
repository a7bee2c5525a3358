/* relay.h -- sends orders to the queue, and tells the cache about new versions of the product list.
 *
 * The outbox has a row for each order that has not ended, committed together with the order. An order that is
 * placed while the queue takes messages is sent at once by the process that placed it; any other one waits in
 * the outbox until a relay leases it. A message that the queue refused is put back. An order that was sent
 * and has not ended in time is sent again (sweeper.h), so that nothing is lost; a message that comes twice
 * has one effect (consumer.h). */
#ifndef WORKER_RELAY_H
#define WORKER_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#define RELAY_WINDOW 2048 /* messages without a confirm */

struct db;
struct loop;
struct mq;
struct product_list;
struct relay;

struct relay *relay_new(struct loop *loop, struct db *db, struct mq *mq,
                        struct product_list *list); /* borrows them */
void relay_free(struct relay *relay); /* what was not confirmed is sent again when it is due; accepts NULL */

/* Whether an order could be sent now. One that is placed with order_store_place(…, sends = true) must then be
 * given to relay_send() after its commit; if it cannot be sent any more, it is put back into the outbox. */
bool relay_can_send(const struct relay *relay);
void relay_send(struct relay *relay, uint64_t number);

/* There may be something to do: orders wait in the outbox, the list has a new version, or the queue takes
 * messages again. Cheap: all kicks of a turn are one look. The relay also looks by itself once a second. */
void relay_kick(struct relay *relay);

/* Sends nothing new. Calls back once, from the loop, when what was sent has been confirmed or put back. */
void relay_drain(struct relay *relay, void (*on_idle)(void *arg), void *arg);

#endif
