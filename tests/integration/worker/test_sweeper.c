/* The sweeper: its first look comes 10 s after the start, so this program takes that long. */
#include "integration/worker/fixture.h"
#include "worker/sweeper.h"

static void test_it_sends_overdue_orders_again_and_forgets_what_is_old(void **state UNUSED)
{
    int64_t swept = metric_get(METRIC_ORDERS_SWEPT);
    struct sweeper *sweeper, *freed, *waiting;
    struct order_request request = request_of(1, 1);

    place_simple(7, 1, 1);
    place_simple(8, 1, 1);
    assert_int_equal(place(9, &request, "old", "print", NULL), ORDER_PLACED);
    tell("UPDATE outbox SET sent = true, due_at = now() + interval '1 hour'; "
         "UPDATE outbox SET due_at = now() - interval '1 second' WHERE order_number = 7; "
         "UPDATE idempotency_keys SET created_at = now() - interval '25 h'");
    /* More than one statement forgets. */
    tell("INSERT INTO idempotency_keys (key, fingerprint, order_number, created_at) "
         "SELECT n, 'print', 9, now() - interval '25 h' FROM generate_series(1, 5000) n");
    tell("INSERT INTO staff_accounts (email, name, role) VALUES ('a@example.com', 'A', 'owner'), "
         "('b@example.com', 'B', 'counter')");
    tell("INSERT INTO staff_sessions (token_hash, account_id, idle, used_at, created_at) VALUES "
         "('idle', 1, '12 hours', now() - interval '12 h 1 min', now() - interval '1 day'), "
         "('old', 1, '30 days', now(), now() - interval '30 days 1 min'), "
         "('kept', 1, '30 days', now() - interval '29 days', now() - interval '29 days 23 h')");
    tell("INSERT INTO staff_links VALUES (1, 'late', now() - interval '1 s'), (2, 'valid', now() + interval "
         "'1 h')");
    tell("INSERT INTO sign_in_failures (subject, failures, since) "
         "SELECT n, 1, now() - interval '61 min' FROM generate_series(1, 2500) n");
    tell("INSERT INTO sign_in_failures (subject, failures, since) VALUES ('new', 1, now() - interval '59 "
         "min')");
    sweeper = sweeper_new(fixture.loop, shop_db, on_outbox, NULL);
    freed = sweeper_new(fixture.loop, shop_db, on_outbox, NULL);
    waiting = sweeper_new(fixture.loop, shop_db, on_outbox, NULL);
    sweeper_free(freed); /* before its time */
    UNTIL(rig.outbox_calls > 0);
    UNTIL(count_of("SELECT count(*) FROM idempotency_keys") == 0);
    assert_int_equal(rig.outbox_calls, 1); /* the other found nothing left */
    assert_int_equal(metric_get(METRIC_ORDERS_SWEPT) - swept, 1);
    assert_string_equal(ask("SELECT string_agg(order_number::text, ' ') FROM outbox WHERE NOT sent"), "7");
    UNTIL(count_of("SELECT count(*) FROM sign_in_failures") == 1);
    assert_string_equal(ask("SELECT string_agg(token_hash, ' ') FROM staff_sessions"), "kept");
    assert_string_equal(ask("SELECT string_agg(token_hash, ' ') FROM staff_links"), "valid");
    assert_string_equal(ask("SELECT subject FROM sign_in_failures"), "new");
    sweeper_free(sweeper);
    sweeper_free(waiting);
    sweeper_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_it_sends_overdue_orders_again_and_forgets_what_is_old),
    };

    return cmocka_run_group_tests_name("sweeper", tests, fixture_setup, fixture_teardown);
}
