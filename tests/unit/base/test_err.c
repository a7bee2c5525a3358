/* test_err.c -- the first error wins, and a message never outgrows its struct. */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void setting_an_error_returns_false(void **state UNUSED)
{
    struct err err = ERR_INIT;

    assert_false(err_is_set(&err));
    assert_false(err_set(&err, ERR_CONFLICT, "%d of %s", 3, "them"));
    assert_true(err_is_set(&err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    assert_string_equal(err.msg, "3 of them");
}

static void the_first_error_wins(void **state UNUSED)
{
    struct err err = ERR_INIT;

    (void)err_set(&err, ERR_TIMEOUT, "first");
    (void)err_set(&err, ERR_INTERNAL, "second");
    assert_int_equal(err.kind, ERR_TIMEOUT);
    assert_string_equal(err.msg, "first");
}

static void the_error_pointer_may_be_null(void **state UNUSED)
{
    assert_false(err_set(NULL, ERR_INTERNAL, "unheard"));
}

static void a_long_message_is_cut(void **state UNUSED)
{
    struct err err = ERR_INIT;

    (void)err_set(&err, ERR_INTERNAL, "%0500d", 1);
    assert_int_equal(strlen(err.msg), sizeof(err.msg) - 1);
}

static void a_message_is_always_utf8(void **state UNUSED)
{
    struct err latin = ERR_INIT, cut = ERR_INIT;

    (void)err_set(&latin, ERR_UNAVAILABLE, "%s", "f\xfcr \xab shop \xbb, \xc3\xa4, 100%");
    assert_string_equal(latin.msg, "f?r ? shop ?, \xc3\xa4, 100%");
    (void)err_set(&cut, ERR_UNAVAILABLE, "%0158d\xc3\xa4", 1);
    assert_int_equal(strlen(cut.msg), sizeof(cut.msg) - 1);
    assert_int_equal(cut.msg[sizeof(cut.msg) - 2], '?');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_an_error_returns_false), cmocka_unit_test(the_first_error_wins),
        cmocka_unit_test(the_error_pointer_may_be_null),  cmocka_unit_test(a_long_message_is_cut),
        cmocka_unit_test(a_message_is_always_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
