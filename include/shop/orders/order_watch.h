/* order_watch.h -- tells watchers when an order changes, whichever process changed it.
 *
 * There are three ways to learn of a change:
 *
 *     a commit of this process          order_watch_changed()
 *     a commit of another process       its notice, through the cache: order_watch_heard()
 *     no notice                         the order is read every ORDER_WATCH_DEAF_MS while notices do not
 *                                       arrive, otherwise every ORDER_WATCH_SAFE_MS, because a process may
 *                                       die before it sends its notice
 *
 * In each case the order is read once for all its watchers, which are told if it differs from what they were
 * told before. While the database is down, watches stay open and reads are repeated. The number of watchers
 * is limited by the requests and streams that own them. */
#ifndef SHOP_ORDERS_ORDER_WATCH_H
#define SHOP_ORDERS_ORDER_WATCH_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define ORDER_WATCH_DEAF_MS 2000
#define ORDER_WATCH_SAFE_MS 30000
/* How many orders are read at the same time; others wait. */
#define ORDER_WATCH_READS_MAX 64

#define ORDER_VIEW_ID_BYTES 17

struct cache;
struct db;
struct loop;
struct op_list;
struct order_ids;
struct order_watch;
struct order_watcher;

/* An order as customers see it; borrowed until the callback returns. */
struct order_view {
    const char *json;
    size_t len;
    char id[ORDER_VIEW_ID_BYTES]; /* a fingerprint of the JSON in hex */
};

/* Borrows its arguments. */
struct order_watch *order_watch_new(struct loop *loop, struct db *db, struct cache *cache,
                                    const struct order_ids *ids);
void order_watch_free(struct order_watch *watch); /* close all watchers before; accepts NULL */

/* Reads an order and begins to watch it, so that no later change is missed. Calls back once: with the watcher
 * and the current order, or with `err`, or with only NULLs if there is no such order. The callback owns the
 * watcher: it calls order_watcher_follow() or order_watcher_close(). */
typedef void order_watch_fn(void *arg, struct order_watcher *watcher, const struct order_view *view,
                            const struct err *err);
void order_watch_open(struct order_watch *watch, struct op_list *owner, uint64_t number, order_watch_fn *fn,
                      void *arg);

/* Calls fn() for each change from now on, from the loop. It must not close this or another watcher. */
void order_watcher_follow(struct order_watcher *watcher, void (*fn)(void *arg, const struct order_view *view),
                          void *arg);
void order_watcher_close(struct order_watcher *watcher); /* accepts NULL */

/* A commit of this process changed the order, or may have. All orders of a turn share one notice. */
void order_watch_changed(struct order_watch *watch, uint64_t number);

/* For the callbacks of the cache: a notice arrived; cache_hears() changed; the cache is back. */
void order_watch_heard(struct order_watch *watch, const char *text);
void order_watch_hearing(struct order_watch *watch);
void order_watch_cache_ready(struct order_watch *watch);

#endif
