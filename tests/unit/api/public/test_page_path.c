/* Which paths are pages of the shop: api/public/page_path.h. */
#include "api/public/page_path.h"
#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char LIST[] = "[{\"id\":3,\"name\":\"{\\\"id\\\":5,\"},{\"id\":41,\"name\":\"Rye\"}]";

static void assert_pages(const char *const *paths, size_t count, const char *products, bool exist)
{
    for (size_t i = 0; i < count; i++) {
        const struct page_path path = page_path_of(paths[i], products);
        if (page_path_exists(&path) != exist)
            fail_msg("%s: %s", paths[i], exist ? "not found" : "found");
    }
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

static void each_path_is_a_page_of_its_kind(void **state UNUSED)
{
    static const struct {
        const char *path;
        enum page_kind kind;
        uint64_t product;
    } cases[] = {
        { "/", PAGE_MENU, 0 },
        { "/products/3", PAGE_PRODUCT, 3 },
        { "/PRODUCTS/41/", PAGE_PRODUCT, 41 },
        { "/products/5", PAGE_NO_PRODUCT, 0 },
        { "/products/x", PAGE_NO_PRODUCT, 0 },
        { "/basket", PAGE_BASKET, 0 },
        { "/checkout/", PAGE_CHECKOUT, 0 },
        { "/orders", PAGE_ORDERS, 0 },
        { "/orders/3", PAGE_ORDER, 0 },
        { "/staff/products/3", PAGE_STAFF, 0 },
        { "/no/such", PAGE_NONE, 0 },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct page_path path = page_path_of(cases[i].path, LIST);
        assert_int_equal(path.kind, cases[i].kind);
        assert_int_equal(path.product, cases[i].product);
    }
    assert_int_equal(page_path_of("/products/x", NULL).kind, PAGE_PRODUCT);
    assert_int_equal(page_path_of("/products/7", NULL).product, 7);
}

static void a_product_is_found_where_it_begins(void **state UNUSED)
{
    assert_ptr_equal(page_path_product(LIST, 3), strstr(LIST, "{\"id\":3"));
    assert_null(page_path_product(LIST, 4));
    assert_null(page_path_product(LIST, 5)); /* which a name only looks like */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pages_of_customers_exist),
        cmocka_unit_test(other_paths_do_not),
        cmocka_unit_test(products_that_are_not_in_the_list_do_not),
        cmocka_unit_test(each_path_is_a_page_of_its_kind),
        cmocka_unit_test(a_product_is_found_where_it_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
