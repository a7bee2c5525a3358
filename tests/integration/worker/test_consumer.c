/* The consumer on RabbitMQ and PostgreSQL: an order ends once, however often its message is delivered and
 * whatever fails in between. */
#include "integration/worker/fixture.h"
#include "worker/consumer.h"
#include "worker/payment.h"

/* The consumer's way to the database leads through a proxy. */
static struct proxy proxy;
static struct db *db;
static struct consumer *consumer;
static struct payment *payment;

static void deliver(const struct mq_delivery *delivery)
{
    consumer_deliver(consumer, delivery);
}

/* With this delay of the payment. */
static void start_consumer(int64_t delay_ms)
{
    payment = payment_new(fixture.loop, delay_ms, 0);
    consumer = consumer_new(&(struct consumer_options){
        .loop = fixture.loop,
        .db = db,
        .mq = rig.mq,
        .payment = payment,
        .list = rig.list,
        .watch = rig.watch,
        .on_outbox = on_outbox,
    });
    rig.on_delivery = deliver;
}

static void stop_consumer(void)
{
    consumer_free(consumer);
    payment_free(payment);
    consumer = NULL;
    payment = NULL;
    assert_int_equal(metric_get(METRIC_DELIVERIES_IN_FLIGHT), 0);
}

static int begin(void **state)
{
    (void)rig_begin(state);
    proxy_start(&proxy);
    char *url = url_of(fixture.name, "127.0.0.1", proxy.port);
    db = shop_db_open(url, 1); /* so that each statement follows the one before */
    free(url);
    UNTIL(healthy(db));
    return 0;
}

static int end(void **state)
{
    stop_consumer();
    close_db(db);
    proxy_end(&proxy);
    return rig_end(state);
}

static bool all_settled(int deliveries)
{
    return rig.delivered >= deliveries && metric_get(METRIC_DELIVERIES_IN_FLIGHT) == 0;
}

static bool status_is(const char *status)
{
    return strcmp(ask("SELECT status FROM orders WHERE number = 7"), status) == 0;
}

/* The claim is committed, and the consumer knows. */
static void until_claimed(void)
{
    UNTIL(status_is("processing"));
    turn_for_ms(50);
    assert_true(status_is("processing"));
}

/* Another order first: then the statements are prepared, and the next bytes of the server are an answer. */
static void warm_up(void)
{
    place_simple(8, 1, 1);
    publish_order(8);
    UNTIL(all_settled(1));
    tell("DELETE FROM payments; DELETE FROM order_events");
}

/* Order 7 is completed, at this attempt, and everything happened once. */
static void assert_completed_once(int attempt)
{
    assert_true(status_is("completed"));
    assert_int_equal(count_of("SELECT attempt FROM orders WHERE number = 7"), attempt);
    assert_int_equal(count_of("SELECT count(*) FROM payments"), 1);
    assert_int_equal(count_of("SELECT count(*) FROM stock_moves WHERE order_number = 7"), 1);
    assert_int_equal(count_of("SELECT count(*) FROM order_events WHERE status = 'completed'"), 1);
    assert_ledger();
}

static void test_a_message_that_comes_twice_has_one_effect(void **state UNUSED)
{
    start_consumer(20);
    place_simple(7, 2, 4);
    publish_order(7);
    publish_order(7);
    UNTIL(all_settled(2));
    assert_completed_once(1);
    publish_order(7);
    UNTIL(all_settled(3));
    assert_completed_once(1);
    UNTIL(queued(AMQP_QUEUE) == 0);
    assert_int_equal(queued(AMQP_DEAD_QUEUE), 0);
}

/* ---- who watches the order ---- */

static struct {
    struct op_list ops;
    struct order_watcher *watcher;
    bool processing, completed;
} spectator;

static void on_change(void *arg UNUSED, const struct order_view *view)
{
    spectator.processing |= strstr(view->json, "\"status\":\"processing\"") != NULL;
    spectator.completed |= strstr(view->json, "\"status\":\"completed\"") != NULL;
}

static void on_watched(void *arg, struct order_watcher *watcher, const struct order_view *view UNUSED,
                       const struct err *err)
{
    assert_null(err);
    order_watcher_follow(watcher, on_change, arg);
    spectator.watcher = watcher;
}

static void watch_order(void)
{
    memset(&spectator, 0, sizeof(spectator));
    order_watch_open(rig.watch, &spectator.ops, 7, on_watched, NULL);
    UNTIL(spectator.watcher != NULL);
}

static void test_a_watcher_sees_each_step(void **state UNUSED)
{
    start_consumer(300);
    place_simple(7, 2, 4);
    watch_order();
    publish_order(7);
    UNTIL(spectator.processing);
    assert_false(spectator.completed);
    UNTIL(spectator.completed);
    order_watcher_close(spectator.watcher);
}

