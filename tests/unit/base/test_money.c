/* test_money.c -- cents: read from JSON's numbers and written without losing one. */
#include "base/attr.h"
#include "base/money.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void every_price_survives_conversion_to_a_double(void **state UNUSED)
{
    for (int64_t want = 0; want <= 1000000; want++) { /* up to 10,000.00 */
        char text[MONEY_BYTES];
        int64_t cents = -1;

        money_format(want, text);
        if (!money_from_double(strtod(text, NULL), &cents) || cents != want)
            fail_msg("%s became %lld", text, (long long)cents);
    }
}

static void accepts_doubles_that_are_whole_cents(void **state UNUSED)
{
    static const struct {
        double amount;
        int64_t cents;
    } cases[] = {
        { 0.0, 0 },
        { -0.0, 0 },
        { 0.01, 1 },
        { 0.29, 29 },
        { 1.15, 115 },
        { 4.35, 435 },
        { 9.75, 975 },
        { 1e12, 100000000000000 },
        { -1e12, -100000000000000 },
        { -3.5, -350 },
        { 99999999.99, 9999999999 },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t cents = 77;

        assert_true(money_from_double(cases[i].amount, &cents));
        assert_int_equal(cents, cases[i].cents);
    }
}

static void rejects_doubles_that_are_not_whole_cents(void **state UNUSED)
{
    const double amounts[] = {
        1.005,     0.001, 0.299999, 3.5000001, 9999.99001, 1000000.001, 99999999.999, 1e12 + 1,
        -1e12 - 1, 1e300, INFINITY, -INFINITY, NAN,        DBL_MIN,     DBL_MAX,      1e-9,
    };

    for (size_t i = 0; i < ARRAY_LEN(amounts); i++) {
        int64_t cents = 77;

        if (money_from_double(amounts[i], &cents))
            fail_msg("taken: %.17g", amounts[i]);
        assert_int_equal(cents, 77);
    }
}

static void amounts_are_written_with_two_decimals(void **state UNUSED)
{
    static const struct {
        int64_t cents;
        const char *text;
    } cases[] = {
        { 0, "0.00" },
        { 5, "0.05" },
        { 350, "3.50" },
        { -5, "-0.05" },
        { -350, "-3.50" },
        { INT64_MAX, "92233720368547758.07" },
        { INT64_MIN, "-92233720368547758.08" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[MONEY_BYTES];

        money_format(cases[i].cents, text);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_price_survives_conversion_to_a_double),
        cmocka_unit_test(accepts_doubles_that_are_whole_cents),
        cmocka_unit_test(rejects_doubles_that_are_not_whole_cents),
        cmocka_unit_test(amounts_are_written_with_two_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
