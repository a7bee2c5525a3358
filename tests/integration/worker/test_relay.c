/* The relay on PostgreSQL, RabbitMQ and Redis: it sends what was committed, in bounded portions, and keeps
 * it in the outbox until it is confirmed. */
#include "base/zone.h"
#include "integration/worker/fixture.h"
#include "worker/relay.h"

#include <unistd.h>

static struct relay *relay;

static void start_relay(void)
{
    relay = relay_new(fixture.loop, shop_db, rig.mq, rig.list);
}

static int begin(void **state)
{
    relay = NULL;
    return rig_begin(state);
}

static int end(void **state)
{
    relay_free(relay);
    return rig_end(state);
}

static long sent(void)
{
    return count_of("SELECT count(*) FROM outbox WHERE sent");
}

static int64_t published(void)
{
    return metric_get(METRIC_OUTBOX_PUBLISHED);
}

/* So many orders that wait to be sent. */
static void fill(int orders)
{
    char *text =
        mem_printf("INSERT INTO orders (customer_name, customer_email, pickup_code, total_cents) "
                   "SELECT 'n', 'e', 'c', 1 FROM generate_series(1, %d); "
                   "INSERT INTO outbox (order_number, sent, due_at) SELECT number, false, now() FROM orders",
                   orders);

    tell(text);
    free(text);
}

static bool cache_was_told(const char *version)
{
    return strcmp(ask("SELECT told_version FROM catalog"), version) == 0;
}

static void test_orders_that_wait_are_sent_once(void **state UNUSED)
{
    start_relay();
    fill(700); /* more than one lease takes */
    relay_kick(relay);
    UNTIL(rig.delivered == 700);
    assert_int_equal(sent(), 700); /* their rows stay until they end */
    turn_for_ms(1200);             /* the relay looks again */
    assert_int_equal(rig.delivered, 700);
}

static void test_polls_for_orders_of_other_processes(void **state UNUSED)
{
    start_relay();
    fill(1);
    UNTIL(rig.delivered == 1);
}

static void test_an_order_that_was_placed_is_sent_without_a_lease(void **state UNUSED)
{
    int64_t begun = published();

    start_relay();
    assert_true(relay_can_send(relay));
    relay_send(relay, 1);
    relay_send(relay, 1); /* it is being sent */
    UNTIL(rig.delivered == 1);
    UNTIL(published() == begun + 1);
    relay_send(relay, 1);
    UNTIL(rig.delivered == 2);
}

static void test_orders_are_not_leased_while_the_queue_takes_none(void **state UNUSED)
{
    int64_t returned = metric_get(METRIC_OUTBOX_RETURNED);
    struct proxy proxy;

    proxy_start_mq(&proxy);
    proxy_stall(&proxy, true);
    rig_change_mq(atoi(proxy.port));
    start_relay();
    fill(3);
    tell("UPDATE catalog SET version = 2");
    assert_false(relay_can_send(relay));
    relay_kick(relay);
    UNTIL(cache_was_told("2"));
    turn_for_ms(100);
    assert_int_equal(sent(), 0);
    assert_int_equal(metric_get(METRIC_OUTBOX_RETURNED), returned); /* nor were they for a moment */
    tell("UPDATE outbox SET sent = true WHERE order_number = 3"); /* as if it was placed before the outage */
    relay_send(relay, 3);
    UNTIL(sent() == 0); /* it is put back */
    relay_free(relay);
    relay = NULL;
    mq_close(rig.mq);
    rig.mq = NULL;
    loop_turn(fixture.loop, 0);
    proxy_end(&proxy);
}

