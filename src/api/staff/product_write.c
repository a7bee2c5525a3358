/* product_write.c -- POST /api/products, PUT|PATCH|DELETE /api/products/{id}, for the staff, and the last
 * step of a new photo.
 *
 *     POST                save_if_it_fits -> on_list_bytes -> save -> on_written -> on_told
 *     PUT, PATCH, DELETE  read_current -> on_current -> (the same)
 *
 * An update names the version that it is based on, so that one of two writers learns of the other. With
 * If-Match the client gets 412. Without it the product is read again, a few times, and the change is applied
 * to its current version. */
#include "api/staff/product_write.h"

#include "api/api.h"
#include "api/identity.h"
#include "api/product_reply.h"
#include "api/routes.h"
#include "api/staff/catalog_changed.h"
#include "api/version_etag.h"
#include "base/field_errors.h"
#include "base/zone.h"
#include "http/req.h"
#include "shop/catalog/product_list.h"
#include "shop/catalog/product_store.h"

#include <stdio.h>

#define TRIES_MAX 3
#define TOO_LONG                                                                                            \
    "the product list would be longer than 4 MiB: shorten this description or take other products off the " \
    "list"

struct product_change { /* in the request's arena */
    struct req *req;
    const struct api *api;
    json_t *body;      /* NULL: DELETE, or one of the next two */
    const char *photo; /* NULL: not the photo */
    bool sets_sold_out;
    int64_t id;
    int tries;
    int status; /* of the answer */
    bool sets_stock;
    struct product before, product; /* as it was read, and as it shall be */
};

static void on_current(void *arg, const struct db_rows *rows, const struct err *err);

static void on_told(void *arg, const struct err *err UNUSED)
{
    struct product_change *change = arg;
    char location[48];

    if (change->status == 204) {
        req_reply_empty(change->req, 204);
        return;
    }
    (void)snprintf(location, sizeof(location), "/api/products/%lld", (long long)change->product.id);
    if (change->status == 201)
        req_add_header(change->req, "Location", location);
    product_reply(change->req, change->status, &change->product, true);
}

static void read_current(struct product_change *change)
{
    change->tries++;
    product_store_get(change->api->db, req_ops(change->req), change->id, on_current, change);
}

static void on_written(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct product_change *change = arg;
    int64_t list_version;

    if (err != NULL) {
        req_fail(change->req, err);
    } else if (product_store_written(rows, &list_version)) {
        product_store_read_written(rows, &change->product, staff_of(change->req));
        catalog_changed(change->req, list_version, on_told, change);
    } else if (change->tries < TRIES_MAX) {
        read_current(change); /* with If-Match this ends in 412 */
    } else {
        req_fail_with(change->req, ERR_CONFLICT, "others are changing this product: try again");
    }
}

/* Applies the request to the current product. False if that failed and the request was answered. */
static bool apply(struct product_change *change)
{
    struct field_errors errors = { 0 };
    char today[DATE_BYTES];
    bool valid = true;

    zone_today(today);
    change->before = change->product;
    change->sets_stock = false;
    if (change->photo != NULL) {
        (void)snprintf(change->product.photo, sizeof(change->product.photo), "%s", change->photo);
    } else if (change->sets_sold_out) {
        (void)snprintf(change->product.sold_out_on, sizeof(change->product.sold_out_on), "%s",
                       req_method(change->req) == HTTP_PUT ? today : "");
    } else if (change->body == NULL) {
        change->product.active = false;
    } else if (req_method(change->req) == HTTP_PATCH) {
        valid = product_merge(&change->product, change->body, &change->sets_stock, &errors);
    } else {
        valid = product_read(&change->product, change->body, &errors);
        change->product.id = change->before.id;
        change->product.version = change->before.version;
        change->product.place = change->before.place;
        (void)snprintf(change->product.photo, sizeof(change->product.photo), "%s", change->before.photo);
        change->sets_stock = true;
    }
    product_set_today(&change->product, today);
    if (!valid)
        req_fail_fields(change->req, &errors);
    return valid;
}

static void make_set(struct product_set *set, const struct product_change *change)
{
    product_set_init(set);
    product_set_add(set, &change->before, &change->product, change->sets_stock);
}

