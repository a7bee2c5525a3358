/* order_place.c -- POST /api/orders:
 *
 *     handle -> (on_known ->) choose -> place -> on_placed -> reply
 *
 * If the rules or the database refuse it, an order with a used Idempotency-Key gets its first answer:
 * refuse -> on_key -> reply. If others took the slot at the same moment, it is chosen again, from what is
 * known then: on_placed -> on_known -> choose.
 *
 * The reply is sent after the commit (I1). An unknown outcome is neither a success nor a failure (I6). */
#include "api/api.h"
#include "api/public/pickup_rules.h"
#include "api/routes.h"
#include "base/clock.h"
#include "base/crash_point.h"
#include "base/field_errors.h"
#include "base/metrics.h"
#include "base/zone.h"
#include "http/problem.h"
#include "http/rate_limit.h"
#include "http/req.h"
#include "shop/orders/order_store.h"
#include "shop/pickup/pickup_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Each time, others were faster. A shop whose slots hold one order each gives away some of them meanwhile. */
#define TRIES_MAX 16

struct order_place { /* in the request's arena */
    struct req *req;
    const struct api *api;
    bool sends;      /* once it is placed; else the relay finds it in the outbox */
    const char *key; /* NULL: none was sent */
    int tries;
    struct order_pickup pickup;
    int unknown_line;            /* why it is refused: whose product is not on sale; -1: none */
    enum pickup_state forbidden; /* or what forbids the pickup */
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
    field_errors_add(&errors, pointer, "is not on sale, or sold out on that day");
    req_fail_fields(place->req, &errors);
}

/* ---- the pickup ---- */

static const struct {
    const char *type, *detail;
} forbidden[] = {
    [PICKUP_TOO_EARLY] = { "too-early", "this is too early for what is ordered: choose a later pickup" },
    [PICKUP_CLOSED] = { "closed", "there is no pickup at this time: choose another" },
    [PICKUP_SOLD_OUT] = { "sold-out", "a product is sold out on this day: choose another day" },
    [PICKUP_DAILY_LIMIT] = { "daily-limit",
                             "there are not enough pieces left for this day: choose another day" },
    [PICKUP_FULL] = { "slot-full", "this time is full: choose another" },
};

static void fail_pickup(struct order_place *place)
{
    struct field_errors errors = { 0 };
    struct pickup_rules rules;
    struct pickup_choice earliest;
    struct buf members;

    pickup_rules_init(&rules, place->api, place->request.lines, place->request.line_count);
    buf_init(&members, 256);
    buf_adds(&members, "\"earliest\":");
    pickup_choice_write(&members, pickup_earliest(&rules.pickup, &earliest) ? &earliest : NULL);
    field_errors_add(&errors, "/pickup", "%s", forbidden[place->forbidden].detail);
    req_fail_rule(place->req, &(struct problem){ .type = forbidden[place->forbidden].type,
                                                 .detail = forbidden[place->forbidden].detail,
                                                 .errors = &errors,
                                                 .members = members.data });
    buf_done(&members);
}

static void fail_refused(struct order_place *place)
{
    if (place->unknown_line >= 0)
        fail_product(place);
    else if (place->forbidden != PICKUP_OPEN)
        fail_pickup(place);
    else
        req_fail_with(place->req, ERR_CONFLICT, "the Idempotency-Key has just expired: try again");
}

static void on_key(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct order_place *place = arg;
    const char *fingerprint_hex;
    uint64_t number;

    if (err != NULL) {
        fail_database(place, err);
    } else if (!order_store_key_found(rows, &fingerprint_hex, &number)) {
        fail_refused(place);
    } else if (strcmp(fingerprint_hex, place->fingerprint) != 0) {
        req_fail_with(place->req, ERR_INVALID,
                      "this Idempotency-Key was used for another order: use a new key");
    } else {
        metric_add(METRIC_ORDERS_REPLAYED, 1);
        reply(place->req, number);
    }
}

/* Unless it repeats an order that was placed before. */
static void refuse(struct order_place *place)
{
    if (place->key != NULL)
        order_store_key(place->api->db, req_ops(place->req), place->key, on_key, place);
    else
        fail_refused(place);
}

