/* product.c -- see shop/catalog/product.h. */
#include "shop/catalog/product.h"

#include "base/json_read.h"
#include "base/json_text.h"
#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const known_fields[] = {
    "name",         "description", "price",       "category",  "image",
    "size",         "ingredients", "allergens",   "lead_days", "daily_limit",
    "vat_permille", "stock",       "sold_out_on", "active",    NULL,
};

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

static void read_sold_out_on(struct product *product, json_t *value, struct field_errors *errors)
{
    const char *date = json_string_value(value);
    int days;

    product->sold_out_on[0] = '\0';
    if (json_is_null(value))
        return;
    if (date == NULL || !date_parse(date, &days))
        field_errors_add(errors, "/sold_out_on", "must be null or a date such as 2026-06-18");
    else
        (void)snprintf(product->sold_out_on, sizeof(product->sold_out_on), "%s", date);
}

static void read_active(struct product *product, json_t *value, struct field_errors *errors)
{
    product->active = json_is_true(value);
    if (!json_is_boolean(value))
        field_errors_add(errors, "/active", "must be true or false");
}

/* A whole number, or null where `null_as` is not PRODUCT_NOT_NULL. */
#define PRODUCT_NOT_NULL INT64_MIN

static void read_number(int64_t *out, json_t *value, const char *pointer, int64_t min, int64_t max,
                        int64_t null_as, struct field_errors *errors)
{
    bool may_be_null = null_as != PRODUCT_NOT_NULL;

    if (json_is_null(value) && may_be_null)
        *out = null_as;
    else if (json_is_integer(value) && json_integer_value(value) >= min && json_integer_value(value) <= max)
        *out = json_integer_value(value);
    else
        field_errors_add(errors, pointer, "must be %sa whole number from %" PRId64 " to %" PRId64,
                         may_be_null ? "null or " : "", min, max);
}

static void read_notice(struct product *product, json_t *body, struct field_errors *errors)
{
    json_t *value;

    if ((value = json_object_get(body, "lead_days")) != NULL)
        read_number(&product->lead_days, value, "/lead_days", 0, PRODUCT_LEAD_DAYS_MAX, PRODUCT_NOT_NULL,
                    errors);
    if ((value = json_object_get(body, "daily_limit")) != NULL)
        read_number(&product->daily_limit, value, "/daily_limit", 1, PRODUCT_LIMIT_MAX, 0, errors);
    if ((value = json_object_get(body, "vat_permille")) != NULL)
        read_number(&product->vat_permille, value, "/vat_permille", 0, 1000, -1, errors);
}

/* Asterisks come in pairs, each around something. */
static bool marks_are_pairs(const char *text)
{
    bool open = false;

    for (const char *at = text; *at != '\0'; at++)
        if (*at == '*') {
            if (open && at[-1] == '*')
                return false;
            open = !open;
        }
    return !open;
}

static void read_contents(struct product *product, json_t *body, struct field_errors *errors)
{
    json_t *value;

    if ((value = json_object_get(body, "size")) != NULL)
        (void)json_read_text(value, "/size", 0, PRODUCT_SIZE_MAX, product->size, sizeof(product->size),
                             errors);
    if ((value = json_object_get(body, "ingredients")) != NULL &&
        json_read_text(value, "/ingredients", 0, PRODUCT_INGREDIENTS_MAX, product->ingredients,
                       sizeof(product->ingredients), errors) &&
        !marks_are_pairs(product->ingredients))
        field_errors_add(errors, "/ingredients", "must have asterisks in pairs, as in *wheat* flour");
    if ((value = json_object_get(body, "allergens")) != NULL)
        (void)allergens_read(value, &product->allergens, errors);
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
    if ((value = json_object_get(body, "sold_out_on")) != NULL)
        read_sold_out_on(product, value, errors);
    read_contents(product, body, errors);
    read_notice(product, body, errors);
    return errors->count == 0;
}

bool product_read(struct product *product, json_t *body, struct field_errors *errors)
{
    *product = (struct product){ .active = true, .vat_permille = -1 };
    return read_fields(product, body, true, errors);
}

