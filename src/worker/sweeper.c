/* sweeper.c -- see worker/sweeper.h. on_time -> outbox_overdue -> on_swept, and on_time -> expire_keys ->
 * on_expired, which repeats while there are more keys; the same for what expires of the staff, and for
 * personal data. */
#include "worker/sweeper.h"

#include "base/attr.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "db/db.h"
#include "db/sql.h"
#include "loop/op.h"
#include "loop/timer.h"

#include <stdlib.h>

#define INTERVAL_MS 10000
/* One sweep's share of a long outage; the next comes in 10 s. And the keys of one statement. */
#define ROWS_MAX 1000

static const char *const at_most[] = { TEXT_OF(ROWS_MAX) };

struct sweeper {
    struct db *db;
    struct op_list ops;
    struct timer timer;
    void (*on_outbox)(void *arg);
    void *arg;
};

static void on_swept(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct sweeper *sweeper = arg;

    if (err != NULL || db_rows_count(rows) == 0)
        return; /* the driver logs an outage, and the next sweep follows */
    log_info("sweeper: %d overdue orders will be sent again", db_rows_count(rows));
    metric_add(METRIC_ORDERS_SWEPT, db_rows_count(rows));
    sweeper->on_outbox(sweeper->arg);
}

static void expire_keys(struct sweeper *sweeper);

static void on_expired(void *arg, const struct db_rows *rows, const struct err *err)
{
    if (err == NULL && db_rows_count(rows) == ROWS_MAX)
        expire_keys(arg);
}

static void expire_keys(struct sweeper *sweeper)
{
    db_run(sweeper->db, &sweeper->ops, &sql_keys_expire, at_most, on_expired, sweeper);
}

static void expire_staff(struct sweeper *sweeper);

static void on_staff_expired(void *arg, const struct db_rows *rows, const struct err *err)
{
    if (err == NULL && db_rows_count(rows) == ROWS_MAX)
        expire_staff(arg);
}

static void expire_staff(struct sweeper *sweeper)
{
    db_run(sweeper->db, &sweeper->ops, &sql_staff_expire, at_most, on_staff_expired, sweeper);
}

static void erase_personal_data(struct sweeper *sweeper);

static void on_erased(void *arg, const struct db_rows *rows, const struct err *err)
{
    if (err != NULL || db_rows_count(rows) == 0)
        return;
    log_info("sweeper: erased the personal data of %d orders, after the time that the settings say",
             db_rows_count(rows));
    if (db_rows_count(rows) == ROWS_MAX)
        erase_personal_data(arg);
}

static void erase_personal_data(struct sweeper *sweeper)
{
    db_run(sweeper->db, &sweeper->ops, &sql_orders_erase, at_most, on_erased, sweeper);
}

static void on_time(void *arg)
{
    struct sweeper *sweeper = arg;

    timer_start(&sweeper->timer, INTERVAL_MS);
    op_list_cancel(&sweeper->ops); /* of a sweep that is still stuck in an outage */
    db_run(sweeper->db, &sweeper->ops, &sql_outbox_overdue, at_most, on_swept, sweeper);
    expire_keys(sweeper);
    expire_staff(sweeper);
    erase_personal_data(sweeper);
}

struct sweeper *sweeper_new(struct loop *loop, struct db *db, void (*on_outbox)(void *arg), void *arg)
{
    struct sweeper *sweeper = mem_alloc(sizeof(*sweeper));

    sweeper->db = db;
    sweeper->on_outbox = on_outbox;
    sweeper->arg = arg;
    op_list_init(&sweeper->ops);
    timer_init(&sweeper->timer, loop, on_time, sweeper);
    timer_start(&sweeper->timer, INTERVAL_MS);
    return sweeper;
}

void sweeper_free(struct sweeper *sweeper)
{
    if (sweeper == NULL)
        return;
    op_list_cancel(&sweeper->ops);
    timer_done(&sweeper->timer);
    free(sweeper);
}
