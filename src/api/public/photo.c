/* photo.c -- GET /photos/{file}: a picture of a product. The content of a name never changes. */
#include "api/api.h"
#include "api/routes.h"
#include "base/blob.h"
#include "http/req.h"
#include "shop/catalog/photo_path.h"
#include "shop/catalog/photos.h"

static void reply(struct req *req, struct blob *picture)
{
    const char *etag = req_printf(req, "\"%s\"", req_param(req, "file"));

    req_add_header(req, "Cache-Control", "public, max-age=31536000, immutable");
    req_add_header(req, "ETag", etag);
    if (req_none_match(req, etag))
        req_reply_empty(req, 304);
    else
        req_reply_blob(req, 200, "image/webp", picture);
}

static void on_picture(void *arg, struct blob *picture, const struct err *err)
{
    struct req *req = arg;

    if (err != NULL)
        req_fail(req, err);
    else if (picture != NULL)
        reply(req, picture);
    else
        req_fail_with(req, ERR_NOT_FOUND, "no such picture");
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    const char *file = req_param(req, "file");
    struct err err = ERR_INIT;

    if (!photo_is_file(file)) {
        req_fail_with(req, ERR_NOT_FOUND, "no such picture");
        return;
    }
    struct blob *picture = photos_peek(api->photos, file);
    if (picture != NULL)
        reply(req, picture);
    else if (!photos_get(api->photos, req_ops(req), file, on_picture, req, &err))
        req_fail(req, &err);
}

const struct route photo_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/photos/{file}", handle },
    { 0 },
};
