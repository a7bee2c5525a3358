/* pickup_get.c -- GET /api/pickup?items=1:2,3:1: handle -> (on_known ->) reply. */
#include "api/api.h"
#include "api/public/pickup_rules.h"
#include "api/routes.h"
#include "base/clock.h"
#include "base/json_text.h"
#include "base/text.h"
#include "base/zone.h"
#include "http/req.h"
#include "shop/pickup/pickup_store.h"

#include <inttypes.h>
#include <string.h>

/* A page shows a season at most. If nothing is possible before, the answer has the days before the earliest.
 */
#define DAYS_TOLD_MAX 92

/* Of so many products customers are told that few pieces are left. */
#define FEW_LEFT_MAX 1000

/* Each slot has 48 bytes at most, each day and each product fewer than 300. */
#define PICKUP_JSON_MAX ((size_t)1 << 20)

struct pickup_get { /* in the request's arena */
    struct req *req;
    int line_count;
    struct order_line lines[ORDER_LINES_MAX];
};

/* ---- the query ---- */

/* "1:2" */
static bool read_line(char *text, struct order_line *line)
{
    char *colon = strchr(text, ':');
    uint64_t product_id, quantity;

    if (colon == NULL)
        return false;
    *colon = '\0';
    if (!text_to_u64(text, INT64_MAX, &product_id) || product_id < 1 ||
        !text_to_u64(colon + 1, ORDER_QUANTITY_MAX, &quantity) || quantity < 1)
        return false;
    *line = (struct order_line){ .product_id = (int64_t)product_id, .quantity = (int64_t)quantity };
    return true;
}

static bool read_items(struct pickup_get *get, const char *items)
{
    char *rest = req_printf(get->req, "%s", items), *text;

    if (items[0] == '\0')
        return true;
    while ((text = strsep(&rest, ",")) != NULL) {
        if (get->line_count == ORDER_LINES_MAX || !read_line(text, &get->lines[get->line_count]))
            return false;
        get->line_count++;
    }
    return true;
}

/* ---- the answer ---- */

static const char *const state_names[] = {
    [PICKUP_OPEN] = "open",         [PICKUP_TOO_EARLY] = "too_early",     [PICKUP_CLOSED] = "closed",
    [PICKUP_SOLD_OUT] = "sold_out", [PICKUP_DAILY_LIMIT] = "daily_limit", [PICKUP_FULL] = "full",
};

static void write_product(struct buf *out, int64_t product_id)
{
    if (product_id != 0)
        buf_addf(out, ",\"product_id\":%" PRId64, product_id);
}

static void write_reason(struct buf *out, const struct pickup_reason *reason)
{
    buf_adds(out, ",\"because\":");
    if (reason->state == PICKUP_OPEN || reason->state == PICKUP_CLOSED) {
        buf_adds(out, "null");
        return;
    }
    buf_addf(out, "{\"code\":\"%s\"",
             reason->state == PICKUP_TOO_EARLY ? "lead_days" : state_names[reason->state]);
    write_product(out, reason->product_id);
    if (reason->state == PICKUP_TOO_EARLY)
        buf_addf(out, ",\"days\":%" PRId64, reason->lead_days);
    if (reason->state == PICKUP_DAILY_LIMIT)
        buf_addf(out, ",\"left\":%" PRId64, reason->left);
    buf_addc(out, '}');
}

static void write_deadline(struct buf *out, const struct pickup *pickup)
{
    struct pickup_deadline deadline;
    char at[CLOCK_ISO_BYTES], time[TIME_BYTES], date[DATE_BYTES];

    buf_adds(out, ",\"order_by\":");
    if (!pickup_deadline(pickup, &deadline)) {
        buf_adds(out, "null");
        return;
    }
    time_format(pickup->shop->settings.cutoff, time);
    date_format(deadline.for_days, date);
    clock_iso(deadline.at_ms, at);
    buf_addf(out, "{\"at\":\"%s\",\"today\":%s,\"time\":\"%s\",\"date\":\"%s\"}", at,
             deadline.days == zone_local(pickup->now_ms).days ? "true" : "false", time, date);
}

/* -1: more than customers are told. */
static int64_t few_left(const struct pickup *pickup, const struct pickup_line *line, int64_t stock)
{
    const struct pickup_basket basket = { 1, line };
    struct pickup alone = *pickup;
    struct pickup_choice earliest;
    int64_t left = stock >= 0 ? stock : INT64_MAX;

    alone.basket = &basket;
    if (line->daily_limit > 0 && pickup_earliest(&alone, &earliest)) {
        int64_t of_day =
            line->daily_limit - pickup->taken->pieces(pickup->taken->arg, earliest.days, line->product_id);
        left = of_day < left ? of_day : left;
    }
    return left > 0 && left < PICKUP_FEW_PIECES ? left : -1;
}

