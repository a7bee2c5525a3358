/* test_rate_limit.c -- token buckets, and the cap on how many there are: http/rate_limit.h. */
#include "base/attr.h"
#include "base/secret.h"
#include "http/rate_limit.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static int setup(void **state)
{
    *state = rate_limit_new(3, 60);
    return 0;
}

static int teardown(void **state)
{
    rate_limit_free(*state);
    return 0;
}

static int tokens_left(struct rate_limit *limit, const char *address, int64_t now_ms)
{
    int tokens = 0, retry_after_s;

    while (rate_limit_take(limit, address, now_ms, &retry_after_s))
        tokens++;
    return tokens;
}

static void test_a_client_has_its_burst_and_then_its_rate(void **state)
{
    struct rate_limit *limit = *state;
    int retry_after_s = 0;

    assert_int_equal(tokens_left(limit, "192.0.2.1", 1000), 3);
    assert_false(rate_limit_take(limit, "192.0.2.1", 1999, &retry_after_s));
    assert_int_equal(retry_after_s, 1);
    assert_int_equal(tokens_left(limit, "192.0.2.1", 2000), 1);
    assert_int_equal(tokens_left(limit, "192.0.2.1", 4500), 2);
    assert_int_equal(tokens_left(limit, "192.0.2.1", 5000), 1); /* the half second was kept */
    assert_int_equal(tokens_left(limit, "192.0.2.1", INT64_MAX / 2), 3);
}

static void test_the_wait_is_in_whole_seconds(void **state UNUSED)
{
    struct rate_limit *limit = rate_limit_new(1, 6);
    int retry_after_s = 0;

    assert_true(rate_limit_take(limit, "192.0.2.1", 0, &retry_after_s));
    assert_false(rate_limit_take(limit, "192.0.2.1", 0, &retry_after_s));
    assert_int_equal(retry_after_s, 10);
    assert_false(rate_limit_take(limit, "192.0.2.1", 8999, &retry_after_s));
    assert_int_equal(retry_after_s, 2);
    rate_limit_free(limit);
}

static void test_looking_takes_no_token(void **state)
{
    struct rate_limit *limit = *state;
    int retry_after_s = 0;

    for (int i = 0; i < 10; i++)
        assert_true(rate_limit_left(limit, "192.0.2.1", 0, &retry_after_s));
    assert_int_equal(tokens_left(limit, "192.0.2.1", 0), 3);
    assert_false(rate_limit_left(limit, "192.0.2.1", 0, &retry_after_s));
    assert_int_equal(retry_after_s, 1);
    assert_true(rate_limit_left(limit, "192.0.2.1", 1000, &retry_after_s));
}

static void test_clients_are_ipv4_addresses_and_ipv6_networks(void **state)
{
    struct rate_limit *limit = *state;

    assert_int_equal(tokens_left(limit, "192.0.2.1", 0), 3);
    assert_int_equal(tokens_left(limit, "::ffff:192.0.2.1", 0), 0);
    assert_int_equal(tokens_left(limit, "192.0.2.2", 0), 3);
    assert_int_equal(tokens_left(limit, "2001:db8:0:1::1", 0), 3);
    assert_int_equal(tokens_left(limit, "2001:db8:0:1:ffff::2", 0), 0);
    assert_int_equal(tokens_left(limit, "2001:db8:0:2::1", 0), 3);
}

static void test_ignores_a_clock_that_goes_back(void **state)
{
    struct rate_limit *limit = *state;

    assert_int_equal(tokens_left(limit, "192.0.2.1", 10000), 3);
    assert_int_equal(tokens_left(limit, "192.0.2.1", 0), 0);
    assert_int_equal(tokens_left(limit, "192.0.2.1", 11000), 1);
}

/* Empties the bucket of client `i` of very many. */
static int drain_client(struct rate_limit *limit, int i)
{
    char address[32];

    (void)snprintf(address, sizeof(address), "10.%d.%d.%d", i >> 16 & 255, i >> 8 & 255, i & 255);
    return tokens_left(limit, address, 0);
}

static void test_replaces_the_least_recently_used_client(void **state)
{
    struct rate_limit *limit = *state;

    for (int i = 0; i < RATE_LIMIT_CLIENTS; i++)
        assert_int_equal(drain_client(limit, i), 3);
    assert_int_equal(drain_client(limit, 0), 0);                  /* still known, now the latest */
    assert_int_equal(drain_client(limit, RATE_LIMIT_CLIENTS), 3); /* takes the place of client 1 */
    assert_int_equal(drain_client(limit, 0), 0);
    assert_int_equal(drain_client(limit, 2), 0);
    assert_int_equal(drain_client(limit, 1), 3); /* forgotten */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_client_has_its_burst_and_then_its_rate, setup, teardown),
        cmocka_unit_test(test_the_wait_is_in_whole_seconds),
        cmocka_unit_test_setup_teardown(test_looking_takes_no_token, setup, teardown),
        cmocka_unit_test_setup_teardown(test_clients_are_ipv4_addresses_and_ipv6_networks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ignores_a_clock_that_goes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replaces_the_least_recently_used_client, setup, teardown),
    };
    secret_setup();
    return cmocka_run_group_tests_name("http rate limit", tests, NULL, NULL);
}