static void test_unreadable_messages_and_unknown_orders_are_dead_lettered(void **state UNUSED)
{
    int64_t rejected = metric_get(METRIC_DELIVERIES_REJECTED);

    start_consumer(0);
    publish("no JSON");
    publish("{\"order_number\":\"7\"}");
    publish("{\"order_number\":8}");
    UNTIL(all_settled(3));
    UNTIL(queued(AMQP_DEAD_QUEUE) == 3);
    assert_int_equal(metric_get(METRIC_DELIVERIES_REJECTED) - rejected, 3);
}

static void test_a_claim_waits_for_the_database_to_come_back(void **state UNUSED)
{
    start_consumer(0);
    place_simple(7, 2, 4);
    proxy_down(&proxy);
    UNTIL(!healthy(db));
    publish_order(7);
    UNTIL(rig.delivered == 1);
    turn_for_ms(200); /* several tries */
    assert_true(status_is("pending"));
    proxy_listen(&proxy);
    UNTIL(all_settled(1));
    assert_completed_once(1);
    assert_int_equal(rig.delivered, 1); /* it was kept meanwhile */
}

static void test_a_finish_waits_for_the_database_to_come_back(void **state UNUSED)
{
    start_consumer(300);
    place_simple(7, 2, 4);
    publish_order(7);
    until_claimed();
    proxy_down(&proxy);
    turn_for_ms(500);
    assert_true(status_is("processing"));
    proxy_listen(&proxy);
    UNTIL(all_settled(1));
    assert_completed_once(1);
}

static void test_the_next_message_continues_after_a_lost_claim_result(void **state UNUSED)
{
    start_consumer(0);
    warm_up();
    place_simple(7, 2, 4);
    proxy.cut_after = 0; /* the statement reaches the server, its answer does not come back */
    publish_order(7);
    UNTIL(proxy.cut_after < 0);
    UNTIL(all_settled(2)); /* held, as far as we can know */
    assert_true(status_is("processing"));
    tell("UPDATE orders SET lease_until = now() - interval '1 second' WHERE number = 7");
    publish_order(7); /* as the sweeper has it done */
    UNTIL(all_settled(3));
    assert_completed_once(2);
    assert_int_equal(queued(AMQP_DEAD_QUEUE), 0);
}

static void test_a_finish_with_a_lost_result_runs_once(void **state UNUSED)
{
    start_consumer(300);
    warm_up();
    place_simple(7, 2, 4);
    publish_order(7);
    until_claimed();
    watch_order();
    proxy.cut_after = 0;
    UNTIL(proxy.cut_after < 0);
    assert_true(status_is("completed"));
    assert_int_equal(metric_get(METRIC_DELIVERIES_IN_FLIGHT), 1); /* we do not know it yet */
    UNTIL(all_settled(2) && spectator.completed);
    order_watcher_close(spectator.watcher);
    assert_completed_once(1);
    assert_int_equal(queued(AMQP_DEAD_QUEUE), 0);
}

static void test_an_order_that_never_gets_to_its_end_is_given_up(void **state UNUSED)
{
    start_consumer(0);
    place_simple(7, 2, 4);
    tell("UPDATE orders SET attempt = 4");
    publish_order(7);
    UNTIL(all_settled(1));
    assert_completed_once(5); /* the fifth try is a try */

    place_simple(8, 2, 4);
    tell("UPDATE orders SET attempt = 5 WHERE number = 8");
    publish_order(8);
    UNTIL(all_settled(2));
    assert_string_equal(ask("SELECT status || failure_reason FROM orders WHERE number = 8"),
                        "failedinternal");
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "6");
    assert_ledger();
}

static void
test_an_order_that_the_database_refuses_leaves_no_dead_letters_and_is_completed_later(void **state UNUSED)
{
    start_consumer(0);
    place_simple(7, 2, 4);
    tell("ALTER TABLE stock_moves ADD CONSTRAINT no_more CHECK (kind = 'adjust') NOT VALID");
    for (int times = 1; times <= 3; times++) { /* as the sweeper has it done */
        publish_order(7);
        UNTIL(all_settled(times));
    }
    tell("ALTER TABLE stock_moves DROP CONSTRAINT no_more");
    assert_true(status_is("pending"));
    publish_order(7);
    UNTIL(all_settled(4));
    assert_completed_once(1);
    assert_int_equal(queued(AMQP_DEAD_QUEUE), 0);
}

static void test_a_declined_order_fails_and_gives_its_stock_back(void **state UNUSED)
{
    struct order_request request = request_of(2, 10);

    start_consumer(0);
    (void)strcpy(request.payment_token, "tok_declined");
    assert_int_equal(place(7, &request, NULL, NULL, NULL), ORDER_PLACED);
    publish_order(7);
    UNTIL(all_settled(1));
    assert_string_equal(ask("SELECT status || failure_reason FROM orders"), "failedpayment_declined");
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "10");
    assert_int_equal(count_of("SELECT count(*) FROM payments"), 0);
    assert_int_equal(rig.outbox_calls, 2); /* sold out, and there again */
    assert_ledger();
}

