/* test_req.c -- what a handler learns of its request, without a socket: http/req.h. */
#include "base/attr.h"
#include "http/req_impl.h"
#include "http/server_impl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A server that never listened, and one request of it. */
struct fixture {
    struct http_server server;
    struct req *req;
};

static int setup(void **state)
{
    struct fixture *fixture = mem_alloc(sizeof(*fixture));

    fixture->server.options.limits = http_default_limits;
    fixture->req = req_take(&fixture->server, NULL);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    req_release(fixture->req);
    req_pool_free(&fixture->server);
    free(fixture);
    return 0;
}

/* Makes the fixture's request one with these header lines and this body. */
static struct req *request(struct fixture *fixture, const char *headers, const char *body, size_t len)
{
    char text[16384];
    size_t used, head_len;

    req_release(fixture->req);
    fixture->req = req_take(&fixture->server, NULL);
    head_len = (size_t)snprintf(text, sizeof(text),
                                "POST / HTTP/1.1\r\nHost: a\r\n%sContent-Length: %zu\r\n\r\n", headers, len);
    enum parse_result result = parse_feed(fixture->req->parse, text, head_len, &used);
    assert_true(len == 0 || parse_allow_body(fixture->req->parse, len));
    if (len > 0)
        result = parse_feed(fixture->req->parse, body, len, &used);
    assert_int_equal(result, PARSE_COMPLETE);
    fixture->req->head = parse_head(fixture->req->parse);
    return fixture->req;
}

static void test_repeated_headers_are_joined_and_absent_ones_are_null(void **state)
{
    struct req *req = request(*state, "A: 1\r\nB: x\r\na: 2\r\nA:\r\n", "", 0);

    assert_string_equal(req_header(req, "a"), "1, 2, ");
    assert_string_equal(req_header(req, "B"), "x");
    assert_null(req_header(req, "C"));
}

