/* test_redis_url.c -- which URLs are read, and how. */
#include "base/attr.h"
#include "cache/redis_url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void urls_are_parsed(void **state UNUSED)
{
    static const struct {
        const char *url;
        struct redis_url parts;
    } cases[] = {
        { "redis://cache", { "cache", "6379", "", "", "0" } },
        { "redis://cache/", { "cache", "6379", "", "", "0" } },
        { "redis://cache:1/15", { "cache", "1", "", "", "15" } },
        { "redis://127.0.0.1:65535", { "127.0.0.1", "65535", "", "", "0" } },
        { "redis://[::1]", { "::1", "6379", "", "", "0" } },
        { "redis://[fe80::1%eth0]:7/2", { "fe80::1%eth0", "7", "", "", "2" } },
        { "redis://:pass@cache", { "cache", "6379", "", "pass", "0" } },
        { "redis://shop:pass@[::1]:7/2", { "::1", "7", "shop", "pass", "2" } },
        { "redis://:p@ss:word@cache", { "cache", "6379", "", "p@ss:word", "0" } },
        { "redis://a%40b:%2F%3a%25%ff@cache", { "cache", "6379", "a@b", "/:%\xff", "0" } },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct redis_url *want = &cases[i].parts;
        struct err err = ERR_INIT;
        struct redis_url got;

        if (!redis_url_parse(cases[i].url, &got, &err))
            fail_msg("%s: %s", cases[i].url, err.msg);
        assert_string_equal(got.host, want->host);
        assert_string_equal(got.port, want->port);
        assert_string_equal(got.user, want->user);
        assert_string_equal(got.password, want->password);
        assert_string_equal(got.db, want->db);
    }
}

static void bad_urls_are_rejected_without_repeating_them(void **state UNUSED)
{
    static const char *const urls[] = {
        "",
        "redis:",
        "redis://",
        "redis:///1",
        "rediss://secret",
        "http://secret",
        "REDIS://secret",
        "redis://:6379",
        "redis://secret:",
        "redis://secret:0",
        "redis://secret:65536",
        "redis://secret:06379",
        "redis://secret:x",
        "redis://secret:6379x",
        "redis://secret/x",
        "redis://secret/-1",
        "redis://secret/65536",
        "redis://secret/1/2",
        "redis://[::1",
        "redis://[]",
        "redis://[::1]x",
        "redis://::1",
        "redis://secret@cache",
        "redis://user:@cache",
        "redis://:secret@",
        "redis://:sec%ret@cache",
        "redis://:secret%@cache",
        "redis://:secret%4@cache",
        "redis://:secret%00@cache",
    };

    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        struct err err = ERR_INIT;
        struct redis_url got;

        if (redis_url_parse(urls[i], &got, &err))
            fail_msg("taken: %s", urls[i]);
        assert_int_equal(err.kind, ERR_INVALID);
        assert_null(strstr(err.msg, "sec"));
    }
}

static void parts_that_are_too_long_are_rejected(void **state UNUSED)
{
    char url[600];
    struct err err = ERR_INIT;
    struct redis_url got;

    (void)memset(url, 'h', sizeof(url));
    (void)memcpy(url, "redis://", 8);
    url[8 + 255] = '\0';
    assert_true(redis_url_parse(url, &got, &err));
    assert_int_equal(strlen(got.host), 255);
    url[8 + 255] = 'h';
    url[8 + 256] = '\0';
    assert_false(redis_url_parse(url, &got, &err));

    (void)memset(url, 'p', sizeof(url));
    (void)memcpy(url, "redis://:", 9);
    (void)memcpy(url + 9 + 255, "@h", 3);
    assert_true(redis_url_parse(url, &got, &err));
    assert_int_equal(strlen(got.password), 255);
    (void)memcpy(url + 9 + 255, "p@h", 4);
    assert_false(redis_url_parse(url, &got, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_parsed),
        cmocka_unit_test(bad_urls_are_rejected_without_repeating_them),
        cmocka_unit_test(parts_that_are_too_long_are_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
