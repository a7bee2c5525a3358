/* Which paths are pages of the shop: api/public/page_path.h. */
#include "api/public/page_path.h"
#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LIST "[{\"id\":3,\"name\":\"{\\\"id\\\":5,\"},{\"id\":41,\"name\":\"Rye\"}]"

static void assert_pages(const char *const *paths, size_t count, const char *products, bool exist)
{
    for (size_t i = 0; i < count; i++)
        if (page_path_exists(paths[i], products) != exist)
            fail_msg("%s: %s", paths[i], exist ? "not found" : "found");
}

static void the_pages_of_customers_exist(void **state UNUSED)
{
    static const char *const paths[] = {
        "/",
        "/basket",
        "/basket/",
        "/Basket",
        "/checkout",
        "/orders",
        "/orders/",
        "/orders/4711",
        "/orders/x",
        "/orders/12/",
        "/products/3",
        "/products/41/",
        "/PRODUCTS/41",
        "/staff",
        "/staff/join",
        "/staff/products/3",
    };

    assert_pages(paths, ARRAY_LEN(paths), LIST, true);
    assert_pages(paths, ARRAY_LEN(paths), NULL, true);
}

static void other_paths_do_not(void **state UNUSED)
{
    static const char *const paths[] = {
        "//",
        "/docs",
        "/no/such",
        "/index.html",
        "/basket/x",
        "/basket//",
        "/baske",
        "/baskets",
        "/orders/1/2",
        "/products",
        "/products/",
        "/products//",
        "/products/3/x",
        "/%C3%A9",
        "/orders%2F1",
        "/staff/products/3/x",
        "/staffs",
    };

    assert_pages(paths, ARRAY_LEN(paths), LIST, false);
    assert_pages(paths, ARRAY_LEN(paths), NULL, false);
}

static void products_that_are_not_in_the_list_do_not(void **state UNUSED)
{
    static const char *const paths[] = {
        "/products/9999",
        "/products/4",
        "/products/1",
        "/products/411",
        "/products/5",
        "/products/03",
        "/products/x",
        "/products/-3",
        "/products/3x",
        "/products/18446744073709551619",
        "/products/00000000000000000000000000000000003",
        "/products/33333333333333333333333333333333",
    };

    assert_pages(paths, ARRAY_LEN(paths), LIST, false);
    assert_pages(paths, ARRAY_LEN(paths), "[]", false);
    assert_pages(paths, ARRAY_LEN(paths), NULL, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pages_of_customers_exist),
        cmocka_unit_test(other_paths_do_not),
        cmocka_unit_test(products_that_are_not_in_the_list_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
