/* order_calendar.c -- GET /api/orders/{id}/calendar: the pickup as a calendar entry (RFC 5545):
 * handle -> on_order -> reply. */
#include "api/api.h"
#include "api/public/order_lookup.h"
#include "api/routes.h"
#include "base/clock.h"
#include "base/zone.h"
#include "http/req.h"
#include "shop/orders/order_store.h"
#include "shop/settings/settings_store.h"

#include <string.h>

/* The texts at their longest, each character escaped, and folded. */
#define CALENDAR_BYTES_MAX 4096

/* RFC 5545, 3.1: longer lines are folded, with a space before the rest. */
#define LINE_BYTES_MAX 75

/* Folds between characters of UTF-8, not within. */
static void add_line(struct buf *out, const char *line)
{
    size_t room = LINE_BYTES_MAX;

    while (strlen(line) > room) {
        size_t len = room;
        while ((line[len] & 0xc0) == 0x80)
            len--;
        buf_add(out, line, len);
        buf_adds(out, "\r\n ");
        line += len;
        room = LINE_BYTES_MAX - 1;
    }
    buf_adds(out, line);
    buf_adds(out, "\r\n");
}

/* RFC 5545, 3.3.11. No text of the settings has a line break. */
static void add_text(struct buf *out, const char *name, const char *text)
{
    struct buf line;

    buf_init(&line, CALENDAR_BYTES_MAX);
    buf_addf(&line, "%s:", name);
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("\\;,", *p) != NULL)
            buf_addc(&line, '\\');
        buf_addc(&line, *p);
    }
    add_line(out, line.data);
    buf_done(&line);
}

/* 20260618T130000Z */
static void add_instant(struct buf *out, const char *name, int64_t wall_ms)
{
    char iso[CLOCK_ISO_BYTES];

    clock_iso(wall_ms, iso);
    buf_addf(out, "%s:%.4s%.2s%.2sT%.2s%.2s%.2sZ\r\n", name, iso, iso + 5, iso + 8, iso + 11, iso + 14,
             iso + 17);
}

static void write_calendar(struct buf *out, const struct req *req, const struct pickup_choice *pickup,
                           const struct db_rows *rows)
{
    const struct api *api = req_app(req);
    const struct settings *settings = &settings_store_known(api->settings)->settings;
    bool german = strcmp(settings->language, "de") == 0;
    int64_t begin_ms = pickup_instant(pickup), end_ms;
    struct buf text;

    if (!zone_instant((struct local_time){ pickup->days, pickup->until }, &end_ms))
        end_ms = begin_ms + (int64_t)(pickup->until - pickup->minute) * 60000;
    buf_init(&text, CALENDAR_BYTES_MAX);
    buf_adds(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bakery//orders//EN\r\nBEGIN:VEVENT\r\n");
    buf_addf(out, "UID:order-%s@bakery\r\n", req_param(req, "id"));
    add_instant(out, "DTSTAMP", clock_wall_ms());
    add_instant(out, "DTSTART", begin_ms);
    add_instant(out, "DTEND", end_ms);
    buf_addf(&text, german ? "%s: Bestellung %s abholen" : "%s: collect order %s", settings->name,
             db_text(rows, 0, 5));
    add_text(out, "SUMMARY", text.data);
    if (settings->address[0] != '\0')
        add_text(out, "LOCATION", settings->address);
    buf_adds(out,
             strcmp(db_text(rows, 0, 2), "cancelled") == 0 ? "STATUS:CANCELLED\r\n" : "STATUS:CONFIRMED\r\n");
    buf_adds(out, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    buf_done(&text);
}

static void on_order(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    struct pickup_choice pickup;
    struct buf calendar;

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    if (db_rows_count(rows) == 0) {
        order_lookup_fail(req);
        return;
    }
    if (!order_store_pickup(rows, &pickup)) {
        req_fail_with(req, ERR_NOT_FOUND, "this order has no pickup time");
        return;
    }
    buf_init(&calendar, CALENDAR_BYTES_MAX);
    write_calendar(&calendar, req, &pickup, rows);
    req_add_header(req, "Cache-Control", "no-store");
    req_add_header(req, "Content-Disposition", "attachment; filename=\"pickup.ics\"");
    req_reply(req, 200, "text/calendar; charset=utf-8", calendar.data, calendar.len);
    buf_done(&calendar);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    uint64_t number;

    if (order_lookup_number(req, &number))
        order_store_get(api->db, req_ops(req), number, on_order, req);
}

const struct route order_calendar_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/orders/{id}/calendar", handle },
    { 0 },
};
