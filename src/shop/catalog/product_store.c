/* product_store.c -- see shop/catalog/product_store.h. */
#include "shop/catalog/product_store.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/zone.h"
#include "db/sql.h"
#include "shop/catalog/product_list.h"

#include <stdio.h>

/* Every text before and after, each character escaped. */
#define CHANGES_JSON_MAX ((size_t)160000)

static const char *boolean(bool value)
{
    return value ? "true" : "false";
}

static void read_stock(const struct db_rows *rows, int row, int col, struct product *product)
{
    product->counted = !db_is_null(rows, row, col);
    product->stock = db_int(rows, row, col);
}

/* Who has made the version, which the database has just stored. */
static void set_changed(struct product *product, const char *by, const char *at)
{
    (void)snprintf(product->changed_by, sizeof(product->changed_by), "%s", by);
    (void)snprintf(product->changed_at, sizeof(product->changed_at), "%s", at);
}

/* The columns of product_get and products_page. */
static void read_row(const struct db_rows *rows, int row, struct product *product)
{
    char today[DATE_BYTES];

    *product = (struct product){
        .id = db_int(rows, row, 0),
        .price_cents = db_int(rows, row, 3),
        .active = db_bool(rows, row, 7),
        .version = db_int(rows, row, 8),
    };
    (void)snprintf(product->name, sizeof(product->name), "%s", db_text(rows, row, 1));
    (void)snprintf(product->description, sizeof(product->description), "%s", db_text(rows, row, 2));
    (void)snprintf(product->category, sizeof(product->category), "%s", db_text(rows, row, 4));
    (void)snprintf(product->image, sizeof(product->image), "%s", db_text(rows, row, 5));
    read_stock(rows, row, 6, product);
    set_changed(product, db_text(rows, row, 9), db_text(rows, row, 10));
    (void)snprintf(product->size, sizeof(product->size), "%s", db_text(rows, row, 11));
    (void)snprintf(product->ingredients, sizeof(product->ingredients), "%s", db_text(rows, row, 12));
    allergens_parse(db_text(rows, row, 13), &product->allergens);
    product->lead_days = db_int(rows, row, 14);
    product->daily_limit = db_int(rows, row, 15);
    product->vat_permille = db_is_null(rows, row, 16) ? -1 : db_int(rows, row, 16);
    (void)snprintf(product->photo, sizeof(product->photo), "%s", db_text(rows, row, 17));
    (void)snprintf(product->sold_out_on, sizeof(product->sold_out_on), "%s", db_text(rows, row, 18));
    zone_today(today);
    product_set_today(product, today);
}

/* The parameters of product_create and product_update that are no text of the product. */
struct numbers {
    char price[TEXT_NUMBER_BYTES], stock[TEXT_NUMBER_BYTES], lead_days[TEXT_NUMBER_BYTES];
    char daily_limit[TEXT_NUMBER_BYTES], vat_permille[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES];
    struct buf allergens;
};

static const char *allergens_param(struct numbers *numbers, const struct product *product)
{
    buf_init(&numbers->allergens, ALLERGENS_JSON_MAX);
    if (!product->allergens.declared)
        return NULL;
    allergens_write(&numbers->allergens, &product->allergens);
    return numbers->allergens.data;
}

void product_store_get(struct db *db, struct op_list *ops, int64_t id, db_fn *fn, void *arg)
{
    char id_text[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(id_text, id) };

    db_run(db, ops, &sql_product_get, params, fn, arg);
}

bool product_store_got(const struct db_rows *rows, struct product *product)
{
    if (db_rows_count(rows) == 0)
        return false;
    read_row(rows, 0, product);
    return true;
}

void product_store_page(struct db *db, struct op_list *ops, int64_t after, db_fn *fn, void *arg)
{
    char after_text[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(after_text, after), TEXT_OF(PRODUCT_PAGE) };

    db_run(db, ops, &sql_products_page, params, fn, arg);
}

void product_store_write_page(struct buf *out, const struct db_rows *rows)
{
    int count = db_rows_count(rows);
    struct product product = { 0 };

    buf_adds(out, "{\"products\":[");
    for (int row = 0; row < count; row++) {
        read_row(rows, row, &product);
        buf_adds(out, row > 0 ? "," : "");
        product_write(out, &product, true);
    }
    if (count == PRODUCT_PAGE)
        buf_addf(out, "],\"next\":%lld}", (long long)product.id);
    else
        buf_adds(out, "],\"next\":null}");
}