static void test_an_order_for_more_than_there_is_fails_without_a_payment(void **state UNUSED)
{
    start_consumer(0);
    place_simple(7, 2, 11);
    publish_order(7);
    UNTIL(all_settled(1));
    assert_string_equal(ask("SELECT status || failure_reason FROM orders"), "failedout_of_stock");
    assert_int_equal(count_of("SELECT count(*) FROM payments"), 0);
    assert_ledger();
}

/* The consumer was freed with order 7 in its hands: another takes it up where it was left. */
static void assert_another_completes_it(int attempt)
{
    tell("UPDATE orders SET lease_until = now() - interval '1 second' WHERE status = 'processing'");
    start_consumer(0);
    rig_change_mq(rig.url.port); /* what was not settled comes again */
    stop_consumer();
    rig.delivered = 0;
    start_consumer(0); /* on the new queue */
    UNTIL(all_settled(1));
    assert_completed_once(attempt);
}

static void test_freed_during_a_claim_it_loses_nothing(void **state UNUSED)
{
    start_consumer(0);
    place_simple(7, 2, 4);
    proxy_stall(&proxy, true);
    publish_order(7);
    UNTIL(rig.delivered == 1);
    turn_twice();
    stop_consumer();
    proxy_stall(&proxy, false);
    UNTIL(status_is("processing")); /* the statement runs on, and nobody is called */
    assert_another_completes_it(2);
}

static void test_freed_during_a_payment_it_loses_nothing(void **state UNUSED)
{
    start_consumer(60000);
    place_simple(7, 2, 4);
    publish_order(7);
    until_claimed();
    stop_consumer();
    assert_another_completes_it(2);
}

static void test_freed_during_a_finish_it_loses_nothing(void **state UNUSED)
{
    start_consumer(300);
    place_simple(7, 2, 4);
    publish_order(7);
    until_claimed();
    proxy_stall(&proxy, true);
    turn_for_ms(500); /* paid, and the finish is on its way */
    stop_consumer();
    proxy_stall(&proxy, false);
    UNTIL(status_is("completed"));
    assert_another_completes_it(1);
}

static void test_freed_between_two_tries_it_loses_nothing(void **state UNUSED)
{
    start_consumer(0);
    place_simple(7, 2, 4);
    proxy_down(&proxy);
    UNTIL(!healthy(db));
    publish_order(7);
    UNTIL(rig.delivered == 1);
    turn_for_ms(50);
    stop_consumer();
    proxy_listen(&proxy);
    UNTIL(healthy(db));
    assert_another_completes_it(1);
}

static void on_idle(void *arg)
{
    ++*(int *)arg;
}

static void test_a_drain_ends_when_the_last_order_has_ended(void **state UNUSED)
{
    int idle = 0;

    start_consumer(300);
    place_simple(8, 1, 1);
    place_simple(7, 2, 4);
    publish_order(8);
    UNTIL(rig.delivered == 1);
    turn_for_ms(100);
    publish_order(7); /* which so ends later */
    until_claimed();
    mq_pause(rig.mq);
    consumer_drain(consumer, on_idle, &idle);
    UNTIL(idle == 1);
    assert_true(status_is("completed"));
    assert_int_equal(count_of("SELECT count(*) FROM orders WHERE status = 'completed'"), 2);
    turn_for_ms(50);
    assert_int_equal(idle, 1);
}

static void test_a_drain_with_nothing_in_work_ends_at_once(void **state UNUSED)
{
    int idle = 0;

    start_consumer(0);
    consumer_drain(consumer, on_idle, &idle);
    assert_int_equal(idle, 0);
    loop_turn(fixture.loop, 0);
    assert_int_equal(idle, 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_message_that_comes_twice_has_one_effect),
        TEST(test_a_watcher_sees_each_step),
        TEST(test_unreadable_messages_and_unknown_orders_are_dead_lettered),
        TEST(test_a_claim_waits_for_the_database_to_come_back),
        TEST(test_a_finish_waits_for_the_database_to_come_back),
        TEST(test_the_next_message_continues_after_a_lost_claim_result),
        TEST(test_a_finish_with_a_lost_result_runs_once),
        TEST(test_an_order_that_never_gets_to_its_end_is_given_up),
        TEST(test_an_order_that_the_database_refuses_leaves_no_dead_letters_and_is_completed_later),
        TEST(test_a_declined_order_fails_and_gives_its_stock_back),
        TEST(test_an_order_for_more_than_there_is_fails_without_a_payment),
        TEST(test_freed_during_a_claim_it_loses_nothing),
        TEST(test_freed_during_a_payment_it_loses_nothing),
        TEST(test_freed_during_a_finish_it_loses_nothing),
        TEST(test_freed_between_two_tries_it_loses_nothing),
        TEST(test_a_drain_ends_when_the_last_order_has_ended),
        TEST(test_a_drain_with_nothing_in_work_ends_at_once),
    };

    return cmocka_run_group_tests_name("consumer", tests, fixture_setup, fixture_teardown);
}
