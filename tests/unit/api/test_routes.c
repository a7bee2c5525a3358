/* Every route says who may call it. */
#include "api/api.h"
#include "api/routes.h"
#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_route_has_an_access_value(void **state)
{
    (void)state;
    for (const struct route *const *table = api_routes; *table != NULL; table++)
        for (const struct route *route = *table; route->pattern != NULL; route++)
            if (route->access == ROUTE_DENIED)
                fail_msg("%s: its table does not say who may call it", route->pattern);
}

/* Anybody may order, sign in and out, and use a link. */
static bool is_for_anybody(const struct route *route)
{
    static const char *const patterns[] = { "/api/orders", "/api/orders/{id}/cancel", "/api/staff/session",
                                            "/api/staff/join" };

    for (size_t i = 0; i < ARRAY_LEN(patterns); i++)
        if (strcmp(route->pattern, patterns[i]) == 0)
            return true;
    return false;
}

static void only_the_staff_may_write(void **state)
{
    (void)state;
    for (const struct route *const *table = api_routes; *table != NULL; table++)
        for (const struct route *route = *table; route->pattern != NULL; route++)
            if (route->method != HTTP_GET && !is_for_anybody(route) && route->access == ROUTE_PUBLIC)
                fail_msg("%s: anybody may write", route->pattern);
}

static enum route_access access_of(enum http_method method, const char *pattern)
{
    for (const struct route *const *table = api_routes; *table != NULL; table++)
        for (const struct route *route = *table; route->pattern != NULL; route++)
            if (route->method == method && strcmp(route->pattern, pattern) == 0)
                return route->access;
    fail_msg("no route %s", pattern);
    return ROUTE_DENIED;
}

static void the_roles_are_those_of_the_bakery(void **state)
{
    (void)state;
    assert_int_equal(access_of(HTTP_GET, "/api/staff/session"), ROUTE_COUNTER);
    assert_int_equal(access_of(HTTP_POST, "/api/staff/password"), ROUTE_COUNTER);
    assert_int_equal(access_of(HTTP_POST, "/api/products"), ROUTE_MANAGER);
    assert_int_equal(access_of(HTTP_PUT, "/api/products/{id}"), ROUTE_MANAGER);
    assert_int_equal(access_of(HTTP_PATCH, "/api/products/{id}"), ROUTE_MANAGER);
    assert_int_equal(access_of(HTTP_DELETE, "/api/products/{id}"), ROUTE_MANAGER);
    assert_int_equal(access_of(HTTP_GET, "/api/staff/accounts"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_POST, "/api/staff/accounts"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_PATCH, "/api/staff/accounts/{id}"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_POST, "/api/staff/accounts/{id}/link"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_GET, "/api/staff/history"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_PUT, "/api/products/{id}/sold-out"), ROUTE_COUNTER);
    assert_int_equal(access_of(HTTP_DELETE, "/api/products/{id}/sold-out"), ROUTE_COUNTER);
    assert_int_equal(access_of(HTTP_PUT, "/api/products/{id}/photo"), ROUTE_MANAGER);
    assert_int_equal(access_of(HTTP_DELETE, "/api/products/{id}/photo"), ROUTE_MANAGER);
    assert_int_equal(access_of(HTTP_GET, "/api/staff/settings"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_PUT, "/api/staff/settings"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_GET, "/api/staff/calendar"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_PUT, "/api/staff/calendar/{date}"), ROUTE_OWNER);
    assert_int_equal(access_of(HTTP_DELETE, "/api/staff/calendar/{date}"), ROUTE_OWNER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_has_an_access_value),
        cmocka_unit_test(only_the_staff_may_write),
        cmocka_unit_test(the_roles_are_those_of_the_bakery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
