/* test_sqlite_plans.c -- no statement of a running shop scans a table that grows with the orders, whatever
 * statistics SQLite has. */
#include "db/sql.h"
#include "integration/db/file.h"

static const struct db_stmt *const stmts[] = {
    &sql_keys_expire,    &sql_orders_erase,   &sql_orders_forget,   &sql_order_claim,     &sql_order_end,
    &sql_order_get,      &sql_order_refunded, &sql_pickup_taken,    &sql_export_counters, &sql_order_key,
    &sql_order_place,    &sql_outbox_overdue, &sql_outbox_lease,    &sql_outbox_release,  &sql_product_get,
    &sql_products_write, &sql_product_move,   &sql_leases_end,      &sql_export_orders,   &sql_import_orders,
    &sql_export_keys,    &sql_import_keys,    &sql_import_products,
};

/* What may be read whole. Aliases stand for the tables that the statements give them. */
static const char *const small[] = {
    "taken",     "t", "writing",       "w", "moving",   "m", /* the memory of a statement */
    "catalog",   "c", "personal_data", "d", "settings",      /* one row */
    "products",  "o", "categories",                          /* do not grow with the orders */
    "CONSTANT",                                              /* no table */
    "(subquery",                                             /* has read its own */
};

static bool is_small(const char *detail)
{
    const char *table = detail + strlen("SCAN ");
    size_t len = strcspn(table, " -"); /* "(subquery-1)" */

    for (size_t i = 0; i < ARRAY_LEN(small); i++)
        if (strlen(small[i]) == len && strncmp(table, small[i], len) == 0)
            return true;
    return strstr(detail, "VIRTUAL TABLE") != NULL; /* a parameter's JSON */
}

static void check_part(struct db *db, const struct db_stmt *stmt, const char *part, size_t len)
{
    char *query = mem_printf("EXPLAIN QUERY PLAN %.*s", (int)len, part);
    sqlite3_stmt *plan = NULL;

    if (sqlite3_prepare_v2(inside(db)->file.sqlite, query, -1, &plan, NULL) != SQLITE_OK)
        fail_msg("%s: %s", stmt->name, sqlite3_errmsg(inside(db)->file.sqlite));
    while (plan != NULL && sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        if (strncmp(detail, "SCAN ", 5) == 0 && !is_small(detail))
            fail_msg("%s: %s", stmt->name, detail);
    }
    (void)sqlite3_finalize(plan);
    free(query);
}

static void no_statement_scans_a_whole_table_of_orders(void **state UNUSED)
{
    const struct db_options options = { .url = fixture.url, .migrate = true };
    struct db *db = db_open(fixture.loop, &options, NULL);

    assert_non_null(db);
    for (size_t i = 0; i < ARRAY_LEN(stmts); i++) {
        const char *rest = stmts[i]->sqlite, *end;
        for (; *rest != '\0'; rest = end) {
            sqlite3_stmt *part = NULL;
            assert_int_equal(sqlite3_prepare_v2(inside(db)->file.sqlite, rest, -1, &part, &end), SQLITE_OK);
            if (part != NULL)
                check_part(db, stmts[i], rest, (size_t)(end - rest));
            (void)sqlite3_finalize(part);
        }
    }
    close_db(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = { FILE_TEST(no_statement_scans_a_whole_table_of_orders) };

    return cmocka_run_group_tests_name("sqlite plans", tests, fixture_setup_file, fixture_teardown_file);
}
