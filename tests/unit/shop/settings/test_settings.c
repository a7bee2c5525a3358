/* test_settings.c -- opening hours and the other settings of a shop, read and written:
 * shop/settings/settings.h. */
#include "shop/settings/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char sample[] =
    "{\"name\":\"Morrow\",\"address\":\"14 Weaver Street\",\"phone\":\"01 555 0142\",\"vat_number\":null,"
    "\"currency\":\"EUR\",\"time_zone\":\"Europe/Dublin\",\"language\":\"en\","
    "\"opening_hours\":{\"mon\":[],\"tue\":[[\"07:00\",\"18:00\"]],\"wed\":[[\"07:00\",\"18:00\"]],"
    "\"thu\":[[\"07:00\",\"18:00\"]],\"fri\":[[\"07:00\",\"18:00\"]],\"sat\":[[\"07:00\",\"18:00\"]],\"sun\":"
    "[]},"
    "\"slot_minutes\":15,\"slot_capacity\":null,\"preparation_minutes\":30,\"cutoff\":\"14:00\",\"days_"
    "ahead\":14,"
    "\"default_vat_permille\":0,\"keep_personal_data_days\":400}";

static char *text_of(const struct settings *settings)
{
    struct buf out;

    buf_init(&out, SETTINGS_JSON_MAX);
    settings_write(&out, settings);
    assert_false(buf_full(&out));
    return out.data;
}

static struct settings sample_settings(void)
{
    struct settings settings;

    settings_init(&settings, false);
    assert_true(settings_parse(&settings, sample));
    return settings;
}

static void test_what_is_written_is_read_again(void **state UNUSED)
{
    struct settings settings = sample_settings();
    char *text = text_of(&settings);

    assert_string_equal(text, sample);
    free(text);
    assert_int_equal(settings.hours.days[1].at[0].from, 7 * 60);
    assert_int_equal(settings.slot_capacity, 0);
}

static void test_a_demo_is_open_and_another_new_shop_is_not(void **state UNUSED)
{
    struct settings settings;

    settings_init(&settings, true);
    assert_int_equal(settings.hours.days[0].count, 0);
    assert_int_equal(settings.hours.days[5].count, 1);
    settings_init(&settings, false);
    for (int day = 0; day < DATE_WEEKDAYS; day++)
        assert_int_equal(settings.hours.days[day].count, 0);
}

/* Reads the sample with one field replaced; NULL: left out. The pointer of its only error; "": none. */
static const char *read_with(const char *field, const char *value)
{
    static struct field_errors errors;
    struct settings settings;
    json_t *body = json_loads(sample, 0, NULL);

    errors = (struct field_errors){ 0 };
    if (value == NULL)
        (void)json_object_del(body, field);
    else
        (void)json_object_set_new(body, field, json_loads(value, JSON_DECODE_ANY, NULL));
    bool valid = settings_read(&settings, body, &errors);
    json_decref(body);
    assert_int_equal(valid, errors.count == 0);
    assert_in_range(errors.count, 0, 1);
    return errors.count > 0 ? errors.at[0].pointer : "";
}

