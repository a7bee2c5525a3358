/* test_origin.c -- which texts are the address of a site: base/origin.h. */
#include "base/attr.h"
#include "base/origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void addresses_are_accepted_and_cleaned(void **state UNUSED)
{
    static const char *const cases[][2] = {
        { "https://morrow.example", "https://morrow.example" },
        { "HTTPS://Morrow.Example/", "https://morrow.example" },
        { "http://localhost:8080", "http://localhost:8080" },
        { "http://10.0.0.7:1/", "http://10.0.0.7:1" },
        { "https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443" },
        { "https://xn--brd-0na.example", "https://xn--brd-0na.example" },
    };
    char text[64];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        (void)snprintf(text, sizeof(text), "%s", cases[i][0]);
        if (!origin_clean(text))
            fail_msg("rejected: %s", cases[i][0]);
        assert_string_equal(text, cases[i][1]);
    }
}

static void other_texts_are_rejected(void **state UNUSED)
{
    static const char *const cases[] = {
        "",
        "/",
        "morrow.example",
        "ftp://morrow.example",
        "https:morrow.example",
        "https://",
        "https:///",
        "https://morrow.example/shop",
        "https://morrow.example//",
        "https://morrow.example?x",
        "https://morrow.example#x",
        "https://anna@morrow.example",
        "https://anna:secret@morrow.example",
        "https://morrow.example:",
        "https://morrow.example:0",
        "https://morrow.example:080",
        "https://morrow.example:65536",
        "https://morrow.example:x",
        "https://.example",
        "https://-morrow.example",
        "https://morrow example",
        "https://morrow.example ",
        " https://morrow.example",
        "https://brød.example",
        "https://\"><script>",
        "https://[",
        "https://[]",
        "https://[::1",
        "https://[::1x",
        "https://[::1]x",
        "https://::1",
        "https://morrow.example\r\nX: y",
    };
    char text[64];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        (void)snprintf(text, sizeof(text), "%s", cases[i]);
        if (origin_clean(text))
            fail_msg("accepted: %s", cases[i]);
    }
}

static void a_host_has_at_most_253_characters(void **state UNUSED)
{
    char text[300];

    (void)snprintf(text, sizeof(text), "http://%0253d", 0);
    assert_true(origin_clean(text));
    (void)snprintf(text, sizeof(text), "http://%0254d", 0);
    assert_false(origin_clean(text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_accepted_and_cleaned),
        cmocka_unit_test(other_texts_are_rejected),
        cmocka_unit_test(a_host_has_at_most_253_characters),
    };
    return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
