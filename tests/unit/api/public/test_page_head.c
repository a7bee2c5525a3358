/* test_page_head.c -- what search engines and shared links are told of each page, whatever the products and
 * the shop are called: api/public/page_head.h. */
#include "api/public/page_head.h"
#include "base/attr.h"
#include "base/date.h"
#include "shop/settings/settings_store.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LIST                                                                                              \
    "[{\"id\":3,\"name\":\"Rye\",\"description\":\"Dark & dense\",\"price\":4.50,\"category\":\"bread\"," \
    "\"image\":\"/drawings/rye.svg\",\"photo\":null,\"available\":true},"                                 \
    "{\"id\":7,\"name\":\"Bun\",\"description\":\"\",\"price\":12.00,\"category\":\"bread\","             \
    "\"image\":null,\"photo\":\"/photos/ab-1600.webp\",\"available\":false}]"

static struct calendar_day calendar[4];
static struct shop_state shop;
static struct buf out;

static int days_of(const char *date)
{
    int days;

    assert_true(date_parse(date, &days));
    return days;
}

static int begin(void **state UNUSED)
{
    shop = (struct shop_state){ .calendar = calendar };
    settings_init(&shop.settings, true);
    (void)snprintf(shop.settings.name, sizeof(shop.settings.name), "Morrow");
    (void)snprintf(shop.settings.address, sizeof(shop.settings.address), "14 Weaver Street");
    (void)snprintf(shop.settings.currency, sizeof(shop.settings.currency), "EUR");
    (void)snprintf(shop.settings.language, sizeof(shop.settings.language), "en");
    buf_init(&out, PAGE_HEAD_BYTES_MAX);
    return 0;
}

static int end(void **state UNUSED)
{
    buf_done(&out);
    return 0;
}

static const char *write_head(enum page_kind kind, uint64_t product, const char *products, const char *url)
{
    const struct page_head head = { .path = { kind, product },
                                    .products = products,
                                    .shop = &shop,
                                    .today = days_of("2026-06-18"),
                                    .public_url = url };

    buf_clear(&out);
    page_head_write(&out, &head);
    assert_false(buf_full(&out));
    return out.data;
}

#define SCRIPT "<script type=\"application/ld+json\">"

/* What a search engine reads, which must be the only such block. */
static json_t *schema(const char *head)
{
    const char *start = strstr(head, SCRIPT);
    json_error_t error;

    assert_non_null(start);
    start += strlen(SCRIPT);
    const char *stop = strchr(start, '<');
    assert_non_null(stop);
    assert_string_equal(stop, "</script>\n");
    json_t *json = json_loadb(start, (size_t)(stop - start), 0, &error);
    if (json == NULL)
        fail_msg("%s: %s", error.text, start);
    return json;
}

static void assert_has(const char *head, const char *text)
{
    if (strstr(head, text) == NULL)
        fail_msg("'%s' is missing: %s", text, head);
}

static void assert_lacks(const char *head, const char *text)
{
    if (strstr(head, text) != NULL)
        fail_msg("'%s' is there: %s", text, head);
}

static void assert_member(json_t *json, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(json, name));

    if (value == NULL)
        assert_null(json_object_get(json, name));
    else if (text == NULL || strcmp(text, value) != 0)
        fail_msg("%s: %s", name, text != NULL ? text : "missing");
}

static void test_the_menu(void **state UNUSED)
{
    const char *head = write_head(PAGE_MENU, 0, LIST, "https://morrow.example");

    assert_has(head, "<title>Order and collect · Morrow</title>\n");
    assert_has(head, "<meta name=\"description\" content=\"What Morrow has on its shelf today, to order and "
                     "collect.\">\n");
    assert_has(head, "<link rel=\"canonical\" href=\"https://morrow.example/\">\n");
    assert_has(head, "<meta property=\"og:site_name\" content=\"Morrow\">\n");
    assert_has(head, "<meta property=\"og:type\" content=\"website\">\n");
    assert_has(head, "<meta property=\"og:title\" content=\"Morrow\">\n");
    assert_has(head, "<meta property=\"og:url\" content=\"https://morrow.example/\">\n");
    assert_has(head, "<meta property=\"og:image\" content=\"https://morrow.example/photos/ab-1600.webp\">\n");
    assert_lacks(head, "noindex");
    json_t *json = schema(head);
    assert_member(json, "@type", "Bakery");
    assert_member(json, "name", "Morrow");
    assert_member(json, "url", "https://morrow.example/");
    assert_member(json, "image", "https://morrow.example/photos/ab-1600.webp");
    assert_member(json, "address", "14 Weaver Street");
    assert_member(json, "telephone", NULL); /* not known */
    assert_member(json, "priceRange", NULL);
    json_decref(json);
}

