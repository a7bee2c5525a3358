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

    bool usable; /* writes can be tried; reads always are, unless the file is damaged */
    bool closed;
    bool announce;   /* on_ready is to be called */
    struct err err;  /* why it is not usable */
    bool for_people; /* and waiting will not mend it */

    struct sqlite_ops reads, writes, work; /* waiting for the end of the turn */
    struct sqlite_ops failed;              /* to be told so by the task */
    int pending;                           /* operations from db_run() to their answers */
    struct task task;
    struct timer retry; /* another program holds the file */
    struct timer probe; /* asks a disk that failed whether it takes writes again */
    struct backoff backoff;
};

/* db_open() with any list of migrations: for it, and for tests. */
MUST_CHECK struct db *sqlite_open(struct loop *loop, const struct db_options *options,
                                  const struct db_migration *migrations, struct err *err);

/* The file or its disk is in trouble: no writes until a probe, made after a pause, succeeds. */
void sqlite_health_lost(struct sqlite_db *db, int code);
void sqlite_health_probe(void *db);

/* Some failures end the transaction, others leave it open: afterwards there is none. */
void sqlite_rollback(struct sqlite_db *db);

/* db_backup(). */
MUST_CHECK bool sqlite_backup(const char *url, const char *path, struct err *err);

#endif