static void test_limits_of_each_setting(void **state UNUSED)
{
    static const struct {
        const char *field, *last, *first; /* the last value that passes, the first that does not */
    } cases[] = {
        { "name", "\"M\"", "\"\"" },
        { "name", "\"123456789012345678901234567890123456789012345678901234567890\"",
          "\"1234567890123456789012345678901234567890123456789012345678901\"" },
        { "address", "\"\"", "null" },
        { "phone", "\"0123456789012345678901234567890123456789\"",
          "\"01234567890123456789012345678901234567890\"" },
        { "vat_number", "null", "\"\"" },
        { "currency", "\"JPY\"", "\"eur\"" },
        { "currency", "\"CHF\"", "\"EURO\"" },
        { "time_zone", "\"UTC\"", "\"Europe/Nowhere\"" },
        { "language", "\"de\"", "\"fr\"" },
        { "slot_minutes", "60", "45" },
        { "slot_minutes", "null", "0" },
        { "slot_capacity", "1", "0" },
        { "slot_capacity", "1000", "1001" },
        { "preparation_minutes", "0", "-1" },
        { "preparation_minutes", "1440", "1441" },
        { "cutoff", "\"23:59\"", "\"24:00\"" },
        { "cutoff", "\"00:00\"", "\"7:00\"" },
        { "days_ahead", "0", "-1" },
        { "days_ahead", "365", "366" },
        { "default_vat_permille", "1000", "1001" },
        { "default_vat_permille", "0", "13.5" },
        { "keep_personal_data_days", "1", "0" },
        { "keep_personal_data_days", "3650", "3651" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char pointer[64];
        (void)snprintf(pointer, sizeof(pointer), "/%s", cases[i].field);
        if (read_with(cases[i].field, cases[i].last)[0] != '\0')
            fail_msg("%s: %s is refused", cases[i].field, cases[i].last);
        if (strcmp(read_with(cases[i].field, cases[i].first), pointer) != 0)
            fail_msg("%s: %s is taken", cases[i].field, cases[i].first);
        assert_string_equal(read_with(cases[i].field, NULL), pointer);
    }
    assert_string_equal(read_with("opening", "1"), "/opening");
}

static void test_limits_of_the_hours(void **state UNUSED)
{
    static const char *const valid[] = {
        "[]",
        "[[\"00:00\",\"24:00\"]]",
        "[[\"07:00\",\"12:00\"],[\"12:00\",\"18:00\"]]",
        "[[\"06:00\",\"07:00\"],[\"08:00\",\"09:00\"],[\"10:00\",\"10:01\"]]",
    };
    static const char *const invalid[] = {
        "null",
        "[[\"07:00\"]]",
        "[[\"07:00\",\"07:00\"]]",
        "[[\"18:00\",\"07:00\"]]",
        "[[\"24:00\",\"24:00\"]]",
        "[[\"07:00\",\"24:01\"]]",
        "[[\"07:60\",\"08:00\"]]",
        "[[\"7:00\",\"08:00\"]]",
        "[[\"07:00\",\"12:00\",\"13:00\"]]",
        "[[\"07:00\",\"12:00\"],[\"11:59\",\"18:00\"]]",
        "[[\"01:00\",\"02:00\"],[\"03:00\",\"04:00\"],[\"05:00\",\"06:00\"],[\"07:00\",\"08:00\"]]",
        "[[7,8]]",
    };
    struct day_hours hours;

    for (size_t i = 0; i < ARRAY_LEN(valid); i++) {
        struct field_errors errors = { 0 };
        struct buf out;
        json_t *value = json_loads(valid[i], 0, NULL);
        assert_true(day_hours_read(&hours, value, "/hours", &errors));
        buf_init(&out, 256);
        day_hours_write(&out, &hours);
        assert_string_equal(out.data, valid[i]);
        buf_done(&out);
        json_decref(value);
    }
    for (size_t i = 0; i < ARRAY_LEN(invalid); i++) {
        struct field_errors errors = { 0 };
        json_t *value = json_loads(invalid[i], JSON_DECODE_ANY, NULL);
        if (day_hours_read(&hours, value, "/hours", &errors))
            fail_msg("%s is taken", invalid[i]);
        assert_string_equal(errors.at[0].pointer, "/hours");
        json_decref(value);
    }
    assert_string_equal(
        read_with("opening_hours", "{\"mon\":[],\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[]}"),
        "/opening_hours/sun");
    assert_string_equal(read_with("opening_hours", "[]"), "/opening_hours");
}

static void test_the_hours_in_words(void **state UNUSED)
{
    struct settings settings = sample_settings();
    struct buf out;

    buf_init(&out, 1024);
    opening_hours_words(&out, &settings.hours, "en");
    assert_string_equal(out.data, "Tue\xe2\x80\x93Sat 7:00\xe2\x80\x93"
                                  "18:00");
    buf_clear(&out);
    settings.hours.days[3] = (struct day_hours){ 2, { { 450, 720 }, { 780, 1440 } } };
    opening_hours_words(&out, &settings.hours, "de");
    assert_string_equal(out.data, "Di, Mi 7:00\xe2\x80\x93"
                                  "18:00; Do 7:30\xe2\x80\x93"
                                  "12:00, 13:00\xe2\x80\x93"
                                  "24:00; "
                                  "Fr, Sa 7:00\xe2\x80\x93"
                                  "18:00");
    buf_clear(&out);
    settings.hours = (struct opening_hours){ 0 };
    opening_hours_words(&out, &settings.hours, "en");
    assert_string_equal(out.data, "");
    buf_done(&out);
}

static void test_the_history_gets_what_differs(void **state UNUSED)
{
    struct settings before = sample_settings(), after = before;
    struct buf out;

    buf_init(&out, SETTINGS_JSON_MAX);
    settings_write_changes(&out, &before, &after);
    assert_string_equal(out.data, "{}");
    buf_clear(&out);
    (void)strcpy(after.name, "M\"");
    after.cutoff = 13 * 60;
    after.slot_capacity = 4;
    settings_write_changes(&out, &before, &after);
    assert_string_equal(out.data, "{\"name\":[\"Morrow\",\"M\\\"\"],\"slot_capacity\":[null,4],"
                                  "\"cutoff\":[\"14:00\",\"13:00\"]}");
    buf_done(&out);
}

static void test_a_stored_text_may_lack_fields(void **state UNUSED)
{
    struct settings settings = sample_settings();

    assert_true(settings_parse(&settings, "{\"name\":\"New\",\"of_a_later_version\":1}"));
    assert_string_equal(settings.name, "New");
    assert_int_equal(settings.days_ahead, 14);
    assert_false(settings_parse(&settings, "{\"days_ahead\":-1}"));
    assert_false(settings_parse(&settings, "no JSON"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_again),
        cmocka_unit_test(test_a_demo_is_open_and_another_new_shop_is_not),
        cmocka_unit_test(test_limits_of_each_setting),
        cmocka_unit_test(test_limits_of_the_hours),
        cmocka_unit_test(test_the_hours_in_words),
        cmocka_unit_test(test_the_history_gets_what_differs),
        cmocka_unit_test(test_a_stored_text_may_lack_fields),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
