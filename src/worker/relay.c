/* relay.c -- see worker/relay.h. lease -> on_leased -> tell -> on_told (gathers) -> settle, at the end of the
 * turn. */
#include "worker/relay.h"

#include "base/buf.h"
#include "base/crash_point.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "db/db.h"
#include "db/sql.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "loop/timer.h"
#include "mq/mq.h"
#include "shop/catalog/product_list.h"
#include "worker/order_message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEASE_ROWS 512
#define POLL_MS    1000
/* Rows in work are found by their ids, which are nearly in sequence. */
#define BUCKETS 256
/* As text with a comma, the ids of a full window and of one lease's superseded rows. */
#define IDS_BYTES_MAX ((size_t)(RELAY_WINDOW + LEASE_ROWS) * 21 + 2)

struct relay {
    struct loop *loop;
    struct db *db;
    struct mq *mq;
    struct product_list *list;
    struct op_list ops;
    struct task lease_task, settle_task;
    struct task idle_task; /* its function is NULL until relay_drain() */
    struct timer poll;
    bool leasing;
    int in_work;                    /* rows leased and not told */
    LIST_HEAD(, row) rows[BUCKETS]; /* by id */
    struct buf told, returned;      /* ids to settle at the end of the turn: "[1,2" */
};

struct row {
    struct relay *relay;
    int64_t id;
    bool is_order;
    LIST_ENTRY(row) entry;
};

static void settle(void *arg);
static void lease(void *arg);

static void on_poll(void *arg)
{
    struct relay *relay = arg;

    timer_start(&relay->poll, POLL_MS);
    relay_kick(relay);
}

struct relay *relay_new(struct loop *loop, struct db *db, struct mq *mq, struct product_list *list)
{
    struct relay *relay = mem_alloc(sizeof(*relay));

    relay->loop = loop;
    relay->db = db;
    relay->mq = mq;
    relay->list = list;
    op_list_init(&relay->ops);
    for (int i = 0; i < BUCKETS; i++)
        LIST_INIT(&relay->rows[i]);
    task_init(&relay->lease_task, loop, lease, relay);
    task_init(&relay->settle_task, loop, settle, relay);
    buf_init(&relay->told, IDS_BYTES_MAX);
    buf_init(&relay->returned, IDS_BYTES_MAX);
    timer_init(&relay->poll, loop, on_poll, relay);
    timer_start(&relay->poll, POLL_MS);
    return relay;
}

static void row_free(struct row *row)
{
    LIST_REMOVE(row, entry);
    row->relay->in_work--;
    free(row);
}

void relay_free(struct relay *relay)
{
    if (relay == NULL)
        return;
    op_list_cancel(&relay->ops);
    for (int i = 0; i < BUCKETS; i++)
        while (!LIST_EMPTY(&relay->rows[i]))
            row_free(LIST_FIRST(&relay->rows[i]));
    task_cancel(&relay->lease_task);
    task_cancel(&relay->settle_task);
    task_cancel(&relay->idle_task);
    timer_done(&relay->poll);
    buf_done(&relay->told);
    buf_done(&relay->returned);
    free(relay);
}

void relay_kick(struct relay *relay)
{
    task_post(&relay->lease_task);
}

/* To be called when something ended: in a drain that may have been the last. */
static void note_idle(struct relay *relay)
{
    bool idle = op_list_empty(&relay->ops) && relay->told.len == 0 && relay->returned.len == 0;

    if (idle && relay->idle_task.fn != NULL)
        task_post(&relay->idle_task);
}

void relay_drain(struct relay *relay, void (*on_idle)(void *arg), void *arg)
{
    task_init(&relay->idle_task, relay->loop, on_idle, arg);
    note_idle(relay);
}

/* What failed is not tried again: a row that stays is leased again when its lease ends, and told twice at
 * worst. */
static void on_settled(void *arg, const struct db_rows *rows UNUSED, const struct err *err UNUSED)
{
    note_idle(arg);
}