static void test_a_product(void **state UNUSED)
{
    const char *head = write_head(PAGE_PRODUCT, 3, LIST, "https://morrow.example");

    assert_has(head, "<title>Rye · Morrow</title>\n");
    assert_has(head, "<meta name=\"description\" content=\"Dark &amp; dense\">\n");
    assert_has(head, "<link rel=\"canonical\" href=\"https://morrow.example/products/3\">\n");
    assert_has(head, "<meta property=\"og:type\" content=\"product\">\n");
    assert_has(head, "<meta property=\"og:title\" content=\"Rye\">\n");
    assert_has(head, "<meta property=\"og:description\" content=\"Dark &amp; dense\">\n");
    assert_lacks(head, "og:image"); /* of a drawing there is none */
    json_t *json = schema(head), *offer = json_object_get(json, "offers");
    assert_member(json, "@type", "Product");
    assert_member(json, "name", "Rye");
    assert_member(json, "description", "Dark & dense");
    assert_member(json, "url", "https://morrow.example/products/3");
    assert_member(json, "image", NULL);
    assert_member(offer, "price", "4.50");
    assert_member(offer, "priceCurrency", "EUR");
    assert_member(offer, "availability", "https://schema.org/InStock");
    json_decref(json);
}

static void test_a_product_that_is_sold_out_with_a_photo(void **state UNUSED)
{
    const char *head = write_head(PAGE_PRODUCT, 7, LIST, "http://localhost:8080");

    assert_has(head, "<meta name=\"description\" content=\"Bun from Morrow, to order and collect.\">\n");
    assert_has(head, "<meta property=\"og:image\" content=\"http://localhost:8080/photos/ab-1600.webp\">\n");
    json_t *json = schema(head), *offer = json_object_get(json, "offers");
    assert_member(json, "description", NULL);
    assert_member(json, "image", "http://localhost:8080/photos/ab-1600.webp");
    assert_member(offer, "price", "12.00");
    assert_member(offer, "availability", "https://schema.org/OutOfStock");
    json_decref(json);
}

static void test_pictures_that_links_can_show(void **state UNUSED)
{
    static const struct {
        const char *image;
        bool shown;
    } cases[] = { { "/images/rye.jpg", true },
                  { "/images/rye", true },
                  { "/drawings/rye.svg", false },
                  { "/drawings/rye.SVG", false },
                  { "/", false } };
    char products[200];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        (void)snprintf(products, sizeof(products),
                       "[{\"id\":1,\"name\":\"Rye\",\"image\":\"%s\",\"photo\":null}]", cases[i].image);
        bool shown = strstr(write_head(PAGE_PRODUCT, 1, products, "https://a.example"), "og:image") != NULL;
        if (shown != cases[i].shown)
            fail_msg("%s", cases[i].image);
    }
}

static void test_without_the_public_address_there_are_no_links(void **state UNUSED)
{
    static const struct page_path paths[] = { { PAGE_MENU, 0 }, { PAGE_PRODUCT, 7 } };

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const char *head = write_head(paths[i].kind, paths[i].product, LIST, "");
        assert_has(head, "<meta property=\"og:title\"");
        assert_lacks(head, "canonical");
        assert_lacks(head, "og:url");
        assert_lacks(head, "og:image");
        json_t *json = schema(head);
        assert_member(json, "url", NULL);
        assert_member(json, "image", NULL);
        json_decref(json);
    }
}

static void test_other_pages_are_not_for_search_engines(void **state UNUSED)
{
    static const struct {
        enum page_kind kind;
        const char *english, *german;
    } cases[] = {
        { PAGE_BASKET, "Basket", "Korb" },
        { PAGE_CHECKOUT, "Checkout", "Kasse" },
        { PAGE_ORDERS, "Your orders", "Deine Bestellungen" },
        { PAGE_ORDER, "Your order", "Deine Bestellung" },
        { PAGE_STAFF, "Staff", "Team" },
        { PAGE_NO_PRODUCT, "That’s not on our shelf", "Das steht nicht in unserem Regal" },
        { PAGE_NONE, "There’s nothing here", "Hier ist nichts" },
    };
    char wanted[200];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (int german = 0; german < 2; german++) {
            (void)strcpy(shop.settings.language, german ? "de" : "en");
            (void)snprintf(wanted, sizeof(wanted),
                           "<title>%s · Morrow</title>\n<meta name=\"robots\" content=\"noindex\">\n",
                           german ? cases[i].german : cases[i].english);
            assert_string_equal(write_head(cases[i].kind, 0, LIST, "https://morrow.example"), wanted);
        }
}

