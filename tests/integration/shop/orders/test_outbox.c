/* The outbox: a waiting order is leased once, a sent one returns when it is due, and no statement becomes
 * slower with the number of orders, open or ended. And the expiry of idempotency keys. */
#include "db/sql.h"
#include "integration/shop/fixture.h"

#define MANY 150000

/* Runs a statement with at most one parameter; how many rows it gave. */
static int run(const struct db_stmt *stmt, const char *param)
{
    struct op_list ops = OP_LIST_INIT;
    struct answer answer;

    start(shop_db, &ops, stmt, param, NULL, &answer);
    UNTIL(answer.calls > 0);
    assert_int_equal(answer.kind, ERR_NONE);
    return answer.rows;
}

static int lease(const char *limit)
{
    return run(&sql_outbox_lease, limit);
}

static int sweep(void)
{
    return run(&sql_outbox_overdue, "10");
}

/* So much time passes for every order. */
static void pass(int seconds)
{
    tellf("UPDATE outbox SET due_at = %s", earlier("due_at", seconds));
    tellf("UPDATE orders SET lease_until = %s", earlier("lease_until", seconds));
}

static long sent(void)
{
    return count_of("SELECT count(*) FROM outbox WHERE sent");
}

static void test_a_lease_takes_waiting_orders_once_and_in_order(void **state UNUSED)
{
    for (uint64_t number = 1; number <= 3; number++)
        place_simple(number, 1, 1);
    assert_int_equal(lease("2"), 2);
    assert_string_equal(ask("SELECT order_number FROM outbox WHERE NOT sent"), "3");
    assert_int_equal(lease("2"), 1);
    assert_int_equal(lease("2"), 0);
}

static void test_released_orders_wait_again(void **state UNUSED)
{
    place_simple(1, 1, 1);
    place_simple(2, 1, 1);
    assert_int_equal(lease("10"), 2);
    (void)run(&sql_outbox_release, "[2,99]");
    assert_string_equal(ask("SELECT order_number FROM outbox WHERE NOT sent"), "2");
    assert_int_equal(lease("10"), 1);
}

static void test_an_order_that_was_sent_is_due_after_30_s(void **state UNUSED)
{
    place_simple(1, 1, 1);
    pass(100);
    assert_int_equal(sweep(), 0); /* it was not sent yet */
    assert_int_equal(lease("10"), 1);
    pass(29);
    assert_int_equal(sweep(), 0);
    pass(2);
    assert_int_equal(sweep(), 1);
    assert_int_equal(sent(), 0);
    assert_int_equal(lease("10"), 1);
    assert_int_equal(sweep(), 0); /* it is due in 30 s again */
}

static void test_an_order_that_somebody_processes_is_due_when_the_lease_ends(void **state UNUSED)
{
    struct order_claimed claimed;

    place_simple(1, 1, 1);
    assert_int_equal(lease("10"), 1);
    pass(20);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED); /* for 30 s */
    pass(15);
    assert_int_equal(sweep(), 0); /* due, and held for 15 s more */
    assert_int_equal(sent(), 1);
    pass(14);
    assert_int_equal(sweep(), 0);
    pass(2);
    assert_int_equal(sweep(), 1);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_true(finish(1, 2, ORDER_OK, NULL));
    pass(100);
    assert_int_equal(sweep(), 0); /* it has ended */
}

static void test_a_start_lets_everything_be_sent_again(void **state UNUSED)
{
    struct order_claimed claimed;

    place_simple(1, 1, 1);
    place_simple(2, 1, 1);
    assert_int_equal(lease("10"), 2);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    (void)run(&sql_leases_end, NULL);
    assert_int_equal(sent(), 0);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_int_equal(claimed.attempt, 2);
}

/* ---- with much of everything ------------------------------------------------------------------- */

/* Pending orders, from this number on. */
static void fill_open(long first, bool are_sent)
{
    tellf("WITH RECURSIVE series (i) AS (SELECT %ld UNION ALL SELECT i + 1 FROM series WHERE i < %ld) "
          "INSERT INTO orders (number, customer_name, customer_email, pickup_code, total_cents) "
          "SELECT i, 'n', 'e', 'c', 1 FROM series",
          first, first + MANY - 1);
    tellf("INSERT INTO outbox (order_number, sent, due_at) SELECT number, %s, '2026-01-01T00:00:00.000Z' "
          "FROM orders WHERE number >= %ld",
          are_sent ? "true" : "false", first);
}

