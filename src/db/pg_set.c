/* pg_set.c -- see pg_set.h. */
#include "db/pg_set.h"

#include "base/json_text.h"

#include <stdlib.h>

static void write_member(struct buf *param, const struct pg_op *op)
{
    buf_addc(param, param->len == 0 ? '[' : ',');
    for (int i = 0; i < op->stmt->params; i++) {
        buf_addc(param, i == 0 ? '[' : ',');
        json_text_string(param, op->params[i]);
    }
    buf_addc(param, ']');
}

/* False, and nothing is written, if the parameter would become too long. One byte is reserved for the last
 * bracket. */
static bool add_member(struct buf *param, const struct pg_op *op)
{
    size_t before = param->len;

    write_member(param, op);
    if (!buf_full(param) && param->len < param->cap)
        return true;
    param->len = before;
    param->full = false;
    return false;
}

struct pg_op *pg_set_gather(struct pg_ops *ops, struct pg_op *first, struct buf *param)
{
    struct pg_op *last = first, *next;

    write_member(param, first);
    for (struct pg_op *op = TAILQ_NEXT(first, entry); op != NULL; op = next) {
        next = TAILQ_NEXT(op, entry);
        if (op->stmt != first->stmt)
            continue;
        if (!add_member(param, op))
            break;
        if (op != TAILQ_NEXT(last, entry)) {
            TAILQ_REMOVE(ops, op, entry);
            TAILQ_INSERT_AFTER(ops, last, op, entry);
        }
        last = op;
    }
    buf_addc(param, ']');
    return last;
}

void pg_set_slice(struct pg_rows *rows, int member)
{
    int total = PQntuples(rows->result);

    rows->first += rows->rows.count;
    rows->rows.count = 0;
    for (int row = rows->first; row < total && strtol(PQgetvalue(rows->result, row, 0), NULL, 10) == member;
         row++)
        rows->rows.count++;
}
