/* categories.c -- GET|PUT /api/staff/categories: the shelves of the menu, their order and their names.
 *
 *     GET  handle_get -> on_fresh
 *     PUT  handle_put -> on_current -> on_put -> on_fresh
 *
 * With If-Match, shelves that somebody else has changed are 412. */
#include "shop/catalog/categories.h"

#include "api/api.h"
#include "api/identity.h"
#include "api/routes.h"
#include "api/version_etag.h"
#include "base/buf.h"
#include "base/field_errors.h"
#include "http/req.h"
#include "shop/settings/settings_store.h"

#include <string.h>

#define CHANGED "the categories or the settings have changed since you read them: read them again"

static void on_fresh(void *arg, const struct err *err)
{
    struct req *req = arg;
    const struct api *api = req_app(req);
    const struct shop_state *state = settings_store_known(api->settings);
    char etag[VERSION_ETAG_BYTES];

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    req_add_header(req, "ETag", version_etag(etag, state->version));
    req_add_header(req, "Cache-Control", "no-store");
    req_reply(req, 200, "application/json", state->categories, strlen(state->categories));
}

static void handle_get(struct req *req)
{
    const struct api *api = req_app(req);

    settings_store_refresh(api->settings, req_ops(req), on_fresh, req);
}

static void on_put(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    const struct api *api = req_app(req);
    struct err problem = ERR_INIT;

    if (err != NULL) {
        req_fail(req, err);
    } else if (db_rows_count(rows) == 0) {
        req_fail_with(req, ERR_PRECONDITION, CHANGED);
    } else if (db_is_null(rows, 0, 0)) {
        (void)err_set(&problem, ERR_CONFLICT, "there are products in %s: give them another category first",
                      db_text(rows, 0, 1));
        req_fail(req, &problem);
    } else {
        settings_store_changed(api->settings, db_int(rows, 0, 0));
        settings_store_refresh(api->settings, req_ops(req), on_fresh, req);
    }
}

static void put(struct req *req, json_t *body)
{
    const struct api *api = req_app(req);
    struct field_errors errors = { 0 };
    struct buf list;

    buf_init(&list, CATEGORIES_JSON_MAX);
    if (categories_read(&list, body, &errors))
        settings_store_put_categories(api->settings, req_ops(req), list.data, staff_of(req), on_put, req);
    else
        req_fail_fields(req, &errors);
    buf_done(&list);
}

static void on_current(void *arg, const struct err *err)
{
    struct req *req = arg;
    const struct api *api = req_app(req);
    struct err problem = ERR_INIT;
    char etag[VERSION_ETAG_BYTES];
    json_t *body = NULL;

    if (err != NULL)
        req_fail(req, err);
    else if (!req_match(req, version_etag(etag, settings_store_known(api->settings)->version)))
        req_fail_with(req, ERR_PRECONDITION, CHANGED);
    else if ((body = req_json(req, &problem)) == NULL)
        req_fail(req, &problem);
    else
        put(req, body);
}

static void handle_put(struct req *req)
{
    const struct api *api = req_app(req);

    settings_store_refresh(api->settings, req_ops(req), on_current, req);
}

const struct route staff_categories_routes[] = {
    { HTTP_GET, ROUTE_MANAGER, "/api/staff/categories", handle_get },
    { HTTP_PUT, ROUTE_MANAGER, "/api/staff/categories", handle_put },
    { 0 },
};
