/* import.c -- `bakery import FROM TO`: moves a shop from one database to another, of either kind.
 *
 *     both are opened -> the target is marked -> everything is copied, a page at a time
 *         -> counts and totals are compared -> the mark is taken away
 *
 * Each page is one statement at the source and one transaction at the target. The mark is a schema version
 * that no program knows, so that no server can run on a partial copy if this command is interrupted. */
#include "app/commands.h"
#include "app/progress.h"
#include "app/wait.h"
#include "base/attr.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/money.h"
#include "db/db.h"
#include "db/sql.h"
#include "loop/loop.h"
#include "loop/op.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* With the migration of the target. */
#define OPEN_MS 60000
/* A page takes a fraction of the databases' limit of 4 s for a statement, also on a small machine. */
#define PAGE_ROWS   "200"
#define PHOTOS_ROWS "10" /* of up to 2 MiB */

/* The columns of shop_totals. */
enum {
    TOTAL_VERSION = 0,
    TOTAL_PRODUCTS = 1,
    TOTAL_ORDERS = 2,
    TOTAL_KEYS = 3,
    TOTAL_CENTS = 10,
    TOTAL_ACCOUNTS = 15,
    TOTAL_HISTORY = 16,
    TOTAL_PHOTOS = 17,
    TOTAL_DATES = 18,
    TOTALS = 21
};

static const char *const total_names[TOTALS] = {
    "catalog version",
    "products",
    "orders",
    "idempotency keys",
    "lines",
    "events",
    "moves",
    "payments",
    "open orders",
    "completed orders",
    "cents ordered",
    "cents of lines",
    "cents paid",
    "pieces in stock",
    "pieces in the ledger",
    "accounts",
    "entries of the history",
    "pictures",
    "dates of the calendar",
    "orders of slots",
    "pieces of limits",
};

/* What is copied; rows come after the rows that they refer to. */
static const struct kind {
    const char *first; /* before every id or key */
    const struct db_stmt *export, *import;
    const char *rows; /* of a page */
} kinds[] = {
    { "", &sql_export_settings, &sql_import_settings, PAGE_ROWS },
    { "", &sql_export_categories, &sql_import_categories, PAGE_ROWS },
    { "0", &sql_export_products, &sql_import_products, PAGE_ROWS },
    { "", &sql_export_photos, &sql_import_photos, PHOTOS_ROWS },
    { "0", &sql_export_orders, &sql_import_orders, PAGE_ROWS },
    { "", &sql_export_counters, &sql_import_counters, PAGE_ROWS },
    { "", &sql_export_keys, &sql_import_keys, PAGE_ROWS },
    { "0", &sql_export_accounts, &sql_import_accounts, PAGE_ROWS },
    { "0", &sql_export_history, &sql_import_history, PAGE_ROWS },
};

/* The widest answer is that of shop_totals. */
#define CELLS_MAX TOTALS

struct import {
    struct loop *loop;
    struct db *from, *to;
    struct op_list ops;
    struct progress progress;
};

/* A statement's answer: its first row. */
struct answer {
    bool done;
    struct err *err;
    int rows;
    char *cells[CELLS_MAX];
};

static void answer_done(struct answer *answer)
{
    for (int i = 0; i < CELLS_MAX; i++)
        free(answer->cells[i]);
    *answer = (struct answer){ 0 };
}

static void on_answer(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct answer *answer = arg;

    answer->done = true;
    if (err != NULL) {
        (void)err_set(answer->err, err->kind, "%s", err->msg);
        return;
    }
    answer->rows = db_rows_count(rows);
    for (int col = 0; answer->rows > 0 && col < db_rows_cols(rows) && col < CELLS_MAX; col++)
        answer->cells[col] = mem_strdup(db_text(rows, 0, col));
}

static bool is_done(void *arg)
{
    const struct answer *answer = arg;

    return answer->done;
}

/* Runs a statement and waits for its answer, which the driver limits in time. answer_done() frees the
 * answer. */
static bool ask(struct import *import, struct db *db, const struct db_stmt *stmt, const char *const params[],
                struct answer *answer, struct err *err)
{
    *answer = (struct answer){ .err = err };
    db_run(db, &import->ops, stmt, params, on_answer, answer);
    (void)wait_until(import->loop, is_done, answer, OPEN_MS);
    op_list_cancel(&import->ops);
    return answer->done ? !err_is_set(err) : err_set(err, ERR_TIMEOUT, "the database does not answer");
}

static bool settled(void *arg)
{
    const struct db *db = arg;
    struct err err = ERR_INIT;

    return db_health(db, &err) || db_fatal(db) != NULL;
}

static struct db *open_one(struct import *import, const char *url, bool migrate, struct err *err)
{
    const struct db_options options = { .url = url, .connections = 1, .migrate = migrate };
    struct db *db = db_open(import->loop, &options, err);

    if (db == NULL)
        return NULL;
    (void)wait_until(import->loop, settled, db, OPEN_MS);
    if (db_health(db, err))
        return db;
    db_close(db);
    return NULL;
}

