/* shop_info.c -- see api/public/shop_info.h; GET /api/shop: handle -> (on_refreshed) -> reply. */
#include "api/public/shop_info.h"

#include "api/api.h"
#include "api/routes.h"
#include "base/clock.h"
#include "base/json_text.h"
#include "base/mem.h"
#include "base/secret.h"
#include "http/req.h"
#include "shop/catalog/categories.h"

#include <stdio.h>
#include <stdlib.h>

/* The settings, some weeks of the calendar, and the shelves. */
#define SHOP_BYTES_MAX ((size_t)65536 + CATEGORIES_JSON_MAX)

/* A shop that does not open within this time is closed for now. */
#define DAYS_SEARCHED 60

struct shop_info {
    const struct settings_store *store;
    struct shop_view view;
    int64_t version; /* of the settings in the view */
    struct local_time at;
};

/* ---- the JSON ---- */

static void write_text(struct buf *out, const char *name, const char *text)
{
    buf_addf(out, ",\"%s\":", name);
    json_text_string(out, text);
}

static void write_day(struct buf *out, int days, const struct day_hours *hours,
                      const struct calendar_day *day)
{
    char date[DATE_BYTES];

    date_format(days, date);
    buf_addf(out, "{\"date\":\"%s\",\"hours\":", date);
    day_hours_write(out, hours);
    write_text(out, "reason", day != NULL && day->reason[0] != '\0' ? day->reason : NULL);
    buf_addc(out, '}');
}

static void write_time_or_null(struct buf *out, int minute)
{
    char time[TIME_BYTES];

    if (minute < 0) {
        buf_adds(out, "null");
        return;
    }
    time_format(minute, time);
    json_text_string(out, time);
}

/* -1: it is closed at this minute. */
static int open_until(const struct day_hours *today, int minute)
{
    for (int i = 0; i < today->count; i++)
        if (today->at[i].from <= minute && minute < today->at[i].to)
            return today->at[i].to;
    return -1;
}

/* The next time that it opens after this minute. */
static void write_next_opening(struct buf *out, const struct shop_state *state, struct local_time now)
{
    const struct calendar_day *day;
    char date[DATE_BYTES];

    for (int ahead = 0; ahead < DAYS_SEARCHED; ahead++) {
        struct day_hours hours = shop_state_hours(state, now.days + ahead, &day);
        for (int i = 0; i < hours.count; i++) {
            if (ahead == 0 && hours.at[i].from <= now.minute)
                continue;
            date_format(now.days + ahead, date);
            buf_addf(out, "{\"date\":\"%s\",\"in_days\":%d,\"at\":", date, ahead);
            write_time_or_null(out, hours.at[i].from);
            buf_addc(out, '}');
            return;
        }
    }
    buf_adds(out, "null");
}

static void write_now(struct buf *out, const struct shop_state *state, struct local_time now)
{
    const struct calendar_day *day;
    struct day_hours today = shop_state_hours(state, now.days, &day);

    buf_adds(out, ",\"today\":");
    write_day(out, now.days, &today, day);
    buf_adds(out, ",\"open_until\":");
    write_time_or_null(out, open_until(&today, now.minute));
    buf_adds(out, ",\"next_opening\":");
    write_next_opening(out, state, now);
}

static void write_calendar(struct buf *out, const struct shop_state *state, int today)
{
    bool first = true;

    buf_adds(out, ",\"other_hours\":[");
    for (int i = 0; i < state->day_count; i++) {
        const struct calendar_day *day = &state->calendar[i];
        if (day->days < today || day->days >= today + SHOP_DAYS_TOLD)
            continue;
        buf_adds(out, first ? "" : ",");
        write_day(out, day->days, &day->hours, day);
        first = false;
    }
    buf_addc(out, ']');
}

void shop_info_write(struct buf *out, const struct shop_state *state, struct local_time now)
{
    const struct settings *settings = &state->settings;

    buf_adds(out, "{\"name\":");
    json_text_string(out, settings->name);
    write_text(out, "address", settings->address);
    write_text(out, "phone", settings->phone);
    write_text(out, "currency", settings->currency);
    write_text(out, "language", settings->language);
    write_text(out, "time_zone", settings->time_zone);
    buf_adds(out, ",\"opening_hours\":");
    opening_hours_write(out, &settings->hours);
    write_now(out, state, now);
    write_calendar(out, state, now.days);
    buf_addf(out, ",\"categories\":%s", state->categories);
    buf_addc(out, '}');
}

/* ---- the view ---- */

struct shop_info *shop_info_new(const struct settings_store *store)
{
    struct shop_info *info = mem_alloc(sizeof(*info));

    info->store = store;
    buf_init(&info->view.json, SHOP_BYTES_MAX);
    return info;
}

void shop_info_free(struct shop_info *info)
{
    if (info == NULL)
        return;
    buf_done(&info->view.json);
    free(info);
}

const struct shop_view *shop_info_view(struct shop_info *info)
{
    const struct shop_state *state = settings_store_known(info->store);
    struct local_time now = zone_local(clock_wall_ms());
    struct shop_view *view = &info->view;
    char hash[FINGERPRINT_HEX_BYTES];

    view->state = state;
    view->today = now.days;
    if (view->json.len > 0 && state->version == info->version && now.days == info->at.days &&
        now.minute == info->at.minute)
        return view;
    info->version = state->version;
    info->at = now;
    buf_clear(&view->json);
    shop_info_write(&view->json, state, now);
    fingerprint(view->json.data, view->json.len, hash);
    (void)snprintf(view->etag, sizeof(view->etag), "\"%.22s\"", hash);
    return view;
}

/* ---- GET /api/shop ---- */

static void reply(struct req *req)
{
    const struct api *api = req_app(req);
    const struct shop_view *view = shop_info_view(api->info);

    req_add_header(req, "Cache-Control", "no-cache");
    req_add_header(req, "ETag", view->etag);
    if (req_none_match(req, view->etag))
        req_reply_empty(req, 304);
    else
        req_reply(req, 200, "application/json", view->json.data, view->json.len);
}

/* While the database is down, what is known is better than nothing. */
static void on_refreshed(void *arg, const struct err *err UNUSED)
{
    reply(arg);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);

    if (settings_store_is_fresh(api->settings))
        reply(req);
    else
        settings_store_refresh(api->settings, req_ops(req), on_refreshed, req);
}

const struct route shop_info_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/shop", handle },
    { 0 },
};
