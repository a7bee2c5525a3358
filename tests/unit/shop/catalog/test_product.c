/* The rules for a product's fields, and how a product looks in JSON. */
#include "shop/catalog/product.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct product product;
static struct field_errors errors;

static bool read(const char *json)
{
    json_t *body = json_loads(json, JSON_DECODE_ANY, NULL);

    assert_non_null(body);
    errors = (struct field_errors){ 0 };
    bool valid = product_read(&product, body, &errors);
    json_decref(body);
    return valid;
}

static bool merge(const char *json, bool *sets_stock)
{
    json_t *body = json_loads(json, JSON_DECODE_ANY, NULL);

    assert_non_null(body);
    errors = (struct field_errors){ 0 };
    bool valid = product_merge(&product, body, sets_stock, &errors);
    json_decref(body);
    return valid;
}

static void assert_refused(const char *field, const char *value)
{
    char json[512], pointer[64];

    (void)snprintf(json, sizeof(json), "{\"name\":\"Rye\",\"price\":3.5,\"category\":\"bread\",\"%s\":%s}",
                   field, value);
    (void)snprintf(pointer, sizeof(pointer), "/%s", field);
    if (read(json))
        fail_msg("accepted: %s", json);
    assert_string_equal(errors.at[0].pointer, pointer);
}

static void test_missing_fields_get_their_defaults(void **state)
{
    (void)state;
    assert_true(read("{\"name\":\"Rye\",\"price\":3.5,\"category\":\"bread\"}"));
    assert_string_equal(product.description, "");
    assert_string_equal(product.image, "");
    assert_int_equal(product.price_cents, 350);
    assert_false(product.counted);
    assert_true(product.active);
}

static void test_rejects_invalid_fields(void **state)
{
    (void)state;
    assert_false(read("{}"));
    assert_int_equal(errors.count, 3);
    assert_false(read("[]"));
    assert_refused("image", "\"https://example.com/x.png\"");
    assert_refused("image", "\"//example.com/x.png\"");
    assert_refused("image", "\"/a b\"");
    assert_refused("stock", "-1");
    assert_refused("stock", "1.0");
    assert_refused("stock", "1000001");
    assert_refused("active", "1");
    assert_refused("description", "null");
    assert_false(read("{\"name\":\"Rye\",\"price\":3.5,\"category\":\"bread\",\"weight\":1}"));
}

static void test_prices_are_whole_cents_from_1_cent_to_10000(void **state)
{
    static const char *const bad[] = { "0", "-1", "0.005", "3.505", "10000.01", "1e300", "\"3\"", "null" };
    char json[128];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        (void)snprintf(json, sizeof(json), "{\"name\":\"Rye\",\"price\":%s,\"category\":\"bread\"}", bad[i]);
        assert_false(read(json));
        assert_string_equal(errors.at[0].pointer, "/price");
    }
    assert_true(read("{\"name\":\"Rye\",\"price\":10000,\"category\":\"bread\"}"));
    assert_int_equal(product.price_cents, 1000000);
    assert_true(read("{\"name\":\"Rye\",\"price\":0.29,\"category\":\"bread\"}"));
    assert_int_equal(product.price_cents, 29);
}

static void test_a_merge_patch_changes_only_its_fields(void **state)
{
    bool sets_stock;

    (void)state;
    assert_true(
        read("{\"name\":\"Rye\",\"description\":\"dense\",\"price\":3.5,\"category\":\"bread\",\"stock\":4,"
             "\"image\":\"/images/rye.webp\"}"));
    assert_true(merge("{\"price\":4}", &sets_stock));
    assert_false(sets_stock);
    assert_int_equal(product.price_cents, 400);
    assert_string_equal(product.name, "Rye");
    assert_string_equal(product.image, "/images/rye.webp");
    assert_true(merge("{\"stock\":null,\"image\":null,\"description\":null}", &sets_stock));
    assert_true(sets_stock);
    assert_false(product.counted);
    assert_string_equal(product.image, "");
    assert_string_equal(product.description, "");
    assert_false(merge("{\"name\":null}", &sets_stock));
}

