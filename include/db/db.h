/* db.h -- runs named SQL statements on PostgreSQL or on one SQLite file.
 *
 * The driver owns connections and operations; callers own what `arg` points to. A callback runs once, from
 * the loop, never before db_run() has returned. After op_list_cancel() it never runs, although the statement
 * may still run.
 *
 * The statements are the files of sql/, embedded as `sql_NAME` (db/sql.h). For its caller, each statement is
 * a transaction of its own. The driver may commit several statements of one turn of the loop together; the
 * callbacks run after the commit.
 *
 * The values of `err->kind`:
 *   ERR_UNAVAILABLE  certainly not done: no connection, a full queue, a time limit, a lost read
 *   ERR_BUSY         certainly not done: another transaction locked the rows for too long
 *   ERR_UNKNOWN      a write may have been committed: the connection or the disk failed at that moment
 *   ERR_CONFLICT     a constraint of the schema rejected it
 *   ERR_INTERNAL     the database rejected the statement itself: a fault of this program */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_rows;
struct loop;
struct op_list;

enum db_access {
    DB_READ,
    DB_WRITE,
    DB_WORK /* a write that no customer waits for, or that locks products: it never shares a commit, and so
             * its locks, with an order that is being placed */
};

struct db_stmt {
    const char *name;
    enum db_access access; /* the line "-- access: read|write|work" of its file */
    int params;            /* the highest $n, or what its file says */
    const char *postgres;
    bool set; /* the PostgreSQL text takes the parameters of many calls: the line "-- set of N params" */
    const char *sqlite; /* one or several statements; the rows are those of the last one */
};

struct db_migration {
    int version;
    const char *name;
    const char *text;
};

struct db_options {
    const char *url; /* postgresql://… or sqlite:FILE */
    int connections; /* the size of the pool; a file has one connection */
    bool migrate;    /* bring the schema up to date first; a missing file is created */
    bool read_only;  /* only DB_READ; another process may then be using the file */
    bool beside;     /* another process may be using the file, which must exist and be up to date */
    void (*on_ready)(void *arg); /* each time it becomes usable; may be NULL */
    void *arg;
};

/* `err` is NULL on success. Both pointers are borrowed until the callback returns. */
typedef void db_fn(void *arg, const struct db_rows *rows, const struct err *err);

/* Does not wait for a server: the loop connects, and reconnects when necessary, so this fails only for a bad
 * URL. A file is opened immediately. That fails if the file cannot be written, is not a database, has a
 * schema that is newer than this program, or is in use by another process. Copies what `options` points to.
 */
MUST_CHECK struct db *db_open(struct loop *loop, const struct db_options *options, struct err *err);
void db_close(struct db *db); /* pending statements are not called back; accepts NULL */

/* Writes a consistent copy of the database file to `file`, which must not exist. Another process may be using
 * the database. Blocks until the copy is complete: only for programs that do nothing else. */
MUST_CHECK bool db_backup(const char *url, const char *file, struct err *err);

/* NULL in `params` is SQL NULL. Parameters are copied. `stmt` must have a unique name and outlive the
 * database. At most DB_QUEUE_MAX statements wait; any more fail. */
#define DB_QUEUE_MAX 4096
void db_run(struct db *db, struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
            db_fn *fn, void *arg);

/* Whether statements can be run now; if not, `err` says why. */
MUST_CHECK bool db_health(const struct db *db, struct err *err);

/* A problem that waiting does not solve (a schema that is newer than this program, a rejected password, a
 * failed migration), or NULL. For `bakery migrate` and for the log. */
const struct err *db_fatal(const struct db *db);

/* Whether a process that opens this URL has the database to itself: a file is locked, but a server has any
 * number of clients. */
bool db_url_is_exclusive(const char *url);

/* Columns have the positions that the statement's file lists. Text is UTF-8 and never NULL ("" for SQL NULL).
 */
int db_rows_count(const struct db_rows *rows);
int db_rows_cols(const struct db_rows *rows);
bool db_is_null(const struct db_rows *rows, int row, int col);
const char *db_text(const struct db_rows *rows, int row, int col);
int64_t db_int(const struct db_rows *rows, int row, int col); /* 0 for SQL NULL */
bool db_bool(const struct db_rows *rows, int row, int col);

#endif
