/* shop_info.c -- see api/public/shop_info.h; GET /api/shop. */
#include "api/public/shop_info.h"

#include "api/api.h"
#include "api/routes.h"
#include "base/buf.h"
#include "base/json_text.h"
#include "base/secret.h"
#include "http/req.h"

/* Each setting is a line of at most 200 characters: base/config.c. */
#define SHOP_BYTES_MAX 8192

void shop_info_write(struct buf *out, const struct shop_info *shop)
{
    buf_adds(out, "{\"name\":");
    json_text_string(out, shop->name);
    buf_adds(out, ",\"address\":");
    json_text_string(out, shop->address);
    buf_adds(out, ",\"hours\":");
    json_text_string(out, shop->hours);
    buf_adds(out, ",\"phone\":");
    json_text_string(out, shop->phone);
    buf_adds(out, ",\"currency\":");
    json_text_string(out, shop->currency);
    buf_addc(out, '}');
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    char hash[FINGERPRINT_HEX_BYTES];
    struct buf body;

    buf_init(&body, SHOP_BYTES_MAX);
    shop_info_write(&body, api->info);
    fingerprint(body.data, body.len, hash);
    const char *etag = req_printf(req, "\"%.22s\"", hash);
    req_add_header(req, "Cache-Control", "no-cache");
    req_add_header(req, "ETag", etag);
    if (req_none_match(req, etag))
        req_reply_empty(req, 304);
    else
        req_reply(req, 200, "application/json", body.data, body.len);
    buf_done(&body);
}

const struct route shop_info_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/shop", handle },
    { 0 },
};