static void test_chooses_the_coding_with_the_highest_weight(void **state)
{
    static const unsigned both = 1u << HTTP_GZIP | 1u << HTTP_BROTLI;
    static const struct {
        const char *header;
        unsigned available;
        enum http_coding coding;
    } cases[] = {
        { "", both, HTTP_IDENTITY },
        { "Accept-Encoding:\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: gzip, deflate, br, zstd\r\n", both, HTTP_BROTLI },
        { "Accept-Encoding: br, gzip\r\n", 1u << HTTP_GZIP, HTTP_GZIP },
        { "Accept-Encoding: br, gzip\r\n", 0, HTTP_IDENTITY },
        { "Accept-Encoding: br;q=0.9, gzip\r\n", both, HTTP_GZIP },
        { "Accept-Encoding: br;q=0.011, gzip;q=0.01\r\n", both, HTTP_BROTLI },
        { "Accept-Encoding: br;q=0, gzip;q=0\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: br ; Q=0.5 , gzip;\tq=0.50\r\n", both, HTTP_BROTLI },
        { "Accept-Encoding: *\r\n", both, HTTP_BROTLI },
        { "Accept-Encoding: *, br;q=0\r\n", both, HTTP_GZIP },
        { "Accept-Encoding: *;q=0\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: identity, gzip;q=0.5\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: identity;q=0, gzip;q=0.5\r\n", both, HTTP_GZIP },
        { "Accept-Encoding: identity;q=0, br;q=0, gzip;q=0\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: deflate\r\nAccept-Encoding: x-gzip\r\n", both, HTTP_GZIP },
        { "Accept-Encoding: deflate;q=0, GZip;q=0.001\r\n", both, HTTP_GZIP },
        { "Accept-Encoding: *, gzip;q=0\r\n", 1u << HTTP_GZIP, HTTP_IDENTITY },
        { "Accept-Encoding: gzip;q=0, deflate;q=1\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: gzip;q=1.000, br;q=1.0\r\n", both, HTTP_BROTLI },
        { "Accept-Encoding: br;q=1., gzip;q=0.9\r\n", both, HTTP_BROTLI },
        /* What is no weight weighs nothing. */
        { "Accept-Encoding: br;q=1.001, gzip\r\n", both, HTTP_GZIP },
        { "Accept-Encoding: br;q=2, gzip;q=.5\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: br;q=0.5x, gzip;q=\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: br;q=0.1234, gzip;q=-1\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: b, brr, identityx, gzi\r\n", both, HTTP_IDENTITY },
        { "Accept-Encoding: , ,br\r\n", both, HTTP_BROTLI },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (req_coding(request(*state, cases[i].header, "", 0), cases[i].available) != cases[i].coding)
            fail_msg("wrong for: %s", cases[i].header);
}

static void test_entity_tags_compare_weakly_within_lists(void **state)
{
    static const struct {
        const char *header, *etag;
        bool matches;
    } cases[] = {
        { "", "\"a\"", false },
        { "If-None-Match: \"a\"\r\n", "\"a\"", true },
        { "If-None-Match: \"b\"\r\n", "\"a\"", false },
        { "If-None-Match: W/\"a\"\r\n", "\"a\"", true },
        { "If-None-Match: \"a\"\r\n", "W/\"a\"", true },
        { "If-None-Match: *\r\n", "\"a\"", true },
        { "If-None-Match: \"x\", \"y,\" ,W/\"a\"\r\n", "\"a\"", true },
        { "If-None-Match: \"x\"\r\nIf-None-Match: \"a\"\r\n", "\"a\"", true },
        { "If-None-Match: \"aa\"\r\n", "\"a\"", false },
        { "If-None-Match: a\r\n", "\"a\"", false },
        { "If-None-Match: \"a\r\n", "\"a\"", false },
        { "If-None-Match:\r\n", "\"a\"", false },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (req_none_match(request(*state, cases[i].header, "", 0), cases[i].etag) != cases[i].matches)
            fail_msg("wrong for: %s", cases[i].header);
}

static void test_a_change_needs_the_strong_tag_that_it_names(void **state)
{
    static const struct {
        const char *header;
        bool matches;
    } cases[] = {
        { "", true },
        { "If-Match: *\r\n", true },
        { "If-Match: \"7\"\r\n", true },
        { "If-Match: \"6\", \"7\"\r\n", true },
        { "If-Match: \"6\"\r\nIf-Match: \"7\"\r\n", true },
        { "If-Match: W/\"7\"\r\n", false },
        { "If-Match: W/\"7\", \"7\"\r\n", true },
        { "If-Match: \"77\"\r\n", false },
        { "If-Match: 7\r\n", false },
        { "If-Match:\r\n", false },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (req_match(request(*state, cases[i].header, "", 0), "\"7\"") != cases[i].matches)
            fail_msg("wrong for: %s", cases[i].header);
}

#define JSON_TYPE "Content-Type: application/json\r\n"

static enum err_kind json_kind(struct fixture *fixture, const char *headers, const char *body, size_t len)
{
    struct err err = ERR_INIT;
    json_t *json = req_json(request(fixture, headers, body, len), &err);

    assert_int_equal(json == NULL, err_is_set(&err));
    return err.kind;
}

static void test_json_requires_its_media_type(void **state)
{
    static const struct {
        const char *headers;
        enum err_kind kind;
    } cases[] = {
        { JSON_TYPE, ERR_NONE },
        { "Content-Type: Application/JSON; charset=utf-8\r\n", ERR_NONE },
        { "Content-Type: application/json ;charset=utf-8\r\n", ERR_NONE },
        { "Content-Type: application/json; charset=\"UTF-8\" ; q=\"a;\\\"b\"\r\n", ERR_NONE },
        { "Content-Type: application/json;\r\n", ERR_NONE },
        { "Content-Type: application/json; charset=iso-8859-1\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/json; charset=\"utf-16\"\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/json; charset=utf-8; charset=utf-7\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/json; charset=utf-88\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/json; charset=\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/json; charset\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/json; a=\"utf-8\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/json; a=\"utf-8\\\r\n", ERR_UNSUPPORTED },
        { JSON_TYPE "Content-Encoding: gzip\r\n", ERR_UNSUPPORTED },
        { JSON_TYPE "Content-Encoding: identity, gzip\r\n", ERR_UNSUPPORTED },
        { JSON_TYPE "Content-Encoding: Identity\r\n", ERR_NONE },
        { "", ERR_UNSUPPORTED },
        { "Content-Type: text/plain\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/jsonp\r\n", ERR_UNSUPPORTED },
        { "Content-Type: application/x-www-form-urlencoded\r\n", ERR_UNSUPPORTED },
        { JSON_TYPE JSON_TYPE, ERR_UNSUPPORTED },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (json_kind(*state, cases[i].headers, "{}", 2) != cases[i].kind)
            fail_msg("wrong for: %s", cases[i].headers);
}

static void test_rejects_json_that_is_not_strict(void **state)
{
    static const struct {
        const char *body;
        enum err_kind kind;
    } cases[] = {
        { "{\"a\": [1, 2.5, \"x\", null]}", ERR_NONE },
        { " [] \n", ERR_NONE },
        { "{\"a\": "
          "\"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]][[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"}",
          ERR_NONE },
        { "", ERR_MALFORMED },
        { "{", ERR_MALFORMED },
        { "{} x", ERR_MALFORMED },
        { "{}{}", ERR_MALFORMED },
        { "1", ERR_MALFORMED },
        { "\"a\"", ERR_MALFORMED },
        { "{\"a\": 1, \"a\": 2}", ERR_MALFORMED },
        { "{'a': 1}", ERR_MALFORMED },
        { "{\"a\": 1,}", ERR_MALFORMED },
        { "{\"a\": NaN}", ERR_MALFORMED },
        { "{\"a\": 1e999}x", ERR_MALFORMED },
        { "{\"a\": 99999999999999999999", ERR_MALFORMED },
        { "{\"a\": 99999999999999999999.}", ERR_MALFORMED },
        { "{\"a\": 99999999999999999999e}", ERR_MALFORMED },
        { "{\"a\": 1e999, \"b\": 099999999999999999999}", ERR_MALFORMED },
        { "{\"a\": 1e999, \"b\": 0x1p9999}", ERR_MALFORMED },
        { "{\"a\": 1e999, \"a\": 1}", ERR_MALFORMED },
        { "{\"a\": 1e999, \"b", ERR_MALFORMED },
        { "{\"a\": 1e999, \"b\\", ERR_MALFORMED },
        { "{\"a\": \"\xff\"}", ERR_MALFORMED },
        { "{\"a\": \"\xed\xa0\x80\"}", ERR_MALFORMED },
        { "{\"a\": \"\\ud800\"}", ERR_MALFORMED },
        { "\xef\xbb\xbf{}", ERR_MALFORMED },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (json_kind(*state, JSON_TYPE, cases[i].body, strlen(cases[i].body)) != cases[i].kind)
            fail_msg("wrong for: %s", cases[i].body);
    assert_int_equal(json_kind(*state, JSON_TYPE, "{}\0", 3), ERR_MALFORMED);
}

static void test_numbers_that_overflow_become_huge(void **state)
{
    static const struct {
        const char *number;
        double value;
    } cases[] = {
        { "9223372036854775807", 9223372036854775807.0 }, /* an integer */
        { "9223372036854775808", 1e308 },
        { "-9223372036854775808", -9223372036854775808.0 },
        { "-9223372036854775809", -1e308 },
        { "99999999999999999999", 1e308 },
        { "1e308", 1e308 },
        { "1e309", 1e308 },
        { "-1E+309", -1e308 },
        { "1.8e308", 1e308 },
        { "123456789012345678901.5e999", 1e308 },
        { "99999999999999999999.5", 99999999999999999999.5 },
        { "0.99999999999999999999", 1.0 },
        { "1e-999", 0.0 },
        { "0", 0.0 },
    };
    char body[256], digits[401];
    struct err err = ERR_INIT;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        /* Also beside one that overflows for certain, and beside text that looks like one. */
        for (int beside = 0; beside < 2; beside++) {
            size_t len = (size_t)snprintf(body, sizeof(body), "[%s%s, \"1e999 \\\" 1e999\"]", cases[i].number,
                                          beside ? ",1e999" : "");
            json_t *json = req_json(request(*state, JSON_TYPE, body, len), &err);

            assert_non_null(json);
            double value = json_number_value(json_array_get(json, 0));
            if (value < cases[i].value || value > cases[i].value)
                fail_msg("%s became %g", cases[i].number, value);
            assert_string_equal(json_string_value(json_array_get(json, beside ? 2 : 1)), "1e999 \" 1e999");
        }
    }
    memset(digits, '9', 400);
    digits[400] = '\0';
    (void)snprintf(body, sizeof(body), "[%.200s%.40s]", digits, digits);
    assert_int_equal(json_kind(*state, JSON_TYPE, body, strlen(body)), ERR_NONE);
}

static void test_strings_may_contain_nul_and_keys_get_a_replacement(void **state)
{
    static const char value[] = "[\"a\\u0000b\", \"\\\\u0000\"]",
                      key[] = "{\"a\\u0000b\": 1, \"\\\\u0000\": 2}";
    struct err err = ERR_INIT;
    json_t *json = req_json(request(*state, JSON_TYPE, value, strlen(value)), &err);

    assert_int_equal(json_string_length(json_array_get(json, 0)), 3);
    assert_string_equal(json_string_value(json_array_get(json, 1)), "\\u0000");
    json = req_json(request(*state, JSON_TYPE, key, strlen(key)), &err);
    assert_int_equal(json_object_size(json), 2);
    assert_non_null(json_object_get(json, "a\ufffdb"));
    assert_non_null(json_object_get(json, "\\u0000"));
}

static void test_json_may_nest_32_levels(void **state)
{
    char body[2 * 33 + 1];

    for (int depth = 32; depth <= 33; depth++) {
        memset(body, '[', (size_t)depth);
        memset(body + depth, ']', (size_t)depth);
        assert_int_equal(json_kind(*state, JSON_TYPE, body, 2 * (size_t)depth),
                         depth == 32 ? ERR_NONE : ERR_MALFORMED);
    }
}

static void test_json_errors_name_the_place_without_repeating_input(void **state)
{
    static const char body[] = "{\"secret\":\n  1, secret}";
    struct err err = ERR_INIT;

    assert_null(req_json(request(*state, JSON_TYPE, body, strlen(body)), &err));
    assert_null(strstr(err.msg, "secret"));
    assert_non_null(strstr(err.msg, "line 2"));
}

static void test_each_request_has_a_unique_id(void **state)
{
    struct fixture *fixture = *state;
    char first[REQ_ID_MAX + 1];

    (void)snprintf(first, sizeof(first), "%s", request(fixture, "", "", 0)->id);
    assert_string_not_equal(first, request(fixture, "", "", 0)->id);
}

static void test_requests_are_recycled_up_to_a_cap(void **state)
{
    struct fixture *fixture = *state;
    struct req *taken[400];

    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        taken[i] = req_take(&fixture->server, NULL);
    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        req_release(taken[i]);
    assert_int_equal(fixture->server.free_req_count, 256);
}

static void test_the_headers_of_a_reply_have_a_cap(void **state)
{
    struct req *req = request(*state, "", "", 0);

    for (int i = 0; i < 1000; i++)
        req_add_header(req, "X-Name", "a value of some length");
    assert_true(buf_full(&req->headers));
    assert_in_range(req->headers.len, REQ_HEADERS_BYTES / 2, REQ_HEADERS_BYTES);
    assert_int_equal(req->headers.len % strlen("X-Name: a value of some length\r\n"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_repeated_headers_are_joined_and_absent_ones_are_null, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_chooses_the_coding_with_the_highest_weight, setup, teardown),
        cmocka_unit_test_setup_teardown(test_entity_tags_compare_weakly_within_lists, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_change_needs_the_strong_tag_that_it_names, setup, teardown),
        cmocka_unit_test_setup_teardown(test_json_requires_its_media_type, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rejects_json_that_is_not_strict, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers_that_overflow_become_huge, setup, teardown),
        cmocka_unit_test_setup_teardown(test_strings_may_contain_nul_and_keys_get_a_replacement, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_json_may_nest_32_levels, setup, teardown),
        cmocka_unit_test_setup_teardown(test_json_errors_name_the_place_without_repeating_input, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_each_request_has_a_unique_id, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_headers_of_a_reply_have_a_cap, setup, teardown),
        cmocka_unit_test_setup_teardown(test_requests_are_recycled_up_to_a_cap, setup, teardown),
    };
    return cmocka_run_group_tests_name("http req", tests, NULL, NULL);
}
