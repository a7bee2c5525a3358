/* The outbox and what refills it: leases that two processes share, the sweeper's conditions, and keys that
 * grow old. */
#include "db/sql.h"
#include "integration/shop/fixture.h"

/* Runs a statement with at most two parameters; how many rows it gave. */
static int run_on(struct db *db, const struct db_stmt *stmt, const char *first, const char *second)
{
    struct op_list ops = OP_LIST_INIT;
    struct answer answer;

    start(db, &ops, stmt, first, second, &answer);
    UNTIL(answer.calls > 0);
    assert_int_equal(answer.kind, ERR_NONE);
    return answer.rows;
}

static int lease(const char *limit, const char *orders_too)
{
    return run_on(shop_db, &sql_outbox_lease, limit, orders_too);
}

static void fill(void)
{
    place_simple(7, 1, 1);
    place_simple(8, 1, 1);
    tell("INSERT INTO outbox (kind, version) VALUES ('cache.invalidate', 5)");
}

static void test_a_lease_holds_for_30_s(void **state UNUSED)
{
    fill();
    assert_int_equal(lease("10", "true"), 3);
    assert_int_equal(lease("10", "true"), 0);
    tell("UPDATE outbox SET leased_until = leased_until - interval '29 seconds'");
    assert_int_equal(lease("10", "true"), 0);
    tell("UPDATE outbox SET leased_until = leased_until - interval '2 seconds'");
    assert_int_equal(lease("10", "true"), 3);
}

static void test_orders_stay_while_the_queue_takes_none(void **state UNUSED)
{
    fill();
    assert_int_equal(lease("10", "false"), 1);
    assert_int_equal(lease("10", "true"), 2);
}

static void test_rows_are_released_and_deleted_by_id(void **state UNUSED)
{
    fill();
    assert_int_equal(lease("10", "true"), 3);
    (void)run_on(shop_db, &sql_outbox_release, ask("SELECT '[' || min(id) || ']' FROM outbox"), NULL);
    assert_int_equal(lease("10", "true"), 1);
    (void)run_on(shop_db, &sql_outbox_delete,
                 ask("SELECT json_agg(id) FROM outbox WHERE order_id IS NOT NULL"), NULL);
    assert_int_equal(count_of("SELECT count(*) FROM outbox"), 1);
}

/* A plan that was made for an empty outbox must keep the limit too. */
static void test_a_lease_takes_no_more_than_its_limit(void **state UNUSED)
{
    tell("INSERT INTO outbox (kind, version) VALUES ('cache.invalidate', 1); ANALYZE outbox");
    for (int i = 0; i < 8; i++) { /* more often than plans are made for the parameters at hand */
        tell("UPDATE outbox SET leased_until = NULL");
        assert_int_equal(lease("10", "true"), 1);
    }
    tell("INSERT INTO outbox (kind, version) SELECT 'cache.invalidate', i FROM generate_series(2, 100) i");
    assert_int_equal(lease("10", "true"), 10);
    assert_int_equal(count_of("SELECT count(*) FROM outbox WHERE leased_until > now()"), 11);
}

static void test_rows_that_another_is_taking_are_passed_over(void **state UNUSED)
{
    PGconn *other = connect_own();

    fill();
    tell_on(other, "BEGIN; SELECT 1 FROM outbox WHERE order_id = 7 FOR UPDATE");
    assert_int_equal(lease("10", "true"), 2);
    tell_on(other, "ROLLBACK");
    assert_int_equal(lease("10", "true"), 1);
    PQfinish(other);
}

static int sweep(void)
{
    return run_on(shop_db, &sql_orders_sweep, "10", NULL);
}

/* Makes order 7 `seconds` older, with all that happened to it. */
static void age(int seconds)
{
    char *update =
        mem_printf("UPDATE orders SET created_at = created_at - interval '%d s', updated_at = updated_at "
                   "- interval '%d s', swept_at = swept_at - interval '%d s', lease_until = "
                   "lease_until - interval '%d s'",
                   seconds, seconds, seconds, seconds);

    tell(update);
    free(update);
}