static void test_limits_unconfirmed_orders_and_returns_failed_ones(void **state UNUSED)
{
    int64_t returned = metric_get(METRIC_OUTBOX_RETURNED);
    struct proxy proxy;

    proxy_start_mq(&proxy);
    rig_change_mq(atoi(proxy.port));
    UNTIL(mq_ready());
    proxy_stall(&proxy, true); /* no confirm comes */
    start_relay();
    fill(RELAY_WINDOW + 500);
    for (uint64_t number = RELAY_WINDOW + 500; number > 501; number--) /* one less than the window */
        relay_send(relay, number);
    assert_true(relay_can_send(relay));
    tell("UPDATE outbox SET sent = true WHERE order_number > 500");
    relay_send(relay, 501);
    assert_false(relay_can_send(relay));
    tell("UPDATE outbox SET sent = true WHERE order_number = 1");
    relay_send(relay, 1); /* one too many */
    UNTIL(sent() == RELAY_WINDOW);
    for (int i = 0; i < 10; i++) {
        relay_kick(relay);
        turn_for_ms(10);
    }
    assert_int_equal(sent(), RELAY_WINDOW);

    proxy.stalled = false;
    proxy_cut(&proxy); /* all of them fail */
    UNTIL(metric_get(METRIC_OUTBOX_RETURNED) - returned == RELAY_WINDOW + 1);
    UNTIL(sent() == RELAY_WINDOW + 500); /* and are sent by the next leases */
    UNTIL(rig.delivered >= RELAY_WINDOW + 500);
    relay_free(relay);
    relay = NULL;
    mq_close(rig.mq);
    rig.mq = NULL;
    loop_turn(fixture.loop, 0);
    proxy_end(&proxy);
}

/* More than one release takes: the rest stays as it is, and is sent again when it is due. */
static void test_a_release_has_a_cap(void **state UNUSED)
{
    struct proxy proxy;
    int over = RELAY_WINDOW + 512 + 1000;

    proxy_start_mq(&proxy);
    proxy_stall(&proxy, true);
    rig_change_mq(atoi(proxy.port));
    start_relay();
    fill(over);
    tell("UPDATE outbox SET sent = true");
    for (int i = 1; i <= over; i++)
        relay_send(relay, 1000000000000000 + (uint64_t)i); /* long numbers, of which none is in the outbox */
    for (int i = 1; i <= 10; i++)
        relay_send(relay, (uint64_t)i); /* no room for these */
    turn_for_ms(300);
    assert_int_equal(sent(), over);
    relay_send(relay, 1);
    UNTIL(sent() == over - 1); /* the next release has room */
    relay_free(relay);
    relay = NULL;
    mq_close(rig.mq);
    rig.mq = NULL;
    loop_turn(fixture.loop, 0);
    proxy_end(&proxy);
}

static void test_a_version_that_no_cache_hears_keeps_no_order_waiting(void **state UNUSED)
{
    rig_change_cache("redis://127.0.0.1:1");
    start_relay();
    tell("UPDATE catalog SET version = 1500");
    fill(1);
    relay_kick(relay);
    UNTIL(rig.delivered == 1);
    turn_for_ms(1200); /* the relay looks again */
    assert_true(cache_was_told("1"));
    relay_free(relay); /* which borrows the list */
    rig_change_cache(NULL);
    start_relay();
    UNTIL(cache_was_told("1500"));
}

static void on_cached(void *arg, int64_t version, const char *body, size_t len UNUSED, const struct err *err)
{
    int64_t *found = arg;

    assert_null(err);
    *found = body ? version : 0;
}

static bool cache_ready(void)
{
    struct err err = ERR_INIT;

    return cache_health(rig.cache, &err);
}

static void test_a_new_version_reaches_the_cache(void **state UNUSED)
{
    const char *url = getenv("BAKERY_TEST_REDIS_URL");
    int64_t base = clock_wall_ms(); /* above what other runs left in this Redis */
    int64_t found = -1;
    char *update = mem_printf("UPDATE catalog SET version = %" PRId64, base + 2);
    char *version = mem_printf("%" PRId64, base + 2);
    char key[32] = "products:", *today = key + strlen(key); /* product_list.c */

    if (url == NULL)
        fail_msg("BAKERY_TEST_REDIS_URL is not set: it must name a Redis server for tests");
    zone_today(today);
    rig_change_cache(url);
    UNTIL(cache_ready());
    cache_put(rig.cache, key, base + 1, "[]", 2, 60);
    start_relay();
    tell(update);
    relay_kick(relay);
    UNTIL(cache_was_told(version));
    free(update);
    free(version);
    cache_get(rig.cache, &rig.ops, key, on_cached, &found);
    UNTIL(found >= 0);
    assert_int_equal(found, 0); /* what was there is older */
    assert_null(product_list_peek(rig.list));
}

