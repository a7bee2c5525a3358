/* page_copies.c -- see api/public/page_copies.h. Pages with the list and pages without it have a rest each,
 * so that a database that comes and goes does not make both new each time. */
#include "api/public/page_copies.h"

#include "api/public/page_head.h"
#include "api/public/page_text.h"
#include "api/public/shop_info.h"
#include "base/blob.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "base/secret.h"
#include "http/assets.h"
#include "shop/catalog/product_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A longer list is not inserted: the browser requests it. Some thousand products fit. */
#define LIST_BYTES_MAX ((size_t)512 << 10)

/* Seven days, each with three intervals. */
#define HOURS_BYTES_MAX ((size_t)1024)

/* Escaping makes at most six characters of one, and the list stands in the page twice. */
#define REST_BYTES_MAX  (ASSETS_INDEX_BYTES_MAX + 16 * LIST_BYTES_MAX)
#define FRONT_BYTES_MAX (ASSETS_INDEX_BYTES_MAX + PAGE_HEAD_BYTES_MAX)

/* Pages of the other kinds do not depend on an id. */
#define FRONTS (PAGE_KINDS + PAGE_COPIES_PRODUCTS)

/* The pages with one list of one shop. */
struct edition {
    struct blob *html;     /* the rest; NULL: not composed yet */
    struct gzip_part gzip; /* of the rest */
    char hash[FINGERPRINT_HEX_BYTES];
    char list_etag[PRODUCT_LIST_ETAG_BYTES]; /* "": without a list */
    char shop_etag[SHOP_ETAG_BYTES];
    struct page_copy fronts[FRONTS]; /* plain[0] is NULL: not composed yet */
};

struct page_copies {
    struct edition with_list, without_list;
};

const size_t page_bytes_max = FRONT_BYTES_MAX + REST_BYTES_MAX;

/* ---- writing ---- */

static void write_text(const struct page_source *source, const char *index, size_t len, struct buf *out)
{
    const struct blob *list = source->list != NULL ? source->list->json : NULL;
    bool fits = list != NULL && list->len <= LIST_BYTES_MAX;
    const struct settings *settings = &source->shop->state->settings;
    struct buf hours;

    buf_init(&hours, HOURS_BYTES_MAX);
    opening_hours_words(&hours, &settings->hours, settings->language);
    const struct page_shop shop = { settings->name,  settings->address,  hours.data,
                                    settings->phone, settings->currency, source->shop->json.data };
    page_text_write(out, index, len, &shop, fits ? list->bytes : NULL);
    buf_done(&hours);
}

static void write_front(const struct page_source *source, const struct page_path *path, struct buf *out)
{
    size_t len = page_text_front_len(source->index, source->index_len);
    const struct page_head head = {
        .path = *path,
        .products = source->list != NULL ? source->list->json->bytes : NULL,
        .shop = source->shop->state,
        .today = source->shop->today,
        .public_url = source->public_url,
    };

    if (page_text_rest_at(source->index, source->index_len) == 0)
        return;
    write_text(&(struct page_source){ .shop = source->shop }, source->index, len, out);
    page_head_write(out, &head);
}

static void write_rest(const struct page_source *source, struct buf *out)
{
    size_t at = page_text_rest_at(source->index, source->index_len);

    write_text(source, source->index + at, source->index_len - at, out);
}

bool page_source_write(const struct page_source *source, const struct page_path *path, struct buf *out)
{
    write_front(source, path, out);
    write_rest(source, out);
    return !buf_full(out);
}

/* ---- composing ---- */

static void copy_clear(struct page_copy *copy)
{
    blob_unref(copy->plain[0]);
    blob_unref(copy->gzip[0]);
    blob_unref(copy->gzip[2]);
    *copy = (struct page_copy){ .plain = { NULL } };
}

static void edition_clear(struct edition *edition)
{
    for (int i = 0; i < FRONTS; i++)
        copy_clear(&edition->fronts[i]);
    blob_unref(edition->html);
    gzip_part_done(&edition->gzip);
    edition->html = NULL;
}

static bool is_current(const struct edition *edition, const struct page_source *source)
{
    return edition->html != NULL && strcmp(edition->shop_etag, source->shop->etag) == 0 &&
           (source->list == NULL || strcmp(edition->list_etag, source->list->etag) == 0);
}

/* False: it is too large. */
static bool edition_compose(struct edition *edition, const struct page_source *source)
{
    struct buf html;

    edition_clear(edition);
    buf_init(&html, REST_BYTES_MAX);
    write_rest(source, &html);
    if (!buf_full(&html)) {
        edition->html = blob_new(html.data, html.len);
        gzip_rest(&edition->gzip, html.data, html.len);
        fingerprint(html.data, html.len, edition->hash);
        (void)snprintf(edition->list_etag, sizeof(edition->list_etag), "%s",
                       source->list != NULL ? source->list->etag : "");
        (void)snprintf(edition->shop_etag, sizeof(edition->shop_etag), "%s", source->shop->etag);
    }
    buf_done(&html);
    return edition->html != NULL;
}

/* Compresses the front, and joins it to the rest. */
static void copy_compress(struct page_copy *copy, const struct buf *front, const struct edition *edition)
{
    struct gzip_part part;

    if (edition->gzip.bytes == NULL)
        return;
    gzip_front(&part, front->data, front->len);
    copy->gzip[0] = part.bytes;
    copy->gzip[1] = edition->gzip.bytes;
    copy->gzip[2] = gzip_trailer(&part, &edition->gzip);
}

/* False: it is too large. */
static bool copy_compose(struct page_copy *copy, const struct edition *edition,
                         const struct page_source *source, const struct page_path *path)
{
    char hash[FINGERPRINT_HEX_BYTES];
    struct buf front;

    copy_clear(copy);
    buf_init(&front, FRONT_BYTES_MAX);
    write_front(source, path, &front);
    if (!buf_full(&front)) {
        copy->path = *path;
        copy->plain[0] = blob_new(front.data, front.len);
        copy->plain[1] = edition->html;
        copy_compress(copy, &front, edition);
        fingerprint(front.data, front.len, hash);
        (void)snprintf(copy->etag, sizeof(copy->etag), "W/\"%.16s%.16s\"", hash, edition->hash);
    }
    buf_done(&front);
    return copy->plain[0] != NULL;
}

/* ---- api/public/page_copies.h ---- */

struct page_copies *page_copies_new(void)
{
    return mem_alloc(sizeof(struct page_copies));
}

void page_copies_free(struct page_copies *copies)
{
    if (copies == NULL)
        return;
    edition_clear(&copies->with_list);
    edition_clear(&copies->without_list);
    free(copies);
}

const struct page_copy *page_copies_get(struct page_copies *copies, const struct page_source *source,
                                        const struct page_path *path)
{
    struct edition *edition = source->list != NULL ? &copies->with_list : &copies->without_list;
    size_t place =
        path->kind != PAGE_PRODUCT ? path->kind : PAGE_KINDS + path->product % PAGE_COPIES_PRODUCTS;
    struct page_copy *copy = &edition->fronts[place];

    if (!is_current(edition, source) && !edition_compose(edition, source))
        return NULL;
    if (copy->plain[0] != NULL && copy->path.product == path->product)
        return copy;
    return copy_compose(copy, edition, source, path) ? copy : NULL;
}
