/* order_watch.c -- see shop/orders/order_watch.h. Each watched order has an entry:
 *
 *     pump -> read_entry -> on_row -> tell -> pump
 *
 * The entries are in a list, the one read longest ago first. Each tick reads the part of the list that
 * spreads one round over the wanted time, and any entry that is older than a round. Orders that have changed
 * are read before these. order_notices.c collects the notices for other processes. */
#include "shop/orders/order_watch.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/secret.h"
#include "cache/cache.h"
#include "db/db.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "loop/timer.h"
#include "shop/orders/order_notices.h"
#include "shop/orders/order_store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

/* Entries are found by their order's number. */
#define BUCKETS 4096
#define TICK_MS 100

struct entry { /* a watched order */
    struct order_watch *watch;
    uint64_t number;
    LIST_HEAD(, order_watcher) watchers;
    struct op_list ops;
    uint64_t read_no; /* of its last read, in the order in which all began; 0: none yet */
    int64_t read_ms;  /* when that began */
    bool reading;
    bool told;   /* it may have changed: it is on the list `told` */
    bool failed; /* its last read */
    LIST_ENTRY(entry) by_number;
    TAILQ_ENTRY(entry) by_read;
    TAILQ_ENTRY(entry) by_told;
};

struct order_watcher {
    struct entry *entry;
    struct op op;         /* while it is being opened */
    order_watch_fn *open; /* until it is called: NULL */
    void (*fn)(void *arg, const struct order_view *view);
    void *arg;
    char seen[ORDER_VIEW_ID_BYTES];
    LIST_ENTRY(order_watcher) link;
};

struct order_watch {
    struct db *db;
    struct cache *cache;
    const struct order_ids *ids;
    struct order_notices *notices;
    LIST_HEAD(, entry) buckets[BUCKETS];
    TAILQ_HEAD(, entry) entries; /* that which was read longest ago first */
    TAILQ_HEAD(, entry) told;
    int entry_count, reading_count, failed_count;
    uint64_t read_no;  /* of the last read that began */
    uint64_t doubt_no; /* reads that began before this one may have missed a change */
    int64_t credit;    /* of reads that are due, in entries * ms of time that passed */
    int due;           /* whole ones of it */
    int64_t late_ms;   /* the age at which one is due in any case */
    struct timer tick;
    struct task pump_task;
};

/* ---- entries ---------------------------------------------------------------------------------- */

static struct entry *find(struct order_watch *watch, uint64_t number)
{
    struct entry *entry;

    LIST_FOREACH (entry, &watch->buckets[number % BUCKETS], by_number)
        if (entry->number == number)
            return entry;
    return NULL;
}

static struct entry *find_or_add(struct order_watch *watch, uint64_t number)
{
    struct entry *entry = find(watch, number);

    if (entry != NULL)
        return entry;
    entry = mem_alloc(sizeof(*entry));
    entry->watch = watch;
    entry->number = number;
    LIST_INIT(&entry->watchers);
    op_list_init(&entry->ops);
    LIST_INSERT_HEAD(&watch->buckets[number % BUCKETS], entry, by_number);
    TAILQ_INSERT_TAIL(&watch->entries, entry, by_read);
    if (watch->entry_count++ == 0)
        timer_start(&watch->tick, TICK_MS);
    return entry;
}

static void set_failed(struct entry *entry, bool failed)
{
    entry->watch->failed_count += (int)failed - (int)entry->failed;
    entry->failed = failed;
}

static void entry_free(struct entry *entry)
{
    struct order_watch *watch = entry->watch;

    op_list_cancel(&entry->ops);
    set_failed(entry, false);
    watch->reading_count -= entry->reading;
    if (entry->told)
        TAILQ_REMOVE(&watch->told, entry, by_told);
    TAILQ_REMOVE(&watch->entries, entry, by_read);
    LIST_REMOVE(entry, by_number);
    if (--watch->entry_count == 0)
        timer_stop(&watch->tick);
    free(entry);
}