static bool begin(struct import *import, struct err *err)
{
    struct answer answer;
    bool begun = ask(import, import->to, &sql_import_begin, NULL, &answer, err);

    if (begun && answer.rows == 0)
        begun = err_set(err, ERR_CONFLICT, "the target has products, orders or accounts: it must be empty");
    answer_done(&answer);
    return begun;
}

/* *moved is 0 behind the last page. *after becomes the page's last id. */
static bool move_page(struct import *import, const struct kind *kind, char **after, int64_t *moved,
                      struct err *err)
{
    const char *const range[] = { *after, kind->rows };
    struct answer exported, imported = { 0 };
    bool done = ask(import, import->from, kind->export, range, &exported, err);

    *moved = done ? strtoll(exported.cells[0], NULL, 10) : 0;
    if (*moved > 0) {
        const char *const page[] = { exported.cells[2] };
        done = ask(import, import->to, kind->import, page, &imported, err);
        if (done && strcmp(imported.cells[0], exported.cells[0]) != 0)
            done = err_set(err, ERR_INTERNAL, "%s of %s rows arrived", imported.cells[0], exported.cells[0]);
        free(*after);
        *after = exported.cells[1];
        exported.cells[1] = NULL;
    }
    answer_done(&exported);
    answer_done(&imported);
    return done;
}

static bool move_kind(struct import *import, const struct kind *kind, struct err *err)
{
    char *after = mem_strdup(kind->first);
    int64_t moved = 1;
    bool done = true;

    while (done && moved > 0) {
        done = move_page(import, kind, &after, &moved, err);
        progress_add(&import->progress, moved);
    }
    free(after);
    return done;
}

static bool compare(const struct answer *from, const struct answer *to, struct err *err)
{
    for (int i = TOTAL_PRODUCTS; i < TOTALS; i++)
        if (strcmp(from->cells[i], to->cells[i]) != 0)
            return err_set(err, ERR_CONFLICT, "%s: %.20s there, %.20s here: was the shop still being served?",
                           total_names[i], from->cells[i], to->cells[i]);
    return true;
}

/* Compares the two shops as they are now, and opens the target. */
static bool end(struct import *import, struct answer *totals, struct err *err)
{
    struct answer to = { 0 }, key = { 0 }, ended = { 0 };

    answer_done(totals);
    bool done = ask(import, import->from, &sql_shop_totals, NULL, totals, err) &&
                ask(import, import->to, &sql_shop_totals, NULL, &to, err) && compare(totals, &to, err) &&
                ask(import, import->from, &sql_order_ids, NULL, &key, err);
    if (done) {
        const char *const params[] = { totals->cells[TOTAL_VERSION], key.cells[0] };
        done = ask(import, import->to, &sql_import_end, params, &ended, err);
        if (done && ended.rows == 0)
            done = err_set(err, ERR_CONFLICT, "another import was at work on the target");
    }
    answer_done(&to);
    answer_done(&key);
    answer_done(&ended);
    return done;
}

static bool move(struct import *import, struct answer *totals, struct err *err)
{
    bool done = begin(import, err);

    if (!done)
        return false;
    progress_begin(
        &import->progress, "import",
        strtoll(totals->cells[TOTAL_PRODUCTS], NULL, 10) + strtoll(totals->cells[TOTAL_ORDERS], NULL, 10) +
            strtoll(totals->cells[TOTAL_KEYS], NULL, 10) + strtoll(totals->cells[TOTAL_ACCOUNTS], NULL, 10) +
            strtoll(totals->cells[TOTAL_HISTORY], NULL, 10) + strtoll(totals->cells[TOTAL_PHOTOS], NULL, 10));
    for (size_t i = 0; i < ARRAY_LEN(kinds) && done; i++)
        done = move_kind(import, &kinds[i], err);
    progress_end(&import->progress);
    done = done && end(import, totals, err);
    if (!done)
        log_warn("import: the target is incomplete and will not be served: empty it and import again");
    return done;
}

int command_import(const struct config *config UNUSED, char *const operands[])
{
    struct import import = { .loop = loop_new() };
    struct answer totals = { 0 };
    struct err err = ERR_INIT;
    int64_t begun_ms = clock_ms();
    char amount[MONEY_BYTES];

    bool done = (import.from = open_one(&import, operands[0], false, &err)) != NULL &&
                (import.to = open_one(&import, operands[1], true, &err)) != NULL &&
                ask(&import, import.from, &sql_shop_totals, NULL, &totals, &err) &&
                move(&import, &totals, &err);
    if (done) {
        money_format(strtoll(totals.cells[TOTAL_CENTS], NULL, 10), amount);
        log_info(
            "import: %s products and %s orders over %s were moved in %" PRId64 " s; counts and totals agree",
            totals.cells[TOTAL_PRODUCTS], totals.cells[TOTAL_ORDERS], amount, (clock_ms() - begun_ms) / 1000);
    } else {
        log_error("import: %s", err.msg);
    }
    answer_done(&totals);
    db_close(import.from);
    db_close(import.to);
    loop_free(import.loop);
    return done ? 0 : err.kind == ERR_INVALID ? 2 : 1;
}
