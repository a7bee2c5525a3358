/* Every route says who may call it. */
#include "api/api.h"
#include "api/routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_route_has_an_access_value(void **state)
{
    (void)state;
    for (const struct route *const *table = api_routes; *table != NULL; table++)
        for (const struct route *route = *table; route->pattern != NULL; route++)
            if (route->access == ROUTE_DENIED)
                fail_msg("%s: its table does not say who may call it", route->pattern);
}

/* Whatever changes something is for the staff, except placing an order. */
static void only_the_staff_may_write(void **state)
{
    (void)state;
    for (const struct route *const *table = api_routes; *table != NULL; table++)
        for (const struct route *route = *table; route->pattern != NULL; route++)
            if (route->method != HTTP_GET && *table != order_place_routes)
                assert_int_equal(route->access, ROUTE_STAFF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_has_an_access_value),
        cmocka_unit_test(only_the_staff_may_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
