/* pickup_store.c -- see shop/pickup/pickup_store.h.
 *
 *     pickup_store_refresh -> begin -> pickup_taken -> on_rows -> those who waited when it began are called
 *                                                              -> begin, if others have come since */
#include "shop/pickup/pickup_store.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/zone.h"
#include "db/db.h"
#include "db/sql.h"
#include "loop/op.h"
#include "loop/waiters.h"

#include <stdlib.h>
#include <string.h>

struct product {
    struct pickup_line line; /* without a quantity */
    int64_t stock;           /* -1: not counted */
};

/* A counter of a date: orders of a slot that begins at the minute `key`, or pieces of the product `key`. */
struct counter {
    int days;
    int64_t key, count;
};

struct counters {
    int count;
    struct counter *at; /* sorted */
};

struct pickup_store {
    struct db *db;
    const struct settings_store *settings;
    struct op_list ops;
    int product_count;
    struct product *products; /* sorted by id */
    struct counters slots, pieces;
    struct pickup_taken taken;
    int64_t read_ms;        /* when the read began; 0: never */
    int64_t reading_ms;     /* when the one that is under way began; 0: none is */
    bool orders_placed;     /* since the read began */
    bool changed;           /* likewise, otherwise */
    struct waiters waiting; /* for the next read */
    struct waiters reading; /* for the one that is under way */
};

