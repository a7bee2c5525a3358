/* test_orders.c -- the path of a message through a real RabbitMQ: publish, confirm, deliver, settle.
 * test_queue.c has the cases for all drivers. */
#include "integration/mq/fixture.h"

static void an_ack_is_written_even_when_the_driver_is_closed_in_its_turn(void **state UNUSED)
{
    open_and_wait(10);
    publish("1");
    publish("2");
    UNTIL(fixture.confirmed == 2 && fixture.delivered == 2);
    mq_ack(fixture.mq, fixture.tags[0]);
    mq_close(fixture.mq); /* 2 is not settled: it goes back */
    fixture.delivered = 0;
    open_and_wait(10);
    UNTIL(fixture.delivered == 1);
    assert_string_equal(fixture.body, "2");
    assert_int_equal(fixture.redelivered, 1);
    turn_for_ms(100);
    assert_int_equal(fixture.delivered, 1);
}

static void a_rejected_message_lands_in_the_dead_letters(void **state UNUSED)
{
    open_and_wait(10);
    publish("unreadable");
    UNTIL(fixture.delivered == 1);
    mq_reject(fixture.mq, fixture.tags[0]);
    UNTIL(admin_count(AMQP_DEAD_QUEUE) == 1);
    assert_int_equal(admin_count(AMQP_QUEUE), 0);
}

static void a_requeued_message_comes_again_more_often_than_the_broker_would_let_it(void **state UNUSED)
{
    open_and_wait(10);
    publish("17");
    for (int i = 1; i <= 30; i++) { /* RabbitMQ 4 gives up after 20 unless it is told otherwise */
        UNTIL(fixture.delivered == i);
        mq_requeue(fixture.mq, fixture.tags[i - 1]);
    }
    UNTIL(fixture.delivered == 31);
    assert_int_equal(fixture.redelivered, 30);
    assert_int_equal(admin_count(AMQP_DEAD_QUEUE), 0);
}

static void after_a_pause_nothing_is_delivered_and_acks_still_count(void **state UNUSED)
{
    open_and_wait(2);
    for (int i = 0; i < 5; i++)
        publish("17");
    UNTIL(fixture.confirmed == 5 && fixture.delivered == 2);
    mq_pause(fixture.mq);
    mq_pause(fixture.mq);
    mq_ack(fixture.mq, fixture.tags[0]);
    UNTIL(admin_count(AMQP_QUEUE) == 3);
    turn_for_ms(100);
    assert_int_equal(fixture.delivered, 2);
    assert_true(healthy());
    publish("17"); /* publishing goes on */
    UNTIL(fixture.confirmed == 6);
    mq_ack(fixture.mq, fixture.tags[1]);
    mq_close(fixture.mq);
    fixture.mq = NULL;
    UNTIL(admin_count(AMQP_QUEUE) == 4);
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
    turn_for_ms(50);
    mq_close(fixture.mq); /* what was not acked would be back in the queue */
    fixture.mq = NULL;
    UNTIL(admin_count(AMQP_QUEUE) == 0);
    assert_int_equal(admin_count(AMQP_DEAD_QUEUE), 0);
}

static void what_others_publish_is_taken_or_dead_lettered_whatever_it_looks_like(void **state UNUSED)
{
    static char huge[300000]; /* several body frames */

    memset(huge, 'x', sizeof(huge));
    fixture.ack_at_once = true;
    open_and_wait(10);
    admin_publish("odd", 3, true);
    UNTIL(fixture.delivered == 1);
    assert_string_equal(fixture.body, "odd");
    admin_publish(huge, sizeof(huge), false);
    admin_publish(huge, MQ_BODY_MAX + 1, true);
    admin_publish("after", 5, false);
    UNTIL(fixture.delivered == 2);
    assert_string_equal(fixture.body, "after");
    UNTIL(admin_count(AMQP_DEAD_QUEUE) == 2);
    assert_true(healthy());
}

static void closing_runs_no_callback_and_loses_nothing(void **state UNUSED)
{
    open_and_wait(5);
    for (int i = 0; i < 20; i++)
        publish("17");
    UNTIL(fixture.confirmed == 20 && fixture.delivered == 5);
    for (int i = 0; i < 100; i++)
        publish("18");
    mq_requeue(fixture.mq, fixture.tags[0]);
    mq_close(fixture.mq);
    fixture.mq = NULL;
    assert_true(op_list_empty(&fixture.ops));
    UNTIL(admin_count(AMQP_QUEUE) >= 20);
    assert_int_equal(fixture.confirmed, 20);
    assert_int_equal(fixture.failed, 0);
    assert_int_equal(fixture.delivered, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_ack_is_written_even_when_the_driver_is_closed_in_its_turn),
        TEST(a_rejected_message_lands_in_the_dead_letters),
        TEST(a_requeued_message_comes_again_more_often_than_the_broker_would_let_it),
        TEST(after_a_pause_nothing_is_delivered_and_acks_still_count),
        TEST(many_messages_arrive_once_each),
        TEST(what_others_publish_is_taken_or_dead_lettered_whatever_it_looks_like),
        TEST(closing_runs_no_callback_and_loses_nothing),
    };
    return cmocka_run_group_tests(tests, group_begin, group_end);
}