static void settle_ids(struct relay *relay, struct buf *ids, const struct db_stmt *stmt)
{
    if (ids->len == 0)
        return;
    buf_addc(ids, ']');
    const char *const params[] = { ids->data };
    db_run(relay->db, &relay->ops, stmt, params, on_settled, relay);
    buf_clear(ids);
}

static void settle(void *arg)
{
    struct relay *relay = arg;

    settle_ids(relay, &relay->told, &sql_outbox_delete);
    settle_ids(relay, &relay->returned, &sql_outbox_release);
}

static void settle_later(struct relay *relay, struct buf *ids, int64_t id)
{
    buf_addf(ids, "%c%" PRId64, ids->len ? ',' : '[', id);
    task_post(&relay->settle_task);
}

static void on_told(void *arg, const struct err *err)
{
    struct row *row = arg;
    struct relay *relay = row->relay;

    if (err == NULL && row->is_order)
        crash_point("order_published");
    settle_later(relay, err ? &relay->returned : &relay->told, row->id);
    metric_add(err ? METRIC_OUTBOX_RETURNED : METRIC_OUTBOX_PUBLISHED, 1);
    row_free(row);
}

/* The newest version of the list among the rows; 0: none. */
static int64_t newest_version(const struct db_rows *rows)
{
    int64_t newest = 0;

    for (int i = 0; i < db_rows_count(rows); i++)
        if (db_int(rows, i, 3) > newest)
            newest = db_int(rows, i, 3);
    return newest;
}

/* A confirm may take longer than a lease: then the row is leased again, and is still being told. */
static bool is_in_work(const struct relay *relay, int64_t id)
{
    const struct row *row;

    LIST_FOREACH (row, &relay->rows[id % BUCKETS], entry)
        if (row->id == id)
            return true;
    return false;
}

static void tell(struct relay *relay, const struct db_rows *rows, int at)
{
    struct row *row = mem_alloc(sizeof(*row));

    row->relay = relay;
    row->id = db_int(rows, at, 0);
    row->is_order = strcmp(db_text(rows, at, 1), "order") == 0;
    LIST_INSERT_HEAD(&relay->rows[row->id % BUCKETS], row, entry);
    relay->in_work++;
    if (row->is_order) {
        char message[ORDER_MESSAGE_BYTES];
        size_t len = order_message_write((uint64_t)db_int(rows, at, 2), message);
        mq_publish(relay->mq, &relay->ops, message, len, on_told, row);
    } else {
        product_list_changed(relay->list, db_int(rows, at, 3));
        product_list_tell_cache(relay->list, &relay->ops, db_int(rows, at, 3), on_told, row);
    }
}

static void on_leased(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct relay *relay = arg;

    relay->leasing = false;
    if (err != NULL) { /* the database's outage is told by its driver; the next poll tries again */
        note_idle(relay);
        return;
    }
    int count = db_rows_count(rows);
    int64_t newest = newest_version(rows);
    for (int i = 0; i < count; i++) {
        int64_t version = db_int(rows, i, 3); /* 0: an order */
        if (is_in_work(relay, db_int(rows, i, 0)))
            continue;
        if (version == 0 || version == newest)
            tell(relay, rows, i);
        else /* the newest says all; else those that no cache hears would crowd out the orders */
            settle_later(relay, &relay->told, db_int(rows, i, 0));
    }
    if (count == LEASE_ROWS)
        relay_kick(relay);
    note_idle(relay);
}

static void lease(void *arg)
{
    struct relay *relay = arg;
    char limit[16];
    int room = RELAY_WINDOW - relay->in_work;
    bool draining = relay->idle_task.fn != NULL;

    if (relay->leasing || room <= 0 || draining)
        return;
    (void)snprintf(limit, sizeof(limit), "%d", room < LEASE_ROWS ? room : LEASE_ROWS);
    const char *const params[] = { limit, mq_writable(relay->mq) ? "true" : "false" };
    relay->leasing = true;
    db_run(relay->db, &relay->ops, &sql_outbox_lease, params, on_leased, relay);
}
