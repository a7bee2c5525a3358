/* product_photo.c -- PUT|DELETE /api/products/{id}/photo.
 *
 *     PUT     handle -> images_make -> on_images -> photos_put -> on_stored -> product_write_photo
 *     DELETE  product_write_photo
 *
 * The pictures are stored before the product names them. If the second step fails, nobody sees them, and a
 * later upload deletes them (sql/.../photo_put.sql). */
#include "api/api.h"
#include "api/product_reply.h"
#include "api/routes.h"
#include "api/staff/product_write.h"
#include "base/text.h"
#include "http/req.h"
#include "image/images.h"
#include "shop/catalog/photo_path.h"
#include "shop/catalog/photos.h"

#include <string.h>

struct upload { /* in the request's arena */
    struct req *req;
    char path[PHOTO_PATH_BYTES];
};

static void on_stored(void *arg, const struct db_rows *rows UNUSED, const struct err *err)
{
    struct upload *upload = arg;

    if (err != NULL)
        req_fail(upload->req, err);
    else
        product_write_photo(upload->req, upload->path);
}

static void on_images(void *arg, const struct image_set *set, const struct err *err)
{
    struct upload *upload = arg;
    const struct api *api = req_app(upload->req);

    if (err != NULL) {
        req_fail(upload->req, err);
        return;
    }
    photo_path(set, upload->path);
    photos_put(api->photos, req_ops(upload->req), set, on_stored, upload);
}

static bool read_per_cent(const char *text, int *out)
{
    uint64_t number;

    if (!text_to_u64(text, 100, &number))
        return false;
    *out = (int)number;
    return true;
}

/* "50,30": per cent from the left and from the top. Without it, the middle. */
static bool read_focus(struct req *req, struct image_focus *focus, struct err *err)
{
    const char *text = req_query(req, "focus"), *comma = text != NULL ? strchr(text, ',') : NULL;

    *focus = (struct image_focus){ 50, 50 };
    if (text == NULL || (comma != NULL && read_per_cent(comma + 1, &focus->y) &&
                         read_per_cent(req_printf(req, "%.*s", (int)(comma - text), text), &focus->x)))
        return true;
    return err_set(err, ERR_MALFORMED, "focus must be two whole numbers from 0 to 100, as in focus=50,30");
}

static void handle_put(struct req *req)
{
    const struct api *api = req_app(req);
    struct upload *upload = req_alloc(req, sizeof(*upload));
    struct err err = ERR_INIT;
    struct image_focus focus;
    int64_t id;
    size_t len;

    upload->req = req;
    if (!product_path_id(req, &id, &err) || !read_focus(req, &focus, &err)) {
        req_fail(req, &err);
        return;
    }
    void *bytes = req_take_body(req, &len);
    images_make(api->images, req_ops(req), bytes, len, focus, on_images, upload);
}

static void handle_delete(struct req *req)
{
    product_write_photo(req, "");
}

const struct route product_photo_routes[] = {
    { HTTP_PUT, ROUTE_MANAGER, "/api/products/{id}/photo", handle_put, IMAGE_UPLOAD_BYTES_MAX },
    { HTTP_DELETE, ROUTE_MANAGER, "/api/products/{id}/photo", handle_delete },
    { 0 },
};
