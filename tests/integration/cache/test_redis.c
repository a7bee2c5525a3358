/* test_redis.c -- the format of the cache in Redis, and values that others leave there, on the Redis of
 * BAKERY_TEST_REDIS_URL. Each test has keys of its own. test_cache.c has the cases for all drivers. */
#include "cache/redis_url.h"
#include "fixture.h"

static char key[64];
static redisContext *other; /* another hand on the same Redis */

static int setup(void **state)
{
    const char *url = getenv("BAKERY_TEST_REDIS_URL");
    struct redis_url parsed;
    struct err err = ERR_INIT;

    if (url == NULL) {
        print_error("BAKERY_TEST_REDIS_URL is not set: these tests need a Redis\n");
        return -1;
    }
    struct fixture *f = fixture_new(url);
    (void)snprintf(key, sizeof(key), "test-%016llx", (unsigned long long)random_u64());
    assert_true(redis_url_parse(url, &parsed, &err));
    other = meddle(atoi(parsed.port));
    if (parsed.password[0] != '\0')
        MEDDLE(other, "AUTH %s", parsed.password);
    MEDDLE(other, "SELECT %s", parsed.db);
    WAIT_UNTIL(f->loop, f->ready_count > 0);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    MEDDLE(other, "DEL bakery:{%s}:body bakery:{%s}:version", key, key);
    redisFree(other);
    fixture_free(*state);
    return 0;
}

static long long stored_bytes(void)
{
    redisReply *reply = redisCommand(other, "STRLEN bakery:{%s}:body", key);
    long long bytes = reply->integer;

    freeReplyObject(reply);
    return bytes;
}

static void the_largest_body_is_kept_and_a_larger_one_is_neither_stored_nor_believed(void **state)
{
    struct fixture *f = *state;
    char *large = mem_alloc(CACHE_BODY_MAX + 1);
    const long long want = (long long)strlen("7\n") + (long long)CACHE_BODY_MAX;
    struct answer get = { 0 };

    for (int tries = 0; stored_bytes() != want; tries++) { /* on a busy machine so much may come too late */
        assert_true(tries < 50);
        WAIT_UNTIL(f->loop, cache_health(f->cache, NULL));
        cache_put(f->cache, key, 7, large, CACHE_BODY_MAX, 300);
        must_invalidate(f, key, 7); /* is answered after the put */
    }
    cache_get(f->cache, &f->ops, key, on_got, &get);
    WAIT_UNTIL(f->loop, get.calls == 1);
    assert_true(err_is_set(&get.err) || answer_is(&get, 7, large, CACHE_BODY_MAX)); /* but no miss */

    WAIT_UNTIL(f->loop, cache_health(f->cache, NULL));
    cache_put(f->cache, key, 8, large, CACHE_BODY_MAX + 1, 300);
    must_invalidate(f, key, 7);
    assert_int_equal(stored_bytes(), want);
    MEDDLE(other, "APPEND bakery:{%s}:body %b", key, large, (size_t)20);
    assert_miss(f, key);
    free(large);
}

static void an_older_put_is_rejected_after_eviction_of_the_version(void **state)
{
    struct fixture *f = *state;

    must_put(f, key, 9, "new", 3);
    MEDDLE(other, "DEL bakery:{%s}:version", key);
    cache_put(f->cache, key, 8, "old", 3, 300);
    assert_hit(f, key, 9, "new");
}

static long long ttl_s(const char *what)
{
    redisReply *reply = redisCommand(other, "TTL bakery:{%s}:%s", key, what);
    long long s = reply->integer;

    freeReplyObject(reply);
    return s;
}

static void the_body_ends_with_its_ttl_and_the_version_stays_known(void **state)
{
    struct fixture *f = *state;

    must_put(f, key, 5, "five", 4);
    assert_in_range(ttl_s("body"), 290, 300);
    assert_in_range(ttl_s("version"), 3590, 3600);

    cache_put(f->cache, key, 6, "six", 3, 1);
    WAIT_UNTIL(f->loop, ttl_s("body") <= 1);
    WAIT_UNTIL(f->loop, ttl_s("body") == -2);
    assert_miss(f, key);
    cache_put(f->cache, key, 5, "five", 4, 300);
    assert_miss(f, key);
}

