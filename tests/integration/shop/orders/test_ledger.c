/* Invariant I4 for everything that changes stock: claims, finishes and adjustments, in any order and
 * concurrently. And updates of a product. */
#include "db/sql.h"
#include "integration/shop/fixture.h"

#define PRODUCTS 6
#define BATCHES  60
#define BATCH    12

/* The same run each time: an LCG with the constants of Numerical Recipes. */
#define SEED 20250418
static uint32_t seed;

static int draw(int below)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)below);
}

/* ---- an update of a product -------------------------------------------------------------------- */

static void test_an_update_needs_the_version_that_was_read(void **state UNUSED)
{
    struct product first, second;
    int64_t list_version = 0;

    assert_true(get_product(2, &first));
    second = first;
    first.price_cents = 300;
    assert_true(update_product(&first, false, &list_version));
    assert_int_equal(first.version, second.version + 1);
    assert_int_equal(list_version, 2);
    second.price_cents = 1;
    assert_false(update_product(&second, false, &list_version));
    assert_string_equal(ask("SELECT price_cents FROM products WHERE id = 2"), "300");
    assert_string_equal(ask("SELECT version FROM catalog"), "2");
    assert_string_equal(ask("SELECT told_version FROM catalog"), "1");
}

static void test_an_update_without_stock_keeps_the_stock(void **state UNUSED)
{
    struct order_claimed claimed;
    struct product product;
    int64_t list_version;

    assert_true(get_product(2, &product));
    place_simple(1, 2, 4);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_true(update_product(&product, false, &list_version)); /* a sale is no new version */
    assert_int_equal(product.stock, 6);
    assert_ledger();
}

static void set_stock(int64_t id, bool counted, int64_t stock)
{
    struct product product;
    int64_t list_version;

    assert_true(get_product(id, &product));
    product.counted = counted;
    product.stock = stock;
    assert_true(update_product(&product, true, &list_version));
}

static void test_the_limit_resets_after_a_while(void **state UNUSED)
{
    struct order_claimed claimed;

    place_simple(1, 2, 4);
    place_simple(2, 2, 50);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    set_stock(2, false, 0); /* baked to order from now on */
    assert_int_equal(
        count_of("SELECT sum(CASE kind WHEN 'reserve' THEN -quantity ELSE quantity END) FROM stock_moves "
                 "WHERE product_id = 2"),
        0); /* what is not counted stands for 0 */
    assert_int_equal(claim(2, &claimed), ORDER_CLAIMED);
    assert_true(claimed.stock_enough);
    set_stock(2, true, 20);
    assert_ledger();
    assert_true(
        finish(2, 1, ORDER_PAYMENT_DECLINED, NULL)); /* it had reserved nothing: it gives nothing back */
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "20");
    assert_true(finish(1, 1, ORDER_PAYMENT_DECLINED, NULL));
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "24");
    assert_ledger();
}

static void test_a_product_can_be_retired_but_not_deleted(void **state UNUSED)
{
    static const struct db_stmt removal = { .name = "removal",
                                            .access = DB_WRITE,
                                            .postgres = "DELETE FROM products WHERE id = 1",
                                            .sqlite = "DELETE FROM products WHERE id = 1" };
    struct op_list ops = OP_LIST_INIT;
    struct answer answer;

    start(shop_db, &ops, &removal, NULL, NULL, &answer);
    UNTIL(answer.calls > 0);
    assert_int_equal(answer.kind, ERR_CONFLICT);
}

/* ---- many at once ------------------------------------------------------------------------------- */

/* Runs order_claim inside a transaction that stays open, as the first of many in a group. */
static void claim_on(PGconn *conn, int id)
{
    char *execute = mem_printf("EXECUTE claim('[[\"%d\"]]')", id), *prepare;

    prepare = mem_printf("BEGIN; PREPARE claim(jsonb) AS %s", sql_order_claim.postgres);
    tell_on(conn, prepare);
    tell_on(conn, execute);
    free(prepare);
    free(execute);
}

static void test_claims_that_count_wait_for_each_other_before_they_lock_products(void **state UNUSED)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome uncounted = { 0 }, counted = { 0 };
    PGconn *other = connect_own();

    tell("INSERT INTO products (name, description, price_cents, category, stock) VALUES ('Rye', '', 500, "
         "'bread', 9);"
         "INSERT INTO stock_moves (product_id, kind, quantity) VALUES (4, 'adjust', 9)");
    place_simple(1, 2, 1);
    place_simple(2, 4, 1);
    place_simple(3, 1, 1);
    claim_on(other, 1);
    order_store_claim(shop_db, &ops, 3, on_claimed, &uncounted);
    await(&uncounted); /* baked to order: nothing to wait for */
    order_store_claim(shop_db, &ops, 2, on_claimed, &counted);
    UNTIL(count_of("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
    assert_int_equal(counted.calls, 0);
    tell_on(other, "COMMIT");
    await(&counted);
    assert_int_equal(counted.value, ORDER_CLAIMED);
    assert_string_equal(ask("SELECT stock FROM products WHERE stock IS NOT NULL ORDER BY id"), "9 8");
    PQfinish(other);
    assert_ledger();
}

/* The statement's snapshot shows a stock that would become negative; the row that it locks has enough. */
static void test_a_claim_counts_from_the_stock_that_it_locked(void **state UNUSED)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome waiting = { 0 };
    PGconn *other = connect_own();

    tell("UPDATE products SET stock = 0 WHERE id = 2; UPDATE stock_moves SET quantity = 0");
    place_simple(1, 2, 3);
    tell_on(other,
            "BEGIN; SELECT one FROM catalog FOR NO KEY UPDATE; UPDATE products SET stock = 5 WHERE id = 2; "
            "UPDATE stock_moves SET quantity = 5");
    order_store_claim(shop_db, &ops, 1, on_claimed, &waiting);
    UNTIL(count_of("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
    tell_on(other, "COMMIT");
    await(&waiting);
    assert_int_equal(waiting.value, ORDER_CLAIMED);
    assert_true(waiting.claimed.stock_enough);
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "2");
    assert_ledger();
    PQfinish(other);
}

static void test_concurrent_claims_succeed_while_stock_lasts(void **state UNUSED)
{
    struct db *dbs[] = { shop_db, shop_db_open_second() };
    struct op_list ops = OP_LIST_INIT;
    struct outcome out[40] = { 0 };
    int served = 0;

    for (uint64_t id = 1; id <= 40; id++)
        place_simple(id, 2, 1);
    for (uint64_t i = 0; i < 40; i++) {
        order_store_claim(dbs[i % 2], &ops, i + 1, on_claimed, &out[i]);
        if (i % 8 == 7)
            turn_twice(); /* so that they come in several transactions */
    }
    for (int i = 0; i < 40; i++) {
        await(&out[i]);
        served += out[i].claimed.stock_enough;
    }
    assert_int_equal(served, 10);
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "0");
    assert_ledger();
    shop_db_close_second(dbs[1]);
}

