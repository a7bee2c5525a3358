/* relay.c -- see worker/relay.h.
 *
 *     an order was placed -> relay_send -> on_sent
 *     look -> lease -> on_leased -> relay_send -> on_sent
 *     look -> tell_cache -> on_untold -> on_told -> on_noted
 *
 * At the end of a turn, release() returns the orders that could not be sent to the outbox. */
#include "worker/relay.h"

#include "base/buf.h"
#include "base/crash_point.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/text.h"
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

#define LEASE_ROWS 512
#define POLL_MS    1000
/* Orders that are being sent are found by their numbers, which are nearly in sequence. */
#define BUCKETS 256
/* As text with a comma. A full window and one lease fit into a release. */
#define NUMBER_BYTES_MAX   21
#define RETURNED_BYTES_MAX ((size_t)(RELAY_WINDOW + LEASE_ROWS) * NUMBER_BYTES_MAX + 2)

struct relay {
    struct loop *loop;
    struct db *db;
    struct mq *mq;
    struct product_list *list;
    struct op_list ops;
    struct task look_task, release_task;
    struct task idle_task; /* its function is NULL until relay_drain() */
    struct timer poll;
    bool leasing, telling;
    int64_t told_version; /* while `telling` */
    int sending_count;
    LIST_HEAD(, sending) sendings[BUCKETS]; /* by number */
    struct buf returned;                    /* numbers to release at the end of the turn: "[1,2" */
};

struct sending { /* an order, from its message until the confirm */
    struct relay *relay;
    uint64_t number;
    bool again; /* it has to be sent once more after that */
    LIST_ENTRY(sending) entry;
};

static void release(void *arg);
static void look(void *arg);

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
        LIST_INIT(&relay->sendings[i]);
    task_init(&relay->look_task, loop, look, relay);
    task_init(&relay->release_task, loop, release, relay);
    buf_init(&relay->returned, RETURNED_BYTES_MAX);
    timer_init(&relay->poll, loop, on_poll, relay);
    timer_start(&relay->poll, POLL_MS);
    return relay;
}

static void sending_free(struct sending *sending)
{
    LIST_REMOVE(sending, entry);
    sending->relay->sending_count--;
    free(sending);
}

void relay_free(struct relay *relay)
{
    if (relay == NULL)
        return;
    op_list_cancel(&relay->ops);
    for (int i = 0; i < BUCKETS; i++)
        while (!LIST_EMPTY(&relay->sendings[i]))
            sending_free(LIST_FIRST(&relay->sendings[i]));
    task_cancel(&relay->look_task);
    task_cancel(&relay->release_task);
    task_cancel(&relay->idle_task);
    timer_done(&relay->poll);
    buf_done(&relay->returned);
    free(relay);
}

void relay_kick(struct relay *relay)
{
    task_post(&relay->look_task);
}

/* To be called when something ended: in a drain that may have been the last. */
static void note_idle(struct relay *relay)
{
    bool idle = op_list_empty(&relay->ops) && relay->returned.len == 0;

    if (idle && relay->idle_task.fn != NULL)
        task_post(&relay->idle_task);
}

void relay_drain(struct relay *relay, void (*on_idle)(void *arg), void *arg)
{
    task_init(&relay->idle_task, relay->loop, on_idle, arg);
    note_idle(relay);
}

/* A failed release is not repeated: the row is sent again when it is due. */
static void on_released(void *arg, const struct db_rows *rows UNUSED, const struct err *err UNUSED)
{
    note_idle(arg);
}

static void release(void *arg)
{
    struct relay *relay = arg;

    buf_addc(&relay->returned, ']');
    const char *const params[] = { relay->returned.data };
    db_run(relay->db, &relay->ops, &sql_outbox_release, params, on_released, relay);
    buf_clear(&relay->returned);
}

static void release_later(struct relay *relay, uint64_t number)
{
    metric_add(METRIC_OUTBOX_RETURNED, 1);
    if (relay->returned.len + NUMBER_BYTES_MAX > relay->returned.cap)
        return; /* its row stays as it is, and is sent again when it is due */
    buf_addf(&relay->returned, "%c%" PRIu64, relay->returned.len ? ',' : '[', number);
    task_post(&relay->release_task);
}

