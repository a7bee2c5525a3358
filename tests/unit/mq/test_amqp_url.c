/* test_amqp_url.c -- the parts of AMQP_URL, their defaults and bounds. */
#include "base/mem.h"
#include "mq/amqp_url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void parts_are_parsed_and_decoded(void **state UNUSED)
{
    static const struct {
        const char *text, *user, *password, *host;
        int port;
        const char *vhost;
    } cases[] = {
        { "amqp://a:b@h:5673/v", "a", "b", "h", 5673, "v" },
        { "amqp://h", "guest", "guest", "h", 5672, "/" },
        { "amqp://h/", "guest", "guest", "h", 5672, "/" },
        { "amqp://h/%2f", "guest", "guest", "h", 5672, "/" },
        { "amqp://", "guest", "guest", "localhost", 5672, "/" },
        { "amqp://us%65r:p%40ss%3a%2F@h/%2Fshop", "user", "p@ss:/", "h", 5672, "/shop" },
        { "amqp://a:@h", "a", "", "h", 5672, "/" },
        { "amqp://a:b@[::1]:99/v", "a", "b", "::1", 99, "v" },
        { "amqp://h:65535", "guest", "guest", "h", 65535, "/" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct amqp_url url;
        struct err err = ERR_INIT;

        assert_true(amqp_url_init(&url, cases[i].text, &err));
        assert_string_equal(url.user, cases[i].user);
        assert_string_equal(url.password, cases[i].password);
        assert_string_equal(url.host, cases[i].host);
        assert_int_equal(url.port, cases[i].port);
        assert_string_equal(url.vhost, cases[i].vhost);
        amqp_url_done(&url);
        assert_null(url.copy);
    }
}

static void bad_amqp_urls_are_rejected_without_repeating_them(void **state UNUSED)
{
    static const char *const cases[] = {
        "",
        "http://h",
        "amqps://a:s3cret@h",
        "amqp://a:s3cret@h:0",
        "amqp://a:s3cret@h:65536",
        "amqp://a:s3cret@h:x",
        "amqp://a:s3cret@h/v/w",
        "amqp://a:s3cret@h/v?x=1",
        "amqp://a:s3cret%zz@h",
        "amqp://a:s3cret%00x@h",
        "amqp://[::1",
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct amqp_url url;
        struct err err = ERR_INIT;

        assert_false(amqp_url_init(&url, cases[i], &err));
        assert_true(err_is_set(&err));
        assert_null(strstr(err.msg, "s3cret"));
        assert_null(url.copy);
    }
}

static bool reads_with(const char *format, size_t len)
{
    char *part = mem_alloc(len + 1);
    struct amqp_url url;
    struct err err = ERR_INIT;

    memset(part, 'x', len);
    char *text = mem_printf(format, part);
    bool ok = amqp_url_init(&url, text, &err);
    amqp_url_done(&url);
    free(text);
    free(part);
    return ok;
}

static void each_part_has_a_cap(void **state UNUSED)
{
    static const struct {
        const char *format;
        size_t max;
    } cases[] = {
        { "amqp://h/%s", AMQP_VHOST_MAX },
        { "amqp://%s/v", AMQP_HOST_MAX },
        { "amqp://%s:p@h/v", AMQP_LOGIN_MAX },
        { "amqp://u:%s@h/v", AMQP_LOGIN_MAX },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_true(reads_with(cases[i].format, cases[i].max));
        assert_false(reads_with(cases[i].format, cases[i].max + 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_parsed_and_decoded),
        cmocka_unit_test(bad_amqp_urls_are_rejected_without_repeating_them),
        cmocka_unit_test(each_part_has_a_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
