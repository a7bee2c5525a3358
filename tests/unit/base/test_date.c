/* test_date.c -- dates as days: base/date.h; and the local time of a zone: base/zone.h. */
#include "base/attr.h"
#include "base/date.h"
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int days_of(const char *text)
{
    int days = 0;

    assert_true(date_parse(text, &days));
    return days;
}

static void test_dates_are_days_and_back(void **state UNUSED)
{
    static const char *const dates[] = { "1970-01-01", "2000-02-29", "2024-02-29",
                                         "2026-06-18", "2026-12-31", "9999-12-31" };
    char out[DATE_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
        date_format(days_of(dates[i]), out);
        assert_string_equal(out, dates[i]);
    }
    assert_int_equal(days_of("1970-01-02"), 1);
    assert_int_equal(days_of("2026-06-18") - days_of("2026-06-17"), 1);
}

static void test_other_texts_are_no_dates(void **state UNUSED)
{
    static const char *const texts[] = { "",           "2026-6-18",  "2026-02-30",  "2025-02-29",
                                         "2026-13-01", "2026-00-10", "2026-06-18 ", " 2026-06-18",
                                         "18-06-2026", "2026/06/18", "1969-12-31",  "10000-01-01",
                                         "today" };
    int days;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (date_parse(texts[i], &days))
            fail_msg("\"%s\" is taken", texts[i]);
}

static void test_weekdays_begin_with_monday(void **state UNUSED)
{
    assert_int_equal(date_weekday(days_of("2026-06-15")), 0);
    assert_int_equal(date_weekday(days_of("2026-06-18")), 3);
    assert_int_equal(date_weekday(days_of("2026-06-21")), 6);
    assert_int_equal(date_weekday(days_of("1970-01-01")), 3);
}

#define HOUR_MS INT64_C(3600000)

static void test_local_time_is_that_of_the_zone(void **state UNUSED)
{
    static const struct {
        const char *zone;
        int64_t hours; /* UTC, since 1970-01-01 */
        const char *date;
        int minute;
    } cases[] = {
        { "UTC", 0, "1970-01-01", 0 },
        { "Europe/Berlin", 494304 + 0, "2026-05-23", 120 }, /* summer: UTC+2 */
        { "Pacific/Kiritimati", 494304, "2026-05-23", 14 * 60 },
        { "Pacific/Pago_Pago", 494304, "2026-05-22", 13 * 60 },
        { "Asia/Kolkata", 494304, "2026-05-23", 5 * 60 + 30 },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char date[DATE_BYTES];
        zone_set(cases[i].zone);
        struct local_time local = zone_local(cases[i].hours * HOUR_MS);
        date_format(local.days, date);
        assert_string_equal(date, cases[i].date);
        assert_int_equal(local.minute, cases[i].minute);
    }
    zone_set("Nowhere/Land");
    assert_int_equal(zone_local(0).minute, 0);
}

static void test_zones_are_those_of_the_system(void **state UNUSED)
{
    static const char *const others[] = {
        "", "Europe", "Europe/Nowhere", "/etc/passwd", "../../../etc/passwd", "Euro pe", "Europe/Dublin\n"
    };

    assert_true(zone_is_known("Europe/Dublin"));
    assert_true(zone_is_known("America/Argentina/Buenos_Aires"));
    assert_true(zone_is_known("UTC"));
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_false(zone_is_known(others[i]));
}

static void test_the_machine_has_a_zone(void **state UNUSED)
{
    char zone[ZONE_NAME_MAX + 1];

    (void)setenv("TZ", "Asia/Tokyo", 1);
    zone_of_machine(zone);
    assert_string_equal(zone, "Asia/Tokyo");
    (void)setenv("TZ", ":Europe/Paris", 1);
    zone_of_machine(zone);
    assert_string_equal(zone, "Europe/Paris");
    (void)setenv("TZ", "CET-1CEST", 1); /* not a name of the database */
    zone_of_machine(zone);
    assert_string_equal(zone, "UTC");
    (void)unsetenv("TZ");
    zone_of_machine(zone);
    assert_true(zone_is_known(zone));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates_are_days_and_back),
        cmocka_unit_test(test_other_texts_are_no_dates),
        cmocka_unit_test(test_weekdays_begin_with_monday),
        cmocka_unit_test(test_local_time_is_that_of_the_zone),
        cmocka_unit_test(test_zones_are_those_of_the_system),
        cmocka_unit_test(test_the_machine_has_a_zone),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
