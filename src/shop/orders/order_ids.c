/* order_ids.c -- see shop/orders/order_ids.h. read_key -> on_key, repeated after a pause if it failed. */
#include "shop/orders/order_ids.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/permutation.h"
#include "db/db.h"
#include "db/sql.h"
#include "loop/op.h"
#include "loop/timer.h"

#include <assert.h>
#include <stdlib.h>

#define RETRY_MS 500

struct order_ids {
    struct db *db;
    struct op_list ops;
    struct timer retry;
    bool known;
    struct permutation permutation;
};

static void on_key(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct order_ids *ids = arg;

    if (err != NULL || db_rows_count(rows) == 0 ||
        !permutation_init(&ids->permutation, db_text(rows, 0, 0))) {
        if (err == NULL)
            log_error("orders: the key of order ids in the database is missing or damaged: restore table "
                      "order_ids from a backup");
        timer_start(&ids->retry, RETRY_MS);
        return;
    }
    ids->known = true;
}

static void read_key(void *arg)
{
    struct order_ids *ids = arg;

    op_list_cancel(&ids->ops);
    timer_stop(&ids->retry);
    db_run(ids->db, &ids->ops, &sql_order_ids, NULL, on_key, ids);
}

struct order_ids *order_ids_new(struct loop *loop, struct db *db)
{
    struct order_ids *ids = mem_alloc(sizeof(*ids));

    ids->db = db;
    op_list_init(&ids->ops);
    timer_init(&ids->retry, loop, read_key, ids);
    return ids;
}

void order_ids_free(struct order_ids *ids)
{
    if (ids == NULL)
        return;
    op_list_cancel(&ids->ops);
    timer_done(&ids->retry);
    free(ids);
}

void order_ids_db_ready(struct order_ids *ids)
{
    if (!ids->known)
        read_key(ids);
}

bool order_ids_known(const struct order_ids *ids, struct err *err)
{
    return ids->known ||
           err_set(err, ERR_UNAVAILABLE, "the database has not been reached since the start: try again");
}

uint64_t order_id_of(const struct order_ids *ids, uint64_t number)
{
    assert(ids->known);
    return permutation_apply(&ids->permutation, number);
}

uint64_t order_number_of(const struct order_ids *ids, uint64_t id)
{
    assert(ids->known);
    return permutation_invert(&ids->permutation, id);
}
