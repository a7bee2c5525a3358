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

/* An operation waits for a connection no longer than a sent one waits for its answer. */
#define PG_WAIT_MS PG_WATCHDOG_MS

struct pg_db {
    struct db port;
    struct loop *loop;
    struct db_options options; /* without the URL */
    const struct db_migration *migrations;
    struct pg_url url;

    struct pg_conn *conns;
    int count, ready;
    bool usable;       /* ready > 0, and on_ready() was called */
    bool schema_known; /* the schema was checked since the database became usable */
    bool complained;   /* the outage was logged already */
    bool closed;
    struct err err;  /* why it is not usable */
    bool for_people; /* waiting does not solve the problem */

    struct pg_ops queues[PG_QUEUES]; /* waiting for a connection */
    struct pg_ops failed;            /* the task will call on_ready() */
    int pending;                     /* operations from db_run() until they are answered */
    size_t first_kind;               /* the kind of write that is sent first: see send_writes() */
    bool announce;                   /* on_ready is to be called */
    struct task task;                /* sends the operations of the turn */
    struct timer timer;              /* fails operations that have waited too long */
};

/* db_open() with a given list of migrations: for db_open() itself, and for tests. */
MUST_CHECK struct db *pg_open(struct loop *loop, const struct db_options *options,
                              const struct db_migration *migrations, struct err *err);

/* A connection became ready, was lost, or could not be made. */
void pg_pool_on_up(struct pg_conn *conn);
void pg_pool_on_down(struct pg_conn *conn, bool was_ready, const struct err *err, bool for_people);

/* A connection can take more operations. */
void pg_pool_on_room(struct pg_db *db);

/* Operations return from a connection: answered, to be repeated, or failed (`reason` is constant text). */
void pg_pool_answer(struct pg_db *db, struct pg_op *op, const struct db_rows *rows, const struct err *err);
void pg_pool_again(struct pg_db *db, struct pg_op *op);
void pg_pool_fail(struct pg_db *db, struct pg_op *op, enum err_kind kind, const char *reason);

#endif
