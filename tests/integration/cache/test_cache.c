/* test_cache.c -- the behaviour that all cache drivers share: the cases run in this process and on the
 * Redis of BAKERY_TEST_REDIS_URL. Each test has keys of its own. */
#include "fixture.h"

static char key[64];

static int open_cache(void **state, const char *url)
{
    struct fixture *f = fixture_new(url);

    (void)snprintf(key, sizeof(key), "test-%016llx", (unsigned long long)random_u64());
    WAIT_UNTIL(f->loop, f->ready_count > 0);
    *state = f;
    return 0;
}

static int open_local(void **state)
{
    return open_cache(state, NULL);
}

static int open_redis(void **state)
{
    const char *url = getenv("BAKERY_TEST_REDIS_URL");

    if (url == NULL) {
        print_error("BAKERY_TEST_REDIS_URL is not set: these tests need a Redis\n");
        return -1;
    }
    return open_cache(state, url);
}

static int close_cache(void **state)
{
    fixture_free(*state);
    return 0;
}

static void an_unknown_key_is_a_miss_without_an_error(void **state)
{
    assert_miss(*state, key);
}

static void a_get_returns_body_and_version_of_the_put(void **state)
{
    must_put(*state, key, 5, "five", 4);
    assert_hit(*state, key, 5, "five");
    must_put(*state, key, 6, "six", 3);
    assert_hit(*state, key, 6, "six");
}

static void a_body_of_the_same_version_is_replaced(void **state)
{
    must_put(*state, key, 5, "five", 4);
    must_put(*state, key, 5, "FIVE", 4);
    assert_hit(*state, key, 5, "FIVE");
}

static void bodies_may_contain_any_byte_or_be_empty(void **state)
{
    char every[512];

    for (size_t i = 0; i < sizeof(every); i++)
        every[i] = (char)i;
    must_put(*state, key, 1, every, sizeof(every));
    must_put(*state, key, 2, "", 0);
    must_put(*state, key, 3, "\n\r\n\0%s{}", 8);
}

static void a_slow_reader_cannot_put_an_invalidated_version(void **state)
{
    struct fixture *f = *state;

    must_put(f, key, 4, "old", 3);
    must_invalidate(f, key, 5);
    assert_miss(f, key);
    cache_put(f->cache, key, 4, "old", 3, 300);
    assert_miss(f, key);
    must_put(f, key, 5, "new", 3);
}

static void an_older_put_does_not_replace_a_newer(void **state)
{
    struct fixture *f = *state;

    must_put(f, key, 9, "new", 3);
    cache_put(f->cache, key, 8, "old", 3, 300);
    assert_hit(f, key, 9, "new");
}

static void an_invalidation_keeps_its_own_and_newer_versions(void **state)
{
    struct fixture *f = *state;

    must_put(f, key, 5, "five", 4);
    must_invalidate(f, key, 5);
    assert_hit(f, key, 5, "five");
    must_invalidate(f, key, 3);
    assert_hit(f, key, 5, "five");
    cache_put(f->cache, key, 4, "four", 4, 300);
    assert_hit(f, key, 5, "five");
}

static void the_body_expires_and_its_version_stays_known(void **state)
{
    struct fixture *f = *state;

    must_put(f, key, 5, "five", 4);
    cache_put(f->cache, key, 6, "six", 3, 1);
    WAIT_UNTIL(f->loop, get_is_miss(f, key));
    cache_put(f->cache, key, 5, "five", 4, 300);
    assert_miss(f, key);
    must_put(f, key, 6, "six", 3);
}

static void keys_are_independent(void **state)
{
    struct fixture *f = *state;
    char other[80];

    (void)snprintf(other, sizeof(other), "%s-other", key);
    must_put(f, key, 5, "five", 4);
    must_put(f, other, 2, "two", 3);
    must_invalidate(f, other, 9);
    assert_miss(f, other);
    assert_hit(f, key, 5, "five");
}

static void a_version_above_the_maximum_is_not_sent(void **state)
{
    static const int64_t versions[] = { -1, INT64_MIN, INT64_MAX, ((int64_t)1 << 53) };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
        struct answer answer = { 0 };

        cache_put(f->cache, key, versions[i], "x", 1, 300);
        cache_invalidate(f->cache, &f->ops, key, versions[i], on_done, &answer);
        assert_int_equal(answer.calls, 0);
        WAIT_UNTIL(f->loop, answer.calls == 1);
        assert_int_equal(answer.err.kind, ERR_INTERNAL);
    }
    assert_miss(f, key);
    must_put(f, key, ((int64_t)1 << 53) - 1, "last", 4);
}

