/* test_page_copies.c -- the pages that are kept: each path has its own, whichever were there before, and what
 * is sent compressed is what is sent plain: api/public/page_copies.h. */
#include "api/public/page_copies.h"
#include "api/public/shop_info.h"
#include "base/attr.h"
#include "base/blob.h"
#include "shop/catalog/product_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#define INDEX                                                                                \
    "<head>{{head}}</head><p>{{products}}</p>{{data}}<p>Bread, bread, bread, bread, bread, " \
    "bread, bread, bread, bread, bread, bread and more bread.</p>"

#define PRODUCTS (3 * PAGE_COPIES_PRODUCTS)

static struct page_copies *copies;
static struct shop_state state;
static struct shop_view shop;
static struct product_list_view list;
static struct page_source source;
static char text[1 << 20], other_text[1 << 20];

static void set_list(const char *etag)
{
    struct buf json;

    blob_unref(list.json);
    buf_init(&json, 1 << 20);
    for (int id = 1; id <= PRODUCTS; id++)
        buf_addf(&json, "%s{\"id\":%d,\"name\":\"Loaf %d %s\",\"price\":1.00,\"available\":true}",
                 id == 1 ? "[" : ",", id, id, etag);
    buf_addc(&json, ']');
    list.json = blob_new(json.data, json.len);
    (void)snprintf(list.etag, sizeof(list.etag), "%s", etag);
    buf_done(&json);
}

static int begin(void **arg UNUSED)
{
    copies = page_copies_new();
    settings_init(&state.settings, true);
    (void)snprintf(state.settings.name, sizeof(state.settings.name), "Morrow");
    shop = (struct shop_view){ .state = &state, .etag = "\"shop\"" };
    buf_init(&shop.json, 100);
    buf_adds(&shop.json, "{}");
    set_list("A");
    source = (struct page_source){ INDEX, strlen(INDEX), &list, &shop, "https://morrow.example" };
    return 0;
}

static int end(void **arg UNUSED)
{
    page_copies_free(copies);
    buf_done(&shop.json);
    blob_unref(list.json);
    list.json = NULL;
    return 0;
}

static const struct page_copy *get(enum page_kind kind, uint64_t product)
{
    const struct page_copy *copy = page_copies_get(copies, &source, &(struct page_path){ kind, product });

    assert_non_null(copy);
    return copy;
}

static size_t join(struct blob *const parts[], int count, char *out)
{
    size_t len = 0;

    for (int i = 0; i < count; i++) {
        memcpy(out + len, parts[i]->bytes, parts[i]->len);
        len += parts[i]->len;
    }
    out[len] = '\0';
    return len;
}

static const char *plain(const struct page_copy *copy)
{
    (void)join(copy->plain, PAGE_COPY_PLAIN, text);
    return text;
}

static void assert_title(const struct page_copy *copy, const char *title)
{
    char wanted[100];

    (void)snprintf(wanted, sizeof(wanted), "<title>%s · Morrow</title>", title);
    if (strstr(plain(copy), wanted) == NULL)
        fail_msg("'%s': %s", wanted, text);
}

static void test_each_path_has_its_own_head(void **arg UNUSED)
{
    char etags[3][40], title[40];

    assert_title(get(PAGE_MENU, 0), "Order and collect");
    (void)strcpy(etags[0], get(PAGE_MENU, 0)->etag);
    assert_title(get(PAGE_BASKET, 0), "Basket");
    (void)strcpy(etags[1], get(PAGE_BASKET, 0)->etag);
    assert_title(get(PAGE_PRODUCT, 2), "Loaf 2 A");
    (void)strcpy(etags[2], get(PAGE_PRODUCT, 2)->etag);
    assert_string_not_equal(etags[0], etags[1]);
    assert_string_not_equal(etags[0], etags[2]);
    assert_string_not_equal(etags[1], etags[2]);
    for (int i = 1; i <= PRODUCTS; i++) {
        (void)snprintf(title, sizeof(title), "Loaf %d A", i);
        assert_title(get(PAGE_PRODUCT, (uint64_t)i), title);
    }
    assert_title(get(PAGE_PRODUCT, 2), "Loaf 2 A"); /* others were kept in its place */
    assert_string_equal(get(PAGE_PRODUCT, 2)->etag, etags[2]);
    assert_string_equal(get(PAGE_MENU, 0)->etag, etags[0]);
}

static void test_a_page_is_composed_once(void **arg UNUSED)
{
    const struct blob *front = get(PAGE_PRODUCT, 1)->plain[0], *rest = get(PAGE_PRODUCT, 1)->plain[1];

    assert_ptr_equal(get(PAGE_PRODUCT, 1)->plain[0], front);
    assert_ptr_equal(get(PAGE_MENU, 0)->plain[1], rest); /* all share it */
    assert_ptr_equal(get(PAGE_PRODUCT, 2)->plain[1], rest);
}

