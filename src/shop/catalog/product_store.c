/* product_store.c -- see shop/catalog/product_store.h. */
#include "shop/catalog/product_store.h"

#include "base/json_text.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/zone.h"
#include "db/sql.h"
#include "shop/catalog/product_list.h"

#include <stdio.h>
#include <stdlib.h>

/* Every text, and every text before and after, each character escaped. */
#define ROW_JSON_MAX ((size_t)160000)

static const char *boolean(bool value)
{
    return value ? "true" : "false";
}

static void read_stock(const struct db_rows *rows, int row, int col, struct product *product)
{
    product->counted = !db_is_null(rows, row, col);
    product->stock = db_int(rows, row, col);
}

/* The columns of product_get, products_page and products_some. */
void product_store_row(const struct db_rows *rows, int row, struct product *product)
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
    (void)snprintf(product->changed_by, sizeof(product->changed_by), "%s", db_text(rows, row, 9));
    (void)snprintf(product->changed_at, sizeof(product->changed_at), "%s", db_text(rows, row, 10));
    (void)snprintf(product->size, sizeof(product->size), "%s", db_text(rows, row, 11));
    (void)snprintf(product->ingredients, sizeof(product->ingredients), "%s", db_text(rows, row, 12));
    allergens_parse(db_text(rows, row, 13), &product->allergens);
    product->lead_days = db_int(rows, row, 14);
    product->daily_limit = db_int(rows, row, 15);
    product->vat_permille = db_is_null(rows, row, 16) ? -1 : db_int(rows, row, 16);
    (void)snprintf(product->photo, sizeof(product->photo), "%s", db_text(rows, row, 17));
    (void)snprintf(product->sold_out_on, sizeof(product->sold_out_on), "%s", db_text(rows, row, 18));
    product->place = db_int(rows, row, 19);
    zone_today(today);
    product_set_today(product, today);
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
    product_store_row(rows, 0, product);
    return true;
}

void product_store_page(struct db *db, struct op_list *ops, int64_t after, int count, db_fn *fn, void *arg)
{
    char after_text[TEXT_NUMBER_BYTES], count_text[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(after_text, after), text_number(count_text, count) };

    db_run(db, ops, &sql_products_page, params, fn, arg);
}

void product_store_some(struct db *db, struct op_list *ops, const char *ids, db_fn *fn, void *arg)
{
    const char *const params[] = { ids };

    db_run(db, ops, &sql_products_some, params, fn, arg);
}

bool product_store_find(const struct db_rows *rows, int64_t id, struct product *product)
{
    int first = 0, end = db_rows_count(rows);

    while (first < end) {
        int middle = first + (end - first) / 2;
        if (db_int(rows, middle, 0) < id)
            first = middle + 1;
        else
            end = middle;
    }
    if (first == db_rows_count(rows) || db_int(rows, first, 0) != id)
        return false;
    product_store_row(rows, first, product);
    return true;
}

void product_store_write_page(struct buf *out, const struct db_rows *rows)
{
    int count = db_rows_count(rows);
    struct product product = { 0 };

    buf_adds(out, "{\"products\":[");
    for (int row = 0; row < count; row++) {
        product_store_row(rows, row, &product);
        buf_adds(out, row > 0 ? "," : "");
        product_write(out, &product, true);
    }
    if (count == PRODUCT_PAGE)
        buf_addf(out, "],\"next\":%lld}", (long long)product.id);
    else
        buf_adds(out, "],\"next\":null}");
}

/* ---- sets ---- */

void product_set_init(struct product_set *set)
{
    *set = (struct product_set){ .count = 0 };
    buf_init(&set->rows, PRODUCT_SET_MAX * ROW_JSON_MAX);
}

void product_set_done(struct product_set *set)
{
    buf_done(&set->rows);
}

static void write_text(struct buf *out, const char *name, const char *text)
{
    buf_addf(out, ",\"%s\":", name);
    json_text_string(out, text);
}

static void write_text_or_null(struct buf *out, const char *name, const char *text)
{
    write_text(out, name, text[0] != '\0' ? text : NULL);
}

static void write_number(struct buf *out, const char *name, int64_t number, bool is_set)
{
    if (is_set)
        buf_addf(out, ",\"%s\":%lld", name, (long long)number);
    else
        buf_addf(out, ",\"%s\":null", name);
}

