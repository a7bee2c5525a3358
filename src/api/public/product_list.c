/* product_list.c -- GET /api/products: handle -> (on_list) -> reply. Nearly always the copy of this process
 * is fresh, and the reply is sent in the same turn. */
#include "shop/catalog/product_list.h"

#include "api/api.h"
#include "api/routes.h"
#include "base/blob.h"
#include "base/metrics.h"
#include "http/req.h"

/* Browsers keep it but revalidate each time, because prices change. */
#define LINES(cache_status) \
    "Cache-Control: no-cache\r\nVary: Accept-Encoding\r\nCache-Status: bakery; " cache_status "\r\n"

static const char *header_lines(const struct product_list_view *view)
{
    if (view->stale)
        return LINES("hit; detail=stale");
    return view->hit ? LINES("hit") : LINES("fwd=miss");
}

static void reply(struct req *req, const struct product_list_view *view)
{
    bool gzip = view->gzip != NULL && req_coding(req, 1u << HTTP_GZIP) == HTTP_GZIP;

    metric_add(view->hit ? METRIC_CACHE_HITS : METRIC_CACHE_MISSES, 1);
    req_add_header_lines(req, header_lines(view));
    req_add_header(req, "ETag", view->etag);
    if (req_none_match(req, view->etag)) {
        req_reply_empty(req, 304);
        return;
    }
    if (gzip)
        req_add_header(req, "Content-Encoding", "gzip");
    req_reply_blob(req, 200, "application/json", gzip ? view->gzip : view->json);
}

static void on_list(void *arg, const struct product_list_view *view, const struct err *err)
{
    struct req *req = arg;

    if (err != NULL)
        req_fail(req, err);
    else
        reply(req, view);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    const struct product_list_view *view = product_list_peek(api->list);

    if (view != NULL)
        reply(req, view);
    else
        product_list_get(api->list, req_ops(req), on_list, req);
}

const struct route product_list_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/products", handle },
    { 0 },
};
