/* test_pickup.c -- when an order can be collected: shop/pickup/pickup.h. The cases are those of a bakery's
 * rules; a naive second implementation tries every minute. */
#include "base/zone.h"
#include "shop/pickup/pickup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define MINUTE_MS INT64_C(60000)

/* ---- the shop of the cases: Tue–Sat 7:00–18:00, slots of 15 minutes, 30 to prepare, cut-off 14:00 ---- */

static struct shop_state shop;
static struct calendar_day calendar[4];
static int64_t full_day, full_slot; /* -1: none */
static int64_t pieces_ordered;

static int day_of(const char *date)
{
    int days = -1;

    assert_true(date_parse(date, &days));
    return days;
}

static void set_hours(const char *from, const char *to)
{
    struct interval at;

    assert_true(time_parse(from, false, &at.from) && time_parse(to, true, &at.to));
    for (int i = 0; i < DATE_WEEKDAYS; i++)
        shop.settings.hours.days[i] = (struct day_hours){ 1, { at } };
}

static int open_the_shop(void **state UNUSED)
{
    zone_set("Europe/Dublin");
    shop = (struct shop_state){ .calendar = calendar };
    settings_init(&shop.settings, true);
    full_day = full_slot = -1;
    pieces_ordered = 0;
    return 0;
}

static void close_on(const char *date)
{
    calendar[shop.day_count++] = (struct calendar_day){ .days = day_of(date) };
}

static int64_t orders_of(void *arg UNUSED, int days, int minute)
{
    return (days == full_day && (full_slot < 0 || full_slot == minute)) ? 1 : 0;
}

static int64_t pieces_of(void *arg UNUSED, int days, int64_t product_id UNUSED)
{
    return days == full_day ? pieces_ordered : 0;
}

static const struct pickup_taken taken = { orders_of, pieces_of, NULL };

/* ---- what is asked ---- */

/* "2026-06-18 16:32:59" in the shop's zone. */
static int64_t instant(const char *text)
{
    char date[DATE_BYTES], time[TIME_BYTES];
    struct local_time local;
    int64_t ms = 0;

    (void)snprintf(date, sizeof(date), "%s", text);
    (void)snprintf(time, sizeof(time), "%s", text + 11);
    local.days = day_of(date);
    assert_true(time_parse(time, false, &local.minute) && zone_instant(local, &ms));
    return ms + (strlen(text) > 16 ? strtol(text + 17, NULL, 10) * 1000 : 0);
}

static struct pickup pickup_at(const char *now, const struct pickup_basket *basket)
{
    return (struct pickup){ &shop, basket, &taken, instant(now) };
}

static void write_choice(const struct pickup_choice *choice, char out[32])
{
    char date[DATE_BYTES], time[TIME_BYTES];

    date_format(choice->days, date);
    time_format(choice->minute, time);
    (void)snprintf(out, 32, "%s %s", date, time);
}

/* The earliest pickup of a basket, "2026-06-18 17:15". */
static void check_earliest(const char *now, const struct pickup_basket *basket, const char *expected)
{
    struct pickup pickup = pickup_at(now, basket);
    struct pickup_choice earliest;
    char found[32] = "never";

    if (pickup_earliest(&pickup, &earliest))
        write_choice(&earliest, found);
    if (strcmp(found, expected) != 0)
        fail_msg("at %s: %s instead of %s", now, found, expected);
}

static void check_lead(const char *now, int64_t lead, const char *expected)
{
    const struct pickup_line line = { .product_id = 1, .quantity = 1, .lead_days = lead, .sold_out_on = -1 };
    const struct pickup_basket basket = { 1, &line };

    check_earliest(now, &basket, expected);
}

/* ---- the cases ---- */

