/* product_store.c -- see shop/catalog/product_store.h. */
#include "shop/catalog/product_store.h"

#include "base/buf.h"
#include "base/text.h"
#include "db/sql.h"
#include "shop/catalog/product_list.h"

#include <stdio.h>

/* Every text before and after, each character escaped. */
#define CHANGES_JSON_MAX ((size_t)80000)

static const char *boolean(bool value)
{
    return value ? "true" : "false";
}

static void read_stock(const struct db_rows *rows, int col, struct product *product)
{
    product->counted = !db_is_null(rows, 0, col);
    product->stock = db_int(rows, 0, col);
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
    *product = (struct product){
        .id = db_int(rows, 0, 0),
        .price_cents = db_int(rows, 0, 3),
        .active = db_bool(rows, 0, 7),
        .version = db_int(rows, 0, 8),
    };
    (void)snprintf(product->name, sizeof(product->name), "%s", db_text(rows, 0, 1));
    (void)snprintf(product->description, sizeof(product->description), "%s", db_text(rows, 0, 2));
    (void)snprintf(product->category, sizeof(product->category), "%s", db_text(rows, 0, 4));
    (void)snprintf(product->image, sizeof(product->image), "%s", db_text(rows, 0, 5));
    read_stock(rows, 6, product);
    return true;
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
    char price[TEXT_NUMBER_BYTES], stock[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES];
    const char *const params[] = {
        product->name,
        product->description,
        text_number(price, product->price_cents),
        product->category,
        product->image[0] ? product->image : NULL,
        product->counted ? text_number(stock, product->stock) : NULL,
        boolean(product->active),
        by->id != 0 ? text_number(by_id, by->id) : NULL,
        by->name,
    };

    db_run(db, ops, &sql_product_create, params, fn, arg);
}

void product_store_created(const struct db_rows *rows, struct product *product, int64_t *list_version)
{
    product->id = db_int(rows, 0, 0);
    product->version = db_int(rows, 0, 1);
    *list_version = db_int(rows, 0, 2);
}

void product_store_update(struct db *db, struct op_list *ops, const struct product *before,
                          const struct product *product, bool sets_stock, const struct staff_member *by,
                          db_fn *fn, void *arg)
{
    char id[TEXT_NUMBER_BYTES], version[TEXT_NUMBER_BYTES], price[TEXT_NUMBER_BYTES],
        stock[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES];
    struct buf changes;

    buf_init(&changes, CHANGES_JSON_MAX);
    product_write_changes(&changes, before, product);
    const char *const params[] = {
        text_number(id, product->id),
        text_number(version, product->version),
        product->name,
        product->description,
        text_number(price, product->price_cents),
        product->category,
        product->image[0] ? product->image : NULL,
        boolean(product->active),
        boolean(sets_stock),
        product->counted ? text_number(stock, product->stock) : NULL,
        by->id != 0 ? text_number(by_id, by->id) : NULL,
        by->name,
        changes.data,
    };

    db_run(db, ops, &sql_product_update, params, fn, arg);
    buf_done(&changes);
}

bool product_store_updated(const struct db_rows *rows, struct product *product, int64_t *list_version)
{
    if (db_rows_count(rows) == 0)
        return false;
    product->version = db_int(rows, 0, 0);
    read_stock(rows, 1, product);
    *list_version = db_int(rows, 0, 2);
    return true;
}
