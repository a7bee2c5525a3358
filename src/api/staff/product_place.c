/* product_place.c -- PUT /api/products/{id}/place {"before": ID or null}: where a product stands on its
 * shelf.
 *
 *     handle -> on_moved -> on_told */
#include "api/api.h"
#include "api/identity.h"
#include "api/product_reply.h"
#include "api/routes.h"
#include "api/staff/catalog_changed.h"
#include "base/field_errors.h"
#include "base/json_read.h"
#include "http/req.h"
#include "shop/catalog/product_store.h"

static void on_told(void *arg, const struct err *err UNUSED)
{
    req_reply_empty(arg, 204);
}

static void on_moved(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    int64_t list_version;

    if (err != NULL)
        req_fail(req, err);
    else if (product_store_moved(rows, &list_version))
        catalog_changed(req, list_version, on_told, req);
    else
        req_fail_with(req, ERR_NOT_FOUND, "no such product on this shelf");
}

/* *before is 0 for null: the end of the shelf. */
static bool read_place(json_t *body, int64_t id, int64_t *before, struct field_errors *errors)
{
    static const char *const known[] = { "before", NULL };
    json_t *value = json_object_get(body, "before");

    *before = json_integer_value(value);
    if (!json_is_object(body))
        field_errors_add(errors, "", "must be a JSON object");
    else if (!json_is_null(value) && (*before < 1 || *before == id))
        field_errors_add(errors, "/before",
                         "must be null (the end) or the id of another product of the shelf");
    json_read_known(body, "", known, errors);
    return errors->count == 0;
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;
    int64_t id, before;
    json_t *body;

    if (!product_path_id(req, &id, &err) || (body = req_json(req, &err)) == NULL)
        req_fail(req, &err);
    else if (!read_place(body, id, &before, &errors))
        req_fail_fields(req, &errors);
    else
        product_store_move(api->db, req_ops(req), id, before, staff_of(req), on_moved, req);
}

const struct route product_place_routes[] = {
    { HTTP_PUT, ROUTE_MANAGER, "/api/products/{id}/place", handle },
    { 0 },
};
