/* product_list.h -- the list that every customer loads: one serialised body, from the first of these sources
 * that is current.
 *
 *   process   at most PRODUCT_LIST_FRESH_MS old, so that a busy shop asks the cache about once a second
 *   cache     a body of at least version `min_version`. After the cache has reconnected it is not used until
 *             the next read of the database, because it may have missed a write
 *   database  version and list in one snapshot, which is then put into the cache
 *
 * Only one refresh runs at a time. Requests that arrive meanwhile wait for it. While the database is down,
 * the newest body is served and marked stale, unless a newer version is known (invariant I8). */
#ifndef SHOP_CATALOG_PRODUCT_LIST_H
#define SHOP_CATALOG_PRODUCT_LIST_H

#include "base/err.h"
#include "cache/cache.h"

#include <stdbool.h>
#include <stdint.h>

/* Leaves time for the refresh within the second of invariant I8. */
#define PRODUCT_LIST_FRESH_MS   900
#define PRODUCT_LIST_TTL_S      300
#define PRODUCT_LIST_ETAG_BYTES 40
/* Some ten thousand products as JSON. A list that the cache does not accept would be read from the database
 * each second. */
#define PRODUCT_LIST_BYTES_MAX CACHE_BODY_MAX
/* A product that would make the list longer is rejected. The difference leaves room for writes at the same
 * time, because each of them checks only what was committed before. */
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
    bool hit;                           /* the database was not asked */
    bool stale;                         /* the database could not be asked */
};

/* Either `view` or `err` is not NULL; both are borrowed until the callback returns. */
typedef void product_list_fn(void *arg, const struct product_list_view *view, const struct err *err);

/* Borrows db and cache. */
struct product_list *product_list_new(struct db *db, struct cache *cache);
void product_list_free(struct product_list *list); /* pending requests are not called back; accepts NULL */

/* The copy of this process while it is fresh. Otherwise NULL: call product_list_get(). */
const struct product_list_view *product_list_peek(struct product_list *list);
void product_list_get(struct product_list *list, struct op_list *owner, product_list_fn *fn, void *arg);

/* Call it after the commit of `version`: from now on no reader of this process sees older data. */
void product_list_changed(struct product_list *list, int64_t version);
/* The same for readers of other processes. With `err` the cache could not be told; the relay repeats it until
 * the cache knows (catalog.told_version). */
void product_list_tell_cache(struct product_list *list, struct op_list *owner, int64_t version,
                             void (*fn)(void *arg, const struct err *err), void *arg);

/* The cache is back and may hold old bodies. */
void product_list_distrust_cache(struct product_list *list);

#endif
