/* test_json_text.c -- what we write is JSON that says what was meant. */
#include "base/json_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_string(const char *text, const char *expected)
{
    struct buf out;

    buf_init(&out, 256);
    json_text_string(&out, text);
    assert_string_equal(out.data, expected);
    buf_done(&out);
}

static void strings_are_quoted_and_escaped(void **state)
{
    (void)state;
    assert_string("", "\"\"");
    assert_string("Zoë", "\"Zoë\"");
    assert_string("a\"b\\c", "\"a\\\"b\\\\c\"");
    assert_string("\"", "\"\\\"\"");
    assert_string("\n\x01z", "\"\\u000a\\u0001z\"");
    assert_string(NULL, "null");
}

static void money_has_two_decimals(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 64);
    json_text_money(&out, 350);
    buf_addc(&out, ' ');
    json_text_money(&out, 5);
    assert_string_equal(out.data, "3.50 0.05");
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_quoted_and_escaped),
        cmocka_unit_test(money_has_two_decimals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
