/* The product list on PostgreSQL and Redis: waiting requests share one read, the list is never older than
 * a known version, and an old list is served while a server is down. */
#include "base/blob.h"
#include "cache/cache.h"
#include "integration/db/proxy.h"
#include "integration/shop/fixture.h"
#include "shop/catalog/product_list.h"

#include <signal.h>

/* The list's way to the database leads through a proxy. */
static struct proxy proxy;
static struct db *db;
static struct cache *cache;
static struct product_list *list;
static struct op_list ops;

struct reply {
    int calls;
    enum err_kind kind;
    bool hit, stale;
    char json[512];
};

static void on_list(void *arg, const struct product_list_view *view, const struct err *err)
{
    struct reply *reply = arg;

    reply->calls++;
    assert_true((view == NULL) != (err == NULL));
    reply->kind = err ? err->kind : ERR_NONE;
    if (view == NULL)
        return;
    reply->hit = view->hit;
    reply->stale = view->stale;
    (void)snprintf(reply->json, sizeof(reply->json), "%s", view->json->bytes);
}

static void ask_list(struct reply *reply)
{
    *reply = (struct reply){ 0 };
    product_list_get(list, &ops, on_list, reply);
    assert_int_equal(reply->calls, 0); /* never before it has returned */
}

/* Waits for the answer, which must be a list. */
static void get_list(struct reply *reply)
{
    ask_list(reply);
    UNTIL(reply->calls > 0);
    assert_int_equal(reply->kind, ERR_NONE);
}

static bool cache_ready(void)
{
    struct err err = ERR_INIT;

    return cache_health(cache, &err);
}

static void open_cache(const char *url)
{
    const struct cache_options options = { .url = url, .shared = true };
    struct err err = ERR_INIT;

    cache = cache_open(fixture.loop, &options, &err);
    if (cache == NULL)
        fail_msg("%s", err.msg);
    UNTIL(cache_ready());
    list = product_list_new(db, cache);
}

static void close_cache(void)
{
    product_list_free(list);
    cache_close(cache);
}

static void open_database(void)
{
    char *url = url_of(fixture.name, "127.0.0.1", proxy.port);

    db = shop_db_open(url, 2);
    free(url);
    UNTIL(healthy(db));
}

/* The time is the version: above what earlier runs left in this Redis. */
static int64_t set_version(int64_t version)
{
    char *text = mem_printf("UPDATE catalog SET version = %" PRId64, version);

    tell(text);
    free(text);
    return version;
}

static int64_t base; /* the version at the test's begin */

static int begin(void **state)
{
    const char *url = getenv("BAKERY_TEST_REDIS_URL");

    if (url == NULL)
        fail_msg("BAKERY_TEST_REDIS_URL is not set: it must name a Redis server for tests");
    (void)signal(SIGPIPE, SIG_IGN); /* as the server does */
    (void)shop_begin(state);
    op_list_init(&ops);
    proxy_start(&proxy);
    open_database();
    base = set_version(clock_wall_ms());
    open_cache(url);
    return 0;
}

static int end(void **state)
{
    close_cache();
    close_db(db);
    proxy_end(&proxy);
    return shop_end(state);
}

/* Statements answered so far: what was read from the database. */
static int64_t reads(void)
{
    return metric_get(METRIC_DB_STATEMENTS);
}

/* The list as the process would have it a second later: its own copy is no longer fresh. */
static void outlive_own_copy(void)
{
    UNTIL(product_list_peek(list) == NULL);
}

static void test_lists_products_on_sale_by_id(void **state UNUSED)
{
    struct reply reply;

    get_list(&reply);
    assert_string_equal(
        reply.json,
        "[{\"id\":1,\"name\":\"Croissant\",\"description\":\"\",\"price\":3.50,"
        "\"category\":\"pastry\",\"image\":null,\"photo\":null,\"available\":true,\"sold_out_today\":false,"
        "\"size\":\"\",\"ingredients\":\"\",\"allergens\":null,\"lead_days\":0,\"place\":0},"
        "{\"id\":2,\"name\":\"Muffin\",\"description\":\"\",\"price\":2.75,"
        "\"category\":\"cake\",\"image\":null,\"photo\":null,\"available\":true,\"sold_out_today\":false,"
        "\"size\":\"\",\"ingredients\":\"\",\"allergens\":null,\"lead_days\":0,\"place\":0}]");
    assert_false(reply.hit);
    assert_false(reply.stale);
    tell("UPDATE products SET active = false");
    product_list_changed(list, set_version(base + 1));
    get_list(&reply);
    assert_string_equal(reply.json, "[]");
}

