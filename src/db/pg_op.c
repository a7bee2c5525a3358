/* pg_op.c -- see pg_op.h; and the rows of a statement, which are a result of libpq. */
#include "db/pg_op.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/metrics.h"

#include <stdlib.h>

struct pg_op *pg_op_new(struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
                        db_fn *fn, void *arg)
{
    struct pg_op *op = mem_alloc(sizeof(*op) + db_params_bytes(stmt, params));

    op->stmt = stmt;
    op->fn = fn;
    op->arg = arg;
    op->since_ms = clock_ms();
    op->params = db_params_copy(op + 1, stmt, params);
    op_start(owner, &op->op);
    return op;
}

enum pg_queue pg_op_queue(const struct pg_op *op)
{
    if (op->stmt->access == DB_READ)
        return PG_READS;
    if (op->again)
        return PG_RERUNS;
    return op->stmt->access == DB_WORK ? PG_WORK : PG_WRITES;
}

static void op_free(struct pg_op *op)
{
    PQclear(op->result);
    free(op);
}

void pg_op_answer(struct pg_op *op, const struct db_rows *rows, const struct err *err)
{
    if (op_finish(&op->op)) {
        metric_add(METRIC_DB_STATEMENTS, 1);
        op->fn(op->arg, err ? NULL : rows, err);
    }
    op_free(op);
}

void pg_op_drop(struct pg_op *op)
{
    bool was_wanted UNUSED = op_finish(&op->op); /* leaves its owner's list */

    op_free(op);
}

static const char *pg_cell(const struct db_rows *port, int row, int col)
{
    const struct pg_rows *rows = (const struct pg_rows *)port;

    row += rows->first;
    col += rows->hidden_cols;
    return PQgetisnull(rows->result, row, col) ? NULL : PQgetvalue(rows->result, row, col);
}

void pg_rows_init(struct pg_rows *rows, const PGresult *result, int hidden_cols)
{
    *rows = (struct pg_rows){
        .rows = { .count = PQntuples(result), .cols = PQnfields(result) - hidden_cols, .cell = pg_cell },
        .result = result,
        .hidden_cols = hidden_cols,
    };
}
