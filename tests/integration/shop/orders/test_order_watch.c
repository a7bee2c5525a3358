/* The watch of orders (shop/orders/order_watch.h), on a cache with and without notices. */
#include "cache/cache.h"
#include "integration/db/proxy.h"
#include "integration/shop/fixture.h"
#include "shop/orders/order_watch.h"

#define SPECTATORS 200

struct spectator { /* who watches */
    struct order_watcher *watcher;
    struct op_list ops;
    int opened, changes;
    enum err_kind kind;
    bool leaves; /* as soon as it is told the first time */
    char json[1024], id[ORDER_VIEW_ID_BYTES];
};

static struct cache *cache;
static struct order_watch *order_watch;
static struct spectator spectators[SPECTATORS];

static void keep_view(struct spectator *spectator, const struct order_view *view)
{
    assert_true(view->len < sizeof(spectator->json));
    assert_int_equal(strlen(view->id), ORDER_VIEW_ID_BYTES - 1);
    assert_int_equal(strspn(view->id, "0123456789abcdef"), ORDER_VIEW_ID_BYTES - 1);
    memcpy(spectator->json, view->json, view->len);
    spectator->json[view->len] = '\0';
    memcpy(spectator->id, view->id, sizeof(spectator->id));
}

static void on_change(void *arg, const struct order_view *view)
{
    struct spectator *spectator = arg;

    assert_string_not_equal(view->id, spectator->id);
    spectator->changes++;
    keep_view(spectator, view);
}

static void on_open(void *arg, struct order_watcher *watcher, const struct order_view *view,
                    const struct err *err)
{
    struct spectator *spectator = arg;

    assert_true((watcher == NULL) == (view == NULL));
    spectator->opened++;
    spectator->kind = err ? err->kind : ERR_NONE;
    spectator->watcher = watcher;
    if (watcher == NULL)
        return;
    keep_view(spectator, view);
    order_watcher_follow(watcher, on_change, spectator);
    if (spectator->leaves) {
        order_watcher_close(watcher);
        spectator->watcher = NULL;
    }
}

static void open_watch(struct spectator *spectator, uint64_t id)
{
    int opened = spectator->opened;

    order_watch_open(order_watch, &spectator->ops, id, on_open, spectator);
    assert_int_equal(spectator->opened, opened);
}

static struct spectator *see(int index, uint64_t id)
{
    struct spectator *spectator = &spectators[index];

    open_watch(spectator, id);
    UNTIL(spectator->opened > 0);
    assert_int_equal(spectator->kind, ERR_NONE);
    assert_non_null(spectator->watcher);
    return spectator;
}

static bool shows(const struct spectator *spectator, const char *text)
{
    return strstr(spectator->json, text) != NULL;
}

static int64_t statements(void)
{
    return metric_get(METRIC_DB_STATEMENTS);
}

static void turn_for_ms(int ms)
{
    for (int64_t end_ms = clock_ms() + ms; clock_ms() < end_ms;)
        loop_turn(fixture.loop, 10);
}

static void bake(uint64_t number, const char *fulfilment)
{
    tellf("UPDATE orders SET fulfilment = '%s' WHERE number = %" PRIu64, fulfilment, number);
}

/* `shared`: others may change orders, and cannot tell us. */
static void use_cache(bool shared)
{
    const struct cache_options options = { .shared = shared };
    struct err err = ERR_INIT;

    order_watch_free(order_watch);
    cache_close(cache);
    cache = cache_open(fixture.loop, &options, &err);
    assert_non_null(cache);
    order_watch = order_watch_new(fixture.loop, shop_db, cache, order_ids);
}

static int begin(void **state)
{
    (void)shop_begin(state);
    memset(spectators, 0, sizeof(spectators));
    use_cache(false);
    place_simple(1, 1, 2);
    return 0;
}

static int end(void **state)
{
    for (int i = 0; i < SPECTATORS; i++)
        order_watcher_close(spectators[i].watcher);
    order_watch_free(order_watch);
    cache_close(cache);
    order_watch = NULL;
    cache = NULL;
    return shop_end(state);
}

