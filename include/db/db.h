/* db.h -- runs named SQL statements, whichever database serves them: PostgreSQL, or one SQLite file.
 *
 * The driver owns connections and operations; callers own what `arg` points to. A callback runs once, from
 * the loop, never before db_run() has returned; after op_list_cancel() it never runs, although the statement
 * still may.
 *
 * Statements are the files of sql/, embedded as `sql_NAME` (db/sql.h). One statement is one transaction as
 * far as its caller can tell; what the loop's turn gathered may share a commit. A callback comes after the
 * commit.
 *
 * What `err->kind` says:
 *   ERR_UNAVAILABLE  certainly not done: no connection, a full queue, a time limit, a lost read
 *   ERR_BUSY         certainly not done: another transaction held the rows for too long
 *   ERR_UNKNOWN      a write may have been committed: the connection, or the disk, was lost at that moment
 *   ERR_CONFLICT     a constraint of the schema refused it
 *   ERR_INTERNAL     the database finds the statement wrong: our fault */
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
    DB_WORK /* a write that no customer waits for: it does not share a commit with those that one waits for */
};

struct db_stmt {
    const char *name;
    enum db_access access; /* the line "-- access: read|write|work" of its file */
    int params;            /* the highest $n, or what its file says */
    const char *postgres;
    bool set; /* the PostgreSQL text takes the parameters of many at once: the line "-- set of N params" */
    const char *sqlite; /* one statement or several; its rows are those of the last */
};

struct db_migration {
    int version;
    const char *name;
    const char *text;
};

struct db_options {
    const char *url;             /* postgresql://… or sqlite:FILE */
    int connections;             /* at most, of a pool; a file has one */
    bool migrate;                /* bring the schema up to date first; a file is made if it is not there */
    bool read_only;              /* for DB_READ alone; a file may then be in use by another process */
    void (*on_ready)(void *arg); /* each time it becomes usable after it was not; may be NULL */
    void *arg;
};

/* `err` is NULL on success. Both pointers are borrowed until the callback returns. */
typedef void db_fn(void *arg, const struct db_rows *rows, const struct err *err);

/* Never waits for a server: it connects from the loop, and again whenever it must, so that it fails for a bad
 * URL only. A file is opened at once; it fails when that cannot be used: no right to write, no database, a
 * schema newer than this program, another process at work on it. What `options` points to is copied. */
MUST_CHECK struct db *db_open(struct loop *loop, const struct db_options *options, struct err *err);
void db_close(struct db *db); /* what is pending is not called back; accepts NULL */

/* Writes a consistent copy of the database file to `file`, which must not be there yet, while another process
 * may be at work on it. Takes as long as it takes: for a program that does nothing else. */
MUST_CHECK bool db_backup(const char *url, const char *file, struct err *err);

/* NULL in `params` is SQL NULL. Parameters are copied; `stmt`, whose name no other has, outlives the
 * database. At most DB_QUEUE_MAX statements wait; more fail. */
#define DB_QUEUE_MAX 4096
void db_run(struct db *db, struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
            db_fn *fn, void *arg);

/* Whether statements can be run now; if not, `err` says why. */
MUST_CHECK bool db_health(const struct db *db, struct err *err);

/* A problem that waiting will not mend (a schema newer than this program, a refused password, a failed
 * migration) or NULL. For `bakery migrate` and for the log. */
const struct err *db_fatal(const struct db *db);

/* Whether a process that opens this URL has the database to itself: a file is locked, a server has any number
 * of clients. */
bool db_url_is_exclusive(const char *url);

/* Rows: columns by position, as the statement's file lists them. Text is UTF-8 and never NULL ("" for SQL
 * NULL). */
int db_rows_count(const struct db_rows *rows);
int db_rows_cols(const struct db_rows *rows);
bool db_is_null(const struct db_rows *rows, int row, int col);
const char *db_text(const struct db_rows *rows, int row, int col);
int64_t db_int(const struct db_rows *rows, int row, int col); /* 0 for SQL NULL */
bool db_bool(const struct db_rows *rows, int row, int col);

#endif
