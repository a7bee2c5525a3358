/* order_watch.h -- tells those who watch an order when it changes, whoever changed it.
 *
 * A change is learned of in three ways, the first being the usual:
 *
 *     a commit of this process          order_watch_changed()
 *     a commit of another               its notice, which comes by the cache: order_watch_heard()
 *     nobody told                       the row is read again: each every ORDER_WATCH_DEAF_MS while
 *                                       notices do not arrive, else every ORDER_WATCH_SAFE_MS, for a
 *                                       notice may be lost (its sender died before it sent it)
 *
 * Whatever says that an order may have changed, its row is read, once for all its watchers, and each is told
 * if it is another than it was told last. While the database is away the watches stay and the reading goes
 * on. There are as many watchers as their owners have requests and streams. */
#ifndef SHOP_ORDERS_ORDER_WATCH_H
#define SHOP_ORDERS_ORDER_WATCH_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define ORDER_WATCH_DEAF_MS 2000
#define ORDER_WATCH_SAFE_MS 30000
/* Reads under way at once; the rest waits its turn. */
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
    char id[ORDER_VIEW_ID_BYTES]; /* a fingerprint of the JSON, in hex: another one, another content */
};

/* Borrows what it is given. */
struct order_watch *order_watch_new(struct loop *loop, struct db *db, struct cache *cache,
                                    const struct order_ids *ids);
void order_watch_free(struct order_watch *watch); /* after all watchers were closed; accepts NULL */

/* Looks an order up and begins to watch it: what changes from here on is not missed. Calls back once, with
 * the watcher and the order as it is; or, without a watcher, with `err`, or with neither: there is no such
 * order. The watcher is then the callback's: it calls order_watcher_follow(), or order_watcher_close(). */
typedef void order_watch_fn(void *arg, struct order_watcher *watcher, const struct order_view *view,
                            const struct err *err);
void order_watch_open(struct order_watch *watch, struct op_list *owner, uint64_t number, order_watch_fn *fn,
                      void *arg);

/* From now on fn() is told of each change, from the loop. It must not close this or another watcher. */
void order_watcher_follow(struct order_watcher *watcher, void (*fn)(void *arg, const struct order_view *view),
                          void *arg);
void order_watcher_close(struct order_watcher *watcher); /* accepts NULL */

/* An order was changed by a commit of this process, or may have been. Those of a turn are one notice. */
void order_watch_changed(struct order_watch *watch, uint64_t number);

/* For the options of the cache: a notice came; hearing began or ended; the cache is back. */
void order_watch_heard(struct order_watch *watch, const char *text);
void order_watch_hearing(struct order_watch *watch);
void order_watch_cache_ready(struct order_watch *watch);

#endif
