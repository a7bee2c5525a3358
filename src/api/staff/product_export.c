/* product_export.c -- GET /api/staff/products.csv: all products as a spreadsheet. */
#include "api/api.h"
#include "api/routes.h"
#include "base/csv.h"
#include "http/req.h"
#include "shop/catalog/product_csv.h"
#include "shop/catalog/product_store.h"

/* Some kilobytes for each product. */
#define CSV_BYTES_MAX ((size_t)32 << 20)

static void reply(struct req *req, const struct db_rows *rows)
{
    struct product product;
    struct buf csv;

    buf_init(&csv, CSV_BYTES_MAX);
    buf_adds(&csv, CSV_BOM);
    product_csv_write_head(&csv);
    for (int row = 0; row < db_rows_count(rows); row++) {
        product_store_row(rows, row, &product);
        product_csv_write(&csv, &product);
    }
    if (buf_full(&csv)) {
        req_fail_with(req, ERR_INVALID,
                      "the products are too long for one file: read them from /api/staff/products");
    } else {
        req_add_header(req, "Cache-Control", "no-store");
        req_add_header(req, "Content-Disposition", "attachment; filename=\"products.csv\"");
        req_reply(req, 200, "text/csv; charset=utf-8", csv.data, csv.len);
    }
    buf_done(&csv);
}

static void on_products(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;

    if (err != NULL)
        req_fail(req, err);
    else if (db_rows_count(rows) > PRODUCT_CSV_PRODUCTS_MAX)
        req_fail_with(req, ERR_INVALID,
                      "there are more than 5,000 products: read them from /api/staff/products");
    else
        reply(req, rows);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);

    product_store_page(api->db, req_ops(req), 0, PRODUCT_CSV_PRODUCTS_MAX + 1, on_products, req);
}

const struct route product_export_routes[] = {
    { HTTP_GET, ROUTE_MANAGER, "/api/staff/products.csv", handle },
    { 0 },
};
