/* product_list.h -- the list that every customer loads: one serialised body, from the process, the cache or
 * the database, whichever may be believed.
 *
 *   process   at most PRODUCT_LIST_FRESH_MS old, so that a busy shop asks the cache about once a second
 *   cache     a body whose version is at least `min_version`; not believed between a reconnect of the
 *             cache and the next read of the database, for a write may have missed it while it was away
 *   database  version and list in one snapshot; then put into the cache
 *
 * Only one refresh runs at a time; all who ask meanwhile wait for it (as many as there are open requests).
 * When the database is down the newest body that is left is served and marked stale, as long as no newer
 * version is known (invariant I8). */
#ifndef SHOP_CATALOG_PRODUCT_LIST_H
#define SHOP_CATALOG_PRODUCT_LIST_H

#include "base/err.h"
#include "cache/cache.h"

#include <stdbool.h>
#include <stdint.h>

/* With the time that asking takes, another process' write is seen within the second of invariant I8. */
#define PRODUCT_LIST_FRESH_MS   900
#define PRODUCT_LIST_TTL_S      300
#define PRODUCT_LIST_ETAG_BYTES 40
/* As JSON, some ten thousand products. A list that the cache did not take would be read from the database
 * each second. */
#define PRODUCT_LIST_BYTES_MAX CACHE_BODY_MAX
/* A product that would make the list longer is rejected. The difference is room for others who write at the
 * same moment: each checks what was committed before. */
#define PRODUCT_LIST_WRITE_MAX (PRODUCT_LIST_BYTES_MAX - ((size_t)256 << 10))

struct blob;
struct cache;
struct db;
struct op_list;
struct product_list;

struct product_list_view {
    struct blob *json,
        *gzip; /* borrowed: take a reference to keep one; gzip may be NULL when it saves nothing */
    char etag[PRODUCT_LIST_ETAG_BYTES]; /* weak, for both forms; with its quotes */
    bool hit;                           /* no database was asked */
    bool stale;                         /* the database could not be asked */
};

/* `view` or `err` is given, borrowed until the callback returns. */
typedef void product_list_fn(void *arg, const struct product_list_view *view, const struct err *err);

/* Borrows db and cache. */
struct product_list *product_list_new(struct db *db, struct cache *cache);
void product_list_free(struct product_list *list); /* what is pending is not called back; accepts NULL */

/* The process' own copy while it is fresh, else NULL: then product_list_get(). */
const struct product_list_view *product_list_peek(struct product_list *list);
void product_list_get(struct product_list *list, struct op_list *owner, product_list_fn *fn, void *arg);

/* After a commit that made `version`: no reader of this process sees older data from here on. */
void product_list_changed(struct product_list *list, int64_t version);
/* The same for the readers of other processes. The callback's `err` says that the cache could not be told:
 * the outbox row of the change then tells it later. */
void product_list_tell_cache(struct product_list *list, struct op_list *owner, int64_t version,
                             void (*fn)(void *arg, const struct err *err), void *arg);

/* The cache is back: what it holds may be old. */
void product_list_distrust_cache(struct product_list *list);

#endif
