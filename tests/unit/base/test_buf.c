/* test_buf.c -- the buffer that grows to its cap and not beyond. */
#include "base/attr.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void an_empty_buffer_is_an_empty_string(void **state UNUSED)
{
    struct buf buf;

    buf_init(&buf, 10);
    assert_string_equal(buf.data, "");
    assert_false(buf_full(&buf));
    buf_add(&buf, NULL, 0);
    assert_string_equal(buf.data, "");
    buf_done(&buf);
}

static void additions_are_in_order_and_end_with_a_nul(void **state UNUSED)
{
    struct buf buf;

    buf_init(&buf, 1000);
    buf_add(&buf, "a\0b", 3);
    buf_addc(&buf, 'c');
    buf_adds(&buf, "def");
    buf_addf(&buf, "%d%s", 7, "g");
    assert_int_equal(buf.len, 9);
    assert_memory_equal(buf.data, "a\0bcdef7g", 10);
    buf_done(&buf);
}

static void the_cap_can_be_reached_but_not_exceeded(void **state UNUSED)
{
    static const size_t caps[] = { 0, 1, 255, 256, 257, 511, 512, 513, 100000 };

    for (size_t i = 0; i < ARRAY_LEN(caps); i++) {
        struct buf buf;

        buf_init(&buf, caps[i]);
        for (size_t n = 0; n < caps[i]; n++)
            buf_addc(&buf, 'x');
        assert_int_equal(buf.len, caps[i]);
        assert_false(buf_full(&buf));
        buf_addc(&buf, 'y');
        assert_int_equal(buf.len, caps[i]);
        assert_true(buf_full(&buf));
        assert_int_equal(strlen(buf.data), caps[i]);
        assert_true(buf.size <= caps[i] + 1);
        buf_done(&buf);
    }
}

static void an_addition_over_the_cap_is_dropped_entirely(void **state UNUSED)
{
    struct buf buf;

    buf_init(&buf, 5);
    buf_adds(&buf, "abc");
    buf_adds(&buf, "def");
    buf_addf(&buf, "%s", "ghi");
    assert_true(buf_full(&buf));
    buf_add(&buf, "x", SIZE_MAX);
    buf_adds(&buf, "de");
    assert_string_equal(buf.data, "abcde");
    assert_true(buf_full(&buf)); /* still: something is missing */
    buf_clear(&buf);
    assert_false(buf_full(&buf));
    buf_adds(&buf, "12345");
    assert_string_equal(buf.data, "12345");
    assert_false(buf_full(&buf));
    buf_done(&buf);
}

static void a_cleared_buffer_has_its_full_capacity(void **state UNUSED)
{
    struct buf buf;

    buf_init(&buf, 5);
    buf_adds(&buf, "abc");
    buf_clear(&buf);
    buf_adds(&buf, "12345");
    buf_addc(&buf, '6');
    assert_string_equal(buf.data, "12345");
    assert_true(buf_full(&buf));
    buf_done(&buf);
    buf_done(&buf); /* harmless */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_string),
        cmocka_unit_test(additions_are_in_order_and_end_with_a_nul),
        cmocka_unit_test(the_cap_can_be_reached_but_not_exceeded),
        cmocka_unit_test(an_addition_over_the_cap_is_dropped_entirely),
        cmocka_unit_test(a_cleared_buffer_has_its_full_capacity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
