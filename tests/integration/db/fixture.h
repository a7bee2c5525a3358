/* fixture.h -- what the tests of the drivers share: a database of the test's own, a loop to turn until
 * something is so, and answers that remember how they came.
 *
 * BAKERY_TEST_DATABASE_URL names a server with the right to create databases. Each program makes one database
 * and drops it. The tests' own questions (ask(), tell()) go over a plain blocking connection, to the SQLite
 * file while one is used (file_use()), else to PostgreSQL. */
#ifndef TESTS_DB_FIXTURE_H
#define TESTS_DB_FIXTURE_H

/* cmocka.h needs these before it. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/secret.h"
#include "db/pg_pool.h"
#include "db/sqlite_db.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    PGconn *server, *own; /* the server's own database, and the test's */
    char name[64];
    char folder[64], path[80], url[96]; /* of the file, when there is one */
    sqlite3 *file;                      /* a second connection to it, or NULL */
    struct loop *loop;
} fixture;

static const struct db_migration no_migrations[] = { { 0, NULL, NULL } };

/* Turns the loop until the condition holds; the test fails after 15 s. */
#define UNTIL(condition)                                     \
    do {                                                     \
        int64_t until_ms = clock_ms() + 15000;               \
        while (!(condition)) {                               \
            if (clock_ms() > until_ms)                       \
                fail_msg("not within 15 s: %s", #condition); \
            loop_turn(fixture.loop, 10);                     \
        }                                                    \
    } while (0)

/* ---- questions ------------------------------------------------------------------------------- */

static void ask_postgres(const char *query, struct buf *values)
{
    PGresult *result = PQexec(fixture.own, query);

    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", query, PQresultErrorMessage(result));
    for (int row = 0; row < PQntuples(result); row++)
        buf_addf(values, "%s%s", row ? " " : "", PQgetvalue(result, row, 0));
    PQclear(result);
}

static void ask_sqlite(const char *query, struct buf *values)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(fixture.file, query, -1, &stmt, NULL);

    while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        buf_addf(values, "%s%s", values->len ? " " : "", text ? text : "");
        code = SQLITE_OK;
    }
    if (code != SQLITE_DONE)
        fail_msg("%s: %s", query, sqlite3_errmsg(fixture.file));
    (void)sqlite3_finalize(stmt);
}

/* The first column of every row, with a space between; "" for none. Valid until the next but three. */
UNUSED static const char *ask(const char *query)
{
    static char answers[4][256];
    static int next;
    char *answer = answers[next++ % 4];
    struct buf values;

    buf_init(&values, sizeof(answers[0]) - 1);
    if (fixture.file != NULL)
        ask_sqlite(query, &values);
    else
        ask_postgres(query, &values);
    (void)snprintf(answer, sizeof(answers[0]), "%s", values.data);
    buf_done(&values);
    return answer;
}

static void tell_on(PGconn *conn, const char *query)
{
    PGresult *result = PQexec(conn, query);

    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", query, PQresultErrorMessage(result));
    PQclear(result);
}

