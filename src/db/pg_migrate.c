/* pg_migrate.c -- see pg_migrate.h. It runs one query at a time, without a pipeline; on_step_done() decides
 * what follows. Any failure ends the connection, so nothing needs to be rolled back or unlocked. */
#include "db/pg_migrate.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/pg_conn.h"
#include "db/pg_error.h"
#include "db/pg_pool.h"

#include <stdlib.h>
#include <string.h>

/* One migration may rewrite a table. */
#define APPLY_MS 60000
/* The server's own limits come first. */
#define STEP_MS       (APPLY_MS + 5000)
#define LOCK_RETRY_MS 250
/* After that the attempt fails and is reported; the next connection tries again. */
#define LOCK_WAIT_MS 30000
#define QUERY_MAX    ((size_t)4 << 20)

/* "bakery" in ASCII. */
#define LOCK_KEY "108169897439865"

#define SQL_VERSION "SELECT coalesce(max(version), 0) FROM schema_migrations"

#define SQLSTATE_NO_TABLE "42P01"

/* The version that this program is written for. */
static int newest(const struct pg_db *db)
{
    int version = 0;

    for (const struct db_migration *m = db->migrations; m->version != 0; m++)
        version = m->version;
    return version;
}

static const struct db_migration *first_missing(const struct pg_conn *conn)
{
    const struct db_migration *m = conn->db->migrations;

    while (m->version != 0 && m->version <= conn->migrate.version)
        m++;
    return m->version ? m : NULL;
}

static void run(struct pg_conn *conn, enum pg_migrate_step step, const char *query)
{
    conn->migrate.step = step;
    conn->migrate.pausing = false;
    timer_start(&conn->timer, STEP_MS);
    if (PQsendQuery(conn->pg, query) != 1 || !pg_conn_flush(conn)) {
        struct err err = ERR_INIT;
        pg_error_of_broken(PQerrorMessage(conn->pg), &err);
        pg_conn_lost(conn, &err, false);
    }
}

static void try_lock(struct pg_conn *conn)
{
    run(conn, PG_STEP_LOCK, "SELECT pg_try_advisory_lock(" LOCK_KEY ")");
}

static void apply(struct pg_conn *conn, const struct db_migration *m)
{
    char *name = PQescapeLiteral(conn->pg, m->name, strlen(m->name));
    struct buf query;

    buf_init(&query, QUERY_MAX);
    buf_addf(&query, "BEGIN; SET LOCAL statement_timeout = %d;\n%s\n;", APPLY_MS, m->text);
    buf_addf(&query, "INSERT INTO schema_migrations (version, name) VALUES (%d, %s); COMMIT", m->version,
             name ? name : "''");
    PQfreemem(name);
    if (buf_full(&query)) {
        struct err err = ERR_INIT;
        err_set(&err, ERR_INTERNAL, "migration %s is too large", m->name);
        pg_conn_lost(conn, &err, true);
    } else {
        log_info("db: applying migration %s", m->name);
        run(conn, PG_STEP_APPLY, query.data);
    }
    buf_done(&query);
}

static void apply_next(struct pg_conn *conn)
{
    const struct db_migration *m = first_missing(conn);

    if (m != NULL)
        apply(conn, m);
    else
        run(conn, PG_STEP_UNLOCK, "SELECT pg_advisory_unlock(" LOCK_KEY ")");
}

/* Whether this program can live with the schema's version, or will be able to after migrating. */
static bool version_is_acceptable(struct pg_conn *conn)
{
    const struct pg_db *db = conn->db;
    int64_t version = conn->migrate.version;
    struct err err = ERR_INIT;

    if (version == DB_UNFINISHED_IMPORT)
        err_set(&err, ERR_UNAVAILABLE, DB_UNFINISHED_IMPORT_SAYS);
    else if (version > newest(db))
        err_set(&err, ERR_UNAVAILABLE, "the schema is version %d, newer than this program, which knows %d",
                (int)version, newest(db));
    else if (version < newest(db) && !db->options.migrate)
        err_set(&err, ERR_UNAVAILABLE, "the schema is version %d and must be %d: run bakery migrate",
                (int)version, newest(db));
    if (!err_is_set(&err))
        return true;
    pg_conn_lost(conn, &err, true);
    return false;
}

