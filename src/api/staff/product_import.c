/* product_import.c -- POST /api/staff/products/import[?dry_run=true]: products from a spreadsheet, all or
 * none.
 *
 *     handle -> on_bytes -> read_products -> on_products -> reply_plan, or
 *                                         -> save -> on_written -> on_told -> reply_plan
 *
 * The plan says for each row what changes. Its ETag is its hash: with If-Match, what is imported is what the
 * dry run showed, although others may have changed products meanwhile. */
#include "api/api.h"
#include "api/identity.h"
#include "api/routes.h"
#include "api/staff/catalog_changed.h"
#include "base/json_text.h"
#include "base/secret.h"
#include "base/zone.h"
#include "http/req.h"
#include "shop/catalog/product_csv.h"
#include "shop/catalog/product_list.h"
#include "shop/catalog/product_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIES_MAX 3
/* Each row with what changes, or with what is wrong. */
#define PLAN_BYTES_MAX ((size_t)32 << 20)
#define ETAG_BYTES     40

struct product_import { /* in the request's arena */
    struct req *req;
    const struct api *api;
    struct product_csv csv;
    bool dry_run;
    const char *ids;    /* of the rows, as a JSON array */
    size_t other_bytes; /* of the product list, without these products */
    int tries;
    char *plan;
};

/* What the rows mean, compared with the products as they are now. */
struct plan {
    struct buf json;
    int added, changed, unchanged, wrong;
    struct field_errors errors; /* of all rows */
    struct product_set set;
};

/* ---- the plan ---- */

static void begin_row(struct plan *plan, const struct product_csv_row *row)
{
    buf_addf(&plan->json, "%s{\"line\":%zu", plan->json.data[plan->json.len - 1] == '[' ? "" : ",",
             row->line);
    if (row->id != 0)
        buf_addf(&plan->json, ",\"id\":%lld", (long long)row->id);
}

static void add_wrong(struct plan *plan, const struct product_csv_row *row, const struct field_errors *errors)
{
    char pointer[sizeof(errors->at[0].pointer)];

    plan->wrong++;
    begin_row(plan, row);
    buf_adds(&plan->json, ",\"errors\":[");
    for (int i = 0; i < errors->count; i++) {
        const char *column = errors->at[i].pointer + strspn(errors->at[i].pointer, "/");
        buf_addf(&plan->json, "%s{\"column\":", i > 0 ? "," : "");
        json_text_string(&plan->json, column);
        buf_adds(&plan->json, ",\"detail\":");
        json_text_string(&plan->json, errors->at[i].detail);
        buf_addc(&plan->json, '}');
        (void)snprintf(pointer, sizeof(pointer), "/%zu/%.40s", row->line, column);
        field_errors_add(&plan->errors, pointer, "%s", errors->at[i].detail);
    }
    buf_adds(&plan->json, "]}");
}

static void add_product(struct plan *plan, const struct product_csv_row *row, const struct product *before,
                        const struct product *product, bool sets_stock)
{
    struct buf changes;

    buf_init(&changes, PLAN_BYTES_MAX);
    product_write_changes(&changes, before, product);
    /* A stock that stays is not written: an order may be taking from it. */
    sets_stock = sets_stock && (before->counted != product->counted || before->stock != product->stock);
    bool is_same = row->id != 0 && strcmp(changes.data, "{}") == 0;
    if (is_same) {
        plan->unchanged++;
        product_set_keep(&plan->set, product);
    } else {
        plan->added += row->id == 0;
        plan->changed += row->id != 0;
        product_set_add(&plan->set, before, product, sets_stock);
        begin_row(plan, row);
        buf_adds(&plan->json, ",\"name\":");
        json_text_string(&plan->json, product->name);
        buf_addf(&plan->json, ",\"changes\":%s}", row->id != 0 ? changes.data : "{}");
    }
    buf_done(&changes);
}

static void plan_row(struct plan *plan, const struct product_csv_row *row, const struct db_rows *products)
{
    struct field_errors errors = { 0 };
    struct product before = { 0 }, product = { 0 };
    char today[DATE_BYTES];
    bool sets_stock;

    if (row->id != 0 && !product_store_find(products, row->id, &before)) {
        field_errors_add(&errors, "/id", "there is no such product: leave it empty to add one");
        add_wrong(plan, row, &errors);
        return;
    }
    product = before;
    if (!product_csv_apply(row, &product, &sets_stock, &errors)) {
        add_wrong(plan, row, &errors);
        return;
    }
    zone_today(today);
    product_set_today(&product, today);
    add_product(plan, row, &before, &product, sets_stock);
}

static void make_plan(struct plan *plan, const struct product_import *import, const struct db_rows *products)
{
    *plan = (struct plan){ .added = 0 };
    product_set_init(&plan->set);
    buf_init(&plan->json, PLAN_BYTES_MAX);
    buf_adds(&plan->json, "{\"rows\":[");
    for (size_t i = 0; i < import->csv.count; i++)
        plan_row(plan, &import->csv.rows[i], products);
    buf_addf(&plan->json, "],\"added\":%d,\"changed\":%d,\"unchanged\":%d,\"wrong\":%d}", plan->added,
             plan->changed, plan->unchanged, plan->wrong);
}

