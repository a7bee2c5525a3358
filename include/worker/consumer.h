/* consumer.h -- takes orders from the queue and brings each to its end.
 *
 *     delivery -> claim -> payment -> finish -> ack
 *
 * An order is held by its claim for 30 s and by the number of the attempt; a message is only a hint that
 * there may be something to do. So a message that comes twice, late or out of order has one effect, and one
 * that is lost is sent again by the sweeper. Deliveries in work are bounded by the prefetch of the queue. */
#ifndef WORKER_CONSUMER_H
#define WORKER_CONSUMER_H

struct consumer;
struct db;
struct loop;
struct mq;
struct mq_delivery;
struct order_watch;
struct payment;
struct product_list;

struct consumer_options { /* all borrowed */
    struct loop *loop;
    struct db *db;
    struct mq *mq; /* that the deliveries come from */
    struct payment *payment;
    struct product_list *list;
    struct order_watch *watch;
    void (*on_outbox)(void *arg); /* a claim or finish changed the list */
    void *arg;
};

struct consumer *consumer_new(const struct consumer_options *options);
void consumer_free(
    struct consumer *consumer); /* what it holds goes back to the queue by mq_close(); accepts NULL */

void consumer_deliver(struct consumer *consumer, const struct mq_delivery *delivery);

/* Calls back once, from the loop, when nothing is in work any more: after mq_pause(). */
void consumer_drain(struct consumer *consumer, void (*on_idle)(void *arg), void *arg);

#endif
