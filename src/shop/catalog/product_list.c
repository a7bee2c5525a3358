/* product_list.c -- see shop/catalog/product_list.h.
 *
 *     refresh -> ask_cache -> on_cached -> ask_database -> on_rows -> adopt -> serve
 *
 * While the cache is not trusted, a refresh begins with the database. */
#include "shop/catalog/product_list.h"

#include "base/blob.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/gzip.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/zone.h"
#include "cache/cache.h"
#include "db/db.h"
#include "db/sql.h"
#include "loop/op.h"
#include "loop/waiters.h"
#include "shop/catalog/product.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With the date, because what is sold out today is back tomorrow. */
#define CACHE_KEY_PREFIX "products:"
#define CACHE_KEY_BYTES  (sizeof(CACHE_KEY_PREFIX) + DATE_BYTES)
/* A database that keeps giving an older list than we know of was restored from a backup: then it is right. */
#define OLDER_READS_MAX 3

struct product_list {
    struct db *db;
    struct cache *cache;
    struct product_list_view view; /* json is NULL: nothing yet */
    int64_t version;               /* of the view */
    int64_t seen_ms;               /* when the view was last known to be good */
    int64_t min_version;           /* older ones are not shown any more */
    bool trust_cache;

    struct waiters waiters; /* not empty: a refresh runs */
    struct op_list ops;
    char today[DATE_BYTES]; /* of the refresh */
    bool cache_asked, database_asked;
    int older_reads;
};

static const char *cache_key(char out[CACHE_KEY_BYTES], const char *today)
{
    (void)snprintf(out, CACHE_KEY_BYTES, CACHE_KEY_PREFIX "%s", today);
    return out;
}

static void ask_cache(struct product_list *list);
static void ask_database(struct product_list *list);

struct product_list *product_list_new(struct db *db, struct cache *cache)
{
    struct product_list *list = mem_alloc(sizeof(*list));

    list->db = db;
    list->cache = cache;
    waiters_init(&list->waiters);
    op_list_init(&list->ops);
    return list;
}

void product_list_free(struct product_list *list)
{
    if (list == NULL)
        return;
    op_list_cancel(&list->ops);
    waiters_drop(&list->waiters);
    blob_unref(list->view.json);
    blob_unref(list->view.gzip);
    free(list);
}

/* Ends the refresh: all waiting requests get the view, or the error. */
static void serve(struct product_list *list, const struct err *err)
{
    struct waiters waiters;
    struct waiter_call call;

    waiters_take_all(&list->waiters, &waiters);
    while (waiters_next(&waiters, &call))
        ((product_list_fn *)call.fn)(call.arg, err ? NULL : &list->view, err);
    list->view.hit = true; /* for those who come later */
}

/* Takes a body as the process' own, unless it already is. */
static void adopt(struct product_list *list, int64_t version, const char *json, size_t len)
{
    struct product_list_view *view = &list->view;
    char hash[FINGERPRINT_HEX_BYTES];

    list->version = version;
    list->seen_ms = clock_ms();
    if (version > list->min_version)
        list->min_version = version;
    if (view->json != NULL && view->json->len == len && memcmp(view->json->bytes, json, len) == 0)
        return;
    blob_unref(view->json);
    blob_unref(view->gzip);
    view->json = blob_new(json, len);
    view->gzip = gzip_blob(json, len);
    fingerprint(json, len, hash);
    (void)snprintf(view->etag, sizeof(view->etag), "W/\"%.32s\"", hash);
}

/* Neither cache nor database had a list: the process' own copy is better than none. */
static void serve_what_is_left(struct product_list *list, const struct err *err)
{
    if (list->view.json == NULL || list->version < list->min_version) {
        struct err unavailable = ERR_INIT;
        (void)err_set(&unavailable, ERR_UNAVAILABLE, "the product list cannot be read now: try again");
        serve(list, &unavailable);
        return;
    }
    log_debug("products: served stale: %s", err->msg);
    list->seen_ms = clock_ms();
    list->view.hit = list->view.stale = true;
    serve(list, NULL);
}

static void on_cached(void *arg, int64_t version, const char *body, size_t len, const struct err *err)
{
    struct product_list *list = arg;

    if (body != NULL && version >= list->min_version) {
        struct err reason = ERR_INIT;

        adopt(list, version, body, len);
        list->view.hit = true;
        list->view.stale = list->database_asked || !db_health(list->db, &reason);
        serve(list, NULL);
        return;
    }
    if (!list->database_asked) {
        ask_database(list);
        return;
    }
    struct err none = ERR_INIT;
    (void)err_set(&none, ERR_UNAVAILABLE, "it is not in the cache either");
    serve_what_is_left(list, err ? err : &none);
}