/* Whatever stands there instead of a body is a miss, and the next put and invalidation work. */
static void assert_heals(struct fixture *f)
{
    assert_miss(f, key);
    must_put(f, key, 3, "three", 5);
}

static void rubbish_instead_of_a_body_is_a_miss_and_heals(void **state)
{
    static const char *const rubbish[] = {
        "",         "five",      "5",        "\n",
        "-5\nbody", "+5\nbody",  " 5\nbody", "5 \nb",
        "0x5\n",    "1e3\nbody", "5.5\nb",   "9007199254740992\nbody",
        "nan\nb",   "inf\n",     "5\rb",     "99999999999999999999999999999999\nbody",
    };

    for (size_t i = 0; i < ARRAY_LEN(rubbish); i++) {
        MEDDLE(other, "SET bakery:{%s}:body %s", key, rubbish[i]);
        assert_heals(*state);
    }
    MEDDLE(other, "SET bakery:{%s}:body %b", key, "5\0x\nbody", (size_t)8);
    assert_heals(*state);
}

static void an_invalid_version_does_not_reject_puts(void **state)
{
    static const char *const rubbish[] = { "", "x", "7", "-1\n", "9007199254740992\n", "nan\n" };

    for (size_t i = 0; i < ARRAY_LEN(rubbish); i++) {
        MEDDLE(other, "SET bakery:{%s}:version %s", key, rubbish[i]);
        must_put(*state, key, 3, "three", 5);
    }
}

static void keys_of_another_type_are_a_miss_and_are_replaced(void **state)
{
    static const char *const keys[] = { "body", "version" };

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        for (int version = 3; version < 7; version += 2) {
            MEDDLE(other, "DEL bakery:{%s}:body bakery:{%s}:version", key, key);
            MEDDLE(other, "RPUSH bakery:{%s}:%s a b c", key, keys[i]);
            assert_miss(*state, key);
            if (version == 5)
                must_invalidate(*state, key, 5);
            must_put(*state, key, version, "body", 4);
        }
    }
}

/* With a head like ours: only its size gives it away. */
static void a_giant_is_not_loaded_and_heals(void **state)
{
    MEDDLE(other, "SETRANGE bakery:{%s}:body %d x", key, 64 << 20);
    MEDDLE(other, "SETRANGE bakery:{%s}:body 0 %s", key, "9\n");
    assert_heals(*state);
    MEDDLE(other, "SETRANGE bakery:{%s}:version %d x", key, 64 << 20);
    MEDDLE(other, "SETRANGE bakery:{%s}:version 0 %s", key, "9\n");
    must_put(*state, key, 4, "four", 4);
}

static void an_endless_version_from_elsewhere_is_made_to_end(void **state)
{
    struct fixture *f = *state;

    MEDDLE(other, "SET bakery:{%s}:version %s", key, "9000000000000000\n");
    assert_int_equal(ttl_s("version"), -1);
    cache_put(f->cache, key, 3, "three", 5, 300);
    WAIT_UNTIL(f->loop, ttl_s("version") > 0);
    assert_miss(f, key);
}

static void more_bytes_than_the_cap_are_not_taken(void **state)
{
    struct fixture *f = *state;
    char *large = mem_alloc(CACHE_BODY_MAX);
    struct answer get = { 0 };

    for (int i = 0; i < 5; i++) /* each has its script and keys too: the fourth is over the cap */
        cache_put(f->cache, key, 10 + i, large, CACHE_BODY_MAX, 300);
    cache_get(f->cache, &f->ops, key, on_got, &get); /* small: there is room */
    WAIT_UNTIL(f->loop, get.calls == 1);
    assert_true(err_is_set(&get.err) || get.version <= 12);
    free(get.body);
    free(large);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_largest_body_is_kept_and_a_larger_one_is_neither_stored_nor_believed),
        TEST(an_older_put_is_rejected_after_eviction_of_the_version),
        TEST(the_body_ends_with_its_ttl_and_the_version_stays_known),
        TEST(rubbish_instead_of_a_body_is_a_miss_and_heals),
        TEST(an_invalid_version_does_not_reject_puts),
        TEST(keys_of_another_type_are_a_miss_and_are_replaced),
        TEST(a_giant_is_not_loaded_and_heals),
        TEST(an_endless_version_from_elsewhere_is_made_to_end),
        TEST(more_bytes_than_the_cap_are_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