/* Its row is to be read, after the read that may be under way: that may not have seen the change. */
static void mark(struct entry *entry)
{
    struct order_watch *watch = entry->watch;

    if (!entry->told)
        TAILQ_INSERT_TAIL(&watch->told, entry, by_told);
    entry->told = true;
    task_post(&watch->pump_task);
}

/* ---- watchers --------------------------------------------------------------------------------- */

static void watcher_free(struct order_watcher *watcher)
{
    LIST_REMOVE(watcher, link);
    free(watcher);
}

void order_watcher_close(struct order_watcher *watcher)
{
    if (watcher == NULL)
        return;
    struct entry *entry = watcher->entry;
    watcher_free(watcher);
    if (LIST_EMPTY(&entry->watchers) && !entry->reading) /* else on_row() does it */
        entry_free(entry);
}

void order_watch_open(struct order_watch *watch, struct op_list *owner, uint64_t number, order_watch_fn *fn,
                      void *arg)
{
    struct order_watcher *watcher = mem_alloc(sizeof(*watcher));

    watcher->entry = find_or_add(watch, number);
    watcher->open = fn;
    watcher->arg = arg;
    op_start(owner, &watcher->op);
    LIST_INSERT_HEAD(&watcher->entry->watchers, watcher, link);
    mark(watcher->entry);
}

void order_watcher_follow(struct order_watcher *watcher, void (*fn)(void *arg, const struct order_view *view),
                          void *arg)
{
    watcher->fn = fn;
    watcher->arg = arg;
}

/* ---- telling ---------------------------------------------------------------------------------- */

/* The first answer. The callback may close the watcher. */
static void tell_opening(struct order_watcher *watcher, const struct order_view *view, const struct err *err)
{
    order_watch_fn *open = watcher->open;
    void *arg = watcher->arg;
    bool wanted = op_finish(&watcher->op);

    watcher->open = NULL;
    if (!wanted || view == NULL) {
        watcher_free(watcher);
        watcher = NULL;
    } else {
        memcpy(watcher->seen, view->id, sizeof(watcher->seen));
    }
    if (wanted)
        open(arg, watcher, view, err);
}

static void tell(struct entry *entry, const struct order_view *view, const struct err *err)
{
    struct order_watcher *watcher, *next;

    for (watcher = LIST_FIRST(&entry->watchers); watcher != NULL; watcher = next) {
        next = LIST_NEXT(watcher, link);
        if (watcher->open != NULL) {
            tell_opening(watcher, view, err);
        } else if (view != NULL && watcher->fn != NULL && strcmp(watcher->seen, view->id) != 0) {
            memcpy(watcher->seen, view->id, sizeof(watcher->seen));
            watcher->fn(watcher->arg, view);
        }
    }
}

static void view_of(struct order_view *view, const struct buf *json)
{
    char hash[FINGERPRINT_HEX_BYTES];

    fingerprint(json->data, json->len, hash);
    view->json = json->data;
    view->len = json->len;
    memcpy(view->id, hash, ORDER_VIEW_ID_BYTES - 1);
    view->id[ORDER_VIEW_ID_BYTES - 1] = '\0';
}

static void on_row(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct entry *entry = arg;
    struct order_watch *watch = entry->watch;
    struct order_view view;
    struct buf json;

    set_failed(entry, err != NULL);
    buf_init(&json, ORDER_JSON_BYTES_MAX);
    bool there = err == NULL && order_store_write(&json, watch->ids, rows);
    if (there)
        view_of(&view, &json);
    tell(entry, there ? &view : NULL, err);
    buf_done(&json);

    entry->reading = false;
    watch->reading_count--;
    if (LIST_EMPTY(&entry->watchers))
        entry_free(entry);
    task_post(&watch->pump_task);
}

/* ---- reading ---------------------------------------------------------------------------------- */

static void read_entry(struct entry *entry)
{
    struct order_watch *watch = entry->watch;

    if (entry->told)
        TAILQ_REMOVE(&watch->told, entry, by_told);
    entry->told = false;
    TAILQ_REMOVE(&watch->entries, entry, by_read);
    TAILQ_INSERT_TAIL(&watch->entries, entry, by_read);
    entry->read_no = ++watch->read_no;
    entry->read_ms = clock_ms();
    entry->reading = true;
    watch->reading_count++;
    order_store_get(watch->db, &entry->ops, entry->number, on_row, entry);
}

