/* settings.c -- GET|PUT /api/staff/settings, GET /api/staff/calendar, PUT|DELETE /api/staff/calendar/{date}.
 *
 *     GET     handle_get -> on_settings
 *     PUT     handle_put -> on_current -> on_put -> on_settings, or on_refused
 *     a date  handle_put_day, handle_remove_day -> on_day
 *
 * With If-Match, settings that somebody else has changed are 412. */
#include "api/api.h"
#include "api/identity.h"
#include "api/routes.h"
#include "api/version_etag.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/field_errors.h"
#include "base/json_read.h"
#include "base/json_text.h"
#include "http/req.h"
#include "shop/settings/settings_store.h"

/* Each date at its longest, for two years. */
#define CALENDAR_JSON_MAX ((size_t)4 << 20)

struct change { /* in the request's arena */
    struct req *req;
    const struct api *api;
    json_t *body;
    int64_t version; /* that the change is based on */
    struct calendar_day day;
};

/* ---- replies ---- */

static void reply_settings(struct req *req, const struct shop_state *state)
{
    char etag[VERSION_ETAG_BYTES];
    struct buf json;

    req_add_header(req, "ETag", version_etag(etag, state->version));
    req_add_header(req, "Cache-Control", "no-store");
    buf_init(&json, SETTINGS_JSON_MAX);
    settings_write(&json, &state->settings);
    req_reply(req, 200, "application/json", json.data, json.len);
    buf_done(&json);
}

static void write_day(struct buf *out, const struct calendar_day *day)
{
    char date[DATE_BYTES];

    date_format(day->days, date);
    buf_addf(out, "{\"date\":\"%s\",\"closed\":%s,\"hours\":", date,
             day->hours.count == 0 ? "true" : "false");
    day_hours_write(out, &day->hours);
    buf_adds(out, ",\"reason\":");
    json_text_string(out, day->reason[0] != '\0' ? day->reason : NULL);
    buf_addc(out, '}');
}

static void reply_calendar(struct req *req, const struct shop_state *state)
{
    struct buf json;

    req_add_header(req, "Cache-Control", "no-store");
    buf_init(&json, CALENDAR_JSON_MAX);
    buf_adds(&json, "{\"days\":[");
    for (int i = 0; i < state->day_count; i++) {
        buf_adds(&json, i > 0 ? "," : "");
        write_day(&json, &state->calendar[i]);
    }
    buf_adds(&json, "]}");
    req_reply(req, 200, "application/json", json.data, json.len);
    buf_done(&json);
}

/* ---- reading ---- */

static void with_fresh(struct req *req, settings_store_fn *fn, void *arg)
{
    const struct api *api = req_app(req);

    if (settings_store_is_fresh(api->settings))
        fn(arg, NULL);
    else
        settings_store_refresh(api->settings, req_ops(req), fn, arg);
}

static void on_settings(void *arg, const struct err *err)
{
    const struct api *api = req_app(arg);

    if (err != NULL)
        req_fail(arg, err);
    else
        reply_settings(arg, settings_store_known(api->settings));
}

static void handle_get(struct req *req)
{
    with_fresh(req, on_settings, req);
}

static void on_calendar(void *arg, const struct err *err)
{
    const struct api *api = req_app(arg);

    if (err != NULL)
        req_fail(arg, err);
    else
        reply_calendar(arg, settings_store_known(api->settings));
}

static void handle_get_calendar(struct req *req)
{
    with_fresh(req, on_calendar, req);
}

/* ---- the settings ---- */

static void fail_as_changed(struct req *req)
{
    req_fail_with(req, ERR_PRECONDITION, "the settings have changed since you read them: read them again");
}

/* Nothing was written: the version tells why. */
static void on_refused(void *arg, const struct err *err)
{
    struct change *change = arg;
    struct field_errors errors = { 0 };

    if (err != NULL) {
        req_fail(change->req, err);
    } else if (settings_store_known(change->api->settings)->version != change->version) {
        fail_as_changed(change->req);
    } else {
        field_errors_add(&errors, "/currency", "cannot change, because there are orders");
        req_fail_fields(change->req, &errors);
    }
}

static void on_put(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct change *change = arg;
    int64_t version;

    if (err != NULL) {
        req_fail(change->req, err);
    } else if (settings_store_was_put(rows, &version)) {
        settings_store_changed(change->api->settings, version);
        settings_store_refresh(change->api->settings, req_ops(change->req), on_settings, change->req);
    } else {
        settings_store_refresh(change->api->settings, req_ops(change->req), on_refused, change);
    }
}