static struct {
    struct db *dbs[2];
    struct op_list ops;
    struct outcome out[BATCH];
    int orders;
} many;

static void start_placing(struct db *db, struct outcome *out)
{
    struct order_request request = request_of(1 + draw(PRODUCTS), 1 + draw(3));

    for (int64_t id = 1; id <= PRODUCTS; id++)
        if (id != request.lines[0].product_id && draw(3) == 0)
            request_add(&request, id, 1 + draw(3));
    order_store_place(db, &many.ops, &request, &no_pickup, false, NULL, NULL, on_placed, out);
    many.orders++;
}

static void start_counting(struct db *db, struct outcome *out)
{
    struct product product;

    assert_true(get_product(1 + draw(PRODUCTS), &product));
    product.counted = draw(4) > 0;
    product.stock = draw(12);
    product.active = true;
    start_update(db, &many.ops, &product, draw(4) > 0, out);
}

static void start_something(struct db *db, struct outcome *out)
{
    static const enum order_failure ends[] = { ORDER_OK, ORDER_OUT_OF_STOCK, ORDER_PAYMENT_DECLINED };
    uint64_t number = (uint64_t)draw(many.orders) + 1;
    int what = draw(10);

    *out = (struct outcome){ 0 };
    if (what < 3)
        start_placing(db, out);
    else if (what < 6)
        order_store_claim(db, &many.ops, number, on_claimed, out);
    else if (what < 9)
        order_store_finish(db, &many.ops, number, 1 + draw(2), ends[draw(3)], on_finished, out);
    else
        start_counting(db, out);
}

static void test_the_ledger_stays_consistent_under_concurrency(void **state UNUSED)
{
    many.dbs[0] = shop_db;
    many.dbs[1] = shop_db_open_second();
    many.orders = 0;
    seed = SEED;
    op_list_init(&many.ops);
    tell("UPDATE products SET active = true; INSERT INTO products (name, description, price_cents, category) "
         "VALUES ('p4', '', 100, 'cake'), ('p5', '', 100, 'cake'), ('p6', '', 100, 'cake')");
    place_simple((uint64_t)++many.orders, 1, 1);
    for (int batch = 0; batch < BATCHES; batch++) {
        for (int i = 0; i < BATCH; i++)
            start_something(many.dbs[draw(2)], &many.out[i]);
        for (int i = 0; i < BATCH; i++)
            await(&many.out[i]);
        assert_ledger();
        if (draw(4) == 0)
            tellf("UPDATE orders SET lease_until = %s WHERE status = 'processing'", earlier("now", 1));
    }
    shop_db_close_second(many.dbs[1]);
    /* It was no idle run. */
    assert_true(count_of("SELECT count(*) FROM orders WHERE status = 'completed'") > 0);
    assert_true(count_of("SELECT count(*) FROM stock_moves WHERE kind = 'release'") > 0);
    assert_true(count_of("SELECT count(*) FROM orders WHERE attempt > 1") > 0);
    assert_int_equal(
        count_of("SELECT count(*) FROM orders o LEFT JOIN payments p ON p.order_number = o.number "
                 "WHERE (o.status = 'completed') <> (p.order_number IS NOT NULL)"),
        0);
    assert_int_equal(count_of("SELECT count(*) FROM stock_moves m JOIN orders o ON o.number = m.order_number "
                              "WHERE m.kind = 'release' AND o.status <> 'failed'"),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_an_update_needs_the_version_that_was_read),
        SHOP_TEST(test_an_update_without_stock_keeps_the_stock),
        SHOP_TEST(test_the_limit_resets_after_a_while),
        SHOP_TEST(test_a_product_can_be_retired_but_not_deleted),
        SHOP_TEST(test_concurrent_claims_succeed_while_stock_lasts),
        SHOP_TEST(test_the_ledger_stays_consistent_under_concurrency),
        /* of several writers at once */
        SHOP_TEST(test_claims_that_count_wait_for_each_other_before_they_lock_products),
        SHOP_TEST(test_a_claim_counts_from_the_stock_that_it_locked),
    };

    return run_on_both("ledger", tests, ARRAY_LEN(tests), ARRAY_LEN(tests) - 2);
}