static void test_waiting_requests_share_one_read(void **state UNUSED)
{
    struct reply replies[20];
    int64_t before = reads(), start_ms = clock_ms();

    assert_null(product_list_peek(list));
    for (int i = 0; i < 20; i++)
        ask_list(&replies[i]);
    for (int i = 0; i < 20; i++)
        UNTIL(replies[i].calls == 1);
    assert_int_equal(reads() - before, 1);
    const struct product_list_view *view = product_list_peek(list);
    assert_non_null(view);
    assert_true(view->hit);
    assert_int_equal(view->etag[0], 'W');
    outlive_own_copy();
    assert_true(clock_ms() - start_ms >= PRODUCT_LIST_FRESH_MS);

    get_list(&replies[0]); /* now from Redis */
    assert_true(replies[0].hit);
    assert_false(replies[0].stale);
    assert_int_equal(reads() - before, 1);
}

static void test_a_new_version_outdates_own_copy_and_cache_at_once(void **state UNUSED)
{
    struct reply reply;

    get_list(&reply);
    assert_non_null(product_list_peek(list));
    tell("UPDATE products SET price_cents = 400 WHERE id = 1");
    product_list_changed(list, set_version(base + 1));
    assert_null(product_list_peek(list));
    get_list(&reply); /* Redis still has the older one */
    assert_false(reply.hit);
    assert_non_null(strstr(reply.json, "\"price\":4.00"));
    product_list_changed(list, base); /* one that comes late changes nothing */
    assert_non_null(product_list_peek(list));
}

/* The second read waits for a lock on the catalog until the version that was promised is there. */
static void test_a_version_that_appears_during_a_read_has_it_read_again(void **state UNUSED)
{
    struct reply reply;
    int64_t before = reads();
    char *change = mem_printf("BEGIN; LOCK catalog; UPDATE products SET price_cents = 400 WHERE id = 1; "
                              "UPDATE catalog SET version = %" PRId64,
                              base + 1);

    ask_list(&reply);
    loop_turn(fixture.loop, 0);
    product_list_changed(list, base + 1); /* the read that is under way cannot know it */
    UNTIL(reads() > before);
    tell(change);
    free(change);
    turn_twice();
    tell("COMMIT");
    UNTIL(reply.calls > 0);
    assert_true(reads() - before >= 2);
    assert_non_null(strstr(reply.json, "\"price\":4.00"));
}

static void test_an_older_body_is_not_taken_although_a_refresh_began_before(void **state UNUSED)
{
    struct reply reply;

    get_list(&reply); /* puts `base` into Redis */
    outlive_own_copy();
    ask_list(&reply); /* asks Redis */
    tell("UPDATE products SET price_cents = 400 WHERE id = 1");
    product_list_changed(list, set_version(base + 1));
    UNTIL(reply.calls > 0);
    assert_non_null(strstr(reply.json, "\"price\":4.00"));
    assert_false(reply.hit);
}

static void test_a_cancelled_request_is_not_called_back(void **state UNUSED)
{
    struct op_list others = OP_LIST_INIT;
    struct reply cancelled = { 0 }, waiting;

    product_list_get(list, &others, on_list, &cancelled);
    ask_list(&waiting);
    op_list_cancel(&others);
    UNTIL(waiting.calls == 1);
    assert_int_equal(cancelled.calls, 0);
    outlive_own_copy();

    product_list_get(list, &others, on_list, &cancelled); /* the only one */
    op_list_cancel(&others);
    get_list(&waiting);
    assert_int_equal(cancelled.calls, 0);
}

static void test_with_the_database_away_redis_serves_and_says_so(void **state UNUSED)
{
    struct reply reply;

    get_list(&reply);
    outlive_own_copy();
    proxy_down(&proxy);
    UNTIL(!healthy(db));
    get_list(&reply);
    assert_true(reply.hit);
    assert_true(reply.stale);
    assert_non_null(strstr(reply.json, "Croissant"));
}

static void test_with_both_away_the_own_copy_serves_unless_a_newer_version_is_known(void **state UNUSED)
{
    struct reply reply;

    close_cache();
    open_cache(NULL);
    get_list(&reply);
    outlive_own_copy();
    proxy_down(&proxy);
    UNTIL(!healthy(db));
    get_list(&reply);
    assert_true(reply.hit);
    assert_true(reply.stale);
    assert_non_null(
        product_list_peek(list)); /* a second of it, so that an outage is not asked all the time */

    product_list_changed(list, base + 1);
    assert_null(product_list_peek(list));
    ask_list(&reply);
    UNTIL(reply.calls > 0);
    assert_int_equal(reply.kind, ERR_UNAVAILABLE); /* rather nothing than what is known to be old (I8) */

    proxy_listen(&proxy);
    UNTIL(healthy(db));
    (void)set_version(base + 1);
    get_list(&reply);
    assert_false(reply.stale);
}

