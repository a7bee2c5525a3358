/* api/public/page_copies.h -- the pages as they are sent, plain and compressed, composed when they are first
 * requested and kept until the list or the shop changes.
 *
 * Pages differ in their head only. So each copy consists of a front of its own, with the head, and of a rest
 * that all share: it holds the list, and composing it takes longer than everything else. Of products, the
 * fronts of PAGE_COPIES_PRODUCTS are kept. One that is not kept is composed again, without the rest. */
#ifndef API_PUBLIC_PAGE_COPIES_H
#define API_PUBLIC_PAGE_COPIES_H

#include "api/public/page_path.h"
#include "base/buf.h"

/* A front takes some 4 KB; 100 KB at the worst. */
#define PAGE_COPIES_PRODUCTS 128

struct blob;
struct page_copies;
struct product_list_view;
struct shop_view;

/* What pages are made of. All borrowed. */
struct page_source {
    const char *index; /* the bundle's index.html, with its placeholders */
    size_t index_len;
    const struct product_list_view *list; /* NULL: not known */
    const struct shop_view *shop;
    const char *public_url; /* "": not known */
};

#define PAGE_COPY_PLAIN 2
#define PAGE_COPY_GZIP  3

/* Both forms are sent as their parts, one after the other. */
struct page_copy {
    struct page_path path;
    struct blob *plain[PAGE_COPY_PLAIN];
    struct blob *gzip[PAGE_COPY_GZIP]; /* of NULL when compression saves nothing */
    char etag[40];                     /* weak, for both forms; with its quotes */
};

/* Adds the whole page to `out`. False: it is too large. */
bool page_source_write(const struct page_source *source, const struct page_path *path, struct buf *out);

/* The largest page. */
extern const size_t page_bytes_max;

struct page_copies *page_copies_new(void);
void page_copies_free(struct page_copies *copies); /* accepts NULL */

/* Borrowed until the next call. NULL: the page is too large. */
const struct page_copy *page_copies_get(struct page_copies *copies, const struct page_source *source,
                                        const struct page_path *path);

#endif