UNUSED static void tell(const char *query)
{
    if (fixture.file == NULL)
        tell_on(fixture.own, query);
    else if (sqlite3_exec(fixture.file, query, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", query, sqlite3_errmsg(fixture.file));
}

PRINTF(1, 2) UNUSED static void tellf(const char *format, ...)
{
    char *query = NULL;
    va_list args;

    va_start(args, format);
    assert_true(vasprintf(&query, format, args) > 0);
    va_end(args);
    tell(query);
    free(query);
}

/* SQL for a time, `seconds` before the one that a column holds, or before "now". Valid until the next but
 * three. */
UNUSED static const char *earlier(const char *time, int seconds)
{
    static char texts[4][128];
    static int next;
    char *text = texts[next++ % 4];

    if (fixture.file == NULL)
        (void)snprintf(text, sizeof(texts[0]), "%s%s - interval '%d seconds'", time,
                       strcmp(time, "now") == 0 ? "()" : "", seconds);
    else
        (void)snprintf(text, sizeof(texts[0]), "strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', %s%s%s, '%d seconds')",
                       strcmp(time, "now") == 0 ? "'" : "", time, strcmp(time, "now") == 0 ? "'" : "",
                       -seconds);
    return text;
}

/* The server's URL with another database, and if wanted another place. */
static char *url_of(const char *database, const char *host, const char *port)
{
    const char *url = getenv("BAKERY_TEST_DATABASE_URL");
    struct buf text;
    PQconninfoOption *given;

    if (url == NULL)
        fail_msg("BAKERY_TEST_DATABASE_URL is not set: it must name a PostgreSQL server for tests");
    given = PQconninfoParse(url, NULL);
    assert_non_null(given);
    buf_init(&text, 2048);
    buf_addf(&text, "postgresql:///%s?", database);
    for (const PQconninfoOption *option = given; option->keyword != NULL; option++) {
        const char *value = option->val;
        if (value == NULL || strcmp(option->keyword, "dbname") == 0)
            continue;
        if (host != NULL && strcmp(option->keyword, "host") == 0)
            value = host;
        if (port != NULL && strcmp(option->keyword, "port") == 0)
            value = port;
        buf_addf(&text, "%s=", option->keyword);
        for (; *value != '\0'; value++)
            buf_addf(&text, "%%%02x", (unsigned char)*value);
        buf_addc(&text, '&');
    }
    PQconninfoFree(given);

    char *whole = mem_dup(text.data, text.len - 1); /* without the last '&' */
    buf_done(&text);
    return whole;
}

static PGconn *connect_to(const char *url)
{
    PGconn *conn = PQconnectdb(url);

    if (PQstatus(conn) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(conn));
    return conn;
}

static PGconn *connect_own(void)
{
    char *url = url_of(fixture.name, NULL, NULL);
    PGconn *conn = connect_to(url);

    free(url);
    (void)PQsetNoticeReceiver(conn, NULL, NULL);
    tell_on(conn, "SET client_min_messages = warning");
    return conn;
}

UNUSED static int fixture_setup(void **state UNUSED)
{
    char *url = url_of("postgres", NULL, NULL), *create;

    secret_setup();
    if (getenv("BAKERY_TEST_LOG") == NULL)
        log_setup(LOG_ERROR + 1, LOG_LOGFMT);
    fixture.server = connect_to(url);
    free(url);
    (void)snprintf(fixture.name, sizeof(fixture.name), "bakery_db_%ld", (long)getpid());
    create = mem_printf("CREATE DATABASE %s", fixture.name);
    tell_on(fixture.server, create);
    free(create);
    fixture.own = connect_own();
    fixture.loop = loop_new();
    return 0;
}

/* FORCE ends sessions of ours; an autovacuum, which is the superuser's, is waited for. */
static void drop_own(void)
{
    char *drop = mem_printf("DROP DATABASE %s WITH (FORCE)", fixture.name);
    bool dropped = false;

    for (int64_t until_ms = clock_ms() + 15000; !dropped;) {
        PGresult *result = PQexec(fixture.server, drop);
        dropped = PQresultStatus(result) == PGRES_COMMAND_OK;
        if (!dropped && clock_ms() > until_ms)
            fail_msg("%s: %s", drop, PQresultErrorMessage(result));
        PQclear(result);
        if (!dropped)
            (void)usleep(50000);
    }
    free(drop);
}

UNUSED static int fixture_teardown(void **state UNUSED)
{
    if (fixture.loop == NULL)
        return 0; /* the setup failed, and said why */
    loop_free(fixture.loop);
    fixture.loop = NULL;
    PQfinish(fixture.own);
    drop_own();
    PQfinish(fixture.server);
    return 0;
}

/* ---- a file ---------------------------------------------------------------------------------- */

/* Removes the file and what SQLite keeps beside it. */
UNUSED static void file_remove(void)
{
    static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        char path[96];
        (void)snprintf(path, sizeof(path), "%s%s", fixture.path, suffixes[i]);
        (void)unlink(path);
    }
}

/* ask() and tell() speak to the file from here on: it is there, and a driver has it open. */
UNUSED static void file_use(void)
{
    assert_int_equal(sqlite3_open(fixture.path, &fixture.file), SQLITE_OK);
    (void)sqlite3_busy_timeout(fixture.file, 5000);
}

UNUSED static void file_leave(void)
{
    assert_int_equal(sqlite3_close(fixture.file), SQLITE_OK);
    fixture.file = NULL;
}

/* A folder of the test's own, for files. */
UNUSED static void folder_make(void)
{
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(fixture.folder, sizeof(fixture.folder), "%.40s/bakery_XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(fixture.folder));
    (void)snprintf(fixture.path, sizeof(fixture.path), "%s/shop.db", fixture.folder);
    (void)snprintf(fixture.url, sizeof(fixture.url), "sqlite:%s", fixture.path);
}

UNUSED static void folder_remove(void)
{
    file_remove();
    assert_int_equal(rmdir(fixture.folder), 0);
    fixture.url[0] = '\0';
}

UNUSED static int fixture_setup_file(void **state UNUSED)
{
    secret_setup();
    if (getenv("BAKERY_TEST_LOG") == NULL)
        log_setup(LOG_ERROR + 1, LOG_LOGFMT);
    folder_make();
    fixture.loop = loop_new();
    return 0;
}

UNUSED static int fixture_teardown_file(void **state UNUSED)
{
    if (fixture.loop == NULL)
        return 0; /* the setup failed, and said why */
    loop_free(fixture.loop);
    fixture.loop = NULL;
    folder_remove();
    return 0;
}

/* ---- the database under test ---------------------------------------------------------------- */

/* Its inside. */
UNUSED static struct pg_db *pg(struct db *db)
{
    return (struct pg_db *)db;
}

static struct db *open_url(const char *url, int connections)
{
    struct db_options options = { .url = url, .connections = connections };
    struct err err = ERR_INIT;
    struct db *db = pg_open(fixture.loop, &options, no_migrations, &err);

    if (db == NULL)
        fail_msg("%s", err.msg);
    return db;
}

UNUSED static bool all_ready(struct db *db)
{
    return pg(db)->ready == pg(db)->count;
}

/* With all its connections. */
UNUSED static struct db *open_db(int connections)
{
    char *url = url_of(fixture.name, NULL, NULL);
    struct db *db = open_url(url, connections);

    free(url);
    UNTIL(all_ready(db));
    return db;
}

UNUSED static void close_db(struct db *db)
{
    db_close(db);
    loop_turn(fixture.loop, 0);
}

/* ---- answers --------------------------------------------------------------------------------- */

struct answer {
    int calls;
    int order; /* 1: the first of all */
    enum err_kind kind;
    int rows;
    char text[64]; /* row 0, column 0 */
};

static int answers_so_far;

static void on_answer(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct answer *answer = arg;

    answer->calls++;
    answer->order = ++answers_so_far;
    assert_true((rows == NULL) == (err != NULL));
    answer->kind = err ? err->kind : ERR_NONE;
    answer->rows = rows ? db_rows_count(rows) : -1;
    if (answer->rows > 0)
        (void)snprintf(answer->text, sizeof(answer->text), "%s", db_text(rows, 0, 0));
}

/* What was asked is sent, and perhaps already answered. */
UNUSED static void turn_twice(void)
{
    loop_turn(fixture.loop, 0);
    loop_turn(fixture.loop, 0);
}

/* Runs a statement with at most two parameters. */
UNUSED static void start(struct db *db, struct op_list *ops, const struct db_stmt *stmt, const char *first,
                         const char *second, struct answer *answer)
{
    const char *const params[] = { first, second };

    *answer = (struct answer){ 0 };
    db_run(db, ops, stmt, params, on_answer, answer);
    assert_int_equal(answer->calls, 0); /* never before db_run() returned */
}

#endif
