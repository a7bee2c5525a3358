/* test_permutation.c -- ids of order numbers. */
#include "base/attr.h"
#include "base/permutation.h"
#include "base/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char key[] = "000102030405060708090a0b0c0d0e0f";

static struct permutation permutation_of(const char *hex)
{
    struct permutation permutation;

    assert_true(permutation_init(&permutation, hex));
    return permutation;
}

static void accepts_only_32_hexadecimal_digits(void **state UNUSED)
{
    static const char *const bad[] = { "", "000102030405060708090a0b0c0d0e0",
                                       "000102030405060708090a0b0c0d0e0g",
                                       "000102030405060708090a0b0c0d0e0f00",
                                       "00 102030405060708090a0b0c0d0e0f" };
    struct permutation permutation;

    assert_true(permutation_init(&permutation, key));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(permutation_init(&permutation, bad[i]));
}

static void invert_is_the_inverse_of_apply(void **state UNUSED)
{
    struct permutation permutation = permutation_of(key);

    for (uint64_t number = 1; number <= 100000; number++) {
        uint64_t id = permutation_apply(&permutation, number);
        assert_in_range(id, 1, PERMUTATION_MAX);
        assert_int_equal(permutation_invert(&permutation, id), number);
    }
    uint64_t last = permutation_apply(&permutation, PERMUTATION_MAX);
    assert_in_range(last, 1, PERMUTATION_MAX);
    assert_int_equal(permutation_invert(&permutation, last), PERMUTATION_MAX);
}

/* The number that would become 0 gets the id that 0 would have got. */
static void never_gives_zero(void **state UNUSED)
{
    struct permutation permutation = permutation_of(key);
    uint64_t number = permutation_invert(&permutation, 1);

    assert_int_equal(permutation_apply(&permutation, number), 1);
    for (uint64_t id = 1; id <= 1000; id++)
        assert_in_range(permutation_invert(&permutation, id), 1, PERMUTATION_MAX);
}

/* Links to orders must keep working: these values may never change. */
static void known_ids_stay(void **state UNUSED)
{
    struct permutation permutation = permutation_of(key);

    assert_int_equal(permutation_apply(&permutation, 1), 2297634593888255);
    assert_int_equal(permutation_apply(&permutation, 2), 7779310589885331);
    assert_int_equal(permutation_apply(&permutation, 10000000), 4607568745421259);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* 100,000 neighbours spread over the whole range, and neither rise nor share bits with the one before: each
 * bound is 5 standard deviations wide. */
static void neighbours_look_random(void **state UNUSED)
{
    enum { COUNT = 100000 };
    static uint64_t ids[COUNT];
    struct permutation permutation = permutation_of(key);
    int rises = 0, buckets[16] = { 0 };
    long flips = 0;

    for (int i = 0; i < COUNT; i++) {
        ids[i] = permutation_apply(&permutation, (uint64_t)i + 1);
        buckets[ids[i] >> 49]++;
        if (i > 0) {
            rises += ids[i] > ids[i - 1];
            flips += __builtin_popcountll(ids[i] ^ ids[i - 1]);
        }
    }
    assert_in_range(rises, COUNT / 2 - 800, COUNT / 2 + 800);
    assert_in_range(flips, 53 * (COUNT / 2) - 6000, 53 * (COUNT / 2) + 6000);
    for (size_t i = 0; i < ARRAY_LEN(buckets); i++)
        assert_in_range(buckets[i], COUNT / 16 - 385, COUNT / 16 + 385);
    qsort(ids, COUNT, sizeof(ids[0]), compare);
    for (int i = 1; i < COUNT; i++)
        assert_true(ids[i] != ids[i - 1]);
}

static void another_key_gives_other_ids(void **state UNUSED)
{
    struct permutation one = permutation_of(key), other = permutation_of("100102030405060708090a0b0c0d0e0f");

    for (uint64_t number = 1; number <= 1000; number++)
        assert_true(permutation_apply(&one, number) != permutation_apply(&other, number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_only_32_hexadecimal_digits),
        cmocka_unit_test(invert_is_the_inverse_of_apply),
        cmocka_unit_test(never_gives_zero),
        cmocka_unit_test(known_ids_stay),
        cmocka_unit_test(neighbours_look_random),
        cmocka_unit_test(another_key_gives_other_ids),
    };

    secret_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