static void test_freed_in_the_middle_it_loses_nothing(void **state UNUSED)
{
    fill(20);
    for (int turns = 0; turns < 6; turns++) { /* the lease and the publishes are under way in turn */
        start_relay();
        relay_kick(relay);
        for (int i = 0; i < turns; i++)
            loop_turn(fixture.loop, 10);
        relay_free(relay);
        turn_twice();
        tell("UPDATE outbox SET sent = false");
    }
    rig.delivered = 0;
    start_relay();
    relay_kick(relay);
    UNTIL(rig.delivered >= 20 && sent() == 20); /* messages of earlier rounds may arrive before the lease */
    relay_free(NULL);
}

static void test_continues_when_the_database_is_back(void **state UNUSED)
{
    struct proxy proxy;
    struct db *db;
    char *url;

    proxy_start(&proxy);
    url = url_of(fixture.name, "127.0.0.1", proxy.port);
    db = shop_db_open(url, 2);
    free(url);
    UNTIL(healthy(db));
    relay = relay_new(fixture.loop, db, rig.mq, rig.list);
    proxy_down(&proxy);
    UNTIL(!healthy(db));
    fill(3);
    relay_kick(relay);
    turn_for_ms(100);
    assert_int_equal(rig.delivered, 0);
    proxy_listen(&proxy);
    UNTIL(rig.delivered == 3);
    relay_free(relay);
    relay = NULL;
    close_db(db);
    proxy_end(&proxy);
}

static void on_idle(void *arg)
{
    ++*(int *)arg;
}

static void test_a_drain_sends_leased_orders_and_leases_no_more(void **state UNUSED)
{
    int idle = 0;

    start_relay();
    fill(700);
    relay_kick(relay);
    loop_turn(fixture.loop, 0); /* the lease is under way */
    relay_drain(relay, on_idle, &idle);
    UNTIL(idle == 1);
    assert_false(relay_can_send(relay));
    assert_int_equal(sent(), 0); /* the lease came back during the drain */
    relay_kick(relay);
    turn_for_ms(1200); /* it would look again */
    assert_int_equal(idle, 1);
    assert_int_equal(sent(), 0);
}

static void test_a_drain_returns_unsent_orders_to_the_outbox(void **state UNUSED)
{
    struct proxy proxy;
    int idle = 0;

    proxy_start_mq(&proxy);
    rig_change_mq(atoi(proxy.port));
    UNTIL(mq_ready());
    proxy_stall(&proxy, true); /* no confirm comes */
    start_relay();
    fill(3);
    tell("UPDATE outbox SET sent = true"); /* as orders are that were just placed */
    for (uint64_t number = 1; number <= 3; number++)
        relay_send(relay, number);
    relay_drain(relay, on_idle, &idle);
    turn_for_ms(100);
    assert_int_equal(idle, 0);
    proxy.stalled = false;
    proxy_down(&proxy);
    UNTIL(idle == 1);
    assert_int_equal(sent(), 0);
    relay_free(relay);
    relay = NULL;
    mq_close(rig.mq);
    rig.mq = NULL;
    loop_turn(fixture.loop, 0);
    proxy_end(&proxy);
}

static void test_a_drain_with_nothing_in_work_ends_at_once(void **state UNUSED)
{
    int idle = 0;

    start_relay();
    relay_drain(relay, on_idle, &idle);
    assert_int_equal(idle, 0);
    loop_turn(fixture.loop, 0);
    assert_int_equal(idle, 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_orders_that_wait_are_sent_once),
        TEST(test_polls_for_orders_of_other_processes),
        TEST(test_an_order_that_was_placed_is_sent_without_a_lease),
        TEST(test_orders_are_not_leased_while_the_queue_takes_none),
        TEST(test_limits_unconfirmed_orders_and_returns_failed_ones),
        TEST(test_a_release_has_a_cap),
        TEST(test_a_version_that_no_cache_hears_keeps_no_order_waiting),
        TEST(test_a_new_version_reaches_the_cache),
        TEST(test_freed_in_the_middle_it_loses_nothing),
        TEST(test_continues_when_the_database_is_back),
        TEST(test_a_drain_sends_leased_orders_and_leases_no_more),
        TEST(test_a_drain_returns_unsent_orders_to_the_outbox),
        TEST(test_a_drain_with_nothing_in_work_ends_at_once),
    };

    return cmocka_run_group_tests_name("relay", tests, fixture_setup, fixture_teardown);
}
