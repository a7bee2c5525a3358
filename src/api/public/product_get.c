/* product_get.c -- GET /api/products/{id}: handle -> on_product -> reply. Customers see only products on
 * sale; the staff, with the admin token, see all. */
#include "api/api.h"
#include "api/product_reply.h"
#include "api/routes.h"
#include "http/req.h"
#include "shop/catalog/product_store.h"

#include <stddef.h>

static void on_product(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    struct err not_staff = ERR_INIT;
    struct product product;

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    bool staff = authorize(req, ROUTE_STAFF, &not_staff);
    if (product_store_got(rows, &product) && (product.active || staff))
        product_reply(req, 200, &product, staff);
    else
        product_not_found(req);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    struct err err = ERR_INIT;
    int64_t id;

    /* A wrong token is an error here too: silence would look like a product without its staff's fields. */
    if (req_header(req, "Authorization") != NULL && !authorize(req, ROUTE_STAFF, &err)) {
        req_fail(req, &err);
        return;
    }
    if (!product_path_id(req, &id, &err)) {
        req_fail(req, &err);
        return;
    }
    product_store_get(api->db, req_ops(req), id, on_product, req);
}

const struct route product_get_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/products/{id}", handle },
    { 0 },
};
