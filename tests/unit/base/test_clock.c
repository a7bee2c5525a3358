/* test_clock.c -- time as people and as HTTP write it. */
#include "base/attr.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void iso_times_have_milliseconds_and_end_in_z(void **state UNUSED)
{
    static const struct {
        int64_t wall_ms;
        const char *text;
    } cases[] = {
        { 0, "1970-01-01T00:00:00.000Z" },
        { 1, "1970-01-01T00:00:00.001Z" },
        { -1, "1969-12-31T23:59:59.999Z" },
        { 951782400250, "2000-02-29T00:00:00.250Z" },
        { 1776522600250, "2026-04-18T14:30:00.250Z" },
        { 253402300799999, "9999-12-31T23:59:59.999Z" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[CLOCK_ISO_BYTES];

        clock_iso_ms(cases[i].wall_ms, text);
        assert_string_equal(text, cases[i].text);
        clock_iso(cases[i].wall_ms, text);
        assert_memory_equal(text, cases[i].text, strlen("2026-04-18T14:30:00"));
        assert_string_equal(text + strlen("2026-04-18T14:30:00"), "Z");
    }
}

static void http_times_are_imf_fixdates(void **state UNUSED)
{
    char text[CLOCK_HTTP_BYTES];

    clock_http(784111777999, text);
    assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT"); /* the example of RFC 9110 */
    clock_http(0, text);
    assert_string_equal(text, "Thu, 01 Jan 1970 00:00:00 GMT");
    clock_http(951782400000, text);
    assert_string_equal(text, "Tue, 29 Feb 2000 00:00:00 GMT");
}

static void the_monotonic_clock_never_goes_back(void **state UNUSED)
{
    int64_t last_ms = clock_ms();

    for (int i = 0; i < 1000; i++) {
        int64_t now_ms = clock_ms();
        assert_true(now_ms >= last_ms);
        last_ms = now_ms;
    }
    assert_true(clock_wall_ms() > 1700000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso_times_have_milliseconds_and_end_in_z),
        cmocka_unit_test(http_times_are_imf_fixdates),
        cmocka_unit_test(the_monotonic_clock_never_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
