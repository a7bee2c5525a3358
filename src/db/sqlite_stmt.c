/* sqlite_stmt.c -- see sqlite_stmt.h. */
#include "db/sqlite_stmt.h"

#include "base/log.h"
#include "base/mem.h"

#include <stdlib.h>

/* The longest file has about ten. */
#define PARTS_MAX 32

struct sqlite_prepared {
    const struct db_stmt *stmt;
    int count;
    sqlite3_stmt *parts[PARTS_MAX];
};

static void prepared_free(struct sqlite_prepared *prepared)
{
    for (int i = 0; i < prepared->count; i++)
        (void)sqlite3_finalize(prepared->parts[i]);
    free(prepared);
}

/* On failure returns NULL and sets *code. Such an error is about the statement, never about values. */
static struct sqlite_prepared *prepare(sqlite3 *file, const struct db_stmt *stmt, int *code)
{
    struct sqlite_prepared *prepared = mem_alloc(sizeof(*prepared));
    const char *rest = stmt->sqlite;

    prepared->stmt = stmt;
    *code = SQLITE_OK;
    while (*code == SQLITE_OK && *rest != '\0') {
        sqlite3_stmt *part = NULL;

        *code = sqlite3_prepare_v3(file, rest, -1, SQLITE_PREPARE_PERSISTENT, &part, &rest);
        if (*code == SQLITE_OK && part != NULL && prepared->count == PARTS_MAX)
            log_fatal("db: statement %s has too many parts", stmt->name);
        if (part != NULL)
            prepared->parts[prepared->count++] = part;
    }
    if (*code == SQLITE_OK)
        return prepared;
    if ((*code & 0xff) == SQLITE_ERROR)
        log_error("db: statement %s: %s", stmt->name, sqlite3_errmsg(file));
    prepared_free(prepared);
    return NULL;
}

/* A linear search through a few dozen pointers is cheaper than a hash. */
static struct sqlite_prepared *find(struct sqlite_stmts *stmts, const struct db_stmt *stmt, int *code)
{
    for (int i = 0; i < stmts->count; i++)
        if (stmts->prepared[i]->stmt == stmt)
            return stmts->prepared[i];

    struct sqlite_prepared *prepared = prepare(stmts->file, stmt, code);
    if (prepared == NULL)
        return NULL;
    stmts->prepared = mem_realloc(stmts->prepared, ((size_t)stmts->count + 1) * sizeof(*stmts->prepared));
    stmts->prepared[stmts->count++] = prepared;
    return prepared;
}

/* SQLite numbers parameters in the order of their appearance, so they are found by their names, $n. The
 * texts must stay valid while the statement runs. */
static int bind(sqlite3_stmt *part, const char *const params[])
{
    int count = sqlite3_bind_parameter_count(part);
    int code = SQLITE_OK;

    for (int i = 1; i <= count && code == SQLITE_OK; i++) {
        long number = strtol(sqlite3_bind_parameter_name(part, i) + 1, NULL, 10);
        code = sqlite3_bind_text(part, i, params[number - 1], -1, SQLITE_STATIC);
    }
    return code;
}

static int run_part(sqlite3_stmt *part, const char *const params[], struct sqlite_rows *rows)
{
    int code = bind(part, params);

    while (code == SQLITE_OK) {
        code = sqlite3_step(part);
        if (code == SQLITE_ROW) {
            sqlite_rows_add(rows, part);
            code = SQLITE_OK;
        }
    }
    /* The reset returns the code of the failed step again. */
    int at_end = sqlite3_reset(part);
    (void)sqlite3_clear_bindings(part);
    return code == SQLITE_DONE ? at_end : code;
}

int sqlite_stmts_run(struct sqlite_stmts *stmts, const struct db_stmt *stmt, const char *const params[],
                     struct sqlite_rows *rows)
{
    int code = SQLITE_OK;
    const struct sqlite_prepared *prepared = find(stmts, stmt, &code);

    for (int i = 0; prepared != NULL && i < prepared->count && code == SQLITE_OK; i++) {
        sqlite_rows_done(rows);
        code = run_part(prepared->parts[i], params, rows);
    }
    if ((code & 0xff) == SQLITE_ERROR && prepared != NULL)
        log_error("db: statement %s: %s", stmt->name, sqlite3_errstr(code));
    return code;
}

void sqlite_stmts_done(struct sqlite_stmts *stmts)
{
    for (int i = 0; i < stmts->count; i++)
        prepared_free(stmts->prepared[i]);
    free(stmts->prepared);
    *stmts = (struct sqlite_stmts){ 0 };
}
