/* test_product_csv.c -- products as rows of a spreadsheet: shop/catalog/product_csv.h. */
#include "base/mem.h"
#include "shop/catalog/product_csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct product full(void)
{
    struct product product = {
        .id = 7,
        .name = "=Rye \"tin\", dark",
        .description = "Dense; good for a week",
        .price_cents = 680,
        .category = "bread",
        .image = "/drawings/rye-tin.svg",
        .counted = true,
        .stock = 12,
        .size = "1 kg",
        .ingredients = "*rye* flour, water",
        .lead_days = 1,
        .daily_limit = 40,
        .vat_permille = 135,
        .sold_out_on = "2026-06-18",
        .active = true,
    };

    allergens_parse("{\"contains\":[\"wheat\",\"rye\"],\"may_contain\":[\"sesame\"]}", &product.allergens);
    return product;
}

/* What the first row makes of `product`, as the changes of the history, or "LINE/COLUMN: DETAIL". */
static char *outcome(const char *text, struct product product)
{
    struct product before = product;
    struct field_errors errors = { 0 };
    struct arena arena = { NULL };
    struct product_csv csv;
    bool sets_stock;
    struct buf out;

    buf_init(&out, 200000);
    if (!product_csv_read(&csv, text, strlen(text), &arena, &errors) ||
        !product_csv_apply(&csv.rows[0], &product, &sets_stock, &errors))
        buf_addf(&out, "%s: %s", errors.at[0].pointer, errors.at[0].detail);
    else
        product_write_changes(&out, &before, &product);
    arena_done(&arena);
    return out.data;
}

static void test_a_file_that_was_written_changes_nothing(void **state UNUSED)
{
    struct product products[] = { full(), full(), full() };
    struct buf file;

    products[1].counted = false;
    products[1].stock = 0;
    products[1].allergens = (struct allergens){ .declared = true };
    products[1].vat_permille = 0;
    products[1].active = false;
    products[2].allergens = (struct allergens){ .declared = false };
    products[2].vat_permille = -1;
    products[2].daily_limit = 0;
    products[2].sold_out_on[0] = products[2].image[0] = products[2].description[0] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(products); i++) {
        buf_init(&file, 100000);
        product_csv_write_head(&file);
        product_csv_write(&file, &products[i]);
        char *changes = outcome(file.data, products[i]);
        assert_string_equal(changes, "{}");
        free(changes);
        buf_done(&file);
    }
}