static void test_the_earliest_slot(void **state UNUSED)
{
    static const struct {
        const char *now;
        int64_t lead;
        const char *earliest;
    } cases[] = {
        { "2026-06-18 16:32", 0, "2026-06-18 17:15" }, /* 17:02 rounds up to a slot */
        { "2026-06-18 16:45", 0, "2026-06-18 17:15" }, /* exactly the preparation time */
        { "2026-06-18 16:45:01", 0, "2026-06-18 17:30" },
        { "2026-06-18 17:15", 0, "2026-06-18 17:45" },
        { "2026-06-18 17:32", 0, "2026-06-19 07:00" },    /* too late for the last slot */
        { "2026-06-18 20:00", 0, "2026-06-19 07:00" },    /* not 20:30 of the next day */
        { "2026-06-18 13:59:59", 1, "2026-06-19 07:00" }, /* the cut-off is a moment */
        { "2026-06-18 14:00", 1, "2026-06-20 07:00" },
        { "2026-06-20 10:00", 1, "2026-06-23 07:00" }, /* closed days are no notice */
        { "2026-06-20 15:00", 1, "2026-06-24 07:00" },
        { "2026-06-21 12:00", 1, "2026-06-24 07:00" },
        { "2026-06-18 10:00", 2, "2026-06-20 07:00" },
        { "2026-06-22 10:00", 0, "2026-06-23 07:00" }, /* closed today still offers later days */
        { "2026-06-18 10:00", 30, "2026-07-30 07:00" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_lead(cases[i].now, cases[i].lead, cases[i].earliest);
}

static void test_an_exception_is_a_closed_day(void **state UNUSED)
{
    close_on("2026-06-19");
    check_lead("2026-06-18 10:00", 2, "2026-06-23 07:00");
    check_lead("2026-06-18 18:00", 0, "2026-06-20 07:00");
}

static const struct pickup_line croissant = { 1, 2, 0, 0, -1 };
static const struct pickup_line tart = { 11, 3, 2, 10, -1 };

static void check_reason(const struct pickup *pickup, enum pickup_state state, int64_t product_id)
{
    struct pickup_choice earliest;

    assert_true(pickup_earliest(pickup, &earliest));
    struct pickup_reason reason = pickup_why(pickup, &earliest);
    assert_int_equal(reason.state, state);
    assert_int_equal(reason.product_id, product_id);
}

static void test_the_slowest_product_decides_and_is_named(void **state UNUSED)
{
    const struct pickup_line lines[] = { croissant, tart };
    const struct pickup_basket both = { 2, lines }, quick = { 1, &croissant };
    struct pickup pickup = pickup_at("2026-06-18 10:00", &both);
    struct pickup_choice earliest;

    check_earliest("2026-06-18 10:00", &both, "2026-06-20 07:00");
    check_reason(&pickup, PICKUP_TOO_EARLY, 11);
    assert_true(pickup_earliest(&pickup, &earliest));
    assert_int_equal(pickup_why(&pickup, &earliest).lead_days, 2);
    pickup.basket = &quick;
    check_reason(&pickup, PICKUP_OPEN, 0);
}

static void test_a_full_day_is_passed_over(void **state UNUSED)
{
    const struct pickup_line line = { 1, 1, 1, 0, -1 };
    const struct pickup_basket basket = { 1, &line }, quick = { 1, &croissant };
    struct pickup pickup = pickup_at("2026-06-18 10:00", &basket);
    struct pickup_choice choice;
    struct pickup_day day;

    shop.settings.slot_capacity = 1;
    full_day = day_of("2026-06-19");
    check_earliest("2026-06-18 10:00", &basket, "2026-06-20 07:00");
    pickup_day(&pickup, (int)full_day, &day);
    assert_int_equal(day.state, PICKUP_FULL);
    assert_int_equal(day.slot_count, 44);
    assert_int_equal(pickup_check(&pickup, (int)full_day, 7 * 60, &choice), PICKUP_FULL);
    check_earliest("2026-06-18 19:00", &quick, "2026-06-20 07:00");
    pickup = pickup_at("2026-06-18 19:00", &quick);
    check_reason(&pickup, PICKUP_FULL, 0);
    full_slot = 7 * 60; /* only the first slot */
    check_earliest("2026-06-18 19:00", &quick, "2026-06-19 07:15");
    check_reason(&pickup, PICKUP_FULL, 0);
}

static void test_a_daily_limit(void **state UNUSED)
{
    struct pickup_line line = tart;
    const struct pickup_basket basket = { 1, &line };
    struct pickup pickup = pickup_at("2026-06-18 10:00", &basket);
    struct pickup_day day;

    line.lead_days = 1;
    full_day = day_of("2026-06-19");
    pieces_ordered = 8;
    check_earliest("2026-06-18 10:00", &basket, "2026-06-20 07:00");
    pickup_day(&pickup, (int)full_day, &day);
    assert_int_equal(day.state, PICKUP_DAILY_LIMIT);
    assert_int_equal(day.product_id, 11);
    assert_int_equal(day.left, 2);
    check_reason(&pickup, PICKUP_DAILY_LIMIT, 11); /* not its notice, by which Friday would be possible */
    pieces_ordered = 7;                            /* the last ones */
    check_earliest("2026-06-18 10:00", &basket, "2026-06-19 07:00");
    pieces_ordered = 11; /* the limit was lowered since */
    pickup_day(&pickup, (int)full_day, &day);
    assert_int_equal(day.left, 0);
}

static void test_a_limit_counts_all_lines_of_a_product(void **state UNUSED)
{
    const struct pickup_line lines[] = { { 5, 6, 0, 10, -1 }, { 5, 5, 0, 10, -1 } };
    const struct pickup_basket basket = { 2, lines };
    struct pickup pickup = pickup_at("2026-06-18 10:00", &basket);

    check_earliest("2026-06-18 10:00", &basket, "never");
    assert_int_equal(pickup_why(&pickup, NULL).state, PICKUP_DAILY_LIMIT);
    assert_int_equal(pickup_why(&pickup, NULL).left, 10);
}

static void check_deadline(const char *now, const char *at, const char *for_date)
{
    static const struct pickup_basket nothing = { 0 };
    struct pickup pickup = pickup_at(now, &nothing);
    struct pickup_deadline deadline;

    assert_true(pickup_deadline(&pickup, &deadline));
    assert_int_equal(deadline.at_ms, instant(at));
    assert_int_equal(deadline.days, zone_local(deadline.at_ms).days);
    assert_int_equal(deadline.for_days, day_of(for_date));
}

static void test_until_when_to_order_for_the_next_day(void **state UNUSED)
{
    check_deadline("2026-06-18 13:59:59", "2026-06-18 14:00", "2026-06-19");
    check_deadline("2026-06-18 14:00", "2026-06-19 14:00", "2026-06-20");
    check_deadline("2026-06-20 13:00", "2026-06-20 14:00", "2026-06-23");
    check_deadline("2026-06-20 14:00", "2026-06-23 14:00", "2026-06-24");
    check_deadline("2026-06-21 09:00", "2026-06-23 14:00", "2026-06-24");
    zone_set("Europe/Berlin");
    set_hours("00:00", "06:00");
    shop.settings.cutoff = 2 * 60 + 30; /* the clock jumps over it */
    check_deadline("2027-03-28 01:00", "2027-03-28 03:00", "2027-03-29");
}

static void test_until_when_the_customer_may_cancel(void **state UNUSED)
{
    const struct pickup_basket slow = { 1, &tart }, quick = { 1, &croissant };
    const struct pickup_choice choice = { day_of("2026-06-23"), 7 * 60, 7 * 60 + 15 };
    struct pickup pickup = pickup_at("2026-06-18 10:00", &slow);

    assert_int_equal(pickup_cancel_until(&pickup, &choice), instant("2026-06-19 14:00"));
    pickup.basket = &quick;
    assert_int_equal(pickup_cancel_until(&pickup, &choice), instant("2026-06-23 07:00"));
}

static void test_a_choice_as_json(void **state UNUSED)
{
    const struct pickup_choice choice = { day_of("2026-06-23"), 7 * 60 + 5, 24 * 60 };
    struct buf out;

    buf_init(&out, 256);
    pickup_choice_write(&out, &choice);
    assert_string_equal(out.data, "{\"date\":\"2026-06-23\",\"time\":\"07:05\",\"until\":\"24:00\"}");
    buf_clear(&out);
    pickup_choice_write(&out, NULL);
    assert_string_equal(out.data, "null");
    buf_done(&out);
}

static void test_what_is_sold_out_today_is_back_tomorrow(void **state UNUSED)
{
    const struct pickup_line line = { 3, 1, 0, 0, day_of("2026-06-18") };
    const struct pickup_basket basket = { 1, &line };
    struct pickup pickup = pickup_at("2026-06-18 10:00", &basket);

    check_earliest("2026-06-18 10:00", &basket, "2026-06-19 07:00");
    check_reason(&pickup, PICKUP_SOLD_OUT, 3);
}

static void test_what_can_be_chosen(void **state UNUSED)
{
    static const struct {
        const char *date;
        int minute;
        enum pickup_state state;
    } cases[] = {
        { "2026-06-18", 17 * 60 + 15, PICKUP_OPEN },  { "2026-06-18", 17 * 60, PICKUP_TOO_EARLY },
        { "2026-06-18", 7 * 60, PICKUP_TOO_EARLY },   { "2026-06-19", 7 * 60 + 5, PICKUP_CLOSED },
        { "2026-06-19", 17 * 60 + 45, PICKUP_OPEN },  { "2026-06-19", 18 * 60, PICKUP_CLOSED },
        { "2026-06-19", 6 * 60 + 45, PICKUP_CLOSED }, { "2026-06-21", 8 * 60, PICKUP_CLOSED },
        { "2026-06-17", 8 * 60, PICKUP_TOO_EARLY },   { "2026-07-02", 8 * 60, PICKUP_OPEN },
        { "2026-07-03", 8 * 60, PICKUP_CLOSED }, /* more days ahead than the shop plans */
    };
    const struct pickup_basket basket = { 1, &croissant };
    struct pickup pickup = pickup_at("2026-06-18 16:32", &basket);
    struct pickup_choice choice;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (pickup_check(&pickup, day_of(cases[i].date), cases[i].minute, &choice) != cases[i].state)
            fail_msg("%s %d", cases[i].date, cases[i].minute);
    assert_int_equal(pickup_check(&pickup, day_of("2026-06-19"), 17 * 60 + 45, &choice), PICKUP_OPEN);
    assert_int_equal(choice.until, 18 * 60);
}

static void test_the_last_day_is_the_days_ahead_or_the_earliest(void **state UNUSED)
{
    const struct pickup_basket basket = { 1, &croissant };
    struct pickup pickup = pickup_at("2026-06-18 10:00", &basket);
    struct pickup_choice earliest;

    assert_true(pickup_earliest(&pickup, &earliest));
    assert_int_equal(pickup_last_day(&pickup, &earliest), day_of("2026-07-02"));
    shop.settings.days_ahead = 0;
    pickup.now_ms = instant("2026-06-20 20:00");
    assert_true(pickup_earliest(&pickup, &earliest));
    assert_int_equal(pickup_last_day(&pickup, &earliest), day_of("2026-06-23"));
}

static void test_a_shop_without_hours_has_no_pickup(void **state UNUSED)
{
    const struct pickup_basket basket = { 1, &croissant };

    assert_true(pickup_is_offered(&shop));
    memset(&shop.settings.hours, 0, sizeof(shop.settings.hours));
    assert_false(pickup_is_offered(&shop));
    check_earliest("2026-06-18 10:00", &basket, "never");
    close_on("2026-06-24");
    assert_false(pickup_is_offered(&shop));
    calendar[0].hours = (struct day_hours){ 1, { { 8 * 60, 9 * 60 } } }; /* a market stall, once */
    assert_true(pickup_is_offered(&shop));
    check_earliest("2026-06-18 10:00", &basket, "2026-06-24 08:00");
}

/* The slots of a day for orders placed before it, "00:00 00:15 …". */
static int slots_of(const char *now, const char *date, struct pickup_day *day)
{
    const struct pickup_basket basket = { 1, &croissant };
    struct pickup pickup = pickup_at(now, &basket);

    pickup_day(&pickup, day_of(date), day);
    return day->slot_count;
}

static void test_when_the_clock_changes(void **state UNUSED)
{
    struct pickup_day day;

    zone_set("Europe/Berlin");
    set_hours("00:00", "06:00");
    check_lead("2027-03-28 01:45", 0, "2027-03-28 03:15"); /* 02:15 does not exist */
    assert_int_equal(slots_of("2027-03-27 12:00", "2027-03-28", &day), 20);
    assert_int_equal(slots_of("2026-10-24 12:00", "2026-10-25", &day), 24); /* 02:00 to 03:00 comes twice */
    for (int i = 1; i < day.slot_count; i++)
        assert_true(day.slots[i].minute > day.slots[i - 1].minute);
}

static void test_whole_intervals_and_several_a_day(void **state UNUSED)
{
    struct pickup_day day;

    shop.settings.slot_minutes = 0;
    shop.settings.hours.days[3] = (struct day_hours){ 2, { { 7 * 60, 12 * 60 }, { 13 * 60, 18 * 60 } } };
    assert_int_equal(slots_of("2026-06-17 12:00", "2026-06-18", &day), 2);
    assert_int_equal(day.slots[1].minute, 13 * 60);
    assert_int_equal(day.slots[1].until, 18 * 60);
    shop.settings.slot_minutes = 60;
    shop.settings.hours.days[3] = (struct day_hours){ 1, { { 7 * 60 + 30, 10 * 60 } } };
    assert_int_equal(slots_of("2026-06-17 12:00", "2026-06-18", &day), 2); /* 9:30 would end after 10:00 */
}

/* ---- a second implementation, which tries every minute ---- */

/* The local time by the C library alone. */
static struct local_time local_at(int64_t ms)
{
    time_t at = (time_t)(ms / 1000);
    struct tm tm;

    (void)localtime_r(&at, &tm);
    char date[DATE_BYTES];
    (void)strftime(date, sizeof(date), "%Y-%m-%d", &tm);
    return (struct local_time){ day_of(date), tm.tm_hour * 60 + tm.tm_min };
}

static bool starts_a_slot(struct local_time at)
{
    const struct calendar_day *day;
    struct day_hours hours = shop_state_hours(&shop, at.days, &day);

    for (int i = 0; i < hours.count; i++)
        for (int start = hours.at[i].from; start + shop.settings.slot_minutes <= hours.at[i].to;
             start += (int)shop.settings.slot_minutes)
            if (start == at.minute)
                return true;
    return false;
}

/* Whether the cut-off on the lead-th open day before this day is over: the first minute at or after it
 * decides. */
static bool cutoff_is_over(int64_t now_ms, int days, int64_t lead)
{
    const struct calendar_day *unused;
    int day = days;

    while (lead > 0)
        lead -= shop_state_hours(&shop, --day, &unused).count > 0;
    struct local_time now = local_at(now_ms);
    return now.days > day || (now.days == day && now.minute >= shop.settings.cutoff);
}

static int64_t naive_earliest(int64_t now_ms, int64_t lead)
{
    int64_t first_ms = now_ms + (lead == 0 ? shop.settings.preparation_minutes * MINUTE_MS : 0);
    int64_t ms = (first_ms + MINUTE_MS - 1) / MINUTE_MS * MINUTE_MS;
    struct local_time before = local_at(ms - MINUTE_MS);

    for (;; ms += MINUTE_MS) {
        struct local_time at = local_at(ms);
        bool is_second = at.days == before.days && at.minute <= before.minute; /* an hour that comes again */
        if (!is_second && starts_a_slot(at) && (lead == 0 || !cutoff_is_over(now_ms, at.days, lead)))
            return ms;
        if (!is_second)
            before = at;
    }
}

static uint32_t seed = 20260618;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void test_it_agrees_with_trying_every_minute(void **state UNUSED)
{
    static const char *const zones[] = { "Europe/Dublin", "America/New_York", "Australia/Lord_Howe" };
    static const int64_t lengths[] = { 15, 30, 60 };
    const int rounds = 400;

    for (size_t z = 0; z < ARRAY_LEN(zones); z++) {
        zone_set(zones[z]);
        for (int round = 0; round < rounds; round++) {
            int64_t lead = draw(4), found_ms;
            int64_t now_ms =
                INT64_C(1767225600000) + (int64_t)draw(2 * 365 * 24 * 60) * MINUTE_MS + draw(60) * 1000;
            struct pickup_line line = { 1, 1, lead, 0, -1 };
            struct pickup_basket basket = { 1, &line };
            struct pickup pickup = { &shop, &basket, &taken, now_ms };
            struct pickup_choice earliest;

            shop.settings.slot_minutes = lengths[draw(3)];
            shop.settings.preparation_minutes = draw(200);
            shop.settings.cutoff = (int)draw(24 * 60);
            for (int i = 0; i < DATE_WEEKDAYS; i++) {
                int from = (int)draw(10) * 30, to = from + 60 + (int)draw(20) * 30;
                shop.settings.hours.days[i] = (struct day_hours){ draw(3) > 0 || i == 2, { { from, to } } };
            }
            assert_true(pickup_earliest(&pickup, &earliest));
            assert_true(zone_instant((struct local_time){ earliest.days, earliest.minute }, &found_ms));
            int64_t naive_ms = naive_earliest(now_ms, lead);
            if (found_ms != naive_ms)
                fail_msg("%s, round %d, now %lld, lead %lld: %lld instead of %lld", zones[z], round,
                         (long long)now_ms, (long long)lead, (long long)found_ms, (long long)naive_ms);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_the_earliest_slot, open_the_shop),
        cmocka_unit_test_setup(test_an_exception_is_a_closed_day, open_the_shop),
        cmocka_unit_test_setup(test_the_slowest_product_decides_and_is_named, open_the_shop),
        cmocka_unit_test_setup(test_a_full_day_is_passed_over, open_the_shop),
        cmocka_unit_test_setup(test_a_daily_limit, open_the_shop),
        cmocka_unit_test_setup(test_a_limit_counts_all_lines_of_a_product, open_the_shop),
        cmocka_unit_test_setup(test_until_when_to_order_for_the_next_day, open_the_shop),
        cmocka_unit_test_setup(test_until_when_the_customer_may_cancel, open_the_shop),
        cmocka_unit_test_setup(test_a_choice_as_json, open_the_shop),
        cmocka_unit_test_setup(test_what_is_sold_out_today_is_back_tomorrow, open_the_shop),
        cmocka_unit_test_setup(test_what_can_be_chosen, open_the_shop),
        cmocka_unit_test_setup(test_the_last_day_is_the_days_ahead_or_the_earliest, open_the_shop),
        cmocka_unit_test_setup(test_a_shop_without_hours_has_no_pickup, open_the_shop),
        cmocka_unit_test_setup(test_when_the_clock_changes, open_the_shop),
        cmocka_unit_test_setup(test_whole_intervals_and_several_a_day, open_the_shop),
        cmocka_unit_test_setup(test_it_agrees_with_trying_every_minute, open_the_shop),
    };

    return cmocka_run_group_tests_name("pickup", tests, NULL, NULL);
}
