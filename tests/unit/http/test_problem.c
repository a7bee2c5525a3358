/* test_problem.c -- kinds of errors, their statuses, and how they look: http/problem.h. */
#include "base/field_errors.h"
#include "http/problem.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_every_kind_has_its_status(void **state UNUSED)
{
    static const int statuses[ERR_KINDS] = {
        [ERR_NONE] = 500,      [ERR_MALFORMED] = 400,   [ERR_UNAUTHORIZED] = 401, [ERR_FORBIDDEN] = 403,
        [ERR_NOT_FOUND] = 404, [ERR_CONFLICT] = 409,    [ERR_BUSY] = 409,         [ERR_PRECONDITION] = 412,
        [ERR_TOO_LARGE] = 413, [ERR_UNSUPPORTED] = 415, [ERR_INVALID] = 422,      [ERR_RATE_LIMITED] = 429,
        [ERR_INTERNAL] = 500,  [ERR_UNAVAILABLE] = 503, [ERR_UNKNOWN] = 503,      [ERR_TIMEOUT] = 504,
    };

    for (int kind = 0; kind < ERR_KINDS; kind++) {
        int status = problem_status((enum err_kind)kind);

        assert_int_equal(status, statuses[kind]);
        assert_string_not_equal(http_status_text(status), "Unknown");
        bool passes = kind == ERR_BUSY || status == 503 || status == 429;
        assert_int_equal(problem_retry_after_s((enum err_kind)kind) > 0, passes);
    }
    assert_string_equal(http_status_text(299), "Unknown");
}

static json_t *written(int status, const char *detail, const struct field_errors *errors)
{
    struct buf out;
    json_error_t why;

    buf_init(&out, 65536);
    problem_write(&out, status, &(struct problem){ .detail = detail, .errors = errors });
    json_t *json = json_loadb(out.data, out.len, JSON_REJECT_DUPLICATES, &why);
    assert_non_null(json);
    buf_done(&out);
    return json;
}

static void test_a_problem_is_valid_json_for_any_text(void **state UNUSED)
{
    static const char detail[] = "a \"quote\", a \\ and a\n\x01\x7f \xc3\xa4";
    json_t *json = written(422, detail, NULL);

    assert_int_equal(json_object_size(json), 4);
    assert_string_equal(json_string_value(json_object_get(json, "type")), "about:blank");
    assert_string_equal(json_string_value(json_object_get(json, "title")), "Unprocessable Content");
    assert_int_equal(json_integer_value(json_object_get(json, "status")), 422);
    assert_string_equal(json_string_value(json_object_get(json, "detail")), detail);
    json_decref(json);
}

static void test_a_problem_without_detail_has_none(void **state UNUSED)
{
    json_t *json = written(404, NULL, NULL);

    assert_null(json_object_get(json, "detail"));
    assert_null(json_object_get(json, "errors"));
    json_decref(json);
}

static void test_bad_fields_are_listed_with_their_pointers(void **state UNUSED)
{
    struct field_errors errors = { 0 };

    field_errors_add(&errors, "/items/0/quantity", "at least %d", 1);
    field_errors_add(&errors, "", "an object");
    json_t *json = written(422, "some", &errors), *list = json_object_get(json, "errors");
    assert_int_equal(json_array_size(list), 2);
    json_t *first = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_object_get(first, "pointer")), "/items/0/quantity");
    assert_string_equal(json_string_value(json_object_get(first, "detail")), "at least 1");
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_has_its_status),
        cmocka_unit_test(test_a_problem_is_valid_json_for_any_text),
        cmocka_unit_test(test_a_problem_without_detail_has_none),
        cmocka_unit_test(test_bad_fields_are_listed_with_their_pointers),
    };
    return cmocka_run_group_tests_name("http problem", tests, NULL, NULL);
}