/* ---- the first look ---- */

static void test_the_first_look_tells_the_order_as_it_is(void **state UNUSED)
{
    const struct spectator *spectator = see(0, 1);

    assert_true(shows(spectator, "\"status\":\"pending\""));
    assert_true(shows(spectator, "\"product_id\":1,\"quantity\":2"));
    assert_int_equal(spectator->changes, 0);
}

static void test_an_order_that_is_not_there_is_neither_watched_nor_an_error(void **state UNUSED)
{
    open_watch(&spectators[0], 2);
    UNTIL(spectators[0].opened == 1);
    assert_int_equal(spectators[0].kind, ERR_NONE);
    assert_null(spectators[0].watcher);
}

static void test_a_watcher_closed_before_the_first_read_is_not_called(void **state UNUSED)
{
    open_watch(&spectators[0], 1);
    op_list_cancel(&spectators[0].ops);
    open_watch(&spectators[1], 1);
    loop_turn(fixture.loop, 0); /* the read is under way, perhaps */
    open_watch(&spectators[2], 1);
    loop_turn(fixture.loop, 0);
    op_list_cancel(&spectators[2].ops);
    UNTIL(spectators[1].opened == 1);
    turn_for_ms(50);
    assert_int_equal(spectators[0].opened, 0);
    assert_in_range(spectators[2].opened, 0, 1);
}

static void test_a_watch_may_end_during_its_callback(void **state UNUSED)
{
    for (int i = 0; i < 3; i++) {
        spectators[i].leaves = i != 1;
        open_watch(&spectators[i], 1);
    }
    UNTIL(spectators[0].opened && spectators[1].opened && spectators[2].opened);
    assert_non_null(spectators[1].watcher);
    assert_null(spectators[2].watcher);
}

/* ---- changes ---- */

static void test_a_local_change_reaches_all_watchers_with_one_read(void **state UNUSED)
{
    struct order_claimed claimed;

    place_simple(2, 1, 1);
    (void)see(0, 1);
    (void)see(1, 1);
    (void)see(2, 2);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    int64_t before = statements();
    order_watch_changed(order_watch, 1);
    order_watch_changed(order_watch, 1);
    order_watch_changed(order_watch, 99);
    UNTIL(spectators[0].changes > 0 && spectators[1].changes > 0);
    turn_for_ms(50);
    assert_int_equal(statements() - before, 1);
    assert_true(shows(&spectators[0], "\"status\":\"processing\""));
    assert_string_equal(spectators[0].json, spectators[1].json);
    assert_int_equal(spectators[0].changes + spectators[1].changes, 2);
    assert_int_equal(spectators[2].changes, 0);
}

static void test_unchanged_orders_are_not_reported(void **state UNUSED)
{
    (void)see(0, 1);
    int64_t before = statements();
    order_watch_changed(order_watch, 1);
    UNTIL(statements() > before);
    turn_for_ms(20);
    assert_int_equal(spectators[0].changes, 0);
}

/* In one of these turns the row has been read, and the answer waits. */
static void test_a_change_during_a_read_is_not_missed(void **state UNUSED)
{
    (void)see(0, 1);
    for (int turns = 0; turns < 6; turns++) {
        const char *fulfilment = turns % 2 ? "ready" : "baking";

        order_watch_changed(order_watch, 1);
        for (int i = 0; i < turns; i++)
            loop_turn(fixture.loop, 0);
        usleep(5000);
        bake(1, fulfilment);
        order_watch_changed(order_watch, 1);
        UNTIL(shows(&spectators[0], fulfilment));
    }
}

static void test_every_state_is_seen_in_its_order_when_each_has_its_time(void **state UNUSED)
{
    static const char *const fulfilments[] = { "baking", "ready", "collected" };
    const struct spectator *spectator = see(0, 1);

    for (int i = 0; i < 3; i++) {
        bake(1, fulfilments[i]);
        order_watch_changed(order_watch, 1);
        UNTIL(spectator->changes == i + 1);
        assert_true(shows(spectator, fulfilments[i]));
    }
}

