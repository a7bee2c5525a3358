/* test_resolve.c -- names to addresses, with no network and no name server: what is asked of one must end by
 * its bound. */
#include "base/attr.h"
#include "base/clock.h"
#include "loop/loop.h"
#include "loop/resolve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NOWHERE "no-such-host.invalid" /* RFC 6761: never has an address */

static struct loop *loop;

struct answer {
    int calls;
    char address[RESOLVE_ADDRESS_BYTES]; /* "": none */
    struct err err;
};

static int setup(void **state UNUSED)
{
    loop = loop_new();
    return 0;
}

static int teardown(void **state UNUSED)
{
    loop_free(loop);
    return 0;
}

static void on_answer(void *arg, const char *address, const struct err *err)
{
    struct answer *answer = arg;

    answer->calls++;
    assert_true((address == NULL) != (err == NULL));
    (void)snprintf(answer->address, sizeof(answer->address), "%s", address ? address : "");
    answer->err = err ? *err : (struct err)ERR_INIT;
}

static struct answer look_up(const char *host, int timeout_ms)
{
    struct answer answer = { 0 };
    int64_t deadline_ms = clock_ms() + 10000;

    (void)resolve_start(loop, host, timeout_ms, on_answer, &answer);
    assert_int_equal(answer.calls, 0);
    while (answer.calls == 0 && clock_ms() < deadline_ms)
        loop_turn(loop, 20);
    assert_int_equal(answer.calls, 1);
    loop_turn(loop, 0);
    assert_int_equal(answer.calls, 1);
    return answer;
}

static void numeric_addresses_are_their_own_answer(void **state UNUSED)
{
    static const char *const addresses[] = { "127.0.0.1", "255.255.255.255", "::1", "fe80::1",
                                             "::ffff:1.2.3.4" };

    for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
        assert_string_equal(look_up(addresses[i], 5000).address, addresses[i]);
}

static void a_name_in_etc_hosts_is_found_as_ipv4(void **state UNUSED)
{
    assert_string_equal(look_up("localhost", 5000).address, "127.0.0.1");
    assert_string_equal(look_up("localhost", 5000).address,
                        "127.0.0.1"); /* also with a resolver that exists */
}

static void a_name_without_an_address_fails_within_its_bound(void **state UNUSED)
{
    int64_t began_ms = clock_ms();
    struct answer answer = look_up(NOWHERE, 100);

    assert_true(clock_ms() - began_ms < 2000);
    assert_string_equal(answer.address, "");
    assert_int_equal(answer.err.kind, ERR_UNAVAILABLE);
}

static void names_that_are_none_fail(void **state UNUSED)
{
    static const char *const names[] = { "", ".", "..", "a b", "256.256.256.256", "[::1]", "-", "a..b" };
    char long_name[1000];

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_int_equal(look_up(names[i], 50).err.kind, ERR_UNAVAILABLE);
    memset(long_name, 'a', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    assert_int_equal(look_up(long_name, 50).err.kind, ERR_UNAVAILABLE);
}

static void many_lookups_without_an_answer_end(void **state UNUSED)
{
    struct answer answers[100] = { 0 };
    int64_t deadline_ms = clock_ms() + 10000;
    int done = 0;

    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        char name[64];

        (void)snprintf(name, sizeof(name), "host-%zu." NOWHERE, i);
        (void)resolve_start(loop, name, 50, on_answer, &answers[i]);
    }
    while (done < (int)ARRAY_LEN(answers) && clock_ms() < deadline_ms) {
        loop_turn(loop, 20);
        done = 0;
        for (size_t i = 0; i < ARRAY_LEN(answers); i++)
            done += answers[i].calls;
    }
    assert_int_equal(done, ARRAY_LEN(answers));
}

static void a_cancelled_lookup_never_calls_back(void **state UNUSED)
{
    static const char *const hosts[] = { "127.0.0.1", "localhost", NOWHERE, "" };

    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        struct answer answer = { 0 };
        struct resolve *resolve = resolve_start(loop, hosts[i], 20, on_answer, &answer);

        resolve_cancel(resolve);
        int64_t until_ms = clock_ms() + 60;
        while (clock_ms() < until_ms)
            loop_turn(loop, 10);
        assert_int_equal(answer.calls, 0);
    }
    resolve_cancel(NULL);
}

/* The way of a shutdown. A leak or a use after free the sanitizers would tell. */
static void a_lookup_cancelled_in_any_turn_leaves_nothing_behind(void **state UNUSED)
{
    static const char *const hosts[] = { "127.0.0.1", "localhost", NOWHERE };

    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        for (int turns = 0; turns < 4; turns++) {
            struct loop *other = loop_new();
            struct answer answer = { 0 };
            struct resolve *resolve = resolve_start(other, hosts[i], 5000, on_answer, &answer);

            for (int turn = 0; turn < turns && answer.calls == 0; turn++)
                loop_turn(other, 1);
            if (answer.calls == 0)
                resolve_cancel(resolve);
            loop_free(other);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numeric_addresses_are_their_own_answer),
        TEST(a_name_in_etc_hosts_is_found_as_ipv4),
        TEST(a_name_without_an_address_fails_within_its_bound),
        TEST(names_that_are_none_fail),
        TEST(many_lookups_without_an_answer_end),
        TEST(a_cancelled_lookup_never_calls_back),
        TEST(a_lookup_cancelled_in_any_turn_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