static void assert_json(bool staff, const char *expected)
{
    struct buf out;

    buf_init(&out, 4096);
    product_write(&out, &product, staff);
    assert_string_equal(out.data, expected);
    buf_done(&out);
}

static void test_customers_do_not_see_stock(void **state)
{
    (void)state;
    assert_true(read("{\"name\":\"Rye \\\"tin\\\"\",\"price\":3.5,\"category\":\"bread\",\"stock\":0}"));
    product.id = 7;
    product.version = 2;
    (void)strcpy(product.changed_by, "Ann");
    (void)strcpy(product.changed_at, "2026-04-18T14:30:00.250Z");
    assert_json(
        false,
        "{\"id\":7,\"name\":\"Rye \\\"tin\\\"\",\"description\":\"\",\"price\":3.50,\"category\":\"bread\","
        "\"image\":null,\"photo\":null,\"available\":false,\"sold_out_today\":false,"
        "\"size\":\"\",\"ingredients\":\"\",\"allergens\":null,\"lead_days\":0,\"place\":0}");
    assert_json(
        true,
        "{\"id\":7,\"name\":\"Rye \\\"tin\\\"\",\"description\":\"\",\"price\":3.50,\"category\":\"bread\","
        "\"image\":null,\"photo\":null,\"available\":false,\"sold_out_today\":false,"
        "\"size\":\"\",\"ingredients\":\"\",\"allergens\":null,\"lead_days\":0,\"place\":0,"
        "\"daily_limit\":null,\"vat_permille\":null,\"stock\":0,\"sold_out_on\":null,\"active\":true,"
        "\"version\":2,"
        "\"changed_by\":\"Ann\",\"changed_at\":\"2026-04-18T14:30:00.250Z\"}");
}

static void test_texts_have_no_invisible_characters(void **state)
{
    (void)state;
    assert_refused("name", "\"\u200b\"");
    assert_refused("category", "\"\u202e \"");
    assert_true(read("{\"name\":\"R\u00adye\",\"price\":3.5,\"category\":\"\ufeffbread\","
                     "\"description\":\"\u2800\"}"));
    assert_string_equal(product.name, "Rye");
    assert_string_equal(product.category, "bread");
    assert_string_equal(product.description, "");
}

static void assert_changes(const struct product *before, const struct product *after, const char *expected)
{
    struct buf json;

    buf_init(&json, 4096);
    product_write_changes(&json, before, after);
    assert_string_equal(json.data, expected);
    buf_done(&json);
}

static void test_the_history_gets_what_differs(void **state)
{
    struct product before = {
        .id = 7, .name = "Rye", .price_cents = 350, .category = "bread", .active = true
    };
    struct product after = before;

    (void)state;
    assert_changes(&before, &after, "{}");
    after.version = 9; /* no change of the product */
    assert_changes(&before, &after, "{}");
    after.price_cents = 360;
    assert_changes(&before, &after, "{\"price\":[3.50,3.60]}");
    after.active = false;
    after.counted = true;
    (void)strcpy(after.name, "\"Rye\"");
    assert_changes(&before, &after,
                   "{\"name\":[\"Rye\",\"\\\"Rye\\\"\"],\"price\":[3.50,3.60],\"stock\":[null,0],"
                   "\"active\":[true,false]}");
    before = after;
    after.stock = 5;
    (void)strcpy(after.category, "cake");
    (void)strcpy(after.image, "/x.webp");
    (void)strcpy(after.description, "Dark");
    assert_changes(
        &before, &after,
        "{\"description\":[\"\",\"Dark\"],\"category\":[\"bread\",\"cake\"],\"image\":[\"\",\"/x.webp\"],"
        "\"stock\":[0,5]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_have_no_invisible_characters),
        cmocka_unit_test(test_missing_fields_get_their_defaults),
        cmocka_unit_test(test_rejects_invalid_fields),
        cmocka_unit_test(test_prices_are_whole_cents_from_1_cent_to_10000),
        cmocka_unit_test(test_a_merge_patch_changes_only_its_fields),
        cmocka_unit_test(test_customers_do_not_see_stock),
        cmocka_unit_test(test_the_history_gets_what_differs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
