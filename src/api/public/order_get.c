/* order_get.c -- GET /api/orders/{id}: handle -> on_order -> reply. */
#include "api/api.h"
#include "api/public/order_lookup.h"
#include "api/routes.h"
#include "http/req.h"
#include "shop/orders/order_store.h"

static void on_order(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;

    if (err != NULL)
        req_fail(req, err);
    else
        order_lookup_reply(req, rows);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    uint64_t number;

    if (order_lookup_number(req, &number))
        order_store_get(api->db, req_ops(req), number, on_order, req);
}

const struct route order_get_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/orders/{id}", handle },
    { 0 },
};
