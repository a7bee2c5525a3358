/* product_page.c -- GET /api/staff/products: every product with what only the staff see, a page at a time. */
#include "api/api.h"
#include "api/product_reply.h"
#include "api/routes.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "http/req.h"
#include "shop/catalog/product_store.h"

static void on_page(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    struct buf json;

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    buf_init(&json, PRODUCT_JSON_MAX * PRODUCT_PAGE);
    product_store_write_page(&json, rows);
    req_add_header(req, "Cache-Control", "no-store");
    req_reply(req, 200, "application/json", json.data, json.len);
    buf_done(&json);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    const char *after = req_query(req, "after");
    uint64_t id = 0;
    struct err err = ERR_INIT;

    if (after != NULL && !text_to_u64(after, INT64_MAX, &id)) {
        (void)err_set(&err, ERR_MALFORMED, "after must be the id of a product");
        req_fail(req, &err);
        return;
    }
    product_store_page(api->db, req_ops(req), (int64_t)id, PRODUCT_PAGE, on_page, req);
}

const struct route product_page_routes[] = {
    { HTTP_GET, ROUTE_COUNTER, "/api/staff/products", handle },
    { 0 },
};
