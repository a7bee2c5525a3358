/* sqlite_db.h -- the SQLite driver: runs what was started in a turn of the loop at the end of the turn.
 *
 * All writes of a turn, up to a cap, share one transaction and one fsync. Each has a savepoint, so that one
 * can fail alone. They are answered after the commit. Then the reads run in one snapshot. */
#ifndef DB_SQLITE_DB_H
#define DB_SQLITE_DB_H

#include "db/db_driver.h"
#include "db/sqlite_file.h"
#include "db/sqlite_op.h"
#include "db/sqlite_stmt.h"
#include "loop/backoff.h"
#include "loop/loop.h"
#include "loop/timer.h"

struct sqlite_db {
    struct db port;
    struct loop *loop;
    void (*on_ready)(void *arg);
    void *arg;
    struct sqlite_file file;
    struct sqlite_stmts stmts;
    int group_ms; /* for the writes of one transaction */

    bool usable; /* writes can be tried; reads are always tried, unless the file is damaged */
    bool closed;
    bool announce;   /* on_ready is to be called */
    struct err err;  /* why it is not usable */
    bool for_people; /* waiting does not solve the problem */

    struct sqlite_ops reads, writes, work; /* operations that wait for the end of the turn */
    struct sqlite_ops failed;              /* the task will call on_ready() */
    int pending;                           /* operations from db_run() until they are answered */
    struct task task;
    struct timer retry; /* another program has locked the file */
    struct timer probe; /* tests whether a disk that failed can be written again */
    struct backoff backoff;
};

/* db_open() with a given list of migrations: for db_open() itself, and for tests. */
MUST_CHECK struct db *sqlite_open(struct loop *loop, const struct db_options *options,
                                  const struct db_migration *migrations, struct err *err);

/* The file or its disk has a problem: no writes until a later probe succeeds. */
void sqlite_health_lost(struct sqlite_db *db, int code);
void sqlite_health_probe(void *db);

/* Some failures end the transaction, others leave it open. After this there is none. */
void sqlite_rollback(struct sqlite_db *db);

/* db_backup(). */
MUST_CHECK bool sqlite_backup(const char *url, const char *path, struct err *err);

#endif
