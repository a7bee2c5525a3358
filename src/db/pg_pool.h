/* pg_pool.h -- the PostgreSQL driver: the queues, the connections, and which connection takes what.
 *
 * Callers use it through db.h; this header is for the connections. */
#ifndef DB_PG_POOL_H
#define DB_PG_POOL_H

#include "db/db.h"
#include "db/pg_conn.h"
#include "db/pg_op.h"
#include "db/pg_url.h"
#include "loop/loop.h"

/* Waits for a connection no longer than a statement that was sent waits for its answer. */
#define PG_WAIT_MS PG_WATCHDOG_MS

struct pg_db {
    struct db port;
    struct loop *loop;
    struct db_options options; /* without the URL */
    const struct db_migration *migrations;
    struct pg_url url;

    struct pg_conn *conns;
    int count, ready;
    bool usable;       /* ready > 0, and everybody was told */
    bool schema_known; /* to be what this program needs, since it became usable */
    bool complained;   /* its being down is in the log already */
    bool closed;
    struct err err;  /* why it is not usable */
    bool for_people; /* and waiting will not mend it */

    struct pg_ops queues[PG_QUEUES]; /* waiting for a connection */
    struct pg_ops failed;            /* to be told so by the task */
    int pending;                     /* operations from db_run() to their answers, wherever they are */
    size_t first_kind;               /* of writes, to be sent first: see send_writes() */
    bool announce;                   /* on_ready is to be called */
    struct task task;                /* sends what the turn gathered */
    struct timer timer;              /* fails what waited too long */
};

/* db_open() with any list of migrations: for it, and for tests. */
MUST_CHECK struct db *pg_open(struct loop *loop, const struct db_options *options,
                              const struct db_migration *migrations, struct err *err);

/* A connection became ready, or was lost or could not be had. */
void pg_pool_on_up(struct pg_conn *conn);
void pg_pool_on_down(struct pg_conn *conn, bool was_ready, const struct err *err, bool for_people);

/* A connection may take more now. */
void pg_pool_on_room(struct pg_db *db);

/* Operations come back: answered, to be run once more, failed (`reason` is constant text). */
void pg_pool_answer(struct pg_db *db, struct pg_op *op, const struct db_rows *rows, const struct err *err);
void pg_pool_again(struct pg_db *db, struct pg_op *op);
void pg_pool_fail(struct pg_db *db, struct pg_op *op, enum err_kind kind, const char *reason);

#endif