static void save(struct product_change *change)
{
    struct product_set set;

    make_set(&set, change);
    product_store_write(change->api->db, req_ops(change->req), &set, staff_of(change->req), on_written,
                        change);
    product_set_done(&set);
}

static void on_list_bytes(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct product_change *change = arg;
    struct product_set set;

    if (err != NULL) {
        req_fail(change->req, err);
        return;
    }
    make_set(&set, change);
    bool fits = product_store_bytes(rows) + set.shown_bytes <= PRODUCT_LIST_WRITE_MAX;
    product_set_done(&set);
    if (fits)
        save(change);
    else
        req_fail_with(change->req, ERR_INVALID, TOO_LONG);
}

/* A product that customers do not see makes the list no longer. */
static void save_if_it_fits(struct product_change *change)
{
    const char *ids = req_printf(change->req, "[%lld]", (long long)change->product.id);

    if (change->product.active)
        product_store_list_bytes(change->api->db, req_ops(change->req), ids, on_list_bytes, change);
    else
        save(change);
}

static void on_current(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct product_change *change = arg;
    char etag[VERSION_ETAG_BYTES];

    if (err != NULL) {
        req_fail(change->req, err);
        return;
    }
    if (!product_store_got(rows, &change->product)) {
        product_not_found(change->req);
        return;
    }
    if (!req_match(change->req, version_etag(etag, change->product.version))) {
        req_fail_with(change->req, ERR_PRECONDITION,
                      "the product has changed since you read it: read it again");
        return;
    }
    if (apply(change))
        save_if_it_fits(change);
}

/* The common beginning of all writes. NULL if that failed and the request was answered. */
static struct product_change *begin(struct req *req, int status)
{
    struct product_change *change = req_alloc(req, sizeof(*change));
    struct err err = ERR_INIT;

    change->req = req;
    change->api = req_app(req);
    change->status = status;
    if ((req_method(req) != HTTP_POST && !product_path_id(req, &change->id, &err)) ||
        (req_method(req) != HTTP_DELETE && (change->body = req_json(req, &err)) == NULL)) {
        req_fail(req, &err);
        return NULL;
    }
    return change;
}

static void handle_create(struct req *req)
{
    struct product_change *change = begin(req, 201);
    struct field_errors errors = { 0 };
    char today[DATE_BYTES];

    if (change == NULL)
        return;
    if (!product_read(&change->product, change->body, &errors)) {
        req_fail_fields(req, &errors);
        return;
    }
    zone_today(today);
    product_set_today(&change->product, today);
    save_if_it_fits(change);
}

static void handle_change(struct req *req)
{
    struct product_change *change = begin(req, req_method(req) == HTTP_DELETE ? 204 : 200);

    if (change != NULL)
        read_current(change);
}

/* The beginning of a change of one field, without JSON. NULL if that failed and the request was answered. */
static struct product_change *begin_field(struct req *req)
{
    struct product_change *change = req_alloc(req, sizeof(*change));
    struct err err = ERR_INIT;

    change->req = req;
    change->api = req_app(req);
    change->status = 200;
    if (product_path_id(req, &change->id, &err))
        return change;
    req_fail(req, &err);
    return NULL;
}

void product_write_photo(struct req *req, const char *photo)
{
    struct product_change *change = begin_field(req);

    if (change == NULL)
        return;
    change->photo = photo;
    read_current(change);
}

/* Only for today: tomorrow it is back by itself. */
static void handle_sold_out(struct req *req)
{
    struct product_change *change = begin_field(req);

    if (change == NULL)
        return;
    change->sets_sold_out = true;
    read_current(change);
}

const struct route product_write_routes[] = {
    { HTTP_POST, ROUTE_MANAGER, "/api/products", handle_create },
    { HTTP_PUT, ROUTE_MANAGER, "/api/products/{id}", handle_change },
    { HTTP_PATCH, ROUTE_MANAGER, "/api/products/{id}", handle_change },
    /* No longer on sale; orders still name it. */
    { HTTP_DELETE, ROUTE_MANAGER, "/api/products/{id}", handle_change },
    { HTTP_PUT, ROUTE_COUNTER, "/api/products/{id}/sold-out", handle_sold_out },
    { HTTP_DELETE, ROUTE_COUNTER, "/api/products/{id}/sold-out", handle_sold_out },
    { 0 },
};