static void choose_again(struct order_place *place);

static void on_placed(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct order_place *place = arg;
    const struct api *api = place->api;
    uint64_t number;

    if (err != NULL && err->kind == ERR_CONFLICT && place->pickup.offered) {
        choose_again(place);
        return;
    }
    if (err != NULL) {
        fail_database(place, err);
        return;
    }
    switch (order_store_placed(rows, &number, &place->unknown_line)) {
    case ORDER_PLACED:
        crash_point("order_placed");
        metric_add(METRIC_ORDERS_PLACED, 1);
        pickup_store_order_placed(api->pickup);
        if (place->sends)
            api->send(api->arg, number);
        else
            api->on_outbox(api->arg);
        reply(place->req, number);
        break;
    case ORDER_PRODUCT_UNKNOWN:
        if (place->pickup.offered && place->tries == 0)
            choose_again(place); /* it may have sold out on that day only, a moment ago */
        else
            refuse(place);
        break;
    case ORDER_KEY_USED:
        refuse(place);
        break;
    }
}

/* ---- choosing the pickup, and placing ---- */

static void place_order(struct order_place *place)
{
    place->sends = place->api->can_send(place->api->arg);
    order_store_place(place->api->db, req_ops(place->req), &place->request, &place->pickup, place->sends,
                      place->key, place->key ? place->fingerprint : NULL, on_placed, place);
}

/* An order without a pickup can be cancelled for the rest of the day. */
static int64_t end_of_today_ms(int64_t now_ms)
{
    int64_t end_ms = now_ms;

    (void)!zone_instant((struct local_time){ zone_local(now_ms).days + 1, 0 }, &end_ms);
    return end_ms;
}

/* The customer's choice, or the earliest. Not PICKUP_OPEN: what forbids it. */
static enum pickup_state choose_slot(const struct order_place *place, const struct pickup *pickup,
                                     struct pickup_choice *choice)
{
    const struct order_request *request = &place->request;
    struct pickup_reason reason;

    if (request->pickup_days >= 0)
        return pickup_check(pickup, request->pickup_days, request->pickup_minute, choice);
    if (pickup_earliest(pickup, choice))
        return PICKUP_OPEN;
    reason = pickup_why(pickup, NULL);
    return reason.state != PICKUP_OPEN ? reason.state : PICKUP_CLOSED;
}

static void choose(struct order_place *place)
{
    struct pickup_rules rules;

    pickup_rules_init(&rules, place->api, place->request.lines, place->request.line_count);
    const struct pickup *pickup = &rules.pickup;
    place->pickup = (struct order_pickup){ .offered = pickup_is_offered(pickup->shop),
                                           .capacity = pickup->shop->settings.slot_capacity };
    place->forbidden = PICKUP_OPEN;
    if (place->pickup.offered) {
        place->forbidden = choose_slot(place, pickup, &place->pickup.choice);
        if (place->forbidden == PICKUP_OPEN)
            place->pickup.cancel_until_ms = pickup_cancel_until(pickup, &place->pickup.choice);
    } else {
        place->pickup.cancel_until_ms = end_of_today_ms(pickup->now_ms);
        if (place->request.pickup_days >= 0)
            place->forbidden = PICKUP_CLOSED;
    }
    if (place->forbidden == PICKUP_OPEN)
        place_order(place);
    else
        refuse(place);
}

static void on_known(void *arg, const struct err *err)
{
    struct order_place *place = arg;

    if (err != NULL)
        req_fail(place->req, err);
    else
        choose(place);
}

static void choose_again(struct order_place *place)
{
    place->unknown_line = -1;
    if (++place->tries < TRIES_MAX)
        pickup_rules_refresh(place->req, on_known, place);
    else
        req_fail_with(place->req, ERR_UNAVAILABLE, "many people order for the same time: try again");
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
    if (place->key != NULL)
        order_request_fingerprint(&place->request, place->fingerprint);
    if (pickup_rules_are_recent(place->api))
        choose(place);
    else
        pickup_rules_refresh(req, on_known, place);
}

const struct route order_place_routes[] = {
    { HTTP_POST, ROUTE_PUBLIC, "/api/orders", handle },
    { 0 },
};
