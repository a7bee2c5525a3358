/* fixture.h -- the shop's stores on a database of the test's own, one call and one answer at a time.
 *
 * Upon db/fixture.h, which makes and drops the database: here it gets the schema, and the stores' statements
 * become functions that wait. Time is moved by changing timestamps with tell(), never by sleeping.
 *
 * The same cases run on PostgreSQL and on a SQLite file (run_on_both()). */
#ifndef TESTS_SHOP_FIXTURE_H
#define TESTS_SHOP_FIXTURE_H

#include "integration/db/fixture.h"
#include "shop/catalog/product_store.h"
#include "shop/orders/order_store.h"

#include <inttypes.h>

/* The database under test, open during each test, and its order ids. */
static struct db *shop_db;
static struct order_ids *order_ids;

static struct db *shop_db_open(const char *url, int connections)
{
    const struct db_options options = { .url = url, .connections = connections, .migrate = true };
    struct err err = ERR_INIT;
    struct db *db = db_open(fixture.loop, &options, &err);

    if (db == NULL)
        fail_msg("%s", err.msg);
    return db;
}

static bool healthy(const struct db *db)
{
    struct err err = ERR_INIT;

    return db_health(db, &err);
}

static bool ids_known(void)
{
    struct err err = ERR_INIT;

    return order_ids_known(order_ids, &err);
}

/* Of the fixture's database. */
UNUSED static struct db *shop_db_open_own(int connections)
{
    char *url = fixture.url[0] ? mem_strdup(fixture.url) : url_of(fixture.name, NULL, NULL);
    struct db *db = shop_db_open(url, connections);

    free(url);
    UNTIL(healthy(db));
    return db;
}

/* As another process has it; a file has only one, and gives the same again. */
UNUSED static struct db *shop_db_open_second(void)
{
    return fixture.file != NULL ? shop_db : shop_db_open_own(3);
}

UNUSED static void shop_db_close_second(struct db *db)
{
    if (db != shop_db)
        close_db(db);
}

static void empty_postgres(void)
{
    tell("SET lock_timeout = '5s'"); /* on what a test before left when it failed */
    tell("ALTER TABLE orders DISABLE TRIGGER USER; TRUNCATE orders, order_items, order_events, stock_moves, "
         "payments, "
         "outbox, idempotency_keys RESTART IDENTITY; ALTER TABLE orders ENABLE TRIGGER USER");
    tell("ALTER TABLE products DISABLE TRIGGER USER; TRUNCATE products RESTART IDENTITY; "
         "ALTER TABLE products ENABLE TRIGGER USER; UPDATE catalog SET version = 1, told_version = 1");
}

/* Each test begins with three products: 1 is baked to order, 2 has 10 pieces, 3 is not on sale. */
UNUSED static int shop_begin(void **state UNUSED)
{
    if (fixture.url[0] != '\0') {
        file_remove();
        shop_db = shop_db_open_own(1);
        file_use();
    } else {
        shop_db = shop_db_open_own(3);
        empty_postgres();
    }
    tell("INSERT INTO products (name, description, price_cents, category, stock, active) VALUES "
         "('Croissant', '', 350, 'pastry', NULL, true), ('Muffin', '', 275, 'cake', 10, true), "
         "('Stollen', '', 900, 'cake', NULL, false)");
    tell("INSERT INTO stock_moves (product_id, kind, quantity) VALUES (2, 'adjust', 10)");
    order_ids = order_ids_new(fixture.loop, shop_db);
    order_ids_db_ready(order_ids);
    UNTIL(ids_known());
    return 0;
}

UNUSED static int shop_end(void **state UNUSED)
{
    order_ids_free(order_ids);
    if (fixture.file != NULL)
        file_leave();
    close_db(shop_db);
    return 0;
}

/* Runs the cases on PostgreSQL, the first `both` of them also on a SQLite file. */
UNUSED static int run_on_both(const char *name, const struct CMUnitTest *tests, size_t count, size_t both)
{
    char *on_postgres = mem_printf("%s on PostgreSQL", name), *on_sqlite = mem_printf("%s on SQLite", name);
    int failed = _cmocka_run_group_tests(on_postgres, tests, count, fixture_setup, fixture_teardown);

    failed += _cmocka_run_group_tests(on_sqlite, tests, both, fixture_setup_file, fixture_teardown_file);
    free(on_postgres);
    free(on_sqlite);
    return failed;
}

#define SHOP_TEST(function) cmocka_unit_test_setup_teardown(function, shop_begin, shop_end)

/* What ask() gives, as a number. */
UNUSED static long count_of(const char *query)
{
    return strtol(ask(query), NULL, 10);
}

/* Invariant I4: the stock of each counted product is what its ledger says, and never negative. */
UNUSED static void assert_ledger(void)
{
    assert_string_equal(
        ask("SELECT p.id || ' has ' || p.stock FROM products p WHERE p.stock IS NOT NULL AND (p.stock < 0 OR "
            "p.stock <> (SELECT coalesce(sum(CASE kind WHEN 'reserve' THEN -quantity "
            "ELSE quantity END), 0) FROM stock_moves m WHERE m.product_id = p.id))"),
        "");
}