static void plan_done(struct plan *plan)
{
    product_set_done(&plan->set);
    buf_done(&plan->json);
}

/* ---- replies ---- */

static const char *etag_of(const char *plan, char out[ETAG_BYTES])
{
    char hash[FINGERPRINT_HEX_BYTES];

    fingerprint(plan, strlen(plan), hash);
    (void)snprintf(out, ETAG_BYTES, "\"%.32s\"", hash);
    return out;
}

static void reply_plan(struct req *req, const char *plan)
{
    char etag[ETAG_BYTES];

    req_add_header(req, "ETag", etag_of(plan, etag));
    req_add_header(req, "Cache-Control", "no-store");
    req_reply(req, 200, "application/json", plan, strlen(plan));
}

static void on_told(void *arg, const struct err *err UNUSED)
{
    struct product_import *import = arg;

    reply_plan(import->req, import->plan);
}

/* ---- importing ---- */

static void read_products(struct product_import *import);

static void on_written(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct product_import *import = arg;
    int64_t list_version;

    if (err != NULL)
        req_fail(import->req, err);
    else if (product_store_written(rows, &list_version))
        catalog_changed(import->req, list_version, on_told, import);
    else if (import->tries < TRIES_MAX)
        read_products(import);
    else
        req_fail_with(import->req, ERR_CONFLICT, "others are changing these products: try again");
}

static void save(struct product_import *import, const struct plan *plan)
{
    struct req *req = import->req;
    char etag[ETAG_BYTES];

    if (!req_match(req, etag_of(plan->json.data, etag)))
        req_fail_with(req, ERR_PRECONDITION, "products have changed since the dry run: look at it again");
    else if (plan->wrong > 0)
        req_fail_fields(req, &plan->errors);
    else if (plan->set.count == 0)
        reply_plan(req, plan->json.data);
    else {
        import->plan = req_printf(req, "%s", plan->json.data);
        product_store_write(import->api->db, req_ops(req), &plan->set, staff_of(req), on_written, import);
    }
}

static void on_products(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct product_import *import = arg;
    struct plan plan;

    if (err != NULL) {
        req_fail(import->req, err);
        return;
    }
    make_plan(&plan, import, rows);
    if (buf_full(&plan.json) || buf_full(&plan.set.rows) ||
        import->other_bytes + plan.set.shown_bytes > PRODUCT_LIST_WRITE_MAX)
        req_fail_with(
            import->req, ERR_INVALID,
            "the product list would be longer than 4 MiB: shorten descriptions, or take products off it");
    else if (import->dry_run)
        reply_plan(import->req, plan.json.data);
    else
        save(import, &plan);
    plan_done(&plan);
}

static void read_products(struct product_import *import)
{
    import->tries++;
    product_store_some(import->api->db, req_ops(import->req), import->ids, on_products, import);
}

static void on_bytes(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct product_import *import = arg;

    if (err != NULL) {
        req_fail(import->req, err);
        return;
    }
    import->other_bytes = product_store_bytes(rows);
    read_products(import);
}

static const char *ids_of(struct req *req, const struct product_csv *csv)
{
    struct buf ids;

    buf_init(&ids, (PRODUCT_CSV_ROWS_MAX + 1) * 24);
    for (size_t i = 0; i < csv->count; i++)
        if (csv->rows[i].id != 0)
            buf_addf(&ids, "%s%lld", ids.len > 0 ? "," : "", (long long)csv->rows[i].id);
    const char *json = req_printf(req, "[%s]", ids.data);
    buf_done(&ids);
    return json;
}

static void handle(struct req *req)
{
    struct product_import *import = req_alloc(req, sizeof(*import));
    const char *dry_run = req_query(req, "dry_run"), *text;
    struct field_errors errors = { 0 };
    size_t len;

    import->req = req;
    import->api = req_app(req);
    import->dry_run = dry_run != NULL && strcmp(dry_run, "true") == 0;
    text = req_body(req, &len);
    if (dry_run != NULL && !import->dry_run && strcmp(dry_run, "false") != 0) {
        req_fail_with(req, ERR_MALFORMED, "dry_run must be true or false");
        return;
    }
    if (!product_csv_read(&import->csv, text, len, req_arena(req), &errors)) {
        req_fail_fields(req, &errors);
        return;
    }
    import->ids = ids_of(req, &import->csv);
    product_store_list_bytes(import->api->db, req_ops(req), import->ids, on_bytes, import);
}

const struct route product_import_routes[] = {
    { HTTP_POST, ROUTE_MANAGER, "/api/staff/products/import", handle, PRODUCT_CSV_BYTES_MAX },
    { 0 },
};