static void test_an_order_is_swept_when_it_is_overdue_and_nothing_is_on_its_way(void **state UNUSED)
{
    place_simple(7, 1, 1);
    age(31);
    assert_int_equal(sweep(), 0); /* it has an outbox row */
    tell("DELETE FROM outbox");
    assert_int_equal(sweep(), 1);
    assert_int_equal(count_of("SELECT count(*) FROM outbox WHERE order_id = 7"), 1);
    tell("DELETE FROM outbox");
    assert_int_equal(sweep(), 0); /* it was swept just now */
    age(31);
    assert_int_equal(sweep(), 1);
}

static void test_a_young_a_held_and_an_ended_order_are_left_alone(void **state UNUSED)
{
    struct order_claimed claimed;

    place_simple(7, 1, 1);
    tell("DELETE FROM outbox");
    age(29);
    assert_int_equal(sweep(), 0);
    assert_int_equal(claim(7, &claimed), ORDER_CLAIMED);
    tell("UPDATE orders SET updated_at = now() - interval '31 s'");
    assert_int_equal(sweep(), 0); /* its lease holds */
    age(31);
    assert_int_equal(sweep(), 1);
    tell("DELETE FROM outbox");
    assert_true(finish(7, 1, ORDER_OK, NULL));
    age(100);
    assert_int_equal(sweep(), 0);
}

static void test_an_order_that_another_sweeper_holds_is_passed_over(void **state UNUSED)
{
    PGconn *other = connect_own();

    place_simple(7, 1, 1);
    tell("DELETE FROM outbox");
    age(31);
    tell_on(other, "BEGIN; SELECT 1 FROM orders FOR UPDATE");
    assert_int_equal(sweep(), 0);
    tell_on(other, "COMMIT");
    assert_int_equal(sweep(), 1);
    PQfinish(other);
}

static void test_keys_are_forgotten_after_a_day_but_not_those_that_another_deletes(void **state UNUSED)
{
    struct order_request request = request_of(1, 1);
    PGconn *other = connect_own();

    assert_int_equal(place(7, &request, "young", "print", NULL), ORDER_PLACED);
    assert_int_equal(place(8, &request, "old", "print", NULL), ORDER_PLACED);
    assert_int_equal(place(9, &request, "held", "print", NULL), ORDER_PLACED);
    tell(
        "UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second' WHERE key <> 'young'; "
        "UPDATE idempotency_keys SET created_at = now() - interval '23 hours 59 minutes' WHERE key = "
        "'young'");
    tell_on(other, "BEGIN; DELETE FROM idempotency_keys WHERE key = 'held'");
    (void)run_on(shop_db, &sql_keys_expire, "10", NULL);
    tell_on(other, "ROLLBACK");
    assert_string_equal(ask("SELECT string_agg(key, ' ' ORDER BY key) FROM idempotency_keys"), "held young");
    assert_int_equal(place(10, &request, "old", "print", NULL), ORDER_PLACED);
    PQfinish(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_a_lease_holds_for_30_s),
        SHOP_TEST(test_orders_stay_while_the_queue_takes_none),
        SHOP_TEST(test_rows_are_released_and_deleted_by_id),
        SHOP_TEST(test_a_lease_takes_no_more_than_its_limit),
        SHOP_TEST(test_rows_that_another_is_taking_are_passed_over),
        SHOP_TEST(test_an_order_is_swept_when_it_is_overdue_and_nothing_is_on_its_way),
        SHOP_TEST(test_a_young_a_held_and_an_ended_order_are_left_alone),
        SHOP_TEST(test_an_order_that_another_sweeper_holds_is_passed_over),
        SHOP_TEST(test_keys_are_forgotten_after_a_day_but_not_those_that_another_deletes),
    };

    return cmocka_run_group_tests_name("outbox", tests, fixture_setup, fixture_teardown);
}