/* ---- orders ---------------------------------------------------------------------------------- */

struct outcome { /* of any statement: `value` is what its reader returned */
    int calls;
    enum err_kind kind;
    int value, line;
    uint64_t number;
    int64_t list_version;
    struct order_claimed claimed;
    struct product product;
};

/* A shop without opening hours. */
UNUSED static const struct order_pickup no_pickup = { .cancel_until_ms = INT64_C(4102444800000) }; /* 2100 */

UNUSED static struct order_request request_of(int64_t product_id, int64_t quantity)
{
    return (struct order_request){ .customer_name = "John Smith",
                                   .customer_email = "john@example.com",
                                   .pickup_days = -1,
                                   .pickup_minute = -1,
                                   .line_count = 1,
                                   .lines = { { product_id, quantity, 0 } } };
}

UNUSED static void request_add(struct order_request *request, int64_t product_id, int64_t quantity)
{
    request->lines[request->line_count] = (struct order_line){ product_id, quantity, request->line_count };
    request->line_count++;
}

static void on_placed(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct outcome *out = arg;

    out->calls++;
    out->kind = err ? err->kind : ERR_NONE;
    if (rows != NULL)
        out->value = (int)order_store_placed(rows, &out->number, &out->line);
}

/* Waits until the outcome is there, and it is no error. */
static void await(const struct outcome *out)
{
    UNTIL(out->calls > 0);
    assert_int_equal(out->calls, 1);
    assert_int_equal(out->kind, ERR_NONE);
}

/* The order gets this number: on PostgreSQL always, on a file if it is the next one. */
UNUSED static enum order_placed place(uint64_t number, const struct order_request *request, const char *key,
                                      const char *fingerprint_hex, int *line)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome out = { .number = number };
    char *next = mem_printf("SELECT setval('orders_number_seq', %" PRIu64 ", false)", number);

    if (fixture.url[0] == '\0')
        (void)ask(next);
    free(next);
    order_store_place(shop_db, &ops, request, &no_pickup, false, key, fingerprint_hex, on_placed, &out);
    await(&out);
    if (line != NULL)
        *line = out.line;
    assert_int_equal(out.number, number);
    return (enum order_placed)out.value;
}

/* One line, no key, and it must succeed. */
UNUSED static void place_simple(uint64_t number, int64_t product_id, int64_t quantity)
{
    struct order_request request = request_of(product_id, quantity);

    assert_int_equal(place(number, &request, NULL, NULL, NULL), ORDER_PLACED);
}

static void on_claimed(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct outcome *out = arg;

    out->calls++;
    out->kind = err ? err->kind : ERR_NONE;
    if (rows != NULL)
        out->value = (int)order_store_claimed(rows, &out->claimed);
}

UNUSED static enum order_claim claim(uint64_t number, struct order_claimed *claimed)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome out = { 0 };

    order_store_claim(shop_db, &ops, number, on_claimed, &out);
    await(&out);
    *claimed = out.claimed;
    return (enum order_claim)out.value;
}

static void on_finished(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct outcome *out = arg;

    out->calls++;
    out->kind = err ? err->kind : ERR_NONE;
    if (rows != NULL)
        out->value = order_store_ended(rows, &out->list_version);
}

UNUSED static bool finish(uint64_t number, int64_t attempt, enum order_failure failure, int64_t *list_version)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome out = { 0 };

    order_store_finish(shop_db, &ops, number, attempt, failure, on_finished, &out);
    await(&out);
    if (list_version != NULL)
        *list_version = out.list_version;
    return out.value;
}

/* Who changes products. */
static const struct staff_member script = { .role = STAFF_OWNER, .name = "token" };

/* ---- products -------------------------------------------------------------------------------- */

static void on_got(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct outcome *out = arg;

    out->calls++;
    out->kind = err ? err->kind : ERR_NONE;
    if (rows != NULL)
        out->value = product_store_got(rows, &out->product);
}

UNUSED static bool get_product(int64_t id, struct product *product)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome out = { 0 };

    product_store_get(shop_db, &ops, id, on_got, &out);
    await(&out);
    *product = out.product;
    return out.value;
}

UNUSED static void on_updated(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct outcome *out = arg;

    out->calls++;
    out->kind = err ? err->kind : ERR_NONE;
    if (rows != NULL && (out->value = product_store_written(rows, &out->list_version)))
        product_store_read_written(rows, &out->product, &script);
}

UNUSED static void start_update(struct db *db, struct op_list *ops, const struct product *product,
                                bool sets_stock, struct outcome *out)
{
    struct product_set set;

    product_set_init(&set);
    product_set_add(&set, product, product, sets_stock);
    product_store_write(db, ops, &set, &script, on_updated, out);
    product_set_done(&set);
}

UNUSED static bool update_product(struct product *product, bool sets_stock, int64_t *list_version)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome out = { .product = *product };

    start_update(shop_db, &ops, product, sets_stock, &out);
    await(&out);
    *product = out.product;
    *list_version = out.list_version;
    return out.value;
}

#endif