void product_store_list_bytes(struct db *db, struct op_list *ops, const struct product *product, db_fn *fn,
                              void *arg)
{
    char id_text[TEXT_NUMBER_BYTES];
    const char *const params[] = { product->id != 0 ? text_number(id_text, product->id) : NULL };

    db_run(db, ops, &sql_products_bytes, params, fn, arg);
}

bool product_store_list_fits(const struct db_rows *rows, const struct product *product)
{
    struct buf json;

    buf_init(&json, PRODUCT_LIST_WRITE_MAX);
    product_write(&json, product, false);
    size_t bytes = (size_t)db_int(rows, 0, 0) + json.len;
    bool fits = !buf_full(&json) && bytes <= PRODUCT_LIST_WRITE_MAX;
    buf_done(&json);
    return fits;
}

void product_store_create(struct db *db, struct op_list *ops, const struct product *product,
                          const struct staff_member *by, db_fn *fn, void *arg)
{
    struct numbers n;
    const char *const params[] = {
        product->name,
        product->description,
        text_number(n.price, product->price_cents),
        product->category,
        product->image[0] ? product->image : NULL,
        product->counted ? text_number(n.stock, product->stock) : NULL,
        boolean(product->active),
        by->id != 0 ? text_number(n.by_id, by->id) : NULL,
        by->name,
        product->size,
        product->ingredients,
        allergens_param(&n, product),
        text_number(n.lead_days, product->lead_days),
        product->daily_limit > 0 ? text_number(n.daily_limit, product->daily_limit) : NULL,
        product->vat_permille >= 0 ? text_number(n.vat_permille, product->vat_permille) : NULL,
        product->sold_out_on[0] ? product->sold_out_on : NULL,
    };

    db_run(db, ops, &sql_product_create, params, fn, arg);
    buf_done(&n.allergens);
}

void product_store_created(const struct db_rows *rows, struct product *product, const struct staff_member *by,
                           int64_t *list_version)
{
    product->id = db_int(rows, 0, 0);
    product->version = db_int(rows, 0, 1);
    *list_version = db_int(rows, 0, 2);
    set_changed(product, by->name, db_text(rows, 0, 3));
}

void product_store_update(struct db *db, struct op_list *ops, const struct product *before,
                          const struct product *product, bool sets_stock, const struct staff_member *by,
                          db_fn *fn, void *arg)
{
    char id[TEXT_NUMBER_BYTES], version[TEXT_NUMBER_BYTES];
    struct numbers n;
    struct buf changes;

    buf_init(&changes, CHANGES_JSON_MAX);
    product_write_changes(&changes, before, product);
    const char *const params[] = {
        text_number(id, product->id),
        text_number(version, product->version),
        product->name,
        product->description,
        text_number(n.price, product->price_cents),
        product->category,
        product->image[0] ? product->image : NULL,
        boolean(product->active),
        boolean(sets_stock),
        product->counted ? text_number(n.stock, product->stock) : NULL,
        by->id != 0 ? text_number(n.by_id, by->id) : NULL,
        by->name,
        changes.data,
        product->size,
        product->ingredients,
        allergens_param(&n, product),
        text_number(n.lead_days, product->lead_days),
        product->daily_limit > 0 ? text_number(n.daily_limit, product->daily_limit) : NULL,
        product->vat_permille >= 0 ? text_number(n.vat_permille, product->vat_permille) : NULL,
        product->photo[0] ? product->photo : NULL,
        product->sold_out_on[0] ? product->sold_out_on : NULL,
    };

    db_run(db, ops, &sql_product_update, params, fn, arg);
    buf_done(&changes);
    buf_done(&n.allergens);
}

bool product_store_updated(const struct db_rows *rows, struct product *product, const struct staff_member *by,
                           int64_t *list_version)
{
    if (db_rows_count(rows) == 0)
        return false;
    product->version = db_int(rows, 0, 0);
    read_stock(rows, 0, 1, product);
    *list_version = db_int(rows, 0, 2);
    set_changed(product, by->name, db_text(rows, 0, 3));
    return true;
}
