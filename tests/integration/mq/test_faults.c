/* test_faults.c -- a broker that is absent, refuses us, loses its queues, or hangs behind a bad network. */
#include "integration/mq/proxy.h"

/* ---- queues that go */

static void a_queue_deleted_under_the_consumer_is_declared_and_consumed_again(void **state UNUSED)
{
    fixture.ack_at_once = true;
    open_and_wait(10);
    int64_t deleted_ms = clock_ms();
    admin_delete(AMQP_QUEUE);
    UNTIL(ill_with("the queue was deleted"));
    UNTIL(healthy());
    assert_in_range(clock_ms() - deleted_ms, 0, 5000);
    publish("17");
    UNTIL(fixture.delivered == 1);
}

static void without_a_queue_a_publish_fails_and_the_next_one_finds_it_again(void **state UNUSED)
{
    open_and_wait(0);
    admin_delete(AMQP_QUEUE);
    publish("17");
    UNTIL(fixture.failed == 1);
    assert_int_equal(fixture.confirmed, 0);
    assert_int_equal(fixture.failure.kind, ERR_UNAVAILABLE);
    assert_false(mq_writable(fixture.mq));
    UNTIL(mq_writable(fixture.mq));
    UNTIL(fixture.writable == 2);
    publish("18");
    UNTIL(fixture.confirmed == 1);
    assert_int_equal(admin_count(AMQP_QUEUE), 1);
}

static void a_queue_of_another_type_is_reported_until_it_is_deleted(void **state UNUSED)
{
    admin_declare_classic(AMQP_QUEUE);
    open_at(fixture.url_text, 10, &amqp_timing_default);
    UNTIL(ill_with("406 PRECONDITION_FAILED") && ill_with("for queue 'orders'"));
    publish("17");
    UNTIL(fixture.failed == 1);
    admin_delete(AMQP_QUEUE);
    UNTIL(healthy());
}

/* ---- a broker that refuses us */

static void expect_refusal(const char *user, const char *password, const char *vhost, const char *words)
{
    char *url = mem_printf("amqp://%s:%s@127.0.0.1:%d/%s", user, password, fixture.url.port, vhost);

    open_at(url, 10, &amqp_timing_default);
    free(url); /* the driver has its own */
    UNTIL(ill_with(words));
    turn_for_ms(300); /* it tries on, and still says why */
    assert_true(ill_with(words));
    publish("17");
    UNTIL(fixture.failed == 1);
    assert_int_equal(fixture.failure.kind, ERR_UNAVAILABLE);
}

static void a_rejected_login_is_reported(void **state UNUSED)
{
    expect_refusal(fixture.url.user, "wrong-password", "%2f", "403");
}

static void a_vhost_that_is_not_there_is_named(void **state UNUSED)
{
    expect_refusal(fixture.url.user, fixture.url.password, "no-such-vhost", "530");
}

static void a_name_that_is_not_there_is_named(void **state UNUSED)
{
    open_at("amqp://guest:guest@no-such-host.invalid/", 10, &quick);
    UNTIL(ill_with("name"));
}

static void a_server_that_speaks_something_else_is_named(void **state UNUSED)
{
    struct mq_options options = { .url = "http://127.0.0.1/" };
    struct err err = ERR_INIT;

    assert_null(mq_open(fixture.loop, &options, &err));
    assert_int_equal(err.kind, ERR_INVALID);
}

/* ---- a network that fails */

static void through_single_bytes_all_works_as_well(void **state UNUSED)
{
    proxy.one_byte = true;
    fixture.ack_at_once = true;
    open_at(proxy.url, 10, &amqp_timing_default);
    UNTIL(healthy());
    for (int i = 0; i < 10; i++)
        publish("brown bread");
    UNTIL(fixture.confirmed == 10 && fixture.delivered == 10);
    assert_string_equal(fixture.body, "brown bread");
}

static void a_lost_connection_fails_publishes_and_redelivers_messages(void **state UNUSED)
{
    open_at(proxy.url, 10, &amqp_timing_default);
    UNTIL(healthy());
    publish("17");
    UNTIL(fixture.confirmed == 1 && fixture.delivered == 1);
    for (int i = 0; i < 50; i++)
        publish("18");
    proxy_cut();
    UNTIL(!healthy());
    assert_false(mq_writable(fixture.mq));
    UNTIL(fixture.failed == 50);
    assert_int_equal(fixture.failure.kind, ERR_UNAVAILABLE);
    mq_ack(fixture.mq, fixture.tags[0]); /* of the former connection */
    UNTIL(healthy());
    UNTIL(fixture.delivered >= 2);
    assert_true(fixture.redelivered >= 1);
    mq_ack(fixture.mq, fixture.tags[0]); /* still harmless: the new connection uses the same numbers */
    mq_reject(fixture.mq, fixture.tags[0]);
    mq_ack(fixture.mq, fixture.tags[1]);
    turn_for_ms(100);
    assert_int_equal(admin_count(AMQP_DEAD_QUEUE), 0);
    assert_true(healthy());
}

