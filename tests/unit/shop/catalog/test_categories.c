/* test_categories.c -- the shelves of the menu as people write them: shop/catalog/categories.h. */
#include "shop/catalog/categories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What is stored, or "POINTER: DETAIL" of the first error. */
static char *outcome(const char *text)
{
    struct field_errors errors = { 0 };
    json_t *list = json_loads(text, 0, NULL);
    struct buf out;

    assert_non_null(list);
    buf_init(&out, CATEGORIES_JSON_MAX);
    if (!categories_read(&out, list, &errors)) {
        buf_clear(&out);
        buf_addf(&out, "%s: %s", errors.at[0].pointer, errors.at[0].detail);
    }
    assert_false(buf_full(&out));
    json_decref(list);
    return out.data;
}

static void test_lists_are_cleaned_or_rejected(void **state UNUSED)
{
    static const struct {
        const char *text, *outcome;
    } cases[] = {
        { "[{\"key\":\"bread\",\"names\":{\"de\":\" "
          "Brot\",\"en\":\"Bread\"}},{\"key\":\"tea\",\"names\":{}}]",
          "[{\"key\":\"bread\",\"names\":{\"en\":\"Bread\",\"de\":\"Brot\"}},{\"key\":\"tea\",\"names\":{}}"
          "]" },
        { "[{\"key\":\"a\",\"names\":{\"en\":\"\",\"de\":null}}]", "[{\"key\":\"a\",\"names\":{}}]" },
        { "[]", ": must be a list of 1 to 100 categories" },
        { "{}", ": must be a list of 1 to 100 categories" },
        { "[7]", "/0: must be an object with key and names" },
        { "[{\"names\":{}}]", "/0/key: is required" },
        { "[{\"key\":\" \",\"names\":{}}]", "/0/key: must have 1 to 50 characters" },
        { "[{\"key\":\"a\",\"names\":{}},{\"key\":\"a\",\"names\":{}}]",
          "/1/key: must be different from the other keys" },
        { "[{\"key\":\"a\"}]", "/0/names: must be an object such as {\"en\": \"Bread\"}" },
        { "[{\"key\":\"a\",\"names\":{\"fr\":\"Pain\"}}]", "/0/names/fr: unknown field" },
        { "[{\"key\":\"a\",\"names\":{\"en\":1}}]", "/0/names/en: must be a string" },
        { "[{\"key\":\"a\",\"names\":{},\"place\":1}]", "/0/place: unknown field" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *out = outcome(cases[i].text);
        assert_string_equal(out, cases[i].outcome);
        free(out);
    }
}

/* `count` categories with keys and names of `length` characters that need an escape in JSON. */
static char *many(int count, int length)
{
    struct buf text;

    buf_init(&text, 10 * CATEGORIES_JSON_MAX);
    for (int i = 0; i < count; i++) {
        buf_addf(&text, "%s{\"key\":\"%03d", i == 0 ? "[" : ",", i);
        for (int n = 3; n < length; n++)
            buf_adds(&text, "\\\"");
        buf_adds(&text, "\",\"names\":{\"en\":\"");
        for (int n = 0; n < length; n++)
            buf_adds(&text, "🥐");
        buf_adds(&text, "\"}}");
    }
    buf_addc(&text, ']');
    return text.data;
}

static void check_many(int count, int length, const char *expected)
{
    char *text = many(count, length), *out = outcome(text);

    if (expected != NULL)
        assert_string_equal(out, expected);
    else
        assert_int_equal(out[0], '[');
    free(text);
    free(out);
}

static void test_a_hundred_of_fifty_characters_are_the_most(void **state UNUSED)
{
    check_many(100, 50, NULL);
    check_many(101, 3, ": must be a list of 1 to 100 categories");
    check_many(1, 51, "/0/key: must have 1 to 50 characters");
}

static void test_the_history_has_both_lists_if_they_differ(void **state UNUSED)
{
    static const char before[] = "[{\"key\":\"bread\",\"names\":{\"en\":\"Bread\",\"de\":\"Brot\"}}]";
    static const char after[] =
        "[{\"key\":\"tea\",\"names\":{}},{\"key\":\"bread\",\"names\":{\"de\":\"Brot\"}}]";
    struct buf out;

    buf_init(&out, CATEGORIES_CHANGES_MAX);
    categories_write_changes(&out, before, before);
    assert_string_equal(out.data, "{}");
    buf_clear(&out);
    categories_write_changes(&out, before, after);
    assert_string_equal(out.data, "{\"categories\":[[\"bread (Bread, Brot)\"],[\"tea\",\"bread (Brot)\"]]}");
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_are_cleaned_or_rejected),
        cmocka_unit_test(test_a_hundred_of_fifty_characters_are_the_most),
        cmocka_unit_test(test_the_history_has_both_lists_if_they_differ),
    };

    return cmocka_run_group_tests_name("categories", tests, NULL, NULL);
}