static void a_callback_runs_once_after_the_starter_has_returned(void **state)
{
    struct fixture *f = *state;
    struct answer got = { 0 }, done = { 0 };

    cache_get(f->cache, &f->ops, key, on_got, &got);
    cache_invalidate(f->cache, &f->ops, key, 1, on_done, &done);
    assert_int_equal(got.calls + done.calls, 0);
    WAIT_UNTIL(f->loop, got.calls == 1 && done.calls == 1);
    assert_true(op_list_empty(&f->ops));
    must_put(f, key, 2, "x", 1);
    assert_int_equal(got.calls + done.calls, 2);
}

static void a_cancelled_operation_never_calls_back(void **state)
{
    struct fixture *f = *state;
    struct op_list mine = OP_LIST_INIT;
    struct answer cancelled = { 0 };

    cache_get(f->cache, &mine, key, on_got, &cancelled);
    cache_invalidate(f->cache, &mine, key, 5, on_done, &cancelled);
    op_list_cancel(&mine);
    must_put(f, key, 6, "x", 1);
    assert_int_equal(cancelled.calls, 0);
}

static void on_got_chain(void *arg, int64_t version UNUSED, const char *body UNUSED, size_t len UNUSED,
                         const struct err *err UNUSED)
{
    struct answer *answer = arg;

    answer->calls++;
}

static void operations_over_the_cap_fail_at_once_and_the_others_are_answered(void **state)
{
    struct fixture *f = *state;
    struct answer within = { 0 }, beyond = { 0 };

    for (int i = 0; i < CACHE_PENDING_MAX; i++)
        cache_get(f->cache, &f->ops, key, on_got_chain, &within);
    cache_get(f->cache, &f->ops, key, on_got, &beyond);
    assert_int_equal(beyond.calls, 0);
    loop_turn(f->loop, 0);
    assert_int_equal(beyond.calls, 1);
    assert_int_equal(beyond.err.kind, ERR_UNAVAILABLE);
    WAIT_UNTIL(f->loop, within.calls == CACHE_PENDING_MAX);
    assert_miss(f, key);
}

static void closing_with_pending_operations_runs_no_callback(void **state)
{
    struct fixture *f = *state;
    struct answer never = { 0 };

    cache_get(f->cache, &f->ops, key, on_got, &never);
    cache_invalidate(f->cache, &f->ops, key, 4, on_done, &never);
    cache_put(f->cache, key, 4, "four", 4, 300);
    cache_close(f->cache);
    f->cache = NULL;
    loop_turn(f->loop, 0);
    assert_int_equal(never.calls, 0);
    assert_true(op_list_empty(&f->ops));
}

static void health_and_metric_report_up(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;

    assert_miss(f, key);
    assert_true(cache_health(f->cache, &err));
    assert_int_equal(metric_get(METRIC_CACHE_UP), 1);
}

/* clang-format off */
#define CASES(open)                                                                                         \
    cmocka_unit_test_setup_teardown(an_unknown_key_is_a_miss_without_an_error, open, close_cache), \
    cmocka_unit_test_setup_teardown(a_get_returns_body_and_version_of_the_put, open, close_cache), \
    cmocka_unit_test_setup_teardown(a_body_of_the_same_version_is_replaced, open, close_cache), \
    cmocka_unit_test_setup_teardown(bodies_may_contain_any_byte_or_be_empty, open, close_cache), \
    cmocka_unit_test_setup_teardown(a_slow_reader_cannot_put_an_invalidated_version, open, close_cache), \
    cmocka_unit_test_setup_teardown(an_older_put_does_not_replace_a_newer, open, close_cache), \
    cmocka_unit_test_setup_teardown(an_invalidation_keeps_its_own_and_newer_versions, open, close_cache), \
    cmocka_unit_test_setup_teardown(the_body_expires_and_its_version_stays_known, open, close_cache), \
    cmocka_unit_test_setup_teardown(keys_are_independent, open, close_cache), \
    cmocka_unit_test_setup_teardown(a_version_above_the_maximum_is_not_sent, open, close_cache), \
    cmocka_unit_test_setup_teardown(a_callback_runs_once_after_the_starter_has_returned, open, close_cache), \
    cmocka_unit_test_setup_teardown(a_cancelled_operation_never_calls_back, open, close_cache), \
    cmocka_unit_test_setup_teardown(operations_over_the_cap_fail_at_once_and_the_others_are_answered, open, close_cache), \
    cmocka_unit_test_setup_teardown(closing_with_pending_operations_runs_no_callback, open, close_cache), \
    cmocka_unit_test_setup_teardown(health_and_metric_report_up, open, close_cache),
/* clang-format on */

int main(void)
{
    const struct CMUnitTest local[] = { CASES(open_local) };
    const struct CMUnitTest redis[] = { CASES(open_redis) };
    int failed = cmocka_run_group_tests_name("in this process", local, NULL, NULL);

    return failed + cmocka_run_group_tests_name("in Redis", redis, NULL, NULL);
}