static void write_few_left(struct buf *out, const struct pickup_store *store, const struct pickup *pickup)
{
    struct pickup_line line;
    int64_t stock;
    int told = 0;

    buf_adds(out, ",\"few_left\":[");
    for (int i = 0; told < FEW_LEFT_MAX && pickup_store_scarce(store, i, &line, &stock); i++) {
        int64_t left = few_left(pickup, &line, stock);
        if (left >= 0)
            buf_addf(out, "%s{\"product_id\":%" PRId64 ",\"left\":%" PRId64 "}", told++ == 0 ? "" : ",",
                     line.product_id, left);
    }
    buf_addc(out, ']');
}

static void write_slots(struct buf *out, const struct pickup_day *day)
{
    char time[TIME_BYTES], until[TIME_BYTES];

    buf_adds(out, ",\"slots\":[");
    for (int i = 0; i < day->slot_count; i++) {
        time_format(day->slots[i].minute, time);
        time_format(day->slots[i].until, until);
        buf_addf(out, "%s{\"time\":\"%s\",\"until\":\"%s\",\"state\":\"%s\"}", i == 0 ? "" : ",", time, until,
                 day->slots[i].full ? "full" : "free");
    }
    buf_addc(out, ']');
}

static void write_day(struct buf *out, const struct pickup *pickup, int days)
{
    const struct calendar_day *entry;
    struct pickup_day day;
    char date[DATE_BYTES];

    pickup_day(pickup, days, &day);
    (void)shop_state_hours(pickup->shop, days, &entry);
    date_format(days, date);
    buf_addf(out, "{\"date\":\"%s\",\"state\":\"%s\"", date, state_names[day.state]);
    if (day.state == PICKUP_CLOSED) {
        buf_adds(out, ",\"reason\":");
        json_text_string(out, entry != NULL && entry->reason[0] != '\0' ? entry->reason : NULL);
    }
    write_product(out, day.product_id);
    if (day.state == PICKUP_DAILY_LIMIT)
        buf_addf(out, ",\"left\":%" PRId64, day.left);
    write_slots(out, &day);
    buf_addc(out, '}');
}

static void write_days(struct buf *out, const struct pickup *pickup, const struct pickup_choice *earliest)
{
    int first = zone_local(pickup->now_ms).days, last = pickup_last_day(pickup, earliest);

    if (last - first >= DAYS_TOLD_MAX && (earliest == NULL || earliest->days - first < DAYS_TOLD_MAX))
        last = first + DAYS_TOLD_MAX - 1;
    else if (last - first >= DAYS_TOLD_MAX) {
        last = earliest->days;
        first = last - DAYS_TOLD_MAX + 1;
    }
    buf_adds(out, ",\"days\":[");
    for (int days = first; days <= last; days++) {
        buf_adds(out, days == first ? "" : ",");
        write_day(out, pickup, days);
    }
    buf_addc(out, ']');
}

static void write_pickup(struct buf *out, const struct pickup_store *store, const struct pickup *pickup)
{
    struct pickup_choice earliest;
    bool found = pickup_earliest(pickup, &earliest);
    struct pickup_reason reason = pickup_why(pickup, found ? &earliest : NULL);

    buf_adds(out, "{\"earliest\":");
    pickup_choice_write(out, found ? &earliest : NULL);
    write_reason(out, &reason);
    write_deadline(out, pickup);
    write_few_left(out, store, pickup);
    write_days(out, pickup, found ? &earliest : NULL);
    buf_addc(out, '}');
}

static void reply(struct pickup_get *get)
{
    static const char none[] =
        "{\"earliest\":null,\"because\":null,\"order_by\":null,\"few_left\":[],\"days\":[]}";
    const struct api *api = req_app(get->req);
    struct pickup_rules rules;
    struct buf json;

    pickup_rules_init(&rules, api, get->lines, get->line_count);
    buf_init(&json, PICKUP_JSON_MAX);
    if (pickup_is_offered(rules.pickup.shop))
        write_pickup(&json, api->pickup, &rules.pickup);
    else
        buf_adds(&json, none);
    req_add_header(get->req, "Cache-Control", "no-store");
    req_reply(get->req, 200, "application/json", json.data, json.len);
    buf_done(&json);
}

static void on_known(void *arg, const struct err *err)
{
    struct pickup_get *get = arg;

    if (err != NULL)
        req_fail(get->req, err);
    else
        reply(get);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    struct pickup_get *get = req_alloc(req, sizeof(*get));
    const char *items = req_query(req, "items");

    get->req = req;
    if (!read_items(get, items != NULL ? items : "")) {
        req_fail_with(
            req, ERR_INVALID,
            "items must be at most 50 products with their quantities from 1 to 99, such as 1:2,3:1");
        return;
    }
    if (pickup_rules_are_fresh(api))
        reply(get);
    else
        pickup_rules_refresh(req, on_known, get);
}

const struct route pickup_get_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/pickup", handle },
    { 0 },
};
