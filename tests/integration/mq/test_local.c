/* test_local.c -- the queue in this process: its confirms, limits and pause. test_queue.c has the cases
 * for all drivers. */
#include "integration/mq/fixture.h"

#include <sys/mman.h>
#include <unistd.h>

static void a_confirm_comes_when_the_message_was_settled_and_not_before(void **state UNUSED)
{
    open_and_wait(10);
    publish("1");
    publish("2");
    UNTIL(fixture.delivered == 2);
    turn_for_ms(50);
    assert_int_equal(fixture.confirmed, 0);
    mq_ack(fixture.mq, fixture.tags[1]);
    assert_int_equal(fixture.confirmed, 0); /* not before the call has returned */
    loop_turn(fixture.loop, 0);
    assert_int_equal(fixture.confirmed, 1);
    mq_requeue(fixture.mq, fixture.tags[0]);
    UNTIL(fixture.delivered == 3);
    assert_int_equal(fixture.confirmed, 1);
    mq_ack(fixture.mq, fixture.tags[2]);
    UNTIL(fixture.confirmed == 2);
}

static void messages_are_delivered_in_the_order_in_which_they_were_published(void **state UNUSED)
{
    char body[16];

    open_and_wait(1);
    for (int i = 0; i < 30; i++) {
        (void)snprintf(body, sizeof(body), "%d", i);
        publish(body);
    }
    for (int i = 0; i < 30; i++) {
        (void)snprintf(body, sizeof(body), "%d", i);
        UNTIL(fixture.delivered == i + 1);
        assert_string_equal(fixture.body, body);
        mq_ack(fixture.mq, fixture.tags[i]);
    }
}

static void a_requeued_message_waits_longer_each_time_without_blocking_others(void **state UNUSED)
{
    int64_t rested_ms = 0;

    open_and_wait(1);
    publish("17");
    UNTIL(fixture.delivered == 1);
    publish("18");
    mq_requeue(fixture.mq, fixture.tags[0]);
    UNTIL(fixture.delivered == 2);
    assert_string_equal(fixture.body, "18");
    mq_ack(fixture.mq, fixture.tags[1]);
    for (int i = 2; i < 5; i++) { /* the rest is at least half of 50, 100, 200 ms */
        int64_t began_ms = clock_ms();
        UNTIL(fixture.delivered == i + 1);
        rested_ms = clock_ms() - began_ms;
        mq_requeue(fixture.mq, fixture.tags[i]);
    }
    assert_in_range(rested_ms, 95, 5000);
}

static void over_its_bound_publishes_fail_until_one_is_settled(void **state UNUSED)
{
    open_and_wait(1);
    UNTIL(fixture.writable == 1);
    for (int i = 0; i < MQ_UNCONFIRMED_MAX; i++) {
        assert_true(mq_writable(fixture.mq));
        publish("17");
    }
    assert_false(mq_writable(fixture.mq));
    publish("18");
    UNTIL(fixture.failed == 1 && fixture.delivered == 1);
    assert_int_equal(fixture.failure.kind, ERR_UNAVAILABLE);
    assert_int_equal(fixture.writable, 1);
    mq_ack(fixture.mq, fixture.tags[0]);
    UNTIL(fixture.writable == 2);
    assert_true(mq_writable(fixture.mq));
    fixture.ack_at_once = true;
    UNTIL(fixture.delivered == 2);
    mq_ack(fixture.mq, fixture.tags[1]);
    UNTIL(fixture.confirmed == MQ_UNCONFIRMED_MAX);
    assert_int_equal(fixture.writable, 2);
}

static void a_pause_returns_undelivered_messages_and_accepts_no_more(void **state UNUSED)
{
    open_and_wait(3);
    for (int i = 0; i < 10; i++)
        publish("17");
    UNTIL(fixture.delivered == 3);
    mq_requeue(fixture.mq, fixture.tags[2]); /* it rests, or is delivered again */
    mq_pause(fixture.mq);
    assert_false(mq_writable(fixture.mq));
    UNTIL(fixture.failed == 8);
    mq_requeue(fixture.mq, fixture.tags[0]);
    UNTIL(fixture.failed == 9);
    assert_int_equal(fixture.failure.kind, ERR_UNAVAILABLE);
    publish("18");
    UNTIL(fixture.failed == 10);
    mq_ack(fixture.mq, fixture.tags[1]);
    UNTIL(fixture.confirmed == 1);
    assert_int_equal(fixture.delivered, 3);
    assert_int_equal(fixture.writable, 1);
}