static void test_the_words_are_in_the_language_of_the_shop(void **state UNUSED)
{
    (void)strcpy(shop.settings.language, "de");
    const char *head = write_head(PAGE_MENU, 0, LIST, "");
    assert_has(head, "<title>Bestellen und abholen · Morrow</title>\n");
    assert_has(head, "content=\"Was Morrow heute im Regal hat, zum Bestellen und Abholen.\"");
    head = write_head(PAGE_PRODUCT, 7, LIST, "");
    assert_has(head, "content=\"Bun von Morrow, zum Bestellen und Abholen.\"");
}

static void test_while_the_list_is_not_known(void **state UNUSED)
{
    assert_string_equal(write_head(PAGE_PRODUCT, 3, NULL, "https://morrow.example"),
                        "<title>Morrow</title>\n");
    assert_has(write_head(PAGE_MENU, 0, NULL, "https://morrow.example"), "\"@type\":\"Bakery\"");
    assert_lacks(out.data, "og:image");
}

#define HOSTILE "</title></script><script>\\\"'&<!--\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\x93 通り é {{data}}"

static void test_text_from_outside_stays_text(void **state UNUSED)
{
    static const char products[] = "[{\"id\":1,\"name\":\"" HOSTILE "\",\"description\":\"" HOSTILE
                                   "\",\"price\":1.00,\"image\":null,\"photo\":null,\"available\":true}]";
    static const char *const never[] = { "</script><", "<script>", "<!--", "</title></", "&<" };
    static const char known[] =
        "</title></script><script>\"'&<!--\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\x93 通り é "
        "{{data}}";
    const struct page_path paths[] = { { PAGE_MENU, 0 }, { PAGE_PRODUCT, 1 }, { PAGE_BASKET, 0 } };

    (void)snprintf(shop.settings.name, sizeof(shop.settings.name), "%s", known);
    (void)snprintf(shop.settings.address, sizeof(shop.settings.address), "%s", known);
    (void)snprintf(shop.settings.phone, sizeof(shop.settings.phone), "%s", known);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const char *head = write_head(paths[i].kind, paths[i].product, products, "https://morrow.example");
        for (size_t j = 0; j < ARRAY_LEN(never); j++)
            assert_lacks(head, never[j]);
        assert_has(head, "&lt;script&gt;&quot;&#39;&amp;&lt;!--");
        if (paths[i].kind == PAGE_BASKET)
            continue;
        const char *script = strstr(head, SCRIPT);
        assert_lacks(script, "\xe2\x80\xa8");
        assert_lacks(script, "\xe2\x80\xa9");
        assert_lacks(script, "&");
        assert_has(script, "\xe2\x80\x93"); /* which only begins like them */
        json_t *json = schema(head);
        assert_member(json, "name", known);
        json_decref(json);
    }
}

/* The longest texts that the rules admit, of the characters that grow most. */
static void test_the_longest_texts_fit(void **state UNUSED)
{
    static char products[20000], name[101], description[1001];

    memset(name, '\'', 100);
    memset(description, '&', 1000);
    memset(shop.settings.name, '\'', SETTINGS_NAME_MAX);
    memset(shop.settings.address, '<', SETTINGS_ADDRESS_MAX);
    shop.settings.name[SETTINGS_NAME_MAX] = shop.settings.address[SETTINGS_ADDRESS_MAX] = '\0';
    (void)snprintf(
        products, sizeof(products),
        "[{\"id\":1,\"name\":\"%s\",\"description\":\"%s\",\"price\":10000.00,\"available\":true}]", name,
        description);
    json_t *json = schema(write_head(PAGE_PRODUCT, 1, products, "https://morrow.example"));
    assert_member(json, "description", description);
    json_decref(json);
    json_decref(schema(write_head(PAGE_MENU, 0, products, "https://morrow.example")));
}

/* The description of a product as the tag has it. */
static void assert_described(const char *description, const char *wanted)
{
    static char products[10000], tag[10000];

    (void)snprintf(products, sizeof(products), "[{\"id\":1,\"name\":\"Rye\",\"description\":\"%s\"}]",
                   description);
    (void)snprintf(tag, sizeof(tag), "<meta name=\"description\" content=\"%s\">\n", wanted);
    assert_has(write_head(PAGE_PRODUCT, 1, products, ""), tag);
}