static void write_row(struct buf *out, const struct db_rows *rows, int row)
{
    struct product product = {
        .id = db_int(rows, row, 1),
        .price_cents = db_int(rows, row, 4),
        .counted = true,
        .stock = db_bool(rows, row, 7), /* the list only says whether there is stock */
    };

    (void)snprintf(product.name, sizeof(product.name), "%s", db_text(rows, row, 2));
    (void)snprintf(product.description, sizeof(product.description), "%s", db_text(rows, row, 3));
    (void)snprintf(product.category, sizeof(product.category), "%s", db_text(rows, row, 5));
    (void)snprintf(product.image, sizeof(product.image), "%s", db_text(rows, row, 6));
    (void)snprintf(product.size, sizeof(product.size), "%s", db_text(rows, row, 8));
    (void)snprintf(product.ingredients, sizeof(product.ingredients), "%s", db_text(rows, row, 9));
    allergens_parse(db_text(rows, row, 10), &product.allergens);
    product.lead_days = db_int(rows, row, 11);
    (void)snprintf(product.photo, sizeof(product.photo), "%s", db_text(rows, row, 12));
    product.place = db_int(rows, row, 13);
    product.sold_out = db_bool(rows, row, 14);
    product_write(out, &product, false);
}

static void on_rows(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct product_list *list = arg;
    struct buf json;

    if (err != NULL) {
        if (list->cache_asked)
            serve_what_is_left(list, err);
        else
            ask_cache(list);
        return;
    }
    int64_t version = db_int(rows, 0, 0);
    if (version < list->min_version) {
        if (++list->older_reads < OLDER_READS_MAX) {
            ask_database(list);
            return;
        }
        log_warn("products: the database has an older list than before: serving it");
        list->min_version = version;
    }
    buf_init(&json, PRODUCT_LIST_BYTES_MAX);
    buf_addc(&json, '[');
    for (int row = 0; row < db_rows_count(rows) && !db_is_null(rows, row, 1); row++) {
        if (row > 0)
            buf_addc(&json, ',');
        write_row(&json, rows, row);
    }
    buf_addc(&json, ']');
    if (buf_full(&json)) {
        struct err full = ERR_INIT;
        (void)err_set(&full, ERR_INTERNAL, "the product list is too long to be served");
        buf_done(&json);
        serve(list, &full);
        return;
    }
    adopt(list, version, json.data, json.len);
    list->trust_cache = true;
    list->view.hit = list->view.stale = false;
    char key[CACHE_KEY_BYTES];
    cache_put(list->cache, cache_key(key, list->today), version, json.data, json.len, PRODUCT_LIST_TTL_S);
    buf_done(&json);
    serve(list, NULL);
}

static void ask_cache(struct product_list *list)
{
    char key[CACHE_KEY_BYTES];

    list->cache_asked = true;
    cache_get(list->cache, &list->ops, cache_key(key, list->today), on_cached, list);
}

static void ask_database(struct product_list *list)
{
    const char *const params[] = { list->today };

    list->database_asked = true;
    db_run(list->db, &list->ops, &sql_products_list, params, on_rows, list);
}

const struct product_list_view *product_list_peek(struct product_list *list)
{
    bool fresh = list->view.json != NULL && list->version >= list->min_version &&
                 clock_ms() - list->seen_ms < PRODUCT_LIST_FRESH_MS;

    return fresh ? &list->view : NULL;
}

void product_list_get(struct product_list *list, struct op_list *owner, product_list_fn *fn, void *arg)
{
    bool running = !waiters_empty(&list->waiters);

    waiters_add(&list->waiters, owner, (waiter_fn *)fn, arg);
    if (running)
        return;
    list->cache_asked = list->database_asked = false;
    list->older_reads = 0;
    zone_today(list->today);
    if (list->trust_cache)
        ask_cache(list);
    else
        ask_database(list);
}

void product_list_changed(struct product_list *list, int64_t version)
{
    if (version > list->min_version)
        list->min_version = version;
}

void product_list_tell_cache(struct product_list *list, struct op_list *owner, int64_t version,
                             void (*fn)(void *arg, const struct err *err), void *arg)
{
    char key[CACHE_KEY_BYTES], today[DATE_BYTES];

    zone_today(today);
    cache_invalidate(list->cache, owner, cache_key(key, today), version, fn, arg);
}

void product_list_distrust_cache(struct product_list *list)
{
    list->trust_cache = false;
}