/* ---- orders to the queue ------------------------------------------------------------------------ */

static void on_sent(void *arg, const struct err *err)
{
    struct sending *sending = arg;
    struct relay *relay = sending->relay;

    if (err == NULL) {
        crash_point("order_published");
        metric_add(METRIC_OUTBOX_PUBLISHED, 1);
    }
    if (err != NULL || sending->again)
        release_later(relay, sending->number);
    sending_free(sending);
    note_idle(relay);
}

/* A confirm may take longer than an order is left in peace: then it is due again, and is still being sent. So
 * is an order that is cancelled while a worker has it: the queue within this process confirms when that is
 * over. */
static struct sending *find_sending(const struct relay *relay, uint64_t number)
{
    struct sending *sending;

    LIST_FOREACH (sending, &relay->sendings[number % BUCKETS], entry)
        if (sending->number == number)
            return sending;
    return NULL;
}

bool relay_can_send(const struct relay *relay)
{
    bool draining = relay->idle_task.fn != NULL;

    return relay->sending_count < RELAY_WINDOW && !draining && mq_writable(relay->mq);
}

void relay_send(struct relay *relay, uint64_t number)
{
    char message[ORDER_MESSAGE_BYTES];
    struct sending *sending = find_sending(relay, number);

    if (sending != NULL) {
        sending->again = true;
        return;
    }
    if (!relay_can_send(relay)) {
        release_later(relay, number);
        return;
    }
    sending = mem_alloc(sizeof(*sending));
    sending->relay = relay;
    sending->number = number;
    LIST_INSERT_HEAD(&relay->sendings[number % BUCKETS], sending, entry);
    relay->sending_count++;
    size_t len = order_message_write(number, message);
    mq_publish(relay->mq, &relay->ops, message, len, on_sent, sending);
}

static void on_leased(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct relay *relay = arg;

    relay->leasing = false;
    if (err == NULL) { /* the driver logs an outage of the database; the next look tries again */
        for (int i = 0; i < db_rows_count(rows); i++)
            relay_send(relay, (uint64_t)db_int(rows, i, 0));
        if (db_rows_count(rows) == LEASE_ROWS)
            relay_kick(relay);
    }
    note_idle(relay);
}

static void lease(struct relay *relay)
{
    char limit[16];
    int room = RELAY_WINDOW - relay->sending_count;

    if (relay->leasing || !relay_can_send(relay))
        return;
    (void)snprintf(limit, sizeof(limit), "%d", room < LEASE_ROWS ? room : LEASE_ROWS);
    const char *const params[] = { limit };
    relay->leasing = true;
    db_run(relay->db, &relay->ops, &sql_outbox_lease, params, on_leased, relay);
}

/* ---- versions of the list to the cache ------------------------------------------------------------ */

static void end_telling(struct relay *relay)
{
    relay->telling = false;
    note_idle(relay);
}

static void on_noted(void *arg, const struct db_rows *rows UNUSED, const struct err *err UNUSED)
{
    end_telling(arg);
}

static void on_told(void *arg, const struct err *err)
{
    struct relay *relay = arg;
    char version[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(version, relay->told_version) };

    if (err == NULL)
        db_run(relay->db, &relay->ops, &sql_catalog_told, params, on_noted, relay);
    else
        end_telling(relay); /* the next look tells it again */
}

static void on_untold(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct relay *relay = arg;

    if (err != NULL || db_rows_count(rows) == 0) {
        end_telling(relay);
        return;
    }
    relay->told_version = db_int(rows, 0, 0);
    product_list_changed(relay->list, relay->told_version);
    product_list_tell_cache(relay->list, &relay->ops, relay->told_version, on_told, relay);
}

static void tell_cache(struct relay *relay)
{
    bool draining = relay->idle_task.fn != NULL;

    if (relay->telling || draining)
        return;
    relay->telling = true;
    db_run(relay->db, &relay->ops, &sql_catalog_untold, NULL, on_untold, relay);
}

static void look(void *arg)
{
    lease(arg);
    tell_cache(arg);
}
