/* sqlite_op.c -- see sqlite_op.h. */
#include "db/sqlite_op.h"

#include "base/clock.h"
#include "base/metrics.h"

#include <stdlib.h>

struct sqlite_op *sqlite_op_new(struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
                                db_fn *fn, void *arg)
{
    struct sqlite_op *op = mem_alloc(sizeof(*op) + db_params_bytes(stmt, params));

    op->stmt = stmt;
    op->fn = fn;
    op->arg = arg;
    op->since_ms = clock_ms();
    op->params = db_params_copy(op + 1, stmt, params);
    op_start(owner, &op->op);
    return op;
}

void sqlite_op_drop(struct sqlite_op *op)
{
    op_drop(&op->op);
    sqlite_rows_done(&op->rows);
    free(op);
}

void sqlite_op_answer(struct sqlite_op *op)
{
    bool failed = err_is_set(&op->err);

    if (op_finish(&op->op)) {
        metric_add(METRIC_DB_STATEMENTS, 1);
        op->fn(op->arg, failed ? NULL : &op->rows.rows, failed ? &op->err : NULL);
    }
    sqlite_op_drop(op);
}
