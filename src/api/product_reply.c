/* product_reply.c -- see api/product_reply.h. */
#include "api/product_reply.h"

#include "api/version_etag.h"
#include "base/buf.h"
#include "base/text.h"
#include "http/req.h"

bool product_path_id(const struct req *req, int64_t *id, struct err *err)
{
    uint64_t number;

    if (!text_to_u64(req_param(req, "id"), INT64_MAX, &number))
        return err_set(err, ERR_NOT_FOUND, "no such product");
    *id = (int64_t)number;
    return true;
}

void product_not_found(struct req *req)
{
    struct err err = ERR_INIT;

    (void)err_set(&err, ERR_NOT_FOUND, "no such product");
    req_fail(req, &err);
}

void product_reply(struct req *req, int status, const struct product *product, bool staff)
{
    char etag[VERSION_ETAG_BYTES];
    struct buf json;

    req_add_header(req, "ETag", version_etag(etag, product->version));
    req_add_header(req, "Cache-Control", staff ? "no-store" : "no-cache");
    buf_init(&json, PRODUCT_JSON_MAX);
    product_write(&json, product, staff);
    req_reply(req, status, "application/json", json.data, json.len);
    buf_done(&json);
}
