/* page.c -- see api/public/page.h: handle -> (wait -> on_list, or on_late) -> reply. Nearly always the list
 * is fresh and has not changed since the page was composed (page_copies.h).
 *
 * Requests without a fresh list wait for it together. After one of them has waited too long, new requests do
 * not wait until the list has arrived. */
#include "api/public/page.h"

#include "api/api.h"
#include "api/public/page_copies.h"
#include "api/public/page_path.h"
#include "api/public/page_text.h"
#include "api/public/shop_info.h"
#include "base/blob.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/assets.h"
#include "http/req.h"
#include "loop/op.h"
#include "loop/timer.h"
#include "loop/waiters.h"
#include "shop/catalog/product_list.h"

#include <stdlib.h>

#define CONTENT_TYPE "text/html; charset=utf-8"

struct page {
    struct assets *assets;
    struct product_list *list;
    struct settings_store *settings;
    struct shop_info *shop;
    const char *public_url; /* "": not known */
    struct buf index;       /* of the bundle, with its placeholders */
    struct page_copies *copies;

    struct waiters waiters; /* requests, for reply() */
    struct op_list ops;
    struct timer patience;
    int reads; /* of the list and of the settings that are under way */
    bool late; /* a request waited too long, and the list has not arrived since */
};

/* ---- answering ---- */

static void fail_too_large(struct req *req)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_INTERNAL, "the page is too large: its index.html repeats {{data}} or {{products}}");
    req_fail(req, &err);
}

/* With 404 it must not be cached: the page or product may exist a moment later. */
static void reply_copy(struct req *req, int status, const struct page_copy *copy)
{
    bool gzip = copy->gzip[0] != NULL && req_coding(req, 1u << HTTP_GZIP) == HTTP_GZIP;

    req_add_header(req, "Vary", "Accept-Encoding");
    req_add_header(req, "Cache-Control", status == 200 ? "no-cache" : "no-store");
    if (status == 200) {
        req_add_header(req, "ETag", copy->etag);
        if (req_none_match(req, copy->etag)) {
            req_reply_empty(req, 304);
            return;
        }
    }
    if (gzip)
        req_add_header(req, "Content-Encoding", "gzip");
    assets_add_security_headers(req);
    if (gzip)
        req_reply_blobs(req, status, CONTENT_TYPE, copy->gzip, PAGE_COPY_GZIP);
    else
        req_reply_blobs(req, status, CONTENT_TYPE, copy->plain, PAGE_COPY_PLAIN);
}

/* While the pages are developed: index.html as it is now. */
static void reply_from_dir(struct page *page, struct req *req, int status, const struct page_path *path,
                           struct page_source *source)
{
    struct err err = ERR_INIT;
    struct buf index, html;

    buf_init(&index, ASSETS_INDEX_BYTES_MAX);
    buf_init(&html, page_bytes_max);
    bool read = assets_read_index(page->assets, &index, &err);
    source->index = index.data;
    source->index_len = index.len;
    if (!read) {
        req_fail(req, &err);
    } else if (!page_source_write(source, path, &html)) {
        fail_too_large(req);
    } else {
        req_add_header(req, "Cache-Control", "no-store");
        assets_add_security_headers(req);
        req_reply(req, status, CONTENT_TYPE, html.data, html.len);
    }
    buf_done(&index);
    buf_done(&html);
}

/* `view` is NULL when the list cannot be read. */
static void reply(struct page *page, struct req *req, const struct product_list_view *view)
{
    const struct page_path path = page_path_of(req_path(req), view != NULL ? view->json->bytes : NULL);
    struct page_source source = { page->index.data, page->index.len, view, shop_info_view(page->shop),
                                  page->public_url };
    int status = page_path_exists(&path) ? 200 : 404;
    const struct page_copy *copy;

    if (assets_from_dir(page->assets))
        reply_from_dir(page, req, status, &path, &source);
    else if ((copy = page_copies_get(page->copies, &source, &path)) != NULL)
        reply_copy(req, status, copy);
    else
        fail_too_large(req);
}

/* ---- waiting for the list and the shop ---- */

static void reply_all(struct page *page, const struct product_list_view *view)
{
    struct waiters waiters;
    struct waiter_call call;

    waiters_take_all(&page->waiters, &waiters);
    while (waiters_next(&waiters, &call))
        reply(page, call.arg, view);
}

/* Both have been read, as far as that is possible. */
static void on_read(struct page *page)
{
    if (--page->reads > 0)
        return;
    timer_stop(&page->patience);
    page->late = false;
    reply_all(page, product_list_peek(page->list));
}

static void on_list(void *arg, const struct product_list_view *view UNUSED, const struct err *err UNUSED)
{
    on_read(arg);
}

static void on_settings(void *arg, const struct err *err UNUSED)
{
    on_read(arg);
}

static void on_late(void *arg)
{
    struct page *page = arg;

    page->late = true;
    log_debug("page: the database takes long: the page goes out with what is known");
    reply_all(page, product_list_peek(page->list));
}

static void wait_for_both(struct page *page, struct req *req)
{
    waiters_add(&page->waiters, req_ops(req), NULL, req);
    if (page->reads > 0)
        return;
    page->reads = 2;
    timer_start(&page->patience, PAGE_LIST_WAIT_MS);
    product_list_get(page->list, &page->ops, on_list, page);
    settings_store_refresh(page->settings, &page->ops, on_settings, page);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    struct page *page = api->page;
    const struct product_list_view *view = product_list_peek(page->list);

    if ((view != NULL && settings_store_is_fresh(page->settings)) || page->late)
        reply(page, req, view);
    else
        wait_for_both(page, req);
}

/* ---- its life ---- */

struct page *page_new(const struct page_options *options, struct err *err)
{
    struct page *page = mem_alloc(sizeof(*page));
    struct assets *assets = options->assets;

    page->assets = assets;
    page->list = options->list;
    page->settings = options->settings;
    page->shop = options->shop;
    page->public_url = options->public_url;
    page->copies = page_copies_new();
    waiters_init(&page->waiters);
    op_list_init(&page->ops);
    timer_init(&page->patience, options->loop, on_late, page);
    buf_init(&page->index, ASSETS_INDEX_BYTES_MAX);
    if (!assets_from_dir(assets) && !assets_read_index(assets, &page->index, err)) {
        page_free(page);
        return NULL;
    }
    if (assets_from_dir(assets) || page_text_has_placeholders(page->index.data, page->index.len))
        assets->handle_index = handle;
    return page;
}

void page_free(struct page *page)
{
    if (page == NULL)
        return;
    op_list_cancel(&page->ops);
    waiters_drop(&page->waiters);
    timer_done(&page->patience);
    page_copies_free(page->copies);
    buf_done(&page->index);
    free(page);
}
