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
    tellf("UPDATE outbox SET leased_until = %s", earlier("leased_until", 29));
    assert_int_equal(lease("10", "true"), 0);
    tellf("UPDATE outbox SET leased_until = %s", earlier("leased_until", 2));
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
                 ask("SELECT '[' || min(id) || ',' || max(id) || ']' FROM outbox WHERE order_id IS NOT NULL"),
                 NULL);
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
    tell("WITH RECURSIVE series (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM series WHERE i < 100) "
         "INSERT INTO outbox (kind, version) SELECT 'cache.invalidate', i FROM series");
    assert_int_equal(lease("10", "true"), 10);
    assert_int_equal(count_of("SELECT count(*) FROM outbox WHERE leased_until IS NOT NULL"), 11);
}

/* More orders that are overdue than can be compared each with each within the time of a statement. */
static void fill_much(void)
{
    tell("WITH RECURSIVE series (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < 150000) "
         "INSERT INTO orders (id, customer_name, customer_email, pickup_code, total_cents, updated_at) "
         "SELECT i, 'n', 'e', 'c', 1, '2026-01-01T00:00:00.000Z' FROM series");
    tell("INSERT INTO outbox (kind, order_id) SELECT 'order', id FROM orders WHERE status = 'pending'");
}

/* "[7,8,…]", `count` of them. */
static char *ids_from(long first, int count)
{
    struct buf ids;

    buf_init(&ids, 65536);
    for (int i = 0; i < count; i++)
        buf_addf(&ids, "%c%ld", i ? ',' : '[', first + i);
    buf_addc(&ids, ']');
    return ids.data;
}

/* After an outage of the queue: the plans are still those of the healthy shop. */
static void
test_a_long_outbox_is_worked_off_although_the_plans_were_made_for_an_empty_one(void **state UNUSED)
{
    tell(fixture.file != NULL ? "ANALYZE" : "VACUUM ANALYZE outbox");
    for (int i = 0; i < 8; i++) { /* more often than plans are made for the parameters at hand */
        assert_int_equal(lease("512", "true"), 0);
        (void)run_on(shop_db, &sql_outbox_release, "[1]", NULL);
        (void)run_on(shop_db, &sql_outbox_delete, "[1]", NULL);
        assert_int_equal(run_on(shop_db, &sql_orders_sweep, "1000", NULL), 0);
    }
    fill_much();
    assert_int_equal(lease("512", "true"), 512);
    char *ids = ids_from(count_of("SELECT min(id) FROM outbox"), 512);
    (void)run_on(shop_db, &sql_outbox_release, ids, NULL);
    assert_int_equal(count_of("SELECT count(*) FROM outbox WHERE leased_until IS NOT NULL"), 0);
    (void)run_on(shop_db, &sql_outbox_delete, ids, NULL);
    assert_int_equal(count_of("SELECT count(*) FROM outbox"), 150000 - 512);
    free(ids);
    assert_int_equal(run_on(shop_db, &sql_orders_sweep, "1000", NULL), 512);
}

static void test_a_long_queue_slows_no_claim_although_the_plans_were_made_without_one(void **state UNUSED)
{
    struct order_claimed claimed;
    int64_t began_ms;

    place_simple(1000007, 1, 1);
    assert_int_equal(claim(1000007, &claimed), ORDER_CLAIMED);
    assert_true(finish(1000007, 1, ORDER_OK, NULL));
    tell("DELETE FROM outbox");
    tell("WITH RECURSIVE series (i) AS (SELECT 2000001 UNION ALL SELECT i + 1 FROM series WHERE i < 2001000) "
         "INSERT INTO orders (id, customer_name, customer_email, pickup_code, total_cents, status) "
         "SELECT i, 'n', 'e', 'c', 1, 'completed' FROM series"); /* a shop that had some days */
    tell(fixture.file != NULL ? "ANALYZE" : "VACUUM ANALYZE orders");
    for (int i = 0; i < 8; i++)
        assert_int_equal(claim(1000007, &claimed), ORDER_ENDED);
    fill_much();
    began_ms = clock_ms();
    for (int i = 0; i < 20; i++) /* as when messages come twice */
        assert_int_equal(claim(1000007, &claimed), ORDER_ENDED);
    assert_in_range(clock_ms() - began_ms, 0, 500); /* to look at all would take that for some ten */
}

