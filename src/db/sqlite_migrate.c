/* sqlite_migrate.c -- see sqlite_file.h. All missing migrations run in one transaction, so a failure leaves
 * the file unchanged. */
#include "base/log.h"
#include "db/db_driver.h"
#include "db/sqlite_error.h"
#include "db/sqlite_file.h"

static bool fail(sqlite3 *sqlite, struct err *err)
{
    sqlite_error_of(sqlite3_extended_errcode(sqlite), err);
    return false;
}

static bool ask(sqlite3 *sqlite, const char *query, int *answer, struct err *err)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(sqlite, query, -1, &stmt, NULL) != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW) {
        (void)fail(sqlite, err);
        (void)sqlite3_finalize(stmt);
        return false;
    }
    *answer = sqlite3_column_int(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return true;
}

/* The version of the schema: 0 for an empty file. Fails for a database of another program. */
static bool read_version(sqlite3 *sqlite, int *version, struct err *err)
{
    int id, tables;

    *version = 0;
    if (!ask(sqlite, "PRAGMA application_id", &id, err) ||
        !ask(sqlite, "SELECT count(*) FROM sqlite_schema", &tables, err))
        return false;
    if (id == 0 && tables == 0)
        return true;
    if (id != SQLITE_FILE_ID)
        return err_set(err, ERR_UNAVAILABLE, "it is the database of another program: choose another file");
    return ask(sqlite, "SELECT coalesce(max(version), 0) FROM schema_migrations", version, err);
}

static bool apply(sqlite3 *sqlite, const struct db_migration *m, struct err *err)
{
    log_info("db: applying migration %s", m->name);

    char *note =
        sqlite3_mprintf("INSERT INTO schema_migrations (version, name) VALUES (%d, %Q)", m->version, m->name);
    bool done = sqlite3_exec(sqlite, m->text, NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_exec(sqlite, note, NULL, NULL, NULL) == SQLITE_OK;

    sqlite3_free(note);
    return done || err_set(err, ERR_UNAVAILABLE, "migration %s: %s", m->name, sqlite3_errmsg(sqlite));
}

static bool apply_missing(sqlite3 *sqlite, const struct db_migration *migrations, int version,
                          struct err *err)
{
    static const char prepare[] =
        "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
        " applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))) STRICT;";
    char set_id[48];

    (void)sqlite3_snprintf((int)sizeof(set_id), set_id, "PRAGMA application_id = %d", SQLITE_FILE_ID);
    if (sqlite3_exec(sqlite, prepare, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(sqlite, set_id, NULL, NULL, NULL) != SQLITE_OK)
        return fail(sqlite, err);
    for (const struct db_migration *m = migrations; m->version != 0; m++)
        if (m->version > version && !apply(sqlite, m, err))
            return false;
    return true;
}

bool sqlite_migrate(sqlite3 *sqlite, const struct db_migration *migrations, bool migrate, struct err *err)
{
    int version, newest = 0;

    for (const struct db_migration *m = migrations; m->version != 0; m++)
        newest = m->version;
    if (!read_version(sqlite, &version, err))
        return false;
    if (version == DB_UNFINISHED_IMPORT)
        return err_set(err, ERR_UNAVAILABLE, DB_UNFINISHED_IMPORT_SAYS);
    if (version > newest)
        return err_set(err, ERR_UNAVAILABLE,
                       "the schema is version %d, newer than this program, which knows %d", version, newest);
    if (version == newest)
        return true;
    if (!migrate)
        return err_set(err, ERR_UNAVAILABLE, "the schema is version %d and must be %d: run bakery migrate",
                       version, newest);
    if (sqlite3_exec(sqlite, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return fail(sqlite, err);
    if (apply_missing(sqlite, migrations, version, err) &&
        (sqlite3_exec(sqlite, "COMMIT", NULL, NULL, NULL) == SQLITE_OK || fail(sqlite, err)))
        return true;
    (void)sqlite3_exec(sqlite, "ROLLBACK", NULL, NULL, NULL);
    return false;
}