/* The next entry to read: one that may have changed, otherwise the oldest if it is due. NULL: none. */
static struct entry *next_entry(struct order_watch *watch)
{
    struct entry *entry;

    TAILQ_FOREACH (entry, &watch->told, by_told)
        if (!entry->reading) /* at most ORDER_WATCH_READS_MAX are passed over */
            return entry;
    entry = TAILQ_FIRST(&watch->entries);
    if (entry == NULL || entry->reading)
        return NULL;
    if (entry->read_no < watch->doubt_no)
        return entry;
    if (watch->due > 0) {
        watch->due--;
        return entry;
    }
    return clock_ms() - entry->read_ms >= watch->late_ms ? entry : NULL;
}

static void pump(void *arg)
{
    struct order_watch *watch = arg;
    struct entry *entry;

    while (watch->reading_count < ORDER_WATCH_READS_MAX && (entry = next_entry(watch)) != NULL)
        read_entry(entry);
}

static void on_tick(void *arg)
{
    struct order_watch *watch = arg;
    bool hears = cache_hears(watch->cache), failed = watch->failed_count > 0;
    int64_t round_ms = hears && !failed ? ORDER_WATCH_SAFE_MS : ORDER_WATCH_DEAF_MS;

    timer_start(&watch->tick, TICK_MS);
    watch->late_ms = hears ? ORDER_WATCH_SAFE_MS : ORDER_WATCH_DEAF_MS;
    watch->credit += (int64_t)watch->entry_count * TICK_MS;
    watch->due += (int)(watch->credit / round_ms);
    watch->credit %= round_ms;
    if (watch->due > watch->entry_count) /* the database is slow: no more than one round is owed */
        watch->due = watch->entry_count;
    pump(watch);
}

static void doubt_all(struct order_watch *watch)
{
    watch->doubt_no = watch->read_no + 1;
    task_post(&watch->pump_task);
}

/* ---- life cycle and notices -------------------------------------------------------------------- */

struct order_watch *order_watch_new(struct loop *loop, struct db *db, struct cache *cache,
                                    const struct order_ids *ids)
{
    struct order_watch *watch = mem_alloc(sizeof(*watch));

    watch->db = db;
    watch->cache = cache;
    watch->ids = ids;
    watch->late_ms = ORDER_WATCH_SAFE_MS;
    watch->notices = order_notices_new(loop, cache);
    for (int i = 0; i < BUCKETS; i++)
        LIST_INIT(&watch->buckets[i]);
    TAILQ_INIT(&watch->entries);
    TAILQ_INIT(&watch->told);
    timer_init(&watch->tick, loop, on_tick, watch);
    task_init(&watch->pump_task, loop, pump, watch);
    return watch;
}

void order_watch_free(struct order_watch *watch)
{
    if (watch == NULL)
        return;
    struct entry *entry;
    while ((entry = TAILQ_FIRST(&watch->entries)) != NULL) {
        while (!LIST_EMPTY(&entry->watchers)) {
            op_drop(&LIST_FIRST(&entry->watchers)->op);
            watcher_free(LIST_FIRST(&entry->watchers));
        }
        entry_free(entry);
    }
    timer_done(&watch->tick);
    task_cancel(&watch->pump_task);
    order_notices_free(watch->notices);
    free(watch);
}

static void on_named(void *arg, uint64_t number)
{
    struct entry *entry = find(arg, number);

    if (entry != NULL)
        mark(entry);
}

void order_watch_changed(struct order_watch *watch, uint64_t number)
{
    on_named(watch, number);
    order_notices_add(watch->notices, number);
}

void order_watch_heard(struct order_watch *watch, const char *text)
{
    if (!order_notice_read(text, on_named, watch))
        doubt_all(watch);
}

void order_watch_hearing(struct order_watch *watch)
{
    doubt_all(watch);
}

void order_watch_cache_ready(struct order_watch *watch)
{
    order_notices_repeat(watch->notices);
}
