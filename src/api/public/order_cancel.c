/* order_cancel.c -- POST /api/orders/{id}/cancel, by the customer:
 *
 *     handle -> look -> on_order -> on_cancelled -> look -> on_order -> reply
 *
 * The order is cancelled only if it is still as it was read: otherwise it is looked at again. */
#include "api/api.h"
#include "api/public/order_lookup.h"
#include "api/routes.h"
#include "base/clock.h"
#include "base/crash_point.h"
#include "base/metrics.h"
#include "base/zone.h"
#include "http/req.h"
#include "shop/catalog/product_list.h"
#include "shop/orders/order_store.h"
#include "shop/orders/order_watch.h"
#include "shop/pickup/pickup_store.h"

#include <string.h>

/* An order changes a few times in its life. */
#define LOOKS_MAX 8

struct order_cancel { /* in the request's arena */
    struct req *req;
    uint64_t number;
    int looks;
};

static void look(struct order_cancel *cancel);

/* Why it cannot be cancelled any more. */
static void refuse(struct req *req, const struct order_state *state)
{
    struct err err = ERR_INIT;
    struct local_time until = zone_local(state->cancel_until_ms);
    char date[DATE_BYTES], time[TIME_BYTES];

    date_format(until.days, date);
    time_format(until.minute, time);
    if (strcmp(state->status, "failed") == 0)
        (void)err_set(&err, ERR_CONFLICT, "the order has failed: there is nothing to cancel");
    else if (strcmp(state->fulfilment, "new") != 0)
        (void)err_set(&err, ERR_CONFLICT, "the order is already being baked: call the bakery");
    else
        (void)err_set(&err, ERR_CONFLICT, "the order could be cancelled until %s on %s: call the bakery",
                      time, date);
    req_fail(req, &err);
}

static void on_cancelled(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct order_cancel *cancel = arg;
    const struct api *api = req_app(cancel->req);
    int64_t list_version = 0;

    if (err != NULL && err->kind == ERR_UNKNOWN) {
        order_watch_changed(api->watch, cancel->number);
        req_fail_with(cancel->req, ERR_UNKNOWN,
                      "it is unknown whether the order was cancelled: cancel it again");
        return;
    }
    if (err != NULL) {
        req_fail(cancel->req, err);
        return;
    }
    crash_point("order_cancelled");
    if (order_store_ended(rows, &list_version)) {
        metric_add(METRIC_ORDERS_CANCELLED, 1);
        order_watch_changed(api->watch, cancel->number);
        pickup_store_changed(api->pickup);
        if (list_version != 0)
            product_list_changed(api->list, list_version);
        api->on_outbox(api->arg); /* to refund it, and to tell the list's version */
    }
    look(cancel);
}

static void on_order(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct order_cancel *cancel = arg;
    const struct api *api = req_app(cancel->req);
    struct order_state state;

    if (err != NULL) {
        req_fail(cancel->req, err);
        return;
    }
    if (db_rows_count(rows) == 0) {
        order_lookup_fail(cancel->req);
        return;
    }
    order_store_state(rows, &state);
    if (strcmp(state.status, "cancelled") == 0)
        order_lookup_reply(cancel->req, rows);
    else if (!order_state_is_cancellable(&state) || clock_wall_ms() >= state.cancel_until_ms)
        refuse(cancel->req, &state);
    else
        order_store_cancel(api->db, req_ops(cancel->req), cancel->number, &state, on_cancelled, cancel);
}

static void look(struct order_cancel *cancel)
{
    const struct api *api = req_app(cancel->req);

    if (++cancel->looks <= LOOKS_MAX)
        order_store_get(api->db, req_ops(cancel->req), cancel->number, on_order, cancel);
    else
        req_fail_with(cancel->req, ERR_BUSY, "the order keeps changing: try again");
}

static void handle(struct req *req)
{
    struct order_cancel *cancel = req_alloc(req, sizeof(*cancel));

    cancel->req = req;
    if (order_lookup_number(req, &cancel->number))
        look(cancel);
}

const struct route order_cancel_routes[] = {
    { HTTP_POST, ROUTE_PUBLIC, "/api/orders/{id}/cancel", handle },
    { 0 },
};