static void test_notices_name_orders_or_mean_all(void **state UNUSED)
{
    static const struct {
        const char *text;
        bool told;
    } notices[] = {
        { "1", true },  { "2 1", true },
        { "*", true },  { "1 x", true },
        { "", false },  { "10", false },
        { "2", false }, { "99999999999999999999999999", true /* what cannot be read may mean it */ },
    };

    place_simple(2, 1, 1);
    (void)see(0, 1);
    (void)see(1, 2);
    for (size_t i = 0; i < ARRAY_LEN(notices); i++) {
        int changes = spectators[0].changes;

        bake(1, i % 2 ? "ready" : "baking");
        order_watch_heard(order_watch, notices[i].text);
        if (notices[i].told) {
            UNTIL(spectators[0].changes == changes + 1);
            continue;
        }
        turn_for_ms(30);
        assert_int_equal(spectators[0].changes, changes);
        order_watch_changed(order_watch, 1);
        UNTIL(spectators[0].changes == changes + 1);
    }
}

/* ---- when nobody tells ---- */

static void test_with_notices_orders_are_not_read_repeatedly(void **state UNUSED)
{
    (void)see(0, 1);
    int64_t before = statements();
    turn_for_ms(ORDER_WATCH_DEAF_MS + 500);
    assert_int_equal(statements(), before);
}

static void test_without_notices_orders_are_read_again_in_time(void **state UNUSED)
{
    use_cache(true);
    (void)see(0, 1);
    bake(1, "baking");
    int64_t began_ms = clock_ms();
    UNTIL(spectators[0].changes == 1);
    assert_in_range(clock_ms() - began_ms, 0, ORDER_WATCH_DEAF_MS + 500);
    bake(1, "ready");
    began_ms = clock_ms();
    UNTIL(spectators[0].changes == 2);
    assert_in_range(clock_ms() - began_ms, 0, ORDER_WATCH_DEAF_MS + 500);
}

static void place_many(int count)
{
    for (int i = 0; i < count; i++)
        place_simple(2 + (uint64_t)i, 1, 1);
}

static void see_many(int count)
{
    for (int i = 0; i < count; i++)
        open_watch(&spectators[i], 2 + (uint64_t)i);
    for (int i = 0; i < count; i++)
        UNTIL(spectators[i].opened == 1);
}

/* The most statements that were answered in one turn, within `ms`. */
static int64_t busiest_turn(int ms)
{
    int64_t most = 0;

    for (int64_t end_ms = clock_ms() + ms; clock_ms() < end_ms;) {
        int64_t before = statements();
        loop_turn(fixture.loop, 10);
        if (statements() - before > most)
            most = statements() - before;
    }
    return most;
}

static void test_reading_again_is_spread_over_the_round(void **state UNUSED)
{
    place_many(80);
    use_cache(true);
    see_many(80);
    int64_t before = statements();
    int64_t most = busiest_turn(2 * ORDER_WATCH_DEAF_MS);
    assert_in_range(statements() - before, 2 * 80 - 20, 2 * 80 + 20);
    assert_in_range(most, 1, 24); /* 4 a tick, and a few ticks when the machine is busy */
}

static void test_reads_stay_frequent_for_the_remaining_watches(void **state UNUSED)
{
    place_many(8);
    use_cache(true);
    int64_t before = statements();
    see_many(8);
    UNTIL(statements() - before >= 2 * 8); /* so the last has just been read */
    turn_for_ms(ORDER_WATCH_DEAF_MS / 2);
    for (int i = 0; i < 7; i++) {
        order_watcher_close(spectators[i].watcher);
        spectators[i].watcher = NULL;
    }
    bake(9, "baking");
    int64_t began_ms = clock_ms();
    UNTIL(spectators[7].changes == 1);
    assert_in_range(clock_ms() - began_ms, 0, ORDER_WATCH_DEAF_MS / 2 + 400);
}

