/* test_queue.c -- the behaviour that all queue drivers share: the cases run in this process and on the
 * RabbitMQ of BAKERY_TEST_AMQP_URL. */
#include "integration/mq/fixture.h"

static void what_is_published_is_delivered_acked_and_confirmed(void **state UNUSED)
{
    open_and_wait(10);
    UNTIL(fixture.writable == 1);
    assert_true(mq_writable(fixture.mq));
    assert_int_equal(metric_get(METRIC_MQ_UP), 1);
    publish("4711");
    assert_int_equal(fixture.confirmed + fixture.delivered, 0);
    UNTIL(fixture.delivered == 1);
    assert_string_equal(fixture.body, "4711");
    assert_int_equal(fixture.redelivered, 0);
    mq_ack(fixture.mq, fixture.tags[0]);
    mq_ack(fixture.mq, fixture.tags[0]); /* again: harmless */
    mq_reject(fixture.mq, fixture.tags[0]);
    mq_requeue(fixture.mq, fixture.tags[0]);
    UNTIL(fixture.confirmed == 1);
    publish("4712");
    UNTIL(fixture.delivered == 2);
    mq_ack(fixture.mq, fixture.tags[0]); /* the former one, which may have had the same place */
    mq_ack(fixture.mq, fixture.tags[1]);
    UNTIL(fixture.confirmed == 2);
    turn_for_ms(150);
    assert_int_equal(fixture.delivered, 2);
    assert_int_equal(fixture.writable, 1);
    assert_true(healthy());
}

static void a_requeued_message_comes_again_and_says_so(void **state UNUSED)
{
    open_and_wait(10);
    publish("17");
    for (int i = 1; i <= 4; i++) {
        UNTIL(fixture.delivered == i);
        assert_int_equal(fixture.redelivered, i - 1);
        assert_string_equal(fixture.body, "17");
        mq_requeue(fixture.mq, fixture.tags[i - 1]);
        mq_requeue(fixture.mq, fixture.tags[i - 1]);
    }
    UNTIL(fixture.delivered == 5);
    mq_ack(fixture.mq, fixture.tags[4]);
    UNTIL(fixture.confirmed == 1);
    assert_int_equal(fixture.failed, 0);
}

static void a_rejected_message_is_confirmed_and_does_not_come_again(void **state UNUSED)
{
    open_and_wait(10);
    publish("unreadable");
    UNTIL(fixture.delivered == 1);
    mq_reject(fixture.mq, fixture.tags[0]);
    UNTIL(fixture.confirmed == 1);
    turn_for_ms(150);
    assert_int_equal(fixture.delivered, 1);
    assert_true(healthy());
}

static void no_more_are_delivered_than_the_prefetch(void **state UNUSED)
{
    open_and_wait(3);
    for (int i = 0; i < 10; i++)
        publish("17");
    UNTIL(fixture.delivered == 3);
    turn_for_ms(150);
    assert_int_equal(fixture.delivered, 3);
    mq_ack(fixture.mq, fixture.tags[1]); /* in any order */
    UNTIL(fixture.delivered == 4);
    mq_ack(fixture.mq, fixture.tags[0]);
    mq_ack(fixture.mq, fixture.tags[2]);
    UNTIL(fixture.delivered == 6);
    fixture.ack_at_once = true;
    for (int i = 3; i < 6; i++)
        mq_ack(fixture.mq, fixture.tags[i]);
    UNTIL(fixture.delivered == 10 && fixture.confirmed == 10);
}

static void many_messages_arrive_once_each(void **state UNUSED)
{
    enum { COUNT = 10000 };

    fixture.ack_at_once = true;
    open_and_wait(200);
    for (int sent = 0; sent < COUNT;) {
        UNTIL(mq_writable(fixture.mq));
        for (; sent < COUNT && mq_writable(fixture.mq); sent++)
            publish("17");
        loop_turn(fixture.loop, 10);
    }
    UNTIL(fixture.confirmed == COUNT && fixture.delivered == COUNT);
    assert_int_equal(fixture.failed, 0);
    assert_int_equal(fixture.redelivered, 0);
}