/* The column holds them as text. */
static void write_allergens(struct buf *out, const struct allergens *allergens)
{
    struct buf text;

    buf_init(&text, ALLERGENS_JSON_MAX);
    allergens_write(&text, allergens);
    write_text(out, "allergens", allergens->declared ? text.data : NULL);
    buf_done(&text);
}

/* Has the names of the table's columns. */
static void write_row(struct buf *out, const struct product *before, const struct product *product,
                      bool sets_stock)
{
    write_number(out, "id", product->id, product->id != 0);
    write_number(out, "version", before->version, product->id != 0);
    write_text(out, "name", product->name);
    write_text(out, "description", product->description);
    write_number(out, "price_cents", product->price_cents, true);
    write_text(out, "category", product->category);
    write_text_or_null(out, "image", product->image);
    write_text_or_null(out, "photo", product->photo);
    write_number(out, "stock", product->stock, product->counted);
    write_text(out, "size", product->size);
    write_text(out, "ingredients", product->ingredients);
    write_allergens(out, &product->allergens);
    write_number(out, "lead_days", product->lead_days, true);
    write_number(out, "daily_limit", product->daily_limit, product->daily_limit > 0);
    write_number(out, "vat_permille", product->vat_permille, product->vat_permille >= 0);
    write_text_or_null(out, "sold_out_on", product->sold_out_on);
    buf_addf(out, ",\"sets_stock\":%s,\"changes\":", boolean(sets_stock));
    if (product->id != 0)
        product_write_changes(out, before, product);
    else
        buf_adds(out, "{}");
}

void product_set_keep(struct product_set *set, const struct product *product)
{
    struct buf shown;

    if (!product->active)
        return;
    buf_init(&shown, PRODUCT_JSON_MAX);
    product_write(&shown, product, false);
    set->shown_bytes += shown.len;
    buf_done(&shown);
}

void product_set_add(struct product_set *set, const struct product *before, const struct product *product,
                     bool sets_stock)
{
    buf_addf(&set->rows, "%s{\"active\":%s", set->count > 0 ? "," : "", boolean(product->active));
    write_row(&set->rows, before, product, sets_stock);
    buf_addc(&set->rows, '}');
    product_set_keep(set, product);
    set->count++;
}

void product_store_list_bytes(struct db *db, struct op_list *ops, const char *ids, db_fn *fn, void *arg)
{
    const char *const params[] = { ids };

    db_run(db, ops, &sql_products_bytes, params, fn, arg);
}

size_t product_store_bytes(const struct db_rows *rows)
{
    return (size_t)db_int(rows, 0, 0);
}

static const char *id_of(const struct staff_member *by, char out[TEXT_NUMBER_BYTES])
{
    return by->id != 0 ? text_number(out, by->id) : NULL;
}

void product_store_write(struct db *db, struct op_list *ops, const struct product_set *set,
                         const struct staff_member *by, db_fn *fn, void *arg)
{
    char by_id[TEXT_NUMBER_BYTES], *rows = mem_printf("[%s]", set->rows.data);
    const char *const params[] = { rows, id_of(by, by_id), by->name };

    db_run(db, ops, &sql_products_write, params, fn, arg);
    free(rows);
}

bool product_store_written(const struct db_rows *rows, int64_t *list_version)
{
    if (db_rows_count(rows) == 0)
        return false;
    *list_version = db_int(rows, 0, 3);
    return true;
}

void product_store_read_written(const struct db_rows *rows, struct product *product,
                                const struct staff_member *by)
{
    product->id = db_int(rows, 0, 0);
    product->version = db_int(rows, 0, 1);
    read_stock(rows, 0, 2, product);
    (void)snprintf(product->changed_by, sizeof(product->changed_by), "%s", by->name);
    (void)snprintf(product->changed_at, sizeof(product->changed_at), "%s", db_text(rows, 0, 4));
    product->place = db_int(rows, 0, 5);
}

/* ---- places ---- */

void product_store_move(struct db *db, struct op_list *ops, int64_t id, int64_t before,
                        const struct staff_member *by, db_fn *fn, void *arg)
{
    char id_text[TEXT_NUMBER_BYTES], before_text[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(id_text, id),
                                   before != 0 ? text_number(before_text, before) : NULL, id_of(by, by_id),
                                   by->name };

    db_run(db, ops, &sql_product_move, params, fn, arg);
}

bool product_store_moved(const struct db_rows *rows, int64_t *list_version)
{
    if (db_rows_count(rows) == 0)
        return false;
    *list_version = db_int(rows, 0, 0);
    return true;
}
