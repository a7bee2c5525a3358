/* sqlite_op.h -- one call of db_run(), until it is answered or dropped.
 *
 * It is always on one list: a queue, or the operations that the turn is running. One block of memory holds it
 * and its parameters. */
#ifndef DB_SQLITE_OP_H
#define DB_SQLITE_OP_H

#include "db/sqlite_rows.h"
#include "loop/op.h"

#include <sys/queue.h>

struct sqlite_op {
    struct op op;
    TAILQ_ENTRY(sqlite_op) entry;
    const struct db_stmt *stmt;
    db_fn *fn;
    void *arg;
    int64_t since_ms; /* when db_run() was called */
    const char *const *params;
    struct sqlite_rows rows; /* what it gave; or */
    struct err err;          /* why it failed */
};

TAILQ_HEAD(sqlite_ops, sqlite_op);

struct sqlite_op *sqlite_op_new(struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
                                db_fn *fn, void *arg);

/* Both free the operation. sqlite_op_answer() first calls back, unless it was cancelled. */
void sqlite_op_answer(struct sqlite_op *op);
void sqlite_op_drop(struct sqlite_op *op);

#endif