bool product_merge(struct product *product, json_t *patch, bool *sets_stock, struct field_errors *errors)
{
    static const char *const texts[] = { "description", "size", "ingredients" };

    /* In a merge patch null removes a field: that gives these their default, which is "". */
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (json_is_null(json_object_get(patch, texts[i])))
            (void)json_object_set_new(patch, texts[i], json_string(""));
    *sets_stock = json_object_get(patch, "stock") != NULL;
    return read_fields(product, patch, false, errors);
}

void product_set_today(struct product *product, const char *today)
{
    product->sold_out = strcmp(product->sold_out_on, today) == 0;
}

static bool has_stock(const struct product *product)
{
    return !product->counted || product->stock > 0;
}

bool product_available(const struct product *product)
{
    return has_stock(product) && !product->sold_out;
}

static void write_number(struct buf *out, int64_t number, bool is_set)
{
    if (is_set)
        buf_addf(out, "%" PRId64, number);
    else
        buf_adds(out, "null");
}

/* null: it is not counted. */
static void write_stock(struct buf *out, const struct product *product)
{
    write_number(out, product->stock, product->counted);
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
    buf_adds(out, ",\"photo\":");
    json_text_string(out, product->photo[0] ? product->photo : NULL);
    buf_addf(out, ",\"available\":%s,\"sold_out_today\":%s,\"size\":",
             product_available(product) ? "true" : "false",
             has_stock(product) && product->sold_out ? "true" : "false");
    json_text_string(out, product->size);
    buf_adds(out, ",\"ingredients\":");
    json_text_string(out, product->ingredients);
    buf_adds(out, ",\"allergens\":");
    allergens_write(out, &product->allergens);
    buf_addf(out, ",\"lead_days\":%" PRId64 ",\"place\":%" PRId64, product->lead_days, product->place);
    if (staff) {
        buf_adds(out, ",\"daily_limit\":");
        write_number(out, product->daily_limit, product->daily_limit > 0);
        buf_adds(out, ",\"vat_permille\":");
        write_number(out, product->vat_permille, product->vat_permille >= 0);
        buf_adds(out, ",\"stock\":");
        write_stock(out, product);
        buf_adds(out, ",\"sold_out_on\":");
        json_text_string(out, product->sold_out_on[0] ? product->sold_out_on : NULL);
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
    buf_addf(out, "%s\"%s\":[", out->data[out->len - 1] == '{' ? "" : ",", field);
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

/* Below `min` a number is not set. */
static void write_number_change(struct buf *out, const char *field, int64_t before, int64_t after,
                                int64_t min)
{
    if (before == after)
        return;
    begin_change(out, field);
    write_number(out, before, before >= min);
    buf_addc(out, ',');
    write_number(out, after, after >= min);
    buf_addc(out, ']');
}

void product_write_changes(struct buf *out, const struct product *before, const struct product *after)
{
    buf_addc(out, '{');
    write_text_change(out, "name", before->name, after->name);
    write_text_change(out, "description", before->description, after->description);
    write_text_change(out, "category", before->category, after->category);
    write_text_change(out, "image", before->image, after->image);
    write_text_change(out, "photo", before->photo, after->photo);
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
    write_text_change(out, "size", before->size, after->size);
    write_text_change(out, "ingredients", before->ingredients, after->ingredients);
    if (!allergens_equal(&before->allergens, &after->allergens)) {
        begin_change(out, "allergens");
        allergens_write(out, &before->allergens);
        buf_addc(out, ',');
        allergens_write(out, &after->allergens);
        buf_addc(out, ']');
    }
    write_number_change(out, "lead_days", before->lead_days, after->lead_days, 0);
    write_number_change(out, "daily_limit", before->daily_limit, after->daily_limit, 1);
    write_number_change(out, "vat_permille", before->vat_permille, after->vat_permille, 0);
    write_text_change(out, "sold_out_on", before->sold_out_on, after->sold_out_on);
    if (before->active != after->active) {
        begin_change(out, "active");
        buf_adds(out, before->active ? "true,false]" : "false,true]");
    }
    buf_addc(out, '}');
}
