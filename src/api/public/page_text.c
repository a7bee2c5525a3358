/* page_text.c -- see api/public/page_text.h. */
#include "api/public/page_text.h"

#include "api/public/page_escape.h"
#include "base/attr.h"
#include "base/json_text.h"
#include "base/money.h"
#include "base/text.h"

#include <jansson.h>
#include <string.h>

#define OPENING        "{{"
#define HEAD           "{{head}}"
#define SHORT_NAME_MAX 16 /* characters */

struct values {
    const struct page_shop *shop;
    const char *json; /* the products; NULL: not known */
    json_t *products; /* the same, read; NULL: not known */
};

/* ---- the values of the placeholders ---- */

static void add_name(struct buf *out, const struct values *values)
{
    page_add_html(out, values->shop->name);
}

/* header.tsx uses the same words. */
static void add_name_class(struct buf *out, const struct values *values)
{
    if (text_length(values->shop->name) > SHORT_NAME_MAX)
        buf_adds(out, " wordmark-long");
}

static void add_address(struct buf *out, const struct values *values)
{
    page_add_html(out, values->shop->address);
}

static void add_hours(struct buf *out, const struct values *values)
{
    page_add_html(out, values->shop->hours);
}

static void add_phone(struct buf *out, const struct values *values)
{
    page_add_html(out, values->shop->phone);
}

static void add_data(struct buf *out, const struct values *values)
{
    buf_adds(out, "{\"shop\":");
    page_add_script_json(out, values->shop->json);
    buf_adds(out, ",\"products\":");
    page_add_script_json(out, values->products != NULL ? values->json : "null");
    buf_addc(out, '}');
}

static void add_member(struct buf *out, const json_t *product, const char *name, const char *element)
{
    const char *text = json_string_value(json_object_get(product, name));

    if (text == NULL || *text == '\0')
        return;
    buf_addf(out, "<%s>", element);
    page_add_html(out, text);
    buf_addf(out, "</%s>", element);
}

static void add_product(struct buf *out, const json_t *product, const char *currency)
{
    const json_t *price = json_object_get(product, "price");
    char text[MONEY_BYTES];
    int64_t cents;

    buf_adds(out, "<li>");
    add_member(out, product, "name", "h2");
    add_member(out, product, "description", "p");
    if (json_is_number(price) && money_from_double(json_number_value(price), &cents)) {
        money_format(cents, text);
        buf_addf(out, "<p class=\"plain-price\">%s %s</p>", text, currency);
    }
    if (json_is_false(json_object_get(product, "available")))
        buf_adds(out, "<p class=\"sold-out\">Sold out</p>");
    buf_adds(out, "</li>\n");
}

static void add_products(struct buf *out, const struct values *values)
{
    if (values->products == NULL) {
        buf_adds(out, "<p>The products cannot be shown at the moment. Load this page again in a minute.</p>");
        return;
    }
    if (json_array_size(values->products) == 0) {
        buf_adds(out, "<p>The shelf is empty.</p>");
        return;
    }
    buf_adds(out, "<ul class=\"plain-shelf\">\n");
    for (size_t i = 0; i < json_array_size(values->products); i++)
        add_product(out, json_array_get(values->products, i), values->shop->currency);
    buf_adds(out, "</ul>");
}

static const struct placeholder {
    const char *text;
    void (*add)(struct buf *out, const struct values *values);
} placeholders[] = {
    { "{{shop.name_class}}", add_name_class }, { "{{shop.name}}", add_name },
    { "{{shop.address}}", add_address },       { "{{shop.hours}}", add_hours },
    { "{{shop.phone}}", add_phone },           { "{{data}}", add_data },
    { "{{products}}", add_products },
};

/* ---- the page ---- */

static const struct placeholder *placeholder_at(const char *text, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
        size_t wanted = strlen(placeholders[i].text);

        if (wanted <= len && memcmp(text, placeholders[i].text, wanted) == 0)
            return &placeholders[i];
    }
    return NULL;
}

bool page_text_has_placeholders(const char *index, size_t len)
{
    return memmem(index, len, OPENING, strlen(OPENING)) != NULL;
}

size_t page_text_front_len(const char *index, size_t len)
{
    const char *head = memmem(index, len, HEAD, strlen(HEAD));

    return head != NULL ? (size_t)(head - index) : 0;
}

size_t page_text_rest_at(const char *index, size_t len)
{
    const char *head = memmem(index, len, HEAD, strlen(HEAD));

    return head != NULL ? (size_t)(head - index) + strlen(HEAD) : 0;
}

static void add_page(struct buf *out, const char *index, size_t len, const struct values *values)
{
    const char *end = index + len, *p = index, *mark;

    while ((mark = memmem(p, (size_t)(end - p), OPENING, strlen(OPENING))) != NULL) {
        const struct placeholder *found = placeholder_at(mark, (size_t)(end - mark));

        buf_add(out, p, (size_t)(mark - p));
        if (found != NULL)
            found->add(out, values);
        else
            buf_addc(out, *mark);
        p = mark + (found != NULL ? strlen(found->text) : 1);
    }
    buf_add(out, p, (size_t)(end - p));
}

void page_text_write(struct buf *out, const char *index, size_t len, const struct page_shop *shop,
                     const char *products)
{
    struct values values = { shop, products, NULL };

    if (products != NULL)
        values.products = json_loads(products, 0, NULL);
    if (!json_is_array(values.products)) {
        json_decref(values.products);
        values.products = NULL;
    }
    add_page(out, index, len, &values);
    json_decref(values.products);
}
