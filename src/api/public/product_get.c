/* product_get.c -- GET /api/products/{id}: handle -> on_identified -> on_product -> reply. Customers see only
 * products on sale; the staff see all. A wrong token is an error: silence would look like a product without
 * its staff's fields. */
#include "api/api.h"
#include "api/identity.h"
#include "api/product_reply.h"
#include "api/routes.h"
#include "http/req.h"
#include "shop/catalog/product_store.h"

#include <stddef.h>

static void reply(struct req *req, const struct db_rows *rows, const struct err *err, bool staff)
{
    struct product product;

    if (err != NULL)
        req_fail(req, err);
    else if (product_store_got(rows, &product) && (product.active || staff))
        product_reply(req, 200, &product, staff);
    else
        product_not_found(req);
}

static void on_product(void *arg, const struct db_rows *rows, const struct err *err)
{
    reply(arg, rows, err, false);
}

static void on_product_for_staff(void *arg, const struct db_rows *rows, const struct err *err)
{
    reply(arg, rows, err, true);
}

static void on_identified(struct req *req, const struct staff_member *member)
{
    const struct api *api = req_app(req);
    struct err err = ERR_INIT;
    int64_t id;

    if (product_path_id(req, &id, &err))
        product_store_get(api->db, req_ops(req), id, member != NULL ? on_product_for_staff : on_product, req);
    else
        req_fail(req, &err);
}

static void handle(struct req *req)
{
    identify(req, on_identified);
}

const struct route product_get_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/products/{id}", handle },
    { 0 },
};