static void bodies_of_every_size_arrive_completely(void **state UNUSED)
{
    static char body[MQ_BODY_MAX + 1];
    static const size_t sizes[] = { 0, 1, 4087, 4088, 4089, MQ_BODY_MAX };

    fixture.ack_at_once = true;
    open_and_wait(10);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        memset(body, 'x', sizes[i]);
        body[sizes[i]] = '\0';
        publish(body);
        UNTIL(fixture.delivered == (int)i + 1);
        assert_string_equal(fixture.body, body);
    }
}

static void a_body_over_the_limit_is_rejected(void **state UNUSED)
{
    static char body[MQ_BODY_MAX + 2];

    memset(body, 'x', MQ_BODY_MAX + 1);
    open_and_wait(10);
    publish(body);
    assert_int_equal(fixture.failed, 0);
    UNTIL(fixture.failed == 1);
    assert_int_equal(fixture.failure.kind, ERR_TOO_LARGE);
}

static void after_a_pause_nothing_is_delivered_and_acks_still_count(void **state UNUSED)
{
    open_and_wait(2);
    for (int i = 0; i < 5; i++)
        publish("17");
    UNTIL(fixture.delivered == 2);
    mq_pause(fixture.mq);
    mq_pause(fixture.mq);
    mq_ack(fixture.mq, fixture.tags[0]);
    UNTIL(fixture.confirmed >= 1);
    mq_requeue(fixture.mq, fixture.tags[1]);
    turn_for_ms(150);
    assert_int_equal(fixture.delivered, 2);
    assert_true(healthy());
}

static void cancelled_publishes_are_delivered_without_a_callback(void **state UNUSED)
{
    struct op_list mine = OP_LIST_INIT;

    fixture.ack_at_once = true;
    open_and_wait(10);
    mq_publish(fixture.mq, &mine, "17", 2, on_confirm, NULL);
    op_list_cancel(&mine);
    UNTIL(fixture.delivered == 1);
    turn_for_ms(50);
    assert_int_equal(fixture.confirmed + fixture.failed, 0);
}

static void closing_runs_no_callback(void **state UNUSED)
{
    open_and_wait(5);
    for (int i = 0; i < 20; i++)
        publish("17");
    UNTIL(fixture.delivered == 5);
    int confirmed = fixture.confirmed;
    mq_ack(fixture.mq, fixture.tags[0]);
    mq_requeue(fixture.mq, fixture.tags[1]);
    mq_reject(fixture.mq, fixture.tags[2]);
    for (int i = 0; i < 100; i++)
        publish("18");
    mq_close(fixture.mq);
    fixture.mq = NULL;
    assert_true(op_list_empty(&fixture.ops));
    turn_for_ms(100);
    assert_int_equal(fixture.confirmed, confirmed);
    assert_int_equal(fixture.failed, 0);
    assert_int_equal(fixture.delivered, 5);
}

static void closing_before_it_is_connected_is_fine(void **state UNUSED)
{
    for (int turns = 0; turns < 12; turns++) {
        open_at(fixture.url_text, 5, &amqp_timing_default);
        publish("17");
        for (int i = 0; i < turns; i++)
            loop_turn(fixture.loop, 1);
        mq_close(fixture.mq);
    }
    fixture.mq = NULL;
    mq_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_published_is_delivered_acked_and_confirmed),
        TEST(a_requeued_message_comes_again_and_says_so),
        TEST(a_rejected_message_is_confirmed_and_does_not_come_again),
        TEST(no_more_are_delivered_than_the_prefetch),
        TEST(many_messages_arrive_once_each),
        TEST(bodies_of_every_size_arrive_completely),
        TEST(a_body_over_the_limit_is_rejected),
        TEST(after_a_pause_nothing_is_delivered_and_acks_still_count),
        TEST(cancelled_publishes_are_delivered_without_a_callback),
        TEST(closing_runs_no_callback),
        TEST(closing_before_it_is_connected_is_fine),
    };
    int failed = cmocka_run_group_tests_name("in this process", tests, group_begin_local, NULL);

    return failed + cmocka_run_group_tests_name("in RabbitMQ", tests, group_begin, group_end);
}
