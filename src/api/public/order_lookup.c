/* order_lookup.c -- see order_lookup.h. */
#include "api/public/order_lookup.h"

#include "api/api.h"
#include "base/clock.h"
#include "base/err.h"
#include "http/rate_limit.h"
#include "http/req.h"
#include "shop/orders/order.h"
#include "shop/orders/order_ids.h"
#include "shop/orders/order_store.h"

static void fail_limited(struct req *req, int retry_after_s)
{
    struct err err = ERR_INIT;

    (void)err_set(&err, ERR_RATE_LIMITED,
                  "too many requests for unknown orders from this address: try again later");
    req_fail_after(req, &err, retry_after_s);
}

/* Counts a look that found nothing, or may have. False: there were too many. */
static bool take_token(const struct req *req, int *retry_after_s)
{
    const struct api *api = req_app(req);

    return api->lookup_limit == NULL ||
           rate_limit_take(api->lookup_limit, req_client(req), clock_ms(), retry_after_s);
}

/* A client that hangs up before the response may be guessing ids: count it like a failed guess. */
static void on_hangup(struct req *req)
{
    int retry_after_s;

    (void)!take_token(req, &retry_after_s);
}

void order_lookup_fail(struct req *req)
{
    struct err err = ERR_INIT;
    int retry_after_s = 1;

    if (!take_token(req, &retry_after_s)) {
        fail_limited(req, retry_after_s);
        return;
    }
    (void)err_set(&err, ERR_NOT_FOUND, "no such order");
    req_fail(req, &err);
}

void order_lookup_reply(struct req *req, const struct db_rows *rows)
{
    const struct api *api = req_app(req);
    struct buf json;

    buf_init(&json, ORDER_JSON_BYTES_MAX);
    if (order_store_write(&json, api->ids, rows)) {
        req_add_header(req, "Cache-Control", "no-store");
        req_reply(req, 200, "application/json", json.data, json.len);
    } else {
        order_lookup_fail(req);
    }
    buf_done(&json);
}

bool order_lookup_number(struct req *req, uint64_t *number)
{
    const struct api *api = req_app(req);
    struct err err = ERR_INIT;
    int retry_after_s = 1;
    uint64_t id;

    if (api->lookup_limit != NULL &&
        !rate_limit_left(api->lookup_limit, req_client(req), clock_ms(), &retry_after_s)) {
        fail_limited(req, retry_after_s);
        return false;
    }
    if (!order_id_parse(req_param(req, "id"), &id)) {
        order_lookup_fail(req);
        return false;
    }
    if (!order_ids_known(api->ids, &err)) {
        req_fail(req, &err);
        return false;
    }
    *number = order_number_of(api->ids, id);
    req_on_hangup(req, on_hangup);
    return true;
}
