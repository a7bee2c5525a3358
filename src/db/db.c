/* db.c -- see db/db.h: chooses the driver for a URL, and contains what both drivers share. */
#include "db/db.h"

#include "db/db_driver.h"
#include "db/pg_pool.h"
#include "db/sql.h"
#include "db/sqlite_db.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define BAD_SCHEME "the database's URL must be sqlite:FILE or postgresql://user:password@host:port/name"

static bool is_postgres(const char *url)
{
    return strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0;
}

static bool is_sqlite(const char *url)
{
    return strncmp(url, "sqlite:", 7) == 0;
}

struct db *db_open(struct loop *loop, const struct db_options *options, struct err *err)
{
    if (is_postgres(options->url))
        return pg_open(loop, options, db_migrations_postgres, err);
    if (is_sqlite(options->url))
        return sqlite_open(loop, options, db_migrations_sqlite, err);
    (void)err_set(err, ERR_INVALID, BAD_SCHEME);
    return NULL;
}

bool db_backup(const char *url, const char *file, struct err *err)
{
    if (is_sqlite(url))
        return sqlite_backup(url, file, err);
    if (is_postgres(url))
        return err_set(err, ERR_INVALID, "PostgreSQL makes its own copies: use pg_dump");
    return err_set(err, ERR_INVALID, BAD_SCHEME);
}

void db_close(struct db *db)
{
    if (db != NULL)
        db->driver->close(db);
}

void db_run(struct db *db, struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
            db_fn *fn, void *arg)
{
    db->driver->run(db, owner, stmt, params, fn, arg);
}

bool db_health(const struct db *db, struct err *err)
{
    return db->driver->health(db, err);
}

const struct err *db_fatal(const struct db *db)
{
    return db->driver->fatal(db);
}

bool db_url_is_exclusive(const char *url)
{
    return is_sqlite(url);
}

/* ---- parameters --------------------------------------------------------------------------------- */

size_t db_params_bytes(const struct db_stmt *stmt, const char *const params[])
{
    size_t count = (size_t)stmt->params;
    size_t bytes = count * sizeof(char *);

    for (size_t i = 0; i < count; i++)
        bytes += params[i] ? strlen(params[i]) + 1 : 0;
    return bytes;
}

const char *const *db_params_copy(void *memory, const struct db_stmt *stmt, const char *const params[])
{
    size_t count = (size_t)stmt->params;
    const char **copies = memory;
    char *text = (char *)(copies + count);

    for (size_t i = 0; i < count; i++) {
        copies[i] = params[i] ? text : NULL;
        if (params[i] != NULL)
            text = stpcpy(text, params[i]) + 1;
    }
    return copies;
}

/* ---- rows --------------------------------------------------------------------------------------- */

int db_rows_count(const struct db_rows *rows)
{
    return rows->count;
}

int db_rows_cols(const struct db_rows *rows)
{
    return rows->cols;
}

static const char *cell(const struct db_rows *rows, int row, int col)
{
    assert(row >= 0 && row < rows->count && col >= 0 && col < rows->cols);
    return rows->cell(rows, row, col);
}

bool db_is_null(const struct db_rows *rows, int row, int col)
{
    return cell(rows, row, col) == NULL;
}

const char *db_text(const struct db_rows *rows, int row, int col)
{
    const char *text = cell(rows, row, col);

    return text ? text : "";
}

int64_t db_int(const struct db_rows *rows, int row, int col)
{
    return strtoll(db_text(rows, row, col), NULL, 10);
}

/* PostgreSQL has t; SQLite has no booleans and uses 1. */
bool db_bool(const struct db_rows *rows, int row, int col)
{
    char first = db_text(rows, row, col)[0];

    return first == 't' || first == '1';
}
