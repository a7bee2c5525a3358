/* test_secret.c -- randomness within its bounds, fingerprints, and the comparison of secrets. */
#include "base/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state UNUSED)
{
    secret_setup();
    secret_setup(); /* harmless */
    return 0;
}

static void random_numbers_stay_below_their_bound_and_reach_all_below_it(void **state UNUSED)
{
    int seen[7] = { 0 };

    for (int i = 0; i < 10000; i++) {
        uint32_t n = random_below(7);
        assert_in_range(n, 0, 6);
        seen[n]++;
    }
    for (int n = 0; n < 7; n++)
        assert_in_range(seen[n], 1000, 2000); /* 1429 expected; 12 deviations away */
    assert_int_equal(random_below(1), 0);
    assert_int_equal(random_below(0), 0);
}

static void random_fractions_are_at_least_0_and_below_1(void **state UNUSED)
{
    double sum = 0;

    for (int i = 0; i < 10000; i++) {
        double x = random_unit();
        assert_true(x >= 0.0 && x < 1.0);
        sum += x;
    }
    assert_true(sum > 4500 && sum < 5500);
}

static void random_words_use_all_bits(void **state UNUSED)
{
    uint64_t ones = 0, zeros = 0;

    for (int i = 0; i < 100; i++) {
        uint64_t n = random_u64();
        ones |= n;
        zeros |= ~n;
    }
    assert_true(ones == UINT64_MAX && zeros == UINT64_MAX);
}

static void fingerprints_are_blake2b_256_in_hex(void **state UNUSED)
{
    char a[FINGERPRINT_HEX_BYTES], b[FINGERPRINT_HEX_BYTES];

    fingerprint("abc", 3, a);
    assert_string_equal(a, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    fingerprint("", 0, a);
    assert_string_equal(a, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    fingerprint("a\0b", 3, a);
    fingerprint("a\0c", 3, b);
    assert_string_not_equal(a, b);
}

static void only_equal_secrets_are_equal(void **state UNUSED)
{
    assert_true(secret_equal("", ""));
    assert_true(secret_equal("token", "token"));
    assert_false(secret_equal("token", "tokem"));
    assert_false(secret_equal("Token", "token"));
    assert_false(secret_equal("token", "toke"));
    assert_false(secret_equal("token", "token "));
    assert_false(secret_equal("", "token"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_numbers_stay_below_their_bound_and_reach_all_below_it),
        cmocka_unit_test(random_fractions_are_at_least_0_and_below_1),
        cmocka_unit_test(random_words_use_all_bits),
        cmocka_unit_test(fingerprints_are_blake2b_256_in_hex),
        cmocka_unit_test(only_equal_secrets_are_equal),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
