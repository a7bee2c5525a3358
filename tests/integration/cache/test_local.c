/* test_local.c -- the limits of the cache in this process, and its behaviour in one of several processes.
 * test_cache.c has the cases for all drivers. */
#include "fixture.h"

static int setup(void **state)
{
    *state = fixture_new(NULL);
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static bool invalidate(struct fixture *f, const char *key, int64_t version)
{
    struct answer answer = { 0 };

    cache_invalidate(f->cache, &f->ops, key, version, on_done, &answer);
    WAIT_UNTIL(f->loop, answer.calls == 1);
    return !err_is_set(&answer.err);
}

static void it_becomes_ready_once_and_not_before_the_loop_runs(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(f->ready_count, 0);
    for (int i = 0; i < 3; i++)
        loop_turn(f->loop, 0);
    assert_int_equal(f->ready_count, 1);
}

static void the_largest_body_is_kept_and_a_larger_one_is_not(void **state)
{
    struct fixture *f = *state;
    char *large = mem_alloc(CACHE_BODY_MAX + 1);

    must_put(f, "k", 7, large, CACHE_BODY_MAX);
    cache_put(f->cache, "k", 8, large, CACHE_BODY_MAX + 1, 300);
    cache_put(f->cache, "k", 8, large, 1, 0); /* nor one for no time */
    must_put(f, "k", 7, "seven", 5);          /* 8 is not known */
    free(large);
}

static void a_key_over_the_limit_is_not_kept_and_others_stay(void **state)
{
    struct fixture *f = *state;
    char key[16];

    for (int i = 0; i < CACHE_LOCAL_KEYS_MAX; i++) {
        (void)snprintf(key, sizeof(key), "key %d", i);
        if (i % 2 == 0)
            must_put(f, key, 2, "two", 3);
        else
            assert_true(invalidate(f, key, 2));
    }
    cache_put(f->cache, "another", 1, "one", 3, 300);
    assert_miss(f, "another");
    assert_false(invalidate(f, "another", 1));
    assert_hit(f, "key 0", 2, "two");
    cache_put(f->cache, "key 1", 1, "one", 3, 300);
    assert_miss(f, "key 1");
    must_put(f, "key 1", 2, "two", 3);
}

static void a_body_over_the_total_size_is_not_kept(void **state)
{
    enum { FIT = CACHE_LOCAL_BYTES_MAX / CACHE_BODY_MAX };
    struct fixture *f = *state;
    char *large = mem_alloc(CACHE_BODY_MAX), key[16];

    for (int i = 0; i < FIT; i++) {
        (void)snprintf(key, sizeof(key), "key %d", i);
        must_put(f, key, 1, large, CACHE_BODY_MAX);
    }
    cache_put(f->cache, "another", 1, "x", 1, 300);
    assert_miss(f, "another");
    must_put(f, "key 0", 1, large, CACHE_BODY_MAX); /* in its own place */
    assert_true(invalidate(f, "key 0", 2));
    must_put(f, "another", 1, "x", 1);
    free(large);
}

static void the_space_of_ended_messages_is_reused(void **state)
{
    struct fixture *f = *state;
    char *large = mem_alloc(CACHE_BODY_MAX);

    for (int i = 0; i < 4; i++)
        cache_put(f->cache, (const char *const[]){ "a", "b", "c", "d" }[i], 1, large, CACHE_BODY_MAX, 1);
    assert_false(get_is_miss(f, "d"));
    WAIT_UNTIL(f->loop, get_is_miss(f, "d"));
    must_put(f, "e", 1, large, CACHE_BODY_MAX);
    free(large);
}

static void a_body_that_is_being_answered_outlives_its_replacement(void **state)
{
    struct fixture *f = *state;
    struct answer get = { 0 };

    must_put(f, "k", 1, "one", 3);
    cache_get(f->cache, &f->ops, "k", on_got, &get);
    cache_put(f->cache, "k", 2, "two", 3, 300);
    WAIT_UNTIL(f->loop, get.calls == 1);
    assert_true(answer_is(&get, 1, "one", 3));
}

/* Others could change what it holds, and not tell it. */
static void for_one_of_several_processes_it_keeps_nothing(void **state UNUSED)
{
    struct loop *loop = loop_new();
    struct op_list ops = OP_LIST_INIT;
    struct answer get = { 0 }, told = { 0 };
    struct err err = ERR_INIT;
    struct cache *cache = cache_open(loop, &(struct cache_options){ .shared = true }, &err);

    cache_put(cache, "k", 1, "x", 1, 300);
    cache_get(cache, &ops, "k", on_got, &get);
    cache_invalidate(cache, &ops, "k", 1, on_done, &told);
    WAIT_UNTIL(loop, get.calls == 1 && told.calls == 1);
    assert_false(err_is_set(&get.err) || err_is_set(&told.err) || get.body != NULL);
    assert_true(cache_health(cache, &err));
    cache_close(cache);
    loop_free(loop);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_becomes_ready_once_and_not_before_the_loop_runs),
        TEST(the_largest_body_is_kept_and_a_larger_one_is_not),
        TEST(a_key_over_the_limit_is_not_kept_and_others_stay),
        TEST(a_body_over_the_total_size_is_not_kept),
        TEST(the_space_of_ended_messages_is_reused),
        TEST(a_body_that_is_being_answered_outlives_its_replacement),
        cmocka_unit_test(for_one_of_several_processes_it_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
