/* order_place.c -- POST /api/orders: handle -> on_placed -> reply, or with a used Idempotency-Key
 * handle -> on_placed -> on_key -> reply.
 *
 * The reply is sent after the commit (I1). An unknown outcome is neither a success nor a failure (I6). */
#include "api/api.h"
#include "api/routes.h"
#include "base/clock.h"
#include "base/crash_point.h"
#include "base/field_errors.h"
#include "base/metrics.h"
#include "http/rate_limit.h"
#include "http/req.h"
#include "shop/orders/order_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct order_place { /* in the request's arena */
    struct req *req;
    const struct api *api;
    bool sends;       /* once it is placed; else the relay finds it in the outbox */
    const char *key;  /* NULL: none was sent */
    int unknown_line; /* whose product is not on sale; -1: none */
    char fingerprint[FINGERPRINT_HEX_BYTES];
    struct order_request request;
};

static void reply(struct req *req, uint64_t number)
{
    const struct api *api = req_app(req);
    uint64_t id = order_id_of(api->ids, number);
    char body[80], location[48];
    int len = snprintf(body, sizeof(body), "{\"order_id\":%" PRIu64 ",\"status\":\"pending\"}", id);

    (void)snprintf(location, sizeof(location), "/api/orders/%" PRIu64, id);
    req_add_header(req, "Location", location);
    req_add_header(req, "Cache-Control", "no-store");
    req_reply(req, 201, "application/json", body, (size_t)len);
}

static void fail_database(struct order_place *place, const struct err *err)
{
    if (err->kind == ERR_UNKNOWN)
        req_fail_with(
            place->req, ERR_UNKNOWN,
            place->key != NULL
                ? "it is unknown whether the order was placed: send it again with the same "
                  "Idempotency-Key, and it is placed only once"
                : "it is unknown whether the order was placed: without an Idempotency-Key, sending it "
                  "again may place it twice");
    else if (err->kind == ERR_BUSY && place->key != NULL)
        req_fail_with(place->req, ERR_BUSY, "the same order is being placed: try again");
    else
        req_fail(place->req, err);
}

static void fail_product(struct order_place *place)
{
    struct field_errors errors = { 0 };
    char pointer[48];

    (void)snprintf(pointer, sizeof(pointer), "/items/%d/product_id",
                   place->request.lines[place->unknown_line].item);
    field_errors_add(&errors, pointer, "is not on sale, or sold out today");
    req_fail_fields(place->req, &errors);
}

static void on_key(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct order_place *place = arg;
    const char *fingerprint_hex;
    uint64_t number;

    if (err != NULL) {
        fail_database(place, err);
    } else if (!order_store_key_found(rows, &fingerprint_hex, &number)) {
        if (place->unknown_line >= 0)
            fail_product(place);
        else
            req_fail_with(place->req, ERR_CONFLICT, "the Idempotency-Key has just expired: try again");
    } else if (strcmp(fingerprint_hex, place->fingerprint) != 0) {
        req_fail_with(place->req, ERR_INVALID,
                      "this Idempotency-Key was used for another order: use a new key");
    } else {
        metric_add(METRIC_ORDERS_REPLAYED, 1);
        reply(place->req, number);
    }
}

static void on_placed(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct order_place *place = arg;
    const struct api *api = place->api;
    uint64_t number;

    if (err != NULL) {
        fail_database(place, err);
        return;
    }
    switch (order_store_placed(rows, &number, &place->unknown_line)) {
    case ORDER_PLACED:
        crash_point("order_placed");
        metric_add(METRIC_ORDERS_PLACED, 1);
        if (place->sends)
            api->send(api->arg, number);
        else
            api->on_outbox(api->arg);
        reply(place->req, number);
        break;
    case ORDER_PRODUCT_UNKNOWN: /* unless this repeats an order that was placed while it was still on sale */
    case ORDER_KEY_USED:
        if (place->key != NULL)
            order_store_key(place->api->db, req_ops(place->req), place->key, on_key, place);
        else
            fail_product(place);
        break;
    }
}

static bool limit_passed(struct req *req, struct rate_limit *limit)
{
    struct err err = ERR_INIT;
    int retry_after_s = 1;

    if (limit == NULL || rate_limit_take(limit, req_client(req), clock_ms(), &retry_after_s))
        return true;
    (void)err_set(&err, ERR_RATE_LIMITED, "too many orders from this address: try again later");
    req_fail_after(req, &err, retry_after_s);
    return false;
}

static void handle(struct req *req)
{
    struct order_place *place = req_alloc(req, sizeof(*place));
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;
    json_t *body;

    place->req = req;
    place->api = req_app(req);
    place->unknown_line = -1;
    place->key = req_header(req, "Idempotency-Key");
    if (!limit_passed(req, place->api->order_limit))
        return;
    if (place->key != NULL && !order_key_valid(place->key)) {
        req_fail_with(req, ERR_MALFORMED, "Idempotency-Key must have 1 to 255 visible ASCII characters");
        return;
    }
    if ((body = req_json(req, &err)) == NULL || !order_ids_known(place->api->ids, &err)) {
        req_fail(req, &err);
        return;
    }
    if (!order_request_read(&place->request, body, &errors)) {
        req_fail_fields(req, &errors);
        return;
    }
    place->sends = place->api->can_send(place->api->arg);
    if (place->key != NULL)
        order_request_fingerprint(&place->request, place->fingerprint);
    order_store_place(place->api->db, req_ops(req), &place->request, place->sends, place->key,
                      place->key ? place->fingerprint : NULL, on_placed, place);
}

const struct route order_place_routes[] = {
    { HTTP_POST, ROUTE_PUBLIC, "/api/orders", handle },
    { 0 },
};