static void test_cells_become_fields_by_the_rules_of_products(void **state UNUSED)
{
    static const struct {
        const char *text, *outcome;
    } cases[] = {
        { "id;price\n7;6,90\n", "{\"price\":[6.80,6.90]}" },
        { "PRICE,Id\n7,7\n", "{\"price\":[6.80,7.00]}" },
        { "id,price\n7,6.905\n", "/price: must be a number from 0.01 to 10000.00 with at most two decimals" },
        { "id,price\n7,1e3\n", "/price: must be a number from 0.01 to 10000.00 with at most two decimals" },
        { "id,price\n7,\n", "/price: must be a number from 0.01 to 10000.00 with at most two decimals" },
        { "id,name\n7,\n", "/name: must have 1 to 100 characters" },
        { "id,stock\n7,\n", "{\"stock\":[12,null]}" },
        { "id,stock\n7,1.5\n", "/stock: must be null (baked to order) or a whole number from 0 to 1000000" },
        { "id,vat_percent\n7,20\n", "{\"vat_permille\":[135,200]}" },
        { "id;vat_percent\n7;9,5\n", "{\"vat_permille\":[135,95]}" },
        { "id,vat_percent\n7,\n", "{\"vat_permille\":[135,null]}" },
        { "id,vat_percent\n7,13.55\n",
          "/vat_percent: must be empty, or per cent from 0 to 100 with at most one decimal" },
        { "id,vat_percent\n7,100.1\n",
          "/vat_percent: must be empty, or per cent from 0 to 100 with at most one decimal" },
        { "id,lead_days,daily_limit\n7,,\n", "{\"lead_days\":[1,0],\"daily_limit\":[40,null]}" },
        { "id,contains,may_contain\n7,\"milk, egg\",\n",
          "{\"allergens\":[{\"contains\":[\"wheat\",\"rye\"],\"may_contain\":[\"sesame\"]},{\"contains\":["
          "\"egg\",\"milk\"],\"may_contain\":[]}]}" },
        { "id,contains,may_contain\n7,none,\n",
          "{\"allergens\":[{\"contains\":[\"wheat\",\"rye\"],\"may_contain\":[\"sesame\"]},{\"contains\":[],"
          "\"may_contain\":[]}]}" },
        { "id,contains,may_contain\n7,,\n",
          "{\"allergens\":[{\"contains\":[\"wheat\",\"rye\"],\"may_contain\":[\"sesame\"]},null]}" },
        { "id,contains,may_contain\n7,soy,\n",
          "/contains: must be a list of allergens such as wheat, milk, hazelnut" },
        { "id,contains,may_contain\n7,no,\n",
          "/contains: must be a list of allergens such as wheat, milk, hazelnut" },
        { "id,contains,may_contain\n7,\" \",\n",
          "/contains: must be a list of allergens such as wheat, milk, hazelnut" },
        { "id,contains,may_contain\n7,;,\n",
          "/contains: must be a list of allergens such as wheat, milk, hazelnut" },
        { "id,contains,may_contain\n7,none milk,\n",
          "/contains: must be a list of allergens such as wheat, milk, hazelnut" },
        { "id,contains,may_contain\n7,,milk\n",
          "/contains: must be a list of allergens such as wheat, milk, hazelnut" },
        { "id,contains,may_contain\n7,wheat\n", "/may_contain: must have a cell, which may be empty" },
        { "id,may_contain,contains\n7,milk\n", "/contains: must have a cell, which may be empty" },
        { "id,price\n7,\"1,200\"\n",
          "/price: must be a number from 0.01 to 10000.00 with at most two decimals" },
        { "id,active\n7,No\n", "{\"active\":[true,false]}" },
        { "id,active\n7,perhaps\n", "/active: must be yes or no" },
        { "id,image,sold_out_on\n7,,\n",
          "{\"image\":[\"/drawings/rye-tin.svg\",\"\"],\"sold_out_on\":[\"2026-06-18\",\"\"]}" },
        { "id,image\n7,http://elsewhere/x.png\n",
          "/image: must be null or a URL path of this site such as /images/rye.webp" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *out = outcome(cases[i].text, full());
        assert_string_equal(out, cases[i].outcome);
        free(out);
    }
}

static void test_a_row_without_an_id_is_a_new_product(void **state UNUSED)
{
    struct product product = { .id = 0 };
    char *out = outcome("id,name,category\n,Bun,bread\n", product);

    assert_string_equal(out, "/price: must be a number from 0.01 to 10000.00 with at most two decimals");
    free(out);
    out = outcome("name,category,price\nBun,bread,1\n", product);
    assert_non_null(strstr(out, "\"name\":[\"\",\"Bun\"]"));
    assert_non_null(strstr(out, "\"active\":[false,true]"));
    free(out);
}

static void test_a_file_that_cannot_be_used_says_why(void **state UNUSED)
{
    static const struct {
        const char *text, *outcome;
    } cases[] = {
        { "", ": must have a row with names, and at least one product" },
        { "id,name\n", ": must have a row with names, and at least one product" },
        { "id,name\n,\n\n", ": must have a row with names, and at least one product" },
        { "id,colour\n7,red\n", "/1: column 2 has no known name: see a file that was exported" },
        { "id,name,name\n7,a,b\n", "/1/name: must be there once" },
        { "id,contains\n7,milk\n", "/1: must have contains and may_contain, or neither" },
        { "id,name\n7,a,b\n", "/2: has more cells than the first row has names" },
        { "id,name\n\n7,a\n7,b\n", "/4/id: must be there once" },
        { "id,name\n0,a\n", "/2/id: must be the id of a product, or empty for a new one" },
        { "id,name\n-7,a\n", "/2/id: must be the id of a product, or empty for a new one" },
        { "id,name\n\"7,a\n", ": a quotation mark in row 2 has no partner" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *out = outcome(cases[i].text, full());
        assert_string_equal(out, cases[i].outcome);
        free(out);
    }
}

/* `count` new products. */
static char *outcome_of_many(int count)
{
    struct buf text;

    buf_init(&text, 100000);
    buf_adds(&text, "name,category,price\n");
    for (int i = 0; i < count; i++)
        buf_addf(&text, "Bun %d,bread,1\n", i);
    char *out = outcome(text.data, (struct product){ .id = 0 });
    buf_done(&text);
    return out;
}

static void test_a_thousand_rows_are_the_most(void **state UNUSED)
{
    char *most = outcome_of_many(PRODUCT_CSV_ROWS_MAX), *more = outcome_of_many(PRODUCT_CSV_ROWS_MAX + 1);

    assert_int_equal(most[0], '{');
    assert_string_equal(more, ": must have at most 1000 rows");
    free(most);
    free(more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_that_was_written_changes_nothing),
        cmocka_unit_test(test_cells_become_fields_by_the_rules_of_products),
        cmocka_unit_test(test_a_row_without_an_id_is_a_new_product),
        cmocka_unit_test(test_a_file_that_cannot_be_used_says_why),
        cmocka_unit_test(test_a_thousand_rows_are_the_most),
    };

    return cmocka_run_group_tests_name("product csv", tests, NULL, NULL);
}