static int compare_counters(const void *a, const void *b)
{
    const struct counter *x = a, *y = b;

    if (x->days != y->days)
        return x->days < y->days ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

static int compare_products(const void *a, const void *b)
{
    const struct product *x = a, *y = b;

    return (x->line.product_id > y->line.product_id) - (x->line.product_id < y->line.product_id);
}

static int64_t count_of(const struct counters *counters, int days, int64_t key)
{
    const struct counter wanted = { .days = days, .key = key };
    const struct counter *found = NULL;

    if (counters->count > 0)
        found = bsearch(&wanted, counters->at, (size_t)counters->count, sizeof(wanted), compare_counters);
    return found != NULL ? found->count : 0;
}

static int64_t orders_of(void *arg, int days, int minute)
{
    const struct pickup_store *store = arg;

    return count_of(&store->slots, days, minute);
}

static int64_t pieces_of(void *arg, int days, int64_t product_id)
{
    const struct pickup_store *store = arg;

    return count_of(&store->pieces, days, product_id);
}

struct pickup_store *pickup_store_new(struct db *db, const struct settings_store *settings)
{
    struct pickup_store *store = mem_alloc(sizeof(*store));

    store->db = db;
    store->settings = settings;
    store->taken = (struct pickup_taken){ orders_of, pieces_of, store };
    op_list_init(&store->ops);
    waiters_init(&store->waiting);
    waiters_init(&store->reading);
    return store;
}

static void clear(struct pickup_store *store)
{
    free(store->products);
    free(store->slots.at);
    free(store->pieces.at);
    store->products = NULL;
    store->slots = store->pieces = (struct counters){ 0 };
    store->product_count = 0;
}

void pickup_store_free(struct pickup_store *store)
{
    if (store == NULL)
        return;
    op_list_cancel(&store->ops);
    waiters_drop(&store->waiting);
    waiters_drop(&store->reading);
    clear(store);
    free(store);
}

/* ---- reading ---- */

enum { KIND, PRODUCT_ID, MINUTE, COUNT, DATE, LEAD_DAYS, DAILY_LIMIT }; /* columns of pickup_taken */

static int days_of(const struct db_rows *rows, int row)
{
    int days;

    return date_parse(db_text(rows, row, DATE), &days) ? days : -1;
}

static struct product product_of(const struct db_rows *rows, int row)
{
    return (struct product){
        .line = { .product_id = db_int(rows, row, PRODUCT_ID),
                  .lead_days = db_int(rows, row, LEAD_DAYS),
                  .daily_limit = db_int(rows, row, DAILY_LIMIT),
                  .sold_out_on = days_of(rows, row) },
        .stock = db_is_null(rows, row, COUNT) ? -1 : db_int(rows, row, COUNT),
    };
}

static void add_counter(struct counters *counters, const struct db_rows *rows, int row, int key_column)
{
    counters->at[counters->count++] = (struct counter){ .days = days_of(rows, row),
                                                        .key = db_int(rows, row, key_column),
                                                        .count = db_int(rows, row, COUNT) };
}

static void adopt(struct pickup_store *store, const struct db_rows *rows)
{
    size_t count = (size_t)db_rows_count(rows) + 1;

    clear(store);
    store->products = mem_alloc(count * sizeof(*store->products));
    store->slots.at = mem_alloc(count * sizeof(*store->slots.at));
    store->pieces.at = mem_alloc(count * sizeof(*store->pieces.at));
    for (int row = 0; row < db_rows_count(rows); row++) {
        const char *kind = db_text(rows, row, KIND);
        if (strcmp(kind, "product") == 0)
            store->products[store->product_count++] = product_of(rows, row);
        else if (strcmp(kind, "slot") == 0)
            add_counter(&store->slots, rows, row, MINUTE);
        else
            add_counter(&store->pieces, rows, row, PRODUCT_ID);
    }
    qsort(store->products, (size_t)store->product_count, sizeof(*store->products), compare_products);
    qsort(store->slots.at, (size_t)store->slots.count, sizeof(*store->slots.at), compare_counters);
    qsort(store->pieces.at, (size_t)store->pieces.count, sizeof(*store->pieces.at), compare_counters);
}

static void begin(struct pickup_store *store);

static void on_rows(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct pickup_store *store = arg;
    struct waiters waiters;
    struct waiter_call call;

    if (err == NULL) {
        adopt(store, rows);
        store->read_ms = store->reading_ms;
    } else {
        store->changed = true; /* what happened before is still not known */
    }
    store->reading_ms = 0;
    waiters_take_all(&store->reading, &waiters);
    if (!waiters_empty(&store->waiting))
        begin(store);
    while (waiters_next(&waiters, &call))
        ((pickup_store_fn *)call.fn)(call.arg, err);
}

static void begin(struct pickup_store *store)
{
    int64_t capacity = settings_store_known(store->settings)->settings.slot_capacity;
    char today[DATE_BYTES], capacity_text[TEXT_NUMBER_BYTES];

    zone_today(today);
    waiters_take_all(&store->waiting, &store->reading);
    store->reading_ms = clock_ms();
    store->orders_placed = store->changed = false;
    const char *const params[] = { today, capacity > 0 ? text_number(capacity_text, capacity) : NULL };
    db_run(store->db, &store->ops, &sql_pickup_taken, params, on_rows, store);
}

void pickup_store_refresh(struct pickup_store *store, struct op_list *owner, pickup_store_fn *fn, void *arg)
{
    waiters_add(&store->waiting, owner, (waiter_fn *)fn, arg);
    if (store->reading_ms == 0)
        begin(store);
}

/* ---- what is known ---- */

bool pickup_store_is_recent(const struct pickup_store *store)
{
    return store->read_ms != 0 && clock_ms() - store->read_ms < PICKUP_FRESH_MS && !store->changed;
}

bool pickup_store_is_fresh(const struct pickup_store *store)
{
    return pickup_store_is_recent(store) && !store->orders_placed;
}

void pickup_store_order_placed(struct pickup_store *store)
{
    store->orders_placed = true;
}

void pickup_store_changed(struct pickup_store *store)
{
    store->changed = true;
}

const struct pickup_taken *pickup_store_taken(const struct pickup_store *store)
{
    return &store->taken;
}

struct pickup_line pickup_store_line(const struct pickup_store *store, int64_t product_id, int64_t quantity)
{
    const struct product wanted = { .line = { .product_id = product_id } };
    const struct product *found = NULL;
    struct pickup_line line = { .product_id = product_id, .sold_out_on = -1 };

    if (store->product_count > 0)
        found =
            bsearch(&wanted, store->products, (size_t)store->product_count, sizeof(wanted), compare_products);
    if (found != NULL)
        line = found->line;
    line.quantity = quantity;
    return line;
}

bool pickup_store_scarce(const struct pickup_store *store, int i, struct pickup_line *line, int64_t *stock)
{
    if (i >= store->product_count)
        return false;
    *line = store->products[i].line;
    line->quantity = 1;
    *stock = store->products[i].stock;
    return true;
}