static void on_delivery_pause(void *arg, const struct mq_delivery *delivery)
{
    on_delivery(arg, delivery);
    mq_pause(fixture.mq);
}

static void on_delivery_close(void *arg, const struct mq_delivery *delivery)
{
    mq_close(fixture.mq);
    fixture.mq = NULL;
    on_delivery(arg, delivery); /* its body is still there */
}

static void open_with(void (*delivered)(void *arg, const struct mq_delivery *delivery))
{
    const struct mq_options options = { .prefetch = 10, .on_delivery = delivered };
    struct err err = ERR_INIT;

    fixture.mq = mq_open(fixture.loop, &options, &err);
    for (int i = 0; i < 5; i++)
        publish("body");
}

static void a_delivery_may_pause_or_close_the_queue(void **state UNUSED)
{
    open_with(on_delivery_pause);
    UNTIL(fixture.delivered == 1 && fixture.failed == 4);
    mq_close(fixture.mq);
    assert_int_equal(fixture.failed, 4);

    open_with(on_delivery_close);
    UNTIL(fixture.delivered == 2);
    assert_string_equal(fixture.body, "body");
    turn_for_ms(20);
    assert_int_equal(fixture.delivered, 2);
    assert_true(op_list_empty(&fixture.ops));
}

static void on_confirm_close(void *arg, const struct err *err)
{
    on_confirm(arg, err);
    mq_close(fixture.mq);
    fixture.mq = NULL;
}

static void a_confirm_may_close_the_queue(void **state UNUSED)
{
    fixture.ack_at_once = true;
    open_and_wait(10);
    for (int i = 0; i < 3; i++)
        mq_publish(fixture.mq, &fixture.ops, "17", 2, on_confirm_close, NULL);
    UNTIL(fixture.confirmed == 1);
    turn_for_ms(20);
    assert_int_equal(fixture.confirmed, 1);
}

static void a_rejected_body_is_not_shown_in_the_log(void **state UNUSED)
{
    int log_fd = memfd_create("log", MFD_CLOEXEC), stderr_fd = dup(STDERR_FILENO);
    char text[1024] = "";

    open_and_wait(1);
    publish("a name, say");
    UNTIL(fixture.delivered == 1);
    (void)dup2(log_fd, STDERR_FILENO);
    mq_reject(fixture.mq, fixture.tags[0]);
    (void)dup2(stderr_fd, STDERR_FILENO);
    assert_true(pread(log_fd, text, sizeof(text) - 1, 0) > 0);
    assert_non_null(strstr(text, "level=error"));
    assert_non_null(strstr(text, "11 bytes"));
    assert_null(strstr(text, "a name"));
    (void)close(log_fd);
    (void)close(stderr_fd);
}

static void without_a_consumer_nothing_is_taken(void **state UNUSED)
{
    open_at(NULL, 0, &amqp_timing_default);
    assert_true(healthy());
    assert_false(mq_writable(fixture.mq));
    publish("17");
    UNTIL(fixture.failed == 1);
    assert_int_equal(fixture.writable, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_confirm_comes_when_the_message_was_settled_and_not_before),
        TEST(messages_are_delivered_in_the_order_in_which_they_were_published),
        TEST(a_requeued_message_waits_longer_each_time_without_blocking_others),
        TEST(over_its_bound_publishes_fail_until_one_is_settled),
        TEST(a_pause_returns_undelivered_messages_and_accepts_no_more),
        TEST(a_delivery_may_pause_or_close_the_queue),
        TEST(a_confirm_may_close_the_queue),
        TEST(a_rejected_body_is_not_shown_in_the_log),
        TEST(without_a_consumer_nothing_is_taken),
    };
    return cmocka_run_group_tests(tests, group_begin_local, NULL);
}
