/* test_target.c -- paths and their escapes: http/target.h. */
#include "base/attr.h"
#include "http/head.h"
#include "http/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int teardown(void **state UNUSED)
{
    arena_done(&arena);
    return 0;
}

static void test_paths_are_split_before_they_are_decoded(void **state UNUSED)
{
    static const struct {
        const char *text, *path, *segments; /* the segments joined by '|' */
    } cases[] = {
        { "/", "/", "" },
        { "/a", "/a", "a" },
        { "/a/", "/a/", "a|" },
        { "//a", "//a", "|a" },
        { "/a/b%20c/d?x=/y", "/a/b c/d", "a|b c|d" },
        { "/a%2Fb/c", "/a%2Fb/c", "a/b|c" },
        { "/a%2fb", "/a%2fb", "a/b" },
        { "/%C3%A4", "/\xc3\xa4", "\xc3\xa4" },
        { "/a+b", "/a+b", "a+b" },
        { "/...", "/...", "..." },
        { "http://shop/a/b", "/a/b", "a|b" },
        { "HTTPS://shop:80/a", "/a", "a" },
        { "http://shop", "/", "" },
        { "http://shop?x=1", "/", "" },
        { "/a?q=100%&r=caf%E9&s=%00/../b", "/a", "a" }, /* whatever the query holds */
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct target target;
        struct refusal refusal;
        char joined[128] = "";

        assert_true(target_read(&target, cases[i].text, &arena, &refusal));
        assert_string_equal(target.path, cases[i].path);
        for (int s = 0; s < target.count; s++) {
            strcat(joined, s > 0 ? "|" : "");
            strcat(joined, target.segments[s]);
        }
        assert_string_equal(joined, cases[i].segments);
    }
}

static void test_refuses_ambiguous_targets(void **state UNUSED)
{
    static const char *const cases[] = {
        "",       "a",         "a/b",       "*x",          "/%",         "/%1",         "/%zz",    "/%00",
        "/%ff",   "/%c3",      "/.",        "/..",         "/a/../b",    "/%2e%2e/b",   "/a/.%2E", "/a#b",
        "/a?b#c", "ftp://a/b", "http:///a", "http://u@a/", "http://a b", "//%ed%a0%80", "http:/a", "/a/%2e/b",
        "?x",
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct target target;
        struct refusal refusal = { 0 };

        if (target_read(&target, cases[i], &arena, &refusal))
            fail_msg("accepted: %s", cases[i]);
        assert_int_equal(refusal.status, 400);
        assert_non_null(refusal.detail);
    }
}

static void test_an_asterisk_means_the_server(void **state UNUSED)
{
    struct target target;
    struct refusal refusal;

    assert_true(target_read(&target, "*", &arena, &refusal));
    assert_true(target.asterisk);
    assert_int_equal(target.count, 0);
}

static void test_counts_segments_up_to_one_above_the_cap(void **state UNUSED)
{
    struct target target;
    struct refusal refusal;
    char text[8 * TARGET_SEGMENTS_MAX] = "";

    for (int i = 0; i < 2 * TARGET_SEGMENTS_MAX; i++)
        strcat(text, "/a");
    assert_true(target_read(&target, text, &arena, &refusal));
    assert_int_equal(target.count, TARGET_SEGMENTS_MAX + 1);
}

static void test_finds_parameters_of_the_query(void **state UNUSED)
{
    static const struct {
        const char *text, *value; /* of the parameter "a"; NULL: there is none */
    } cases[] = {
        { "/", NULL },
        { "/?", NULL },
        { "/?a", NULL },
        { "/?ab=1", NULL },
        { "/?b=a=1", NULL },
        { "/?a=", "" },
        { "/?a=1", "1" },
        { "/?b=2&a=1&a=3", "1" },
        { "/?&&a=1&", "1" },
        { "/?a=x+y%20z%2B", "x y z+" },
        { "/?a=%C3%A4", "\xc3\xa4" },
        { "/?a=b=c", "b=c" },
        { "http://shop?a=1", "1" },
        /* Bad escapes, %00 and bytes that are not UTF-8. */
        { "/?a=%", NULL },
        { "/?a=%4", NULL },
        { "/?a=%zz", NULL },
        { "/?a=%00", NULL },
        { "/?a=%E4", NULL },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct target target;
        struct refusal refusal;

        assert_true(target_read(&target, cases[i].text, &arena, &refusal));
        const char *value = target_query(&target, "a", &arena);
        if ((value == NULL) != (cases[i].value == NULL) ||
            (value != NULL && strcmp(value, cases[i].value) != 0))
            fail_msg("%s: %s", cases[i].text, value ? value : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_paths_are_split_before_they_are_decoded, teardown),
        cmocka_unit_test_teardown(test_refuses_ambiguous_targets, teardown),
        cmocka_unit_test_teardown(test_an_asterisk_means_the_server, teardown),
        cmocka_unit_test_teardown(test_counts_segments_up_to_one_above_the_cap, teardown),
        cmocka_unit_test_teardown(test_finds_parameters_of_the_query, teardown),
    };
    return cmocka_run_group_tests_name("http target", tests, NULL, NULL);
}