/* Whichever products are requested, no more than PAGE_COPIES_PRODUCTS are kept. */
static void test_the_products_kept_are_limited(void **arg UNUSED)
{
    static struct blob *fronts[PRODUCTS];
    int kept = 0;

    for (int i = 0; i < PRODUCTS; i++)
        fronts[i] = blob_ref(get(PAGE_PRODUCT, (uint64_t)i + 1)->plain[0]);
    for (int i = 0; i < PRODUCTS; i++) {
        kept += fronts[i]->refs > 1; /* than that of this test */
        blob_unref(fronts[i]);
    }
    assert_int_equal(kept, PAGE_COPIES_PRODUCTS);
}

static void test_compressed_it_is_the_same(void **arg UNUSED)
{
    static const struct page_path paths[] = { { PAGE_MENU, 0 }, { PAGE_PRODUCT, 3 }, { PAGE_NONE, 0 } };

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const struct page_copy *copy = get(paths[i].kind, paths[i].product);
        z_stream stream = { 0 };
        size_t len = join(copy->plain, PAGE_COPY_PLAIN, text);

        assert_non_null(copy->gzip[0]);
        stream.next_in = (Bytef *)other_text;
        stream.avail_in = (uInt)join(copy->gzip, PAGE_COPY_GZIP, other_text);
        assert_true(stream.avail_in < len / 2);
        char *unpacked = malloc(len + 1);
        assert_non_null(unpacked);
        stream.next_out = (Bytef *)unpacked;
        stream.avail_out = (uInt)len + 1;
        assert_int_equal(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
        assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
        assert_int_equal(stream.avail_in, 0);
        assert_int_equal(stream.total_out, len);
        assert_memory_equal(unpacked, text, len);
        assert_int_equal(inflateEnd(&stream), Z_OK);
        free(unpacked);
    }
}

static void test_a_change_makes_every_page_new(void **arg UNUSED)
{
    char before[40];

    (void)strcpy(before, get(PAGE_PRODUCT, 1)->etag);
    set_list("B");
    assert_title(get(PAGE_PRODUCT, 1), "Loaf 1 B");
    assert_string_not_equal(get(PAGE_PRODUCT, 1)->etag, before);
    (void)strcpy(state.settings.name, "Brod");
    (void)strcpy(shop.etag, "\"new\"");
    assert_non_null(strstr(plain(get(PAGE_PRODUCT, 1)), "<title>Loaf 1 B · Brod</title>"));
}

static void test_a_change_elsewhere_in_the_list_changes_the_etag(void **arg UNUSED)
{
    char before[40];

    (void)strcpy(before, get(PAGE_BASKET, 0)->etag); /* its head stays the same */
    set_list("B");
    assert_string_not_equal(get(PAGE_BASKET, 0)->etag, before);
}

static void test_without_the_list(void **arg UNUSED)
{
    source.list = NULL;
    assert_non_null(strstr(plain(get(PAGE_PRODUCT, 1)), "<title>Morrow</title>"));
    assert_non_null(strstr(text, "\"products\":null"));
    source.list = &list;
    assert_title(get(PAGE_PRODUCT, 1), "Loaf 1 A");
}

static void test_an_index_without_a_head(void **arg UNUSED)
{
    source.index = "<p>{{shop.name}}</p>";
    source.index_len = strlen(source.index);
    assert_string_equal(plain(get(PAGE_MENU, 0)), "<p>Morrow</p>");
    assert_string_equal(plain(get(PAGE_PRODUCT, 1)), "<p>Morrow</p>");
}

static void test_the_whole_page_is_written_the_same(void **arg UNUSED)
{
    struct buf whole;

    buf_init(&whole, 1 << 20);
    assert_true(page_source_write(&source, &(struct page_path){ PAGE_PRODUCT, 5 }, &whole));
    assert_string_equal(plain(get(PAGE_PRODUCT, 5)), whole.data);
    buf_done(&whole);
}

static void test_a_page_that_is_too_large(void **arg UNUSED)
{
    struct buf index;

    buf_init(&index, 1 << 20);
    for (int i = 0; i < 1000; i++)
        buf_adds(&index, "{{data}}");
    source.index = index.data;
    source.index_len = index.len;
    assert_null(page_copies_get(copies, &source, &(struct page_path){ PAGE_MENU, 0 }));
    source.index = INDEX;
    source.index_len = strlen(INDEX);
    assert_title(get(PAGE_MENU, 0), "Order and collect");
    buf_done(&index);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_path_has_its_own_head),
        TEST(test_a_page_is_composed_once),
        TEST(test_the_products_kept_are_limited),
        TEST(test_compressed_it_is_the_same),
        TEST(test_a_change_makes_every_page_new),
        TEST(test_a_change_elsewhere_in_the_list_changes_the_etag),
        TEST(test_without_the_list),
        TEST(test_an_index_without_a_head),
        TEST(test_the_whole_page_is_written_the_same),
        TEST(test_a_page_that_is_too_large),
    };

    return cmocka_run_group_tests_name("page_copies", tests, NULL, NULL);
}