static void on_current(void *arg, const struct err *err)
{
    struct change *change = arg;
    struct settings_store *store = change->api->settings;
    struct field_errors errors = { 0 };
    struct settings settings;
    char etag[VERSION_ETAG_BYTES];

    if (err != NULL) {
        req_fail(change->req, err);
        return;
    }
    change->version = settings_store_known(store)->version;
    if (!req_match(change->req, version_etag(etag, change->version)))
        fail_as_changed(change->req);
    else if (!settings_read(&settings, change->body, &errors))
        req_fail_fields(change->req, &errors);
    else
        settings_store_put(store, req_ops(change->req), &settings, staff_of(change->req), on_put, change);
}

/* NULL if it failed and the request was answered. */
static struct change *begin(struct req *req, bool has_body)
{
    struct change *change = req_alloc(req, sizeof(*change));
    struct err err = ERR_INIT;

    change->req = req;
    change->api = req_app(req);
    if (!has_body || (change->body = req_json(req, &err)) != NULL)
        return change;
    req_fail(req, &err);
    return NULL;
}

static void handle_put(struct req *req)
{
    struct change *change = begin(req, true);

    if (change != NULL)
        settings_store_refresh(change->api->settings, req_ops(req), on_current, change);
}

/* ---- a date ---- */

static void on_day(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct change *change = arg;
    struct buf json;

    if (err != NULL) {
        req_fail(change->req, err);
        return;
    }
    if (db_rows_count(rows) == 0) {
        req_fail_with(change->req, ERR_NOT_FOUND, "this date has the hours of its weekday");
        return;
    }
    settings_store_changed(change->api->settings, db_int(rows, 0, 0));
    if (req_method(change->req) == HTTP_DELETE) {
        req_reply_empty(change->req, 204);
        return;
    }
    buf_init(&json, CALENDAR_JSON_MAX);
    write_day(&json, &change->day);
    req_add_header(change->req, "Cache-Control", "no-store");
    req_reply(change->req, 200, "application/json", json.data, json.len);
    buf_done(&json);
}

/* {"closed": true, "reason": …} or {"hours": […], "reason": …} */
static bool read_day(struct calendar_day *day, json_t *body, struct field_errors *errors)
{
    static const char *const known[] = { "closed", "hours", "reason", NULL };
    json_t *closed = json_object_get(body, "closed"), *hours = json_object_get(body, "hours");
    json_t *reason = json_object_get(body, "reason");

    if (!json_is_object(body)) {
        field_errors_add(errors, "", "must be a JSON object");
        return false;
    }
    json_read_known(body, "", known, errors);
    if (closed != NULL && !json_is_boolean(closed))
        field_errors_add(errors, "/closed", "must be true or false");
    if (hours != NULL)
        (void)day_hours_read(&day->hours, hours, "/hours", errors);
    else if (closed == NULL || json_is_false(closed))
        field_errors_add(errors, "/hours", "must be given, unless closed is true");
    if (json_is_true(closed) && day->hours.count > 0)
        field_errors_add(errors, "/closed", "must be false, because there are hours");
    if (reason != NULL && !json_is_null(reason))
        (void)json_read_text(reason, "/reason", 1, CALENDAR_REASON_MAX, day->reason, sizeof(day->reason),
                             errors);
    return errors->count == 0;
}

/* A date of the path, from today on. */
static bool read_date(const struct req *req, int *days, struct err *err)
{
    int today = zone_local(clock_wall_ms()).days;

    if (!date_parse(req_param(req, "date"), days))
        return err_set(err, ERR_NOT_FOUND, "no such date: write it as 2026-06-24");
    if (*days < today || *days > today + CALENDAR_DAYS_AHEAD_MAX)
        return err_set(err, ERR_INVALID, "the date must be within two years from today");
    return true;
}

static void handle_put_day(struct req *req)
{
    struct change *change = begin(req, true);
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;

    if (change == NULL)
        return;
    if (!read_date(req, &change->day.days, &err))
        req_fail(req, &err);
    else if (!read_day(&change->day, change->body, &errors))
        req_fail_fields(req, &errors);
    else
        settings_store_put_day(change->api->settings, req_ops(req), &change->day, staff_of(req), on_day,
                               change);
}

static void handle_remove_day(struct req *req)
{
    struct change *change = begin(req, false);
    struct err err = ERR_INIT;

    if (read_date(req, &change->day.days, &err))
        settings_store_remove_day(change->api->settings, req_ops(req), change->day.days, staff_of(req),
                                  on_day, change);
    else
        req_fail(req, &err);
}

const struct route staff_settings_routes[] = {
    { HTTP_GET, ROUTE_OWNER, "/api/staff/settings", handle_get },
    { HTTP_PUT, ROUTE_OWNER, "/api/staff/settings", handle_put },
    { HTTP_GET, ROUTE_OWNER, "/api/staff/calendar", handle_get_calendar },
    { HTTP_PUT, ROUTE_OWNER, "/api/staff/calendar/{date}", handle_put_day },
    { HTTP_DELETE, ROUTE_OWNER, "/api/staff/calendar/{date}", handle_remove_day },
    { 0 },
};
