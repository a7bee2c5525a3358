/* test_field_errors.c -- the first mistakes of an input, and no more than fit. */
#include "base/field_errors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void errors_are_kept_in_order(void **state UNUSED)
{
    struct field_errors errors = { 0 };

    field_errors_add(&errors, "/items/0/quantity", "must be at most %d", 100);
    field_errors_add(&errors, "", "must be an object");
    assert_int_equal(errors.count, 2);
    assert_string_equal(errors.at[0].pointer, "/items/0/quantity");
    assert_string_equal(errors.at[0].detail, "must be at most 100");
    assert_string_equal(errors.at[1].pointer, "");
}

static void more_than_the_cap_are_left_out(void **state UNUSED)
{
    struct {
        struct field_errors errors;
        char guard[16];
    } kept = { .guard = "untouched" };

    for (int i = 0; i < FIELD_ERRORS_MAX + 10; i++)
        field_errors_add(&kept.errors, "/x", "%d", i);
    assert_int_equal(kept.errors.count, FIELD_ERRORS_MAX);
    assert_string_equal(kept.errors.at[FIELD_ERRORS_MAX - 1].detail, "15");
    assert_string_equal(kept.guard, "untouched");
}

static void long_texts_are_cut(void **state UNUSED)
{
    struct field_errors errors = { 0 };
    char pointer[200];

    memset(pointer, 'p', sizeof(pointer) - 1);
    pointer[sizeof(pointer) - 1] = '\0';
    field_errors_add(&errors, pointer, "%0500d", 1);
    assert_int_equal(strlen(errors.at[0].pointer), sizeof(errors.at[0].pointer) - 1);
    assert_int_equal(strlen(errors.at[0].detail), sizeof(errors.at[0].detail) - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_kept_in_order),
        cmocka_unit_test(more_than_the_cap_are_left_out),
        cmocka_unit_test(long_texts_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
