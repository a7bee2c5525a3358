/* test_metrics.c -- the counters, and the text that Prometheus reads. */
#include "base/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void counters_add_and_gauges_are_set(void **state UNUSED)
{
    metric_add(METRIC_ORDERS_PLACED, 2);
    metric_add(METRIC_ORDERS_PLACED, 3);
    assert_int_equal(metric_get(METRIC_ORDERS_PLACED), 5);
    metric_set(METRIC_DB_UP, 1);
    assert_int_equal(metric_get(METRIC_DB_UP), 1);
    metric_add(METRIC_HTTP_CONNECTIONS, -4);
    assert_int_equal(metric_get(METRIC_HTTP_CONNECTIONS), -4);
}

static void each_metric_has_its_help_type_and_value(void **state UNUSED)
{
    struct buf out;

    metric_set(METRIC_ORDERS_PLACED, INT64_MAX);
    metric_set(METRIC_HTTP_CONNECTIONS, -4);
    buf_init(&out, 1 << 16);
    metrics_write(&out);
    assert_false(buf_full(&out));
    assert_non_null(strstr(out.data, "# HELP bakery_orders_placed_total Orders committed\n"
                                     "# TYPE bakery_orders_placed_total counter\n"
                                     "bakery_orders_placed_total 9223372036854775807\n"));
    assert_non_null(strstr(out.data, "\nbakery_http_connections -4\n"));
    assert_int_equal(out.data[out.len - 1], '\n');
    buf_done(&out);
}

/* Prometheus' conventions: a metric once, counters and nothing else end in _total. */
static void names_follow_the_conventions(void **state UNUSED)
{
    static const struct {
        const char *name, *type;
    } all[] = {
#define X(id, name, type, help) { name, type },
        METRICS(X)
#undef X
    };
    const char *const letters = "abcdefghijklmnopqrstuvwxyz_";

    for (size_t i = 0; i < METRIC_COUNT; i++) {
        const char *end = strstr(all[i].name, "_total");
        bool counter = end != NULL && strcmp(end, "_total") == 0;

        assert_memory_equal(all[i].name, "bakery_", 7);
        assert_int_equal(strspn(all[i].name, letters), strlen(all[i].name));
        assert_string_equal(all[i].type, counter ? "counter" : "gauge");
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(all[i].name, all[j].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_add_and_gauges_are_set),
        cmocka_unit_test(each_metric_has_its_help_type_and_value),
        cmocka_unit_test(names_follow_the_conventions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
