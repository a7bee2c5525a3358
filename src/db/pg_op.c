/* pg_op.c -- see pg_op.h; and the rows that a statement gives, which are libpq's. */
#include "db/pg_op.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/metrics.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct pg_op *pg_op_new(struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
                        db_fn *fn, void *arg)
{
    size_t count = (size_t)stmt->params;
    size_t size = sizeof(struct pg_op) + count * sizeof(char *);

    for (size_t i = 0; i < count; i++)
        size += params[i] ? strlen(params[i]) + 1 : 0;

    struct pg_op *op = mem_alloc(size);
    const char **copies = (const char **)(op + 1);
    char *text = (char *)(copies + count);

    for (size_t i = 0; i < count; i++) {
        if (params[i] == NULL)
            continue;
        copies[i] = text;
        text = stpcpy(text, params[i]) + 1;
    }
    op->stmt = stmt;
    op->fn = fn;
    op->arg = arg;
    op->since_ms = clock_ms();
    op->params = copies;
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

int db_rows_count(const struct db_rows *rows)
{
    return rows->count;
}

static void check_place(const struct db_rows *rows, int row, int col)
{
    assert(row >= 0 && row < rows->count && col >= 0 && col + rows->hidden_cols < PQnfields(rows->result));
}

bool db_is_null(const struct db_rows *rows, int row, int col)
{
    check_place(rows, row, col);
    return PQgetisnull(rows->result, rows->first + row, rows->hidden_cols + col) != 0;
}

const char *db_text(const struct db_rows *rows, int row, int col)
{
    check_place(rows, row, col);
    return PQgetvalue(rows->result, rows->first + row, rows->hidden_cols + col);
}

int64_t db_int(const struct db_rows *rows, int row, int col)
{
    return strtoll(db_text(rows, row, col), NULL, 10);
}

bool db_bool(const struct db_rows *rows, int row, int col)
{
    return db_text(rows, row, col)[0] == 't';
}