static void test_with_nothing_at_all_it_fails(void **state UNUSED)
{
    struct reply reply;

    close_cache();
    open_cache(NULL);
    proxy_down(&proxy);
    UNTIL(!healthy(db));
    ask_list(&reply);
    UNTIL(reply.calls > 0);
    assert_int_equal(reply.kind, ERR_UNAVAILABLE);
}

static void test_a_cache_that_was_away_is_believed_after_the_database_was_asked(void **state UNUSED)
{
    struct reply reply;

    get_list(&reply);
    outlive_own_copy();
    tell("UPDATE products SET price_cents = 400 WHERE id = 1"); /* by a process that could not tell Redis */
    (void)set_version(base + 1);
    product_list_distrust_cache(list);
    get_list(&reply);
    assert_false(reply.hit);
    assert_non_null(strstr(reply.json, "\"price\":4.00"));
    outlive_own_copy();
    get_list(&reply);
    assert_true(reply.hit); /* from Redis again, where the newer one is now */
    assert_non_null(strstr(reply.json, "\"price\":4.00"));
}

static void test_a_distrusted_cache_serves_as_stale_when_the_database_fails(void **state UNUSED)
{
    struct reply reply;

    get_list(&reply);
    outlive_own_copy();
    product_list_distrust_cache(list);
    tell("ALTER TABLE products RENAME TO away"); /* its connection is well, its answer is not */
    get_list(&reply);
    tell("ALTER TABLE away RENAME TO products");
    assert_true(reply.hit);
    assert_true(reply.stale);
}

static void test_a_database_that_was_restored_is_believed_in_the_end(void **state UNUSED)
{
    struct reply reply;
    int64_t before;

    close_cache();
    open_cache(NULL);
    product_list_changed(list, base + 50);
    before = reads();
    get_list(&reply); /* base is all there is */
    assert_int_equal(reads() - before, 3);
    assert_non_null(product_list_peek(list));
    before = reads();
    outlive_own_copy();
    get_list(&reply);
    assert_int_equal(reads() - before, 1); /* from here on it is right */
}

static void test_a_list_that_is_too_long_is_an_error_until_it_is_shorter(void **state UNUSED)
{
    struct reply reply;

    tell("INSERT INTO products (name, description, price_cents, category) "
         "SELECT 'Roll', repeat('x', 1000), 50, 'bread' FROM generate_series(1, 4000)");
    ask_list(&reply);
    UNTIL(reply.calls > 0);
    assert_int_equal(reply.kind, ERR_INTERNAL);
    tell("UPDATE products SET active = false WHERE name = 'Roll'");
    get_list(&reply);
    assert_false(reply.hit);
}

static void test_freeing_with_waiters_runs_no_callback(void **state UNUSED)
{
    struct reply replies[3];

    for (int i = 0; i < 3; i++)
        ask_list(&replies[i]);
    loop_turn(fixture.loop, 0);
    product_list_free(list);
    assert_true(op_list_empty(&ops));
    list = product_list_new(db, cache);
    get_list(&replies[0]);
    assert_int_equal(replies[1].calls + replies[2].calls, 0);
    product_list_free(NULL);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lists_products_on_sale_by_id),
        TEST(test_waiting_requests_share_one_read),
        TEST(test_a_new_version_outdates_own_copy_and_cache_at_once),
        TEST(test_a_version_that_appears_during_a_read_has_it_read_again),
        TEST(test_an_older_body_is_not_taken_although_a_refresh_began_before),
        TEST(test_a_cancelled_request_is_not_called_back),
        TEST(test_with_the_database_away_redis_serves_and_says_so),
        TEST(test_with_both_away_the_own_copy_serves_unless_a_newer_version_is_known),
        TEST(test_with_nothing_at_all_it_fails),
        TEST(test_a_cache_that_was_away_is_believed_after_the_database_was_asked),
        TEST(test_a_distrusted_cache_serves_as_stale_when_the_database_fails),
        TEST(test_a_database_that_was_restored_is_believed_in_the_end),
        TEST(test_a_list_that_is_too_long_is_an_error_until_it_is_shorter),
        TEST(test_freeing_with_waiters_runs_no_callback),
    };

    return cmocka_run_group_tests_name("product list", tests, fixture_setup, fixture_teardown);
}
