/* test_text.c -- numbers and UTF-8 from outside. */
#include "base/attr.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void numbers_are_read_up_to_their_maximum(void **state UNUSED)
{
    static const struct {
        const char *text;
        uint64_t max, number;
    } cases[] = {
        { "0", 0, 0 },
        { "7", 7, 7 },
        { "10", 99, 10 },
        { "9007199254740991", 9007199254740991, 9007199254740991 },
        { "18446744073709551615", UINT64_MAX, UINT64_MAX },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t number = 77;

        assert_true(text_to_u64(cases[i].text, cases[i].max, &number));
        assert_true(number == cases[i].number);
    }
}

static void rejects_anything_but_plain_numbers(void **state UNUSED)
{
    static const char *const texts[] = {
        "",
        " ",
        "+1",
        "-1",
        "01",
        "00",
        "1 ",
        " 1",
        "1.0",
        "1e3",
        "0x1",
        "a",
        "8",
        "18446744073709551616",
        "99999999999999999999999999",
        "\xd9\xa3",
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        uint64_t number = 77;

        if (text_to_u64(texts[i], 7, &number))
            fail_msg("taken: \"%s\"", texts[i]);
        assert_true(number == 77);
    }
    uint64_t number;
    assert_false(text_to_u64("18446744073709551616", UINT64_MAX, &number));
    assert_false(text_to_u64("18446744073709551620", UINT64_MAX, &number));
}

static void accepts_utf8_of_rfc_3629(void **state UNUSED)
{
    static const struct {
        const char *bytes;
        bool valid;
    } cases[] = {
        { "", true },
        { "plain", true },
        { "\x7f", true },
        { "\xc2\x80", true },         /* U+0080 */
        { "\xdf\xbf", true },         /* U+07FF */
        { "\xe0\xa0\x80", true },     /* U+0800 */
        { "\xed\x9f\xbf", true },     /* U+D7FF */
        { "\xee\x80\x80", true },     /* U+E000 */
        { "\xef\xbf\xbf", true },     /* U+FFFF */
        { "\xf0\x90\x80\x80", true }, /* U+10000 */
        { "\xf4\x8f\xbf\xbf", true }, /* U+10FFFF */
        { "a\xc3\xa9z", true },
        { "\x80", false }, /* a tail alone */
        { "\xbf", false },
        { "\xc0\x80", false }, /* overlong */
        { "\xc1\xbf", false },
        { "\xe0\x80\x80", false },
        { "\xe0\x9f\xbf", false },
        { "\xf0\x80\x80\x80", false },
        { "\xf0\x8f\xbf\xbf", false },
        { "\xed\xa0\x80", false }, /* surrogates */
        { "\xed\xbf\xbf", false },
        { "\xf4\x90\x80\x80", false }, /* beyond U+10FFFF */
        { "\xf5\x80\x80\x80", false },
        { "\xff", false },
        { "\xfe", false },
        { "\xf8\x88\x80\x80\x80", false },
        { "\xc2", false }, /* cut */
        { "\xe2\x82", false },
        { "\xf0\x9f\xa5", false },
        { "\xc2 ", false },
        { "\xe2\x82z", false },
        { "\xe2z\x82", false },
        { "\xf0\x9f\xc2\x80", false },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (text_is_utf8(cases[i].bytes, strlen(cases[i].bytes)) != cases[i].valid)
            fail_msg("case %zu", i);
}

static void every_code_point_and_nothing_else_is_utf8(void **state UNUSED)
{
    int valid3 = 0;

    for (unsigned n = 0; n < 0x1000000; n += 1) { /* all triples that begin a sequence of three */
        char bytes[3] = { (char)(n >> 16), (char)(n >> 8), (char)n };

        if ((n >> 16 & 0xf0) != 0xe0) {
            n |= 0xffff;
            continue;
        }
        if (text_is_utf8(bytes, 3))
            valid3++;
    }
    assert_int_equal(valid3, 0x10000 - 0x800 - 0x800); /* U+0800 to U+FFFF without the surrogates */
}

static void utf8_is_not_read_beyond_its_length(void **state UNUSED)
{
    assert_false(text_is_utf8("\xc3\xa9", 1));
    assert_true(text_is_utf8("a\xc3", 1));
    assert_true(text_is_utf8("a\0b", 3));
    assert_true(text_is_utf8(NULL, 0));
}

static void length_counts_code_points(void **state UNUSED)
{
    assert_int_equal(text_length(""), 0);
    assert_int_equal(text_length("abc"), 3);
    assert_int_equal(text_length("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\xa5\x90"), 8);
}

static void control_characters_are_found(void **state UNUSED)
{
    static const char *const with[] = { "\x01", "a\n", "\x1f", "\x7f", "a\xc2\x80", "\xc2\x9f" };
    static const char *const without[] = { "", " ", "~", "\xc2\xa0", "\xc3\x80", "\xe2\x82\x9f" };

    for (size_t i = 0; i < ARRAY_LEN(with); i++)
        assert_true(text_has_control(with[i]));
    for (size_t i = 0; i < ARRAY_LEN(without); i++)
        assert_false(text_has_control(without[i]));
}

static void numbers_are_written_in_decimal(void **state UNUSED)
{
    char text[TEXT_NUMBER_BYTES];

    assert_string_equal(text_number(text, 0), "0");
    assert_string_equal(text_number(text, 9007199254740991), "9007199254740991");
    assert_string_equal(text_number(text, INT64_MIN), "-9223372036854775808");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_up_to_their_maximum),
        cmocka_unit_test(rejects_anything_but_plain_numbers),
        cmocka_unit_test(accepts_utf8_of_rfc_3629),
        cmocka_unit_test(every_code_point_and_nothing_else_is_utf8),
        cmocka_unit_test(utf8_is_not_read_beyond_its_length),
        cmocka_unit_test(length_counts_code_points),
        cmocka_unit_test(control_characters_are_found),
        cmocka_unit_test(numbers_are_written_in_decimal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
