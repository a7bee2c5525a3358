/* page.c -- see api/public/page.h: handle -> (wait -> on_list, or on_late) -> reply. Nearly always the list
 * is fresh and has not changed since the page was built.
 *
 * Requests without a fresh list wait for it together. After one of them has waited too long, new requests do
 * not wait until the list has arrived. */
#include "api/public/page.h"

#include "api/api.h"
#include "api/public/page_path.h"
#include "api/public/page_text.h"
#include "api/public/shop_info.h"
#include "base/blob.h"
#include "base/gzip.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "http/assets.h"
#include "http/req.h"
#include "loop/op.h"
#include "loop/timer.h"
#include "loop/waiters.h"
#include "shop/catalog/product_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A longer list is not inserted: the browser requests it. Some thousand products fit. */
#define LIST_BYTES_MAX ((size_t)512 << 10)

/* Seven days, each with three intervals. */
#define HOURS_BYTES_MAX ((size_t)1024)

/* Escaping makes at most six characters of one, and the list stands in the page twice. */
#define PAGE_BYTES_MAX (ASSETS_INDEX_BYTES_MAX + 16 * LIST_BYTES_MAX)

#define CONTENT_TYPE "text/html; charset=utf-8"

/* The page with one list, ready to be sent. */
struct composed {
    struct blob *html, *gzip;                /* html is NULL: not composed yet; gzip when it saves nothing */
    char list_etag[PRODUCT_LIST_ETAG_BYTES]; /* "": without a list */
    char shop_etag[SHOP_ETAG_BYTES];
    char etag[40]; /* weak, for both forms; with its quotes */
};

struct page {
    struct assets *assets;
    struct product_list *list;
    struct settings_store *settings;
    struct shop_info *shop;
    struct buf index; /* of the bundle, with its placeholders */
    struct composed with_list, without_list;

    struct waiters waiters; /* requests, for reply() */
    struct op_list ops;
    struct timer patience;
    int reads; /* of the list and of the settings that are under way */
    bool late; /* a request waited too long, and the list has not arrived since */
};

/* ---- composing ---- */

static bool write_page(const struct page *page, const struct buf *index, const struct blob *list,
                       struct buf *out)
{
    bool fits = list != NULL && list->len <= LIST_BYTES_MAX;
    const struct shop_view *view = shop_info_view(page->shop);
    const struct settings *settings = view->settings;
    struct buf hours;

    buf_init(&hours, HOURS_BYTES_MAX);
    opening_hours_words(&hours, &settings->hours, settings->language);
    const struct page_shop shop = { settings->name,  settings->address,  hours.data,
                                    settings->phone, settings->currency, view->json.data };
    page_text_write(out, index->data, index->len, &shop, fits ? list->bytes : NULL);
    buf_done(&hours);
    return !buf_full(out);
}

static void composed_clear(struct composed *composed)
{
    blob_unref(composed->html);
    blob_unref(composed->gzip);
    *composed = (struct composed){ .html = NULL };
}

/* The page for this list (NULL: without one), composed if it is not that already; NULL: it would be too
 * large.
 */
static const struct composed *compose(struct page *page, const struct product_list_view *view)
{
    struct composed *composed = view != NULL ? &page->with_list : &page->without_list;
    const char *list_etag = view != NULL ? view->etag : "", *shop_etag = shop_info_view(page->shop)->etag;
    char hash[FINGERPRINT_HEX_BYTES];
    struct buf html;

    if (composed->html != NULL && strcmp(composed->list_etag, list_etag) == 0 &&
        strcmp(composed->shop_etag, shop_etag) == 0)
        return composed;
    composed_clear(composed);
    buf_init(&html, PAGE_BYTES_MAX);
    if (write_page(page, &page->index, view != NULL ? view->json : NULL, &html)) {
        composed->html = blob_new(html.data, html.len);
        composed->gzip = gzip_blob(html.data, html.len);
        fingerprint(html.data, html.len, hash);
        (void)snprintf(composed->etag, sizeof(composed->etag), "W/\"%.32s\"", hash);
        (void)snprintf(composed->list_etag, sizeof(composed->list_etag), "%s", list_etag);
        (void)snprintf(composed->shop_etag, sizeof(composed->shop_etag), "%s", shop_etag);
    }
    buf_done(&html);
    return composed->html != NULL ? composed : NULL;
}

/* ---- answering ---- */

static void fail_too_large(struct req *req)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_INTERNAL, "the page is too large: its index.html repeats {{data}} or {{products}}");
    req_fail(req, &err);
}

/* With 404 it must not be cached: the page or product may exist a moment later. */
static void reply_composed(struct req *req, int status, const struct composed *composed)
{
    bool gzip = composed->gzip != NULL && req_coding(req, 1u << HTTP_GZIP) == HTTP_GZIP;

    req_add_header(req, "Vary", "Accept-Encoding");
    req_add_header(req, "Cache-Control", status == 200 ? "no-cache" : "no-store");
    if (status == 200) {
        req_add_header(req, "ETag", composed->etag);
        if (req_none_match(req, composed->etag)) {
            req_reply_empty(req, 304);
            return;
        }
    }
    if (gzip)
        req_add_header(req, "Content-Encoding", "gzip");
    assets_add_security_headers(req);
    req_reply_blob(req, status, CONTENT_TYPE, gzip ? composed->gzip : composed->html);
}

/* While the pages are developed: index.html as it is now. */
static void reply_from_dir(struct page *page, struct req *req, int status, const struct blob *list)
{
    struct err err = ERR_INIT;
    struct buf index, html;

    buf_init(&index, ASSETS_INDEX_BYTES_MAX);
    buf_init(&html, PAGE_BYTES_MAX);
    if (!assets_read_index(page->assets, &index, &err)) {
        req_fail(req, &err);
    } else if (!write_page(page, &index, list, &html)) {
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
    const struct blob *list = view != NULL ? view->json : NULL;
    int status = page_path_exists(req_path(req), list != NULL ? list->bytes : NULL) ? 200 : 404;
    const struct composed *composed;

    if (assets_from_dir(page->assets))
        reply_from_dir(page, req, status, list);
    else if ((composed = compose(page, view)) != NULL)
        reply_composed(req, status, composed);
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

struct page *page_new(struct loop *loop, struct assets *assets, struct product_list *list,
                      struct settings_store *settings, struct shop_info *shop, struct err *err)
{
    struct page *page = mem_alloc(sizeof(*page));

    page->assets = assets;
    page->list = list;
    page->settings = settings;
    page->shop = shop;
    waiters_init(&page->waiters);
    op_list_init(&page->ops);
    timer_init(&page->patience, loop, on_late, page);
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
    composed_clear(&page->with_list);
    composed_clear(&page->without_list);
    buf_done(&page->index);
    free(page);
}
