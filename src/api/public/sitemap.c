/* sitemap.c -- see api/public/sitemap.h: handle_sitemap -> (on_list) -> reply. The text is kept until the
 * list changes. */
#include "api/public/sitemap.h"

#include "api/api.h"
#include "api/routes.h"
#include "base/blob.h"
#include "base/mem.h"
#include "http/req.h"
#include "shop/catalog/product_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than the products of the longest list take, with the longest host name: some 17,000, each with 320
 * bytes. This is also within the limits of sitemaps.org, 50,000 addresses and 50 MB. */
#define SITEMAP_BYTES_MAX ((size_t)8 << 20)

struct sitemap {
    struct product_list *list;
    const char *public_url;
    struct blob *xml; /* NULL: not written yet */
    char etag[PRODUCT_LIST_ETAG_BYTES];
};

struct sitemap *sitemap_new(struct product_list *list, const char *public_url)
{
    struct sitemap *sitemap = mem_alloc(sizeof(*sitemap));

    sitemap->list = list;
    sitemap->public_url = public_url;
    return sitemap;
}

void sitemap_free(struct sitemap *sitemap)
{
    if (sitemap == NULL)
        return;
    blob_unref(sitemap->xml);
    free(sitemap);
}

/* ---- GET /sitemap.xml ---- */

/* Each product begins with its id, and no string can look like it (page_path.c). */
void sitemap_write(struct buf *out, const char *public_url, const char *products)
{
    static const char start[] = "{\"id\":";
    const char *product = products;

    buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    buf_addf(out, "<url><loc>%s/</loc></url>\n", public_url);
    while ((product = strstr(product, start)) != NULL) {
        product += strlen(start);
        buf_addf(out, "<url><loc>%s/products/%.*s</loc></url>\n", public_url,
                 (int)strspn(product, "0123456789"), product);
    }
    buf_adds(out, "</urlset>\n");
}

static void compose(struct sitemap *sitemap, const struct product_list_view *view)
{
    struct buf xml;

    if (sitemap->xml != NULL && strcmp(sitemap->etag, view->etag) == 0)
        return;
    buf_init(&xml, SITEMAP_BYTES_MAX);
    sitemap_write(&xml, sitemap->public_url, view->json->bytes);
    blob_unref(sitemap->xml);
    sitemap->xml = blob_new(xml.data, xml.len);
    (void)snprintf(sitemap->etag, sizeof(sitemap->etag), "%s", view->etag);
    buf_done(&xml);
}

static void reply(struct req *req, const struct product_list_view *view)
{
    const struct api *api = req_app(req);
    struct sitemap *sitemap = api->sitemap;

    compose(sitemap, view);
    req_add_header(req, "Cache-Control", "no-cache");
    req_add_header(req, "ETag", sitemap->etag);
    if (req_none_match(req, sitemap->etag))
        req_reply_empty(req, 304);
    else
        req_reply_blob(req, 200, "application/xml", sitemap->xml);
}

static void on_list(void *arg, const struct product_list_view *view, const struct err *err)
{
    struct req *req = arg;

    if (err != NULL)
        req_fail(req, err);
    else
        reply(req, view);
}

static void handle_sitemap(struct req *req)
{
    const struct api *api = req_app(req);
    const struct product_list_view *view = product_list_peek(api->sitemap->list);

    if (api->sitemap->public_url[0] == '\0')
        req_fail_with(req, ERR_NOT_FOUND,
                      "there is no sitemap: set BAKERY_PUBLIC_URL to the shop's address, such as "
                      "https://bakery.example");
    else if (view != NULL)
        reply(req, view);
    else
        product_list_get(api->sitemap->list, req_ops(req), on_list, req);
}

/* ---- GET /robots.txt ---- */

/* Pages that are not for search engines say so themselves: a crawler that may not load them cannot know. */
static void handle_robots(struct req *req)
{
    const struct api *api = req_app(req);
    const char *url = api->sitemap->public_url;
    const char *text =
        req_printf(req, "User-agent: *\nDisallow: /api/\n%s%s%s", url[0] != '\0' ? "\nSitemap: " : "", url,
                   url[0] != '\0' ? "/sitemap.xml\n" : "");

    req_add_header(req, "Cache-Control", "no-cache");
    req_reply(req, 200, "text/plain; charset=utf-8", text, strlen(text));
}

const struct route sitemap_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/sitemap.xml", handle_sitemap },
    { HTTP_GET, ROUTE_PUBLIC, "/robots.txt", handle_robots },
    { 0 },
};
