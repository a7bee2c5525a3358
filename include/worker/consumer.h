/* consumer.h -- takes orders from the queue and processes each until it is completed or failed.
 *
 *     delivery -> claim -> payment -> finish -> ack
 *
 * A claim holds an order for 30 s, and only the attempt that claimed it can finish it. A message is only a
 * hint that there is something to do: one that arrives twice, late or out of order has no further effect, and
 * the sweeper replaces one that is lost. The prefetch of the queue limits how many orders are in work. */
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
    struct mq *mq; /* where the deliveries come from */
    struct payment *payment;
    struct product_list *list;
    struct order_watch *watch;
    void (*on_outbox)(void *arg); /* the product list has a new version for the relay to announce */
    void *arg;
};

struct consumer *consumer_new(const struct consumer_options *options);
void consumer_free(
    struct consumer *consumer); /* what it holds goes back to the queue by mq_close(); accepts NULL */

void consumer_deliver(struct consumer *consumer, const struct mq_delivery *delivery);

/* Call it after mq_pause(). Calls back once, from the loop, when no order is in work any more. */
void consumer_drain(struct consumer *consumer, void (*on_idle)(void *arg), void *arg);

#endif
