/* product.c -- see shop/catalog/product.h. */
#include "shop/catalog/product.h"

#include "base/json_read.h"
#include "base/json_text.h"
#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const known_fields[] = { "name",  "description", "price",  "category",
                                            "image", "stock",       "active", NULL };

static void read_price(struct product *product, json_t *value, struct field_errors *errors)
{
    int64_t cents = 0;

    if (!json_is_number(value) || !money_from_double(json_number_value(value), &cents) || cents < 1 ||
        cents > PRODUCT_PRICE_MAX_CENTS)
        field_errors_add(errors, "/price",
                         "must be a number from 0.01 to 10000.00 with at most two decimals");
    else
        product->price_cents = cents;
}

/* A path on this site: an address elsewhere would let the shop's pages load from strangers. */
static void read_image(struct product *product, json_t *value, struct field_errors *errors)
{
    const char *path = json_string_value(value);

    product->image[0] = '\0';
    if (json_is_null(value))
        return;
    if (path == NULL || path[0] != '/' || path[1] == '/' || json_string_length(value) > PRODUCT_IMAGE_MAX ||
        strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/%") !=
            json_string_length(value))
        field_errors_add(errors, "/image",
                         "must be null or a URL path of this site such as /images/rye.webp");
    else
        (void)snprintf(product->image, sizeof(product->image), "%s", path);
}

static void read_stock(struct product *product, json_t *value, struct field_errors *errors)
{
    product->counted = !json_is_null(value);
    product->stock = json_integer_value(value);
    if (product->counted &&
        (!json_is_integer(value) || product->stock < 0 || product->stock > PRODUCT_STOCK_MAX))
        field_errors_add(errors, "/stock", "must be null (baked to order) or a whole number from 0 to %d",
                         PRODUCT_STOCK_MAX);
}

static void read_active(struct product *product, json_t *value, struct field_errors *errors)
{
    product->active = json_is_true(value);
    if (!json_is_boolean(value))
        field_errors_add(errors, "/active", "must be true or false");
}

/* Reads the fields that are present. With `whole`, name, price and category are required. */
static bool read_fields(struct product *product, json_t *body, bool whole, struct field_errors *errors)
{
    json_t *value;

    if (!json_is_object(body)) {
        field_errors_add(errors, "", "must be a JSON object");
        return false;
    }
    json_read_known(body, "", known_fields, errors);
    if (((value = json_object_get(body, "name")) != NULL) || whole)
        (void)json_read_text(value, "/name", 1, PRODUCT_NAME_MAX, product->name, sizeof(product->name),
                             errors);
    if ((value = json_object_get(body, "description")) != NULL)
        (void)json_read_text(value, "/description", 0, PRODUCT_DESCRIPTION_MAX, product->description,
                             sizeof(product->description), errors);
    if (((value = json_object_get(body, "category")) != NULL) || whole)
        (void)json_read_text(value, "/category", 1, PRODUCT_CATEGORY_MAX, product->category,
                             sizeof(product->category), errors);
    if (((value = json_object_get(body, "price")) != NULL) || whole)
        read_price(product, value, errors);
    if ((value = json_object_get(body, "image")) != NULL)
        read_image(product, value, errors);
    if ((value = json_object_get(body, "stock")) != NULL)
        read_stock(product, value, errors);
    if ((value = json_object_get(body, "active")) != NULL)
        read_active(product, value, errors);
    return errors->count == 0;
}

bool product_read(struct product *product, json_t *body, struct field_errors *errors)
{
    *product = (struct product){ .active = true };
    return read_fields(product, body, true, errors);
}

bool product_merge(struct product *product, json_t *patch, bool *sets_stock, struct field_errors *errors)
{
    /* In a merge patch null removes a field: that gives the description its default, which is "". */
    if (json_is_null(json_object_get(patch, "description")))
        (void)json_object_set_new(patch, "description", json_string(""));
    *sets_stock = json_object_get(patch, "stock") != NULL;
    return read_fields(product, patch, false, errors);
}

bool product_available(const struct product *product)
{
    return !product->counted || product->stock > 0;
}

/* null: it is not counted. */
static void write_stock(struct buf *out, const struct product *product)
{
    if (product->counted)
        buf_addf(out, "%" PRId64, product->stock);
    else
        buf_adds(out, "null");
}

void product_write(struct buf *out, const struct product *product, bool staff)
{
    buf_addf(out, "{\"id\":%" PRId64 ",\"name\":", product->id);
    json_text_string(out, product->name);
    buf_adds(out, ",\"description\":");
    json_text_string(out, product->description);
    buf_adds(out, ",\"price\":");
    json_text_money(out, product->price_cents);
    buf_adds(out, ",\"category\":");
    json_text_string(out, product->category);
    buf_adds(out, ",\"image\":");
    json_text_string(out, product->image[0] ? product->image : NULL);
    buf_addf(out, ",\"available\":%s", product_available(product) ? "true" : "false");
    if (staff) {
        buf_adds(out, ",\"stock\":");
        write_stock(out, product);
        buf_addf(out,
                 ",\"active\":%s,\"version\":%" PRId64 ",\"changed_by\":", product->active ? "true" : "false",
                 product->version);
        json_text_string(out, product->changed_by[0] ? product->changed_by : NULL);
        buf_addf(out, ",\"changed_at\":\"%s\"", product->changed_at);
    }
    buf_addc(out, '}');
}

/* Begins the pair of a field that differs. */
static void begin_change(struct buf *out, const char *field)
{
    buf_addf(out, "%s\"%s\":[", out->len > 1 ? "," : "", field);
}

static void write_text_change(struct buf *out, const char *field, const char *before, const char *after)
{
    if (strcmp(before, after) == 0)
        return;
    begin_change(out, field);
    json_text_string(out, before);
    buf_addc(out, ',');
    json_text_string(out, after);
    buf_addc(out, ']');
}

void product_write_changes(struct buf *out, const struct product *before, const struct product *after)
{
    buf_addc(out, '{');
    write_text_change(out, "name", before->name, after->name);
    write_text_change(out, "description", before->description, after->description);
    write_text_change(out, "category", before->category, after->category);
    write_text_change(out, "image", before->image, after->image);
    if (before->price_cents != after->price_cents) {
        begin_change(out, "price");
        json_text_money(out, before->price_cents);
        buf_addc(out, ',');
        json_text_money(out, after->price_cents);
        buf_addc(out, ']');
    }
    if (before->counted != after->counted || before->stock != after->stock) {
        begin_change(out, "stock");
        write_stock(out, before);
        buf_addc(out, ',');
        write_stock(out, after);
        buf_addc(out, ']');
    }
    if (before->active != after->active) {
        begin_change(out, "active");
        buf_adds(out, before->active ? "true,false]" : "false,true]");
    }
    buf_addc(out, '}');
}

void product_etag(const struct product *product, char out[PRODUCT_ETAG_BYTES])
{
    (void)snprintf(out, PRODUCT_ETAG_BYTES, "\"%" PRId64 "\"", product->version);
}