static void test_when_hearing_begins_or_ends_all_is_read_once_and_so_many_at_a_time(void **state UNUSED)
{
    place_many(SPECTATORS);
    see_many(SPECTATORS);
    tell("UPDATE orders SET fulfilment = 'baking' WHERE number >= 2");
    int64_t before = statements();
    order_watch_hearing(order_watch);
    assert_in_range(busiest_turn(1000), 1, ORDER_WATCH_READS_MAX);
    for (int i = 0; i < SPECTATORS; i++)
        UNTIL(spectators[i].changes == 1);
    assert_in_range(statements() - before, SPECTATORS, SPECTATORS + 12); /* and a second of safety */
}

/* Its sender died before it could tell: the round that takes 30 s gets to each. */
static void test_with_notices_orders_are_still_read_occasionally(void **state UNUSED)
{
    place_many(SPECTATORS);
    see_many(SPECTATORS);
    int64_t before = statements();
    turn_for_ms(1500);
    int64_t expected = SPECTATORS * 1500 / ORDER_WATCH_SAFE_MS;
    assert_in_range(statements() - before, expected - 5, expected + 3);
}

/* ---- a database that goes away; a file does not ---- */

static void test_a_watch_survives_an_outage_and_reports_missed_changes(void **state UNUSED)
{
    struct db *direct = shop_db;
    struct proxy proxy;

    proxy_start(&proxy);
    char *url = url_of(fixture.name, "127.0.0.1", proxy.port);
    shop_db = shop_db_open(url, 2);
    free(url);
    UNTIL(healthy(shop_db));
    use_cache(false);
    (void)see(0, 1);

    proxy_down(&proxy);
    UNTIL(!healthy(shop_db));
    open_watch(&spectators[1], 1);
    UNTIL(spectators[1].opened == 1);
    assert_int_equal(spectators[1].kind, ERR_UNAVAILABLE);
    bake(1, "baking");
    order_watch_changed(order_watch, 1);
    turn_for_ms(200);
    assert_int_equal(spectators[0].changes, 0);

    proxy_listen(&proxy);
    UNTIL(healthy(shop_db));
    int64_t began_ms = clock_ms();
    UNTIL(spectators[0].changes == 1);
    assert_in_range(clock_ms() - began_ms, 0, ORDER_WATCH_DEAF_MS + 500);

    int64_t before = statements(); /* and then it is as quiet as before */
    turn_for_ms(ORDER_WATCH_DEAF_MS + 500);
    assert_int_equal(statements(), before);
    order_watcher_close(spectators[0].watcher);
    spectators[0].watcher = NULL;
    order_watch_free(order_watch);
    order_watch = NULL;
    close_db(shop_db);
    proxy_end(&proxy);
    shop_db = direct;
}

#define WATCH_TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH_TEST(test_the_first_look_tells_the_order_as_it_is),
        WATCH_TEST(test_an_order_that_is_not_there_is_neither_watched_nor_an_error),
        WATCH_TEST(test_a_watcher_closed_before_the_first_read_is_not_called),
        WATCH_TEST(test_a_watch_may_end_during_its_callback),
        WATCH_TEST(test_a_local_change_reaches_all_watchers_with_one_read),
        WATCH_TEST(test_unchanged_orders_are_not_reported),
        WATCH_TEST(test_a_change_during_a_read_is_not_missed),
        WATCH_TEST(test_every_state_is_seen_in_its_order_when_each_has_its_time),
        WATCH_TEST(test_notices_name_orders_or_mean_all),
        WATCH_TEST(test_with_notices_orders_are_not_read_repeatedly),
        WATCH_TEST(test_without_notices_orders_are_read_again_in_time),
        WATCH_TEST(test_reading_again_is_spread_over_the_round),
        WATCH_TEST(test_reads_stay_frequent_for_the_remaining_watches),
        WATCH_TEST(test_when_hearing_begins_or_ends_all_is_read_once_and_so_many_at_a_time),
        WATCH_TEST(test_with_notices_orders_are_still_read_occasionally),
        /* of a server */
        WATCH_TEST(test_a_watch_survives_an_outage_and_reports_missed_changes),
    };

    return run_on_both("order watch", tests, ARRAY_LEN(tests), ARRAY_LEN(tests) - 1);
}