static void a_broker_that_is_away_is_named_and_found_within_5_s_of_its_return(void **state UNUSED)
{
    proxy_down();
    open_at(proxy.url, 10, &amqp_timing_default);
    UNTIL(ill_with("refused"));
    turn_for_ms(3000); /* the backoff has reached its longest step */
    proxy_up();
    int64_t back_ms = clock_ms();
    UNTIL(healthy());
    assert_in_range(clock_ms() - back_ms, 0, 5000);
    UNTIL(fixture.writable == 1);
}

static void a_stalled_broker_is_noticed_by_its_missing_heartbeats(void **state UNUSED)
{
    open_at(proxy.url, 10, &quick);
    UNTIL(healthy());
    turn_for_ms(3500); /* idle, with heartbeats both ways: the broker would drop us after 2 s without ours */
    assert_true(healthy());
    assert_int_equal(proxy.accepted, 2);
    proxy_stall(true);
    publish("17");
    UNTIL(ill_with("silent"));
    UNTIL(fixture.failed == 1);
    UNTIL(ill_with("did not answer in time")); /* connections are accepted, and nothing else */
    proxy_stall(false);
    UNTIL(healthy());
    publish("18");
    UNTIL(fixture.confirmed == 1);
}

static void without_a_confirm_in_time_a_publish_fails(void **state UNUSED)
{
    static const struct amqp_timing impatient = {
        .connect_ms = 1000, .handshake_ms = 2000, .heartbeat_ms = 10000, .confirm_ms = 500
    };

    open_at(proxy.url, 0, &impatient);
    UNTIL(healthy());
    proxy_stall(true);
    publish("17");
    UNTIL(fixture.failed == 1);
    assert_non_null(strstr(fixture.failure.msg, "in time"));
    proxy_stall(false);
    publish("18");
    UNTIL(fixture.confirmed == 1); /* the late confirm of 17 belongs to nobody */
    turn_for_ms(50);
    assert_int_equal(fixture.confirmed, 1);
    assert_true(healthy());
}

static void over_the_window_publishes_fail(void **state UNUSED)
{
    open_at(proxy.url, 0, &amqp_timing_default);
    UNTIL(healthy());
    proxy_stall(true);
    for (int i = 0; i < MQ_UNCONFIRMED_MAX; i++)
        publish("17");
    assert_false(mq_writable(fixture.mq));
    publish("18");
    UNTIL(fixture.failed == 1);
    proxy_stall(false);
    UNTIL(fixture.confirmed == MQ_UNCONFIRMED_MAX);
    assert_int_equal(fixture.failed, 1);
    assert_true(mq_writable(fixture.mq));
}

static void closing_while_everything_hangs_is_fine(void **state UNUSED)
{
    open_at(proxy.url, 10, &amqp_timing_default);
    UNTIL(healthy());
    proxy_stall(true);
    for (int i = 0; i < 100; i++)
        publish("17");
    turn_for_ms(50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_queue_deleted_under_the_consumer_is_declared_and_consumed_again),
        TEST(without_a_queue_a_publish_fails_and_the_next_one_finds_it_again),
        TEST(a_queue_of_another_type_is_reported_until_it_is_deleted),
        TEST(a_rejected_login_is_reported),
        TEST(a_vhost_that_is_not_there_is_named),
        TEST(a_name_that_is_not_there_is_named),
        TEST(a_server_that_speaks_something_else_is_named),
        PROXY_TEST(through_single_bytes_all_works_as_well),
        PROXY_TEST(a_lost_connection_fails_publishes_and_redelivers_messages),
        PROXY_TEST(a_broker_that_is_away_is_named_and_found_within_5_s_of_its_return),
        PROXY_TEST(a_stalled_broker_is_noticed_by_its_missing_heartbeats),
        PROXY_TEST(without_a_confirm_in_time_a_publish_fails),
        PROXY_TEST(over_the_window_publishes_fail),
        PROXY_TEST(closing_while_everything_hangs_is_fine),
    };
    return cmocka_run_group_tests(tests, group_begin, group_end);
}