static void test_while_the_queue_takes_none_the_orders_that_wait_are_not_looked_at(void **state UNUSED)
{
    int64_t began_ms;

    assert_int_equal(lease("512", "false"), 0);
    fill_much();
    tell("INSERT INTO outbox (kind, version) VALUES ('cache.invalidate', 5)");
    assert_int_equal(lease("512", "false"), 1);
    began_ms = clock_ms();
    for (int i = 0; i < 20; i++)
        assert_int_equal(lease("512", "false"), 0);
    assert_in_range(clock_ms() - began_ms, 0, 500); /* to look at all would take that for one or two */
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
    tellf("UPDATE orders SET created_at = %s, updated_at = %s, swept_at = %s, lease_until = %s",
          earlier("created_at", seconds), earlier("updated_at", seconds), earlier("swept_at", seconds),
          earlier("lease_until", seconds));
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
    tellf("UPDATE orders SET updated_at = %s", earlier("now", 31));
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

static void place_with_key(uint64_t id, const char *key, int age_s)
{
    struct order_request request = request_of(1, 1);

    assert_int_equal(place(id, &request, key, "print", NULL), ORDER_PLACED);
    tellf("UPDATE idempotency_keys SET created_at = %s WHERE key = '%s'", earlier("now", age_s), key);
}

static void test_keys_are_forgotten_after_a_day(void **state UNUSED)
{
    place_with_key(7, "young", 24 * 3600 - 60);
    place_with_key(8, "old", 24 * 3600 + 1);
    (void)run_on(shop_db, &sql_keys_expire, "10", NULL);
    assert_string_equal(ask("SELECT key FROM idempotency_keys"), "young");
    place_with_key(10, "old", 0);
}

static void test_keys_are_forgotten_some_at_a_time(void **state UNUSED)
{
    place_with_key(7, "a", 24 * 3600 + 1);
    place_with_key(8, "b", 24 * 3600 + 1);
    (void)run_on(shop_db, &sql_keys_expire, "1", NULL);
    assert_int_equal(count_of("SELECT count(*) FROM idempotency_keys"), 1);
}

static void test_a_key_that_another_deletes_is_passed_over(void **state UNUSED)
{
    PGconn *other = connect_own();

    place_with_key(8, "old", 24 * 3600 + 1);
    place_with_key(9, "held", 24 * 3600 + 1);
    tell_on(other, "BEGIN; DELETE FROM idempotency_keys WHERE key = 'held'");
    (void)run_on(shop_db, &sql_keys_expire, "10", NULL);
    tell_on(other, "ROLLBACK");
    assert_string_equal(ask("SELECT key FROM idempotency_keys"), "held");
    PQfinish(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_a_lease_holds_for_30_s),
        SHOP_TEST(test_orders_stay_while_the_queue_takes_none),
        SHOP_TEST(test_rows_are_released_and_deleted_by_id),
        SHOP_TEST(test_a_lease_takes_no_more_than_its_limit),
        SHOP_TEST(test_a_long_outbox_is_worked_off_although_the_plans_were_made_for_an_empty_one),
        SHOP_TEST(test_a_long_queue_slows_no_claim_although_the_plans_were_made_without_one),
        SHOP_TEST(test_while_the_queue_takes_none_the_orders_that_wait_are_not_looked_at),
        SHOP_TEST(test_an_order_is_swept_when_it_is_overdue_and_nothing_is_on_its_way),
        SHOP_TEST(test_a_young_a_held_and_an_ended_order_are_left_alone),
        SHOP_TEST(test_keys_are_forgotten_after_a_day),
        SHOP_TEST(test_keys_are_forgotten_some_at_a_time),
        /* of several writers at once */
        SHOP_TEST(test_rows_that_another_is_taking_are_passed_over),
        SHOP_TEST(test_an_order_that_another_sweeper_holds_is_passed_over),
        SHOP_TEST(test_a_key_that_another_deletes_is_passed_over),
    };

    return run_on_both("outbox", tests, ARRAY_LEN(tests), ARRAY_LEN(tests) - 3);
}
