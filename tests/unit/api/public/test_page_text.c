/* test_page_text.c -- what index.html becomes, whatever the products and the shop are called:
 * api/public/page_text.h. */
#include "api/public/page_text.h"
#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PRODUCT(name, price, available)                                     \
    "{\"id\":1,\"name\":\"" name "\",\"description\":\"\",\"price\":" price \
    ",\"category\":\"bread\",\"image\":null,\"available\":" available "}"

static const struct page_shop morrow = { "Morrow", "14 Weaver Street", "", "01 555", "EUR", "{}" };

static struct buf out;

static int begin(void **state)
{
    (void)state;
    buf_init(&out, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    buf_done(&out);
    return 0;
}

static const char *compose(const char *index, const struct page_shop *shop, const char *products)
{
    buf_clear(&out);
    page_text_write(&out, index, strlen(index), shop, products);
    assert_false(buf_full(&out));
    return out.data;
}

static void test_every_placeholder_is_replaced_wherever_it_stands(void **state)
{
    (void)state;
    assert_string_equal(
        compose("{{shop.name}}|{{shop.address}}|{{shop.hours}}|{{shop.phone}}|{{shop.name}}", &morrow, NULL),
        "Morrow|14 Weaver Street||01 555|Morrow");
    assert_string_equal(compose("wordmark{{shop.name_class}}", &morrow, NULL), "wordmark");
    assert_string_equal(compose("<b>{{{shop.name}}}</b>", &morrow, NULL), "<b>{Morrow}</b>");
}

static void test_text_that_is_not_a_placeholder_stays(void **state)
{
    static const char *const others[] = { "",         "{{",       "a {{ b }} {{shop.name}", "{{shop.names}}",
                                          "{{Data}}", "{ {data}}" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_string_equal(compose(others[i], &morrow, NULL), others[i]);
    assert_false(page_text_has_placeholders("{ {data} }", 10));
    assert_true(page_text_has_placeholders("<p>{{data}}", 11));
    assert_false(page_text_has_placeholders("<p>{{", 4)); /* the length counts, not a NUL */
}

static void test_text_ends_no_element_and_no_attribute(void **state)
{
    static const struct page_shop hostile = { "<b>&\"'</title>", "{{data}}", "é–通", "&amp;", "EUR", "{}" };

    (void)state;
    assert_string_equal(compose("<title>{{shop.name}}</title>", &hostile, NULL),
                        "<title>&lt;b&gt;&amp;&quot;&#39;&lt;/title&gt;</title>");
    assert_string_equal(compose("<i title=\"{{shop.phone}}\">{{shop.hours}}", &hostile, NULL),
                        "<i title=\"&amp;amp;\">é–通");
    /* What a value looks like does not matter: it is not read again. */
    assert_string_equal(compose("{{shop.address}}", &hostile, "[]"), "{{data}}");
}

static void test_data_is_json_that_ends_no_script(void **state)
{
    static const struct page_shop hostile = { "", "", "", "", "EUR", "{\"name\":\"</script>\\\\\\\"\"}" };

    (void)state;
    assert_string_equal(compose("{{data}}", &hostile, "[" PRODUCT("<!--<script>&\\\"é", "3.50", "true") "]"),
                        "{\"shop\":{\"name\":\"\\u003c/script\\u003e\\\\\\\"\"},\"products\":[" PRODUCT(
                            "\\u003c!--\\u003cscript\\u003e\\u0026\\\"é", "3.50", "true") "]}");
}

static void test_products_are_a_list_of_text(void **state)
{
    (void)state;
    assert_string_equal(
        compose(
            "{{products}}", &morrow,
            "[{\"name\":\"</noscript><script>alert(1)</script>\",\"description\":\"Flour & \\\"salt\\\"\","
            "\"price\":10000.00,\"available\":true}," PRODUCT("Éclair", "0.01", "false") "]"),
        "<ul class=\"plain-shelf\">\n"
        "<li><h2>&lt;/noscript&gt;&lt;script&gt;alert(1)&lt;/script&gt;</h2>"
        "<p>Flour &amp; &quot;salt&quot;</p><p class=\"plain-price\">10000.00 EUR</p></li>\n"
        "<li><h2>Éclair</h2><p class=\"plain-price\">0.01 EUR</p><p class=\"sold-out\">Sold out</p></li>\n"
        "</ul>");
    assert_string_equal(compose("{{products}}", &morrow, "[]"), "<p>The shelf is empty.</p>");
}

static void test_the_page_says_that_products_are_not_known(void **state)
{
    static const char *const unreadable[] = { NULL, "", "{}", "[1", "null", "</script>" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(unreadable); i++) {
        assert_non_null(strstr(compose("{{data}}", &morrow, unreadable[i]), ",\"products\":null}"));
        assert_non_null(strstr(compose("{{products}}", &morrow, unreadable[i]), "<p>The products cannot be"));
    }
}

/* Nobody but a broken cache would give such a list: nothing of it may be worse than missing. */
static void test_members_of_other_types_are_left_out(void **state)
{
    (void)state;
    assert_string_equal(
        compose("{{products}}", &morrow, "[7,{\"name\":[],\"price\":\"x\"},{\"price\":1e300}]"),
        "<ul class=\"plain-shelf\">\n<li></li>\n<li></li>\n<li></li>\n</ul>");
}

static void test_the_index_is_a_front_and_a_rest(void **state)
{
    static const char index[] = "<head>{{head}}</head>", whole[] = "{{data}}";

    (void)state;
    assert_int_equal(page_text_front_len(index, strlen(index)), 6);
    assert_string_equal(index + page_text_rest_at(index, strlen(index)), "</head>");
    assert_int_equal(page_text_front_len(whole, strlen(whole)), 0);
    assert_int_equal(page_text_rest_at(whole, strlen(whole)), 0);
    assert_int_equal(page_text_rest_at(index, 10), 0); /* the length counts, not a NUL */
}

static void test_a_page_over_the_cap_is_marked(void **state)
{
    struct buf small;

    (void)state;
    buf_init(&small, 10);
    page_text_write(&small, "0123{{data}}", 12, &morrow, NULL);
    assert_true(buf_full(&small));
    buf_done(&small);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_placeholder_is_replaced_wherever_it_stands),
        TEST(test_text_that_is_not_a_placeholder_stays),
        TEST(test_text_ends_no_element_and_no_attribute),
        TEST(test_data_is_json_that_ends_no_script),
        TEST(test_products_are_a_list_of_text),
        TEST(test_the_page_says_that_products_are_not_known),
        TEST(test_members_of_other_types_are_left_out),
        TEST(test_the_index_is_a_front_and_a_rest),
        TEST(test_a_page_over_the_cap_is_marked),
    };

    return cmocka_run_group_tests_name("page_text", tests, NULL, NULL);
}
