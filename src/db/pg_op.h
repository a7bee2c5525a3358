/* pg_op.h -- one call of db_run(), until it is answered or dropped.
 *
 * It is always on exactly one list: a queue of the pool, or the group with which it was sent. One block of
 * memory holds it and its parameters. */
#ifndef DB_PG_OP_H
#define DB_PG_OP_H

#include "db/db_driver.h"
#include "loop/op.h"

#include <libpq-fe.h>
#include <sys/queue.h>

/* Where an operation waits, and the kind of group that it is sent in. */
enum pg_queue {
    PG_READS,
    PG_WRITES,
    PG_WORK,   /* writes that no customer waits for */
    PG_RERUNS, /* writes that shared a transaction which failed: each runs again alone */
    PG_QUEUES
};

struct pg_op {
    struct op op;
    TAILQ_ENTRY(pg_op) entry;
    const struct db_stmt *stmt;
    db_fn *fn;
    void *arg;
    int64_t since_ms;      /* when db_run() was called */
    bool again;            /* its second and last run, which nothing shares */
    struct pg_op *last;    /* while it is sent: of the first of a set, the last (itself when it is alone) */
    PGresult *result;      /* of a write, kept until its transaction has ended; a set's is with its first */
    enum err_kind failure; /* for the pool's list of failed operations, with its */
    const char *reason;    /* constant text */
    const char *const *params;
};

TAILQ_HEAD(pg_ops, pg_op);

enum pg_queue pg_op_queue(const struct pg_op *op);

struct pg_op *pg_op_new(struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
                        db_fn *fn, void *arg);

/* The part of a result that a caller sees: all of it, or the rows of one member of a set. */
struct pg_rows {
    struct db_rows rows;
    const PGresult *result;
    int first;       /* the result's row that is row 0 here */
    int hidden_cols; /* before column 0 */
};

/* The first `hidden_cols` columns are not shown. */
void pg_rows_init(struct pg_rows *rows, const PGresult *result, int hidden_cols);

/* Both free the operation and its result. pg_op_answer() first calls back, unless it was cancelled; with a
 * NULL `err` it passes the rows. */
void pg_op_answer(struct pg_op *op, const struct db_rows *rows, const struct err *err);
void pg_op_drop(struct pg_op *op);

#endif