static void repeat(char *to, const char *text, int times)
{
    for (*to = '\0'; times > 0; times--)
        (void)strcat(to, text);
}

static void test_long_descriptions_are_cut_after_a_word(void **state UNUSED)
{
    static char text[5000], wanted[5000];

    repeat(text, "通", 200);
    assert_described(text, text);
    repeat(text, "通", 201); /* no spaces */
    repeat(wanted, "通", 199);
    assert_described(text, strcat(wanted, "…"));
    repeat(text, "bread ", 40);
    repeat(wanted, "bread ", 32);
    (void)strcat(wanted, "bread…");
    assert_described(text, wanted);
    (void)strcpy(text, "a "); /* an early space is not the end */
    repeat(text + 2, "b", 300);
    (void)strcpy(wanted, "a ");
    repeat(wanted + 2, "b", 197);
    assert_described(text, strcat(wanted, "…"));
}

/* ---- hours ---- */

static void assert_hours(const char *wanted)
{
    json_t *json = schema(write_head(PAGE_MENU, 0, LIST, ""));
    char *text =
        json_dumps(json_object_get(json, "openingHoursSpecification"), JSON_COMPACT | JSON_PRESERVE_ORDER);

    assert_string_equal(text, wanted);
    free(text);
    json_decref(json);
}

#define HOURS(of, opens, closes) \
    "{\"@type\":\"OpeningHoursSpecification\"," of ",\"opens\":\"" opens "\",\"closes\":\"" closes "\"}"
#define DATE(date) "\"validFrom\":\"" date "\",\"validThrough\":\"" date "\""

static void test_weekdays_with_the_same_hours_are_one_entry(void **state UNUSED)
{
    static const struct day_hours usual = { 1, { { 420, 1080 } } };

    shop.settings.hours = (struct opening_hours){
        .days = { [1] = usual, [2] = usual, [4] = usual, [5] = { 2, { { 480, 720 }, { 780, 1440 } } } }
    };
    assert_hours("[" HOURS("\"dayOfWeek\":[\"Tuesday\",\"Wednesday\",\"Friday\"]", "07:00",
                           "18:00") "," HOURS("\"dayOfWeek\":[\"Saturday\"]", "08:00",
                                              "12:00") "," HOURS("\"dayOfWeek\":[\"Saturday\"]", "13:00",
                                                                 "23:59") "]");
}

static void test_dates_with_other_hours(void **state UNUSED)
{
    shop.settings.hours = (struct opening_hours){ 0 };
    shop.day_count = 4;
    calendar[0] = (struct calendar_day){ .days = days_of("2026-06-17") }; /* yesterday */
    calendar[1] = (struct calendar_day){ .days = days_of("2026-06-18"), .reason = "Midsummer" };
    calendar[2] = (struct calendar_day){ .days = days_of("2026-07-15"),
                                         .hours = { 2, { { 540, 720 }, { 780, 900 } } } };
    calendar[3] = (struct calendar_day){ .days = days_of("2026-07-16") }; /* too far away */
    assert_hours("[" HOURS(DATE("2026-06-18"), "00:00", "00:00") "," HOURS(
        DATE("2026-07-15"), "09:00", "12:00") "," HOURS(DATE("2026-07-15"), "13:00", "15:00") "]");
}

static void test_a_shop_without_hours_says_none(void **state UNUSED)
{
    settings_init(&shop.settings, false);
    json_t *json = schema(write_head(PAGE_MENU, 0, LIST, ""));

    assert_member(json, "openingHoursSpecification", NULL);
    json_decref(json);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_menu),
        TEST(test_a_product),
        TEST(test_a_product_that_is_sold_out_with_a_photo),
        TEST(test_pictures_that_links_can_show),
        TEST(test_without_the_public_address_there_are_no_links),
        TEST(test_other_pages_are_not_for_search_engines),
        TEST(test_the_words_are_in_the_language_of_the_shop),
        TEST(test_while_the_list_is_not_known),
        TEST(test_text_from_outside_stays_text),
        TEST(test_the_longest_texts_fit),
        TEST(test_long_descriptions_are_cut_after_a_word),
        TEST(test_weekdays_with_the_same_hours_are_one_entry),
        TEST(test_dates_with_other_hours),
        TEST(test_a_shop_without_hours_says_none),
    };

    return cmocka_run_group_tests_name("page_head", tests, NULL, NULL);
}