/* "[7,8,…]", `count` of them. */
static char *numbers_from(long first, int count)
{
    struct buf numbers;

    buf_init(&numbers, 65536);
    for (int i = 0; i < count; i++)
        buf_addf(&numbers, "%c%ld", i ? ',' : '[', first + i);
    buf_addc(&numbers, ']');
    return numbers.data;
}

/* Plans are made more often for the parameters at hand than these times; then one is kept. */
static void make_plans(void)
{
    struct order_claimed claimed;

    if (fixture.file == NULL) /* SQLite keeps no statistics by itself */
        tell("VACUUM ANALYZE orders, order_items, outbox, stock_moves");
    for (int i = 0; i < 8; i++) {
        (void)lease("512");
        (void)run(&sql_outbox_release, "[0]");
        (void)run(&sql_outbox_overdue, "1000");
        (void)claim(1, &claimed);
        (void)finish(1, 1, ORDER_OK, NULL);
    }
}

static void
test_a_long_outbox_slows_nothing_although_the_plans_were_made_for_an_empty_one(void **state UNUSED)
{
    struct order_claimed claimed;
    int64_t began_ms;

    place_simple(1, 1, 1);
    make_plans();
    fill_open(2, false);
    char *numbers = numbers_from(2, 64);
    began_ms = clock_ms();
    for (int i = 0; i < 10; i++) {
        assert_int_equal(lease("64"), 64);
        (void)run(&sql_outbox_release, numbers);
        assert_int_equal(run(&sql_outbox_overdue, "1000"), 0);
        assert_int_equal(claim(2 + (uint64_t)i, &claimed), ORDER_CLAIMED);
        assert_true(finish(2 + (uint64_t)i, 1, ORDER_OK, NULL));
    }
    free(numbers);
    assert_in_range(clock_ms() - began_ms, 0, 1500); /* to read all of it once takes some 50 ms */
}

static void test_a_long_queue_is_swept_in_portions(void **state UNUSED)
{
    int64_t began_ms;

    place_simple(1, 1, 1);
    make_plans();
    fill_open(2, true);
    began_ms = clock_ms();
    for (int i = 1; i <= 10; i++) {
        assert_int_equal(run(&sql_outbox_overdue, "100"), 100);
        assert_int_equal(sent(), MANY - 100 * i);
    }
    assert_in_range(clock_ms() - began_ms, 0, 2500);
}

/* ---- several at once --------------------------------------------------------------------------- */

static void test_skips_rows_that_another_process_has_locked(void **state UNUSED)
{
    PGconn *other = connect_own();

    place_simple(1, 1, 1);
    place_simple(2, 1, 1);
    tell_on(other, "BEGIN; SELECT 1 FROM outbox WHERE order_number = 1 FOR UPDATE");
    assert_int_equal(lease("10"), 1);
    tell_on(other, "ROLLBACK");
    assert_int_equal(lease("10"), 1);
    pass(31);
    tell_on(other, "BEGIN; SELECT 1 FROM outbox WHERE order_number = 1 FOR UPDATE");
    assert_int_equal(sweep(), 1);
    tell_on(other, "COMMIT");
    assert_int_equal(sweep(), 1);
    PQfinish(other);
}

/* No statement for the orders of customers may read all of a table that grows with them, whatever the planner
 * believes: neither with tables that it takes for empty nor with large ones. */
