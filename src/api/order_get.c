/* order_get.c -- GET /api/orders/{id}: handle -> on_order -> reply. Ids that are malformed and ids that are
 * not there get the same answer, and who asks for many of them gets 429 before an answer (I9). */
#include "api/api.h"
#include "api/routes.h"
#include "base/clock.h"
#include "http/rate_limit.h"
#include "http/req.h"
#include "shop/order_store.h"

/* 50 lines of a name at its longest, each character escaped, with room for the rest. */
#define ORDER_JSON_MAX ((size_t)256 << 10)

static void fail_limited(struct req *req, int retry_after_s)
{
    struct err err = ERR_INIT;

    (void)err_set(&err, ERR_RATE_LIMITED,
                  "too many unknown orders were asked for from this address: wait a little");
    req_fail_after(req, &err, retry_after_s);
}

static void fail_not_found(struct req *req)
{
    const struct api *api = req_app(req);
    struct err err = ERR_INIT;
    int retry_after_s = 1;

    if (api->lookup_limit != NULL &&
        !rate_limit_take(api->lookup_limit, req_client(req), clock_ms(), &retry_after_s)) {
        fail_limited(req, retry_after_s);
        return;
    }
    (void)err_set(&err, ERR_NOT_FOUND, "there is no such order");
    req_fail(req, &err);
}

static void on_order(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    struct buf json;

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    buf_init(&json, ORDER_JSON_MAX);
    if (order_store_write(&json, rows)) {
        req_add_header(req, "Cache-Control", "no-store");
        req_reply(req, 200, "application/json", json.data, json.len);
    } else {
        fail_not_found(req);
    }
    buf_done(&json);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    int retry_after_s = 1;
    uint64_t id;

    if (api->lookup_limit != NULL &&
        !rate_limit_left(api->lookup_limit, req_client(req), clock_ms(), &retry_after_s))
        fail_limited(req, retry_after_s);
    else if (order_id_parse(req_param(req, "id"), &id))
        order_store_get(api->db, req_ops(req), id, on_order, req);
    else
        fail_not_found(req);
}

const struct route order_get_routes[] = {
    { HTTP_GET, "/api/orders/{id}", handle },
    { 0 },
};
