/* test_sitemap.c -- which addresses a sitemap has: api/public/sitemap.h. */
#include "api/public/sitemap.h"
#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define START                                      \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
#define PAGE(path) "<url><loc>https://morrow.example" path "</loc></url>\n"
#define END        "</urlset>\n"

static void assert_sitemap(const char *products, const char *wanted)
{
    struct buf out;

    buf_init(&out, 4096);
    sitemap_write(&out, "https://morrow.example", products);
    assert_string_equal(out.data, wanted);
    buf_done(&out);
}

static void it_has_the_menu_and_each_product(void **state UNUSED)
{
    assert_sitemap("[]", START PAGE("/") END);
    assert_sitemap("[{\"id\":3,\"name\":\"Rye\"},{\"id\":41,\"name\":\"Bun\"}]",
                   START PAGE("/") PAGE("/products/3") PAGE("/products/41") END);
}

static void names_do_not_look_like_products(void **state UNUSED)
{
    assert_sitemap("[{\"id\":3,\"name\":\"{\\\"id\\\":5,</urlset>&\"}]",
                   START PAGE("/") PAGE("/products/3") END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_the_menu_and_each_product),
        cmocka_unit_test(names_do_not_look_like_products),
    };
    return cmocka_run_group_tests_name("sitemap", tests, NULL, NULL);
}
