/* test_shop_info.c -- what customers are told of the opening hours at a moment: api/public/shop_info.h. The
 * shop is open from Tuesday to Saturday, 7:00 to 18:00; 2026-06-18 is a Thursday. */
#include "api/public/shop_info.h"
#include "base/attr.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct calendar_day calendar[4];

static int days_of(const char *date)
{
    int days = 0;

    assert_true(date_parse(date, &days));
    return days;
}

/* The members today, open_until and next_opening, as JSON. */
static char *told(const struct shop_state *state, const char *date, int minute)
{
    struct buf out;
    json_error_t error;
    char empty[] = "[]";
    struct shop_state shop_state = *state;

    buf_init(&out, 65536);
    shop_state.categories = empty;
    shop_info_write(&out, &shop_state, (struct local_time){ days_of(date), minute });
    json_t *shop = json_loads(out.data, 0, &error);
    if (shop == NULL)
        fail_msg("%s: %s", error.text, out.data);
    buf_done(&out);
    json_t *some = json_pack("[OOOO]", json_object_get(json_object_get(shop, "today"), "hours"),
                             json_object_get(json_object_get(shop, "today"), "reason"),
                             json_object_get(shop, "open_until"), json_object_get(shop, "next_opening"));
    char *text = json_dumps(some, JSON_COMPACT);
    json_decref(some);
    json_decref(shop);
    return text;
}

#define USUAL                "[[\"07:00\",\"18:00\"]]"
#define NEXT(date, days, at) "{\"date\":\"" date "\",\"in_days\":" #days ",\"at\":\"" at "\"}"

static void test_open_and_closed(void **state UNUSED)
{
    static const struct {
        const char *date;
        int minute;
        const char *told;
    } cases[] = {
        { "2026-06-18", 6 * 60 + 59, "[" USUAL ",null,null," NEXT("2026-06-18", 0, "07:00") "]" },
        { "2026-06-18", 7 * 60, "[" USUAL ",null,\"18:00\"," NEXT("2026-06-20", 2, "09:00") "]" },
        { "2026-06-18", 17 * 60 + 59, "[" USUAL ",null,\"18:00\"," NEXT("2026-06-20", 2, "09:00") "]" },
        { "2026-06-18", 18 * 60, "[" USUAL ",null,null," NEXT("2026-06-20", 2, "09:00") "]" },
        { "2026-06-19", 10 * 60, "[[],\"Midsummer\",null," NEXT("2026-06-20", 1, "09:00") "]" },
        { "2026-06-20", 12 * 60,
          "[[[\"09:00\",\"12:00\"],[\"13:00\",\"24:00\"]],null,null," NEXT("2026-06-20", 0, "13:00") "]" },
        { "2026-06-20", 23 * 60 + 59,
          "[[[\"09:00\",\"12:00\"],[\"13:00\",\"24:00\"]],null,\"24:00\"," NEXT("2026-06-23", 3,
                                                                                "07:00") "]" },
        { "2026-06-22", 12 * 60, "[[],null,null," NEXT("2026-06-23", 1, "07:00") "]" },
    };
    struct shop_state shop = { .calendar = calendar, .day_count = 2 };

    settings_init(&shop.settings, true);
    calendar[0] = (struct calendar_day){ .days = days_of("2026-06-19"), .reason = "Midsummer" };
    calendar[1] = (struct calendar_day){ .days = days_of("2026-06-20"),
                                         .hours = { 2, { { 540, 720 }, { 780, 1440 } } } };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *text = told(&shop, cases[i].date, cases[i].minute);
        if (strcmp(text, cases[i].told) != 0)
            fail_msg("%s %d: %s", cases[i].date, cases[i].minute, text);
        free(text);
    }
}

static void test_a_shop_that_never_opens(void **state UNUSED)
{
    struct shop_state shop = { 0 };

    settings_init(&shop.settings, false);
    char *text = told(&shop, "2026-06-18", 600);
    assert_string_equal(text, "[[],null,null,null]");
    free(text);
}

static void test_the_dates_of_four_weeks_are_told(void **state UNUSED)
{
    static const char *const dates[] = { "2026-06-17", "2026-06-18", "2026-07-15", "2026-07-16" };
    struct shop_state shop = { .calendar = calendar, .day_count = 4 };
    struct buf out;

    settings_init(&shop.settings, true);
    for (int i = 0; i < 4; i++)
        calendar[i] = (struct calendar_day){ .days = days_of(dates[i]), .reason = "\"" };
    buf_init(&out, 65536);
    shop_info_write(&out, &shop, (struct local_time){ days_of("2026-06-18"), 0 });
    assert_null(strstr(out.data, "2026-06-17"));
    assert_non_null(strstr(out.data, "{\"date\":\"2026-07-15\",\"hours\":[],\"reason\":\"\\\"\"}]"));
    assert_null(strstr(out.data, "2026-07-16"));
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_and_closed),
        cmocka_unit_test(test_a_shop_that_never_opens),
        cmocka_unit_test(test_the_dates_of_four_weeks_are_told),
    };
    return cmocka_run_group_tests_name("shop info", tests, NULL, NULL);
}