static void on_step_failed(struct pg_conn *conn)
{
    struct pg_migrate *migrate = &conn->migrate;
    const struct db_migration *m = first_missing(conn);
    const char *text = PQresultErrorField(migrate->failure, PG_DIAG_MESSAGE_PRIMARY);
    const char *sqlstate = pg_error_sqlstate(migrate->failure);
    bool in_migration = migrate->step == PG_STEP_APPLY && m != NULL;
    struct err err = ERR_INIT;

    err_set(&err, ERR_UNAVAILABLE, "%s%s: %s (%s)", in_migration ? "migration " : "",
            in_migration ? m->name : "the schema cannot be read or changed", text ? text : "no answer",
            sqlstate);
    /* A lock, a limit or a lost server mends itself. */
    enum err_kind kind = pg_error_kind(sqlstate);
    pg_conn_lost(conn, &err, kind == ERR_INTERNAL || kind == ERR_CONFLICT);
}

static void on_lock_answer(struct pg_conn *conn)
{
    struct pg_migrate *migrate = &conn->migrate;
    struct err err = ERR_INIT;

    if (migrate->locked) {
        run(conn, PG_STEP_CREATE,
            "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, "
            "applied_at timestamptz NOT NULL DEFAULT now())");
    } else if (clock_ms() - migrate->lock_since_ms < LOCK_WAIT_MS) {
        migrate->pausing = true;
        timer_start(&conn->timer, LOCK_RETRY_MS);
    } else {
        err_set(&err, ERR_UNAVAILABLE, "another process has been migrating for %d s", LOCK_WAIT_MS / 1000);
        pg_conn_lost(conn, &err, false);
    }
}

/* The answer to the step's query is complete. */
static void on_step_done(struct pg_conn *conn)
{
    struct pg_migrate *migrate = &conn->migrate;
    const struct db_migration *m;

    if (migrate->failure != NULL && migrate->step == PG_STEP_CHECK &&
        strcmp(pg_error_sqlstate(migrate->failure), SQLSTATE_NO_TABLE) == 0) {
        pg_migrate_done(migrate); /* the schema's version is 0 */
    } else if (migrate->failure != NULL) {
        on_step_failed(conn);
        return;
    }
    switch (migrate->step) {
    case PG_STEP_CHECK:
        if (!version_is_acceptable(conn))
            return;
        if (first_missing(conn) == NULL)
            pg_conn_migrated(conn);
        else
            try_lock(conn);
        break;
    case PG_STEP_LOCK:
        on_lock_answer(conn);
        break;
    case PG_STEP_CREATE:
        run(conn, PG_STEP_RECHECK, SQL_VERSION);
        break;
    case PG_STEP_RECHECK:
        if (version_is_acceptable(conn))
            apply_next(conn);
        break;
    case PG_STEP_APPLY:
        m = first_missing(conn);
        migrate->version = m->version;
        apply_next(conn);
        break;
    case PG_STEP_UNLOCK:
        pg_conn_migrated(conn);
        break;
    }
}

/* Takes the result, one of several when the query has several statements. */
static void on_result(struct pg_migrate *migrate, PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
        if (PQntuples(result) != 1)
            break;
        if (migrate->step == PG_STEP_CHECK || migrate->step == PG_STEP_RECHECK)
            migrate->version = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
        else if (migrate->step == PG_STEP_LOCK)
            migrate->locked = PQgetvalue(result, 0, 0)[0] == 't';
        break;
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
        break;
    default:
        if (migrate->failure == NULL) {
            migrate->failure = result;
            return;
        }
    }
    PQclear(result);
}

void pg_migrate_read(struct pg_conn *conn)
{
    struct pg_migrate *migrate = &conn->migrate;
    PGresult *result;

    if (migrate->pausing)
        return;
    while (!PQisBusy(conn->pg)) {
        result = PQgetResult(conn->pg);
        if (result == NULL) {
            on_step_done(conn);
            return;
        }
        on_result(migrate, result);
    }
}

void pg_migrate_start(struct pg_conn *conn)
{
    conn->migrate = (struct pg_migrate){ .lock_since_ms = clock_ms() };
    run(conn, PG_STEP_CHECK, SQL_VERSION);
}

void pg_migrate_on_timer(struct pg_conn *conn)
{
    struct err err = ERR_INIT;

    if (conn->migrate.pausing) {
        try_lock(conn);
        return;
    }
    err_set(&err, ERR_UNAVAILABLE, "no answer about the schema for too long");
    pg_conn_lost(conn, &err, false);
}

void pg_migrate_done(struct pg_migrate *migrate)
{
    PQclear(migrate->failure);
    migrate->failure = NULL;
}