static void test_every_plan_reads_by_an_index(void **state UNUSED)
{
    static const struct {
        const struct db_stmt *stmt;
        const char *types, *values;
    } cases[] = {
        { &sql_order_place, "jsonb",
          "'[[\"n\",\"e\",\"c\",null,\"k\",\"f\",\"[{\\\"product_id\\\":1,\\\"quantity\\\":1}]\",\"true\"]]"
          "'" },
        { &sql_order_get, "jsonb", "'[[\"1\"]]'" },
        { &sql_order_key, "text", "'k'" },
        { &sql_order_claim, "jsonb", "'[[\"1\"]]'" },
        { &sql_order_end, "jsonb", "'[[\"1\",\"1\",\"processing\",\"new\",\"failed\",\"out_of_stock\"]]'" },
        { &sql_order_refunded, "jsonb", "'[[\"1\",\"true\"]]'" },
        { &sql_outbox_lease, "bigint", "512" },
        { &sql_outbox_release, "jsonb", "'[1]'" },
        { &sql_outbox_overdue, "bigint", "1000" },
        { &sql_keys_expire, "bigint", "1000" },
        { &sql_export_orders, "bigint, bigint", "1, 200" },
    };
    static const char *const large[] = { "orders",   "order_items", "order_events",    "stock_moves",
                                         "payments", "outbox",      "idempotency_keys" };

    for (int filled = 0; filled < 2; filled++) {
        if (filled) {
            fill_open(1, true);
            tell("ANALYZE");
        }
        tell(
            "SET enable_seqscan = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan");
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
            char *prepare = mem_printf("PREPARE checked (%s) AS %s", cases[i].types, cases[i].stmt->postgres);
            char *explain = mem_printf("EXPLAIN (COSTS OFF) EXECUTE checked (%s)", cases[i].values);

            tell(prepare);
            const char *plan = ask(explain);
            for (size_t k = 0; k < ARRAY_LEN(large); k++) {
                char *scan = mem_printf("Seq Scan on %s", large[k]);
                if (strstr(plan, scan) != NULL)
                    fail_msg("%s: %s: %s", cases[i].stmt->name, scan, plan);
                free(scan);
            }
            tell("DEALLOCATE checked");
            free(prepare);
            free(explain);
        }
        tell("RESET ALL");
    }
}

/* ---- idempotency keys -------------------------------------------------------------------------- */

static void place_with_key(uint64_t number, const char *key, int age_s)
{
    struct order_request request = request_of(1, 1);

    assert_int_equal(place(number, &request, key, "print", NULL), ORDER_PLACED);
    tellf("UPDATE idempotency_keys SET created_at = %s WHERE key = '%s'", earlier("now", age_s), key);
}

static void test_keys_are_forgotten_after_a_day(void **state UNUSED)
{
    place_with_key(1, "young", 24 * 3600 - 60);
    place_with_key(2, "old", 24 * 3600 + 1);
    (void)run(&sql_keys_expire, "10");
    assert_string_equal(ask("SELECT key FROM idempotency_keys"), "young");
    place_with_key(3, "old", 0);
}

static void test_keys_are_forgotten_some_at_a_time(void **state UNUSED)
{
    place_with_key(1, "a", 24 * 3600 + 1);
    place_with_key(2, "b", 24 * 3600 + 1);
    (void)run(&sql_keys_expire, "1");
    assert_int_equal(count_of("SELECT count(*) FROM idempotency_keys"), 1);
}

static void test_skips_a_key_that_another_process_is_deleting(void **state UNUSED)
{
    PGconn *other = connect_own();

    place_with_key(1, "old", 24 * 3600 + 1);
    place_with_key(2, "held", 24 * 3600 + 1);
    tell_on(other, "BEGIN; DELETE FROM idempotency_keys WHERE key = 'held'");
    (void)run(&sql_keys_expire, "10");
    tell_on(other, "ROLLBACK");
    assert_string_equal(ask("SELECT key FROM idempotency_keys"), "held");
    PQfinish(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_a_lease_takes_waiting_orders_once_and_in_order),
        SHOP_TEST(test_released_orders_wait_again),
        SHOP_TEST(test_an_order_that_was_sent_is_due_after_30_s),
        SHOP_TEST(test_an_order_that_somebody_processes_is_due_when_the_lease_ends),
        SHOP_TEST(test_a_start_lets_everything_be_sent_again),
        SHOP_TEST(test_a_long_outbox_slows_nothing_although_the_plans_were_made_for_an_empty_one),
        SHOP_TEST(test_a_long_queue_is_swept_in_portions),
        SHOP_TEST(test_keys_are_forgotten_after_a_day),
        SHOP_TEST(test_keys_are_forgotten_some_at_a_time),
        /* of several writers at once, and of plans */
        SHOP_TEST(test_skips_rows_that_another_process_has_locked),
        SHOP_TEST(test_every_plan_reads_by_an_index),
        SHOP_TEST(test_skips_a_key_that_another_process_is_deleting),
    };

    return run_on_both("outbox", tests, ARRAY_LEN(tests), ARRAY_LEN(tests) - 3);
}
