/* api/public/page_head.h -- what search engines and shared links show of a page: its title, description,
 * canonical address and Open Graph tags, and the shop or the product as data (page_schema.h). No I/O.
 *
 * Only the menu and products are for search engines; all other pages have a title and "noindex". The few
 * words are in the shop's language, those of web/src/texts where the scripts give the page the same title. */
#ifndef API_PUBLIC_PAGE_HEAD_H
#define API_PUBLIC_PAGE_HEAD_H

#include "api/public/page_path.h"
#include "base/buf.h"

struct shop_state;

/* The texts at their longest, each character escaped, and the hours of four weeks. */
#define PAGE_HEAD_BYTES_MAX ((size_t)64 << 10)

/* Longer descriptions are cut: search engines and messengers show less. */
#define PAGE_HEAD_DESCRIPTION_MAX 200 /* characters */

/* What the head is about. All borrowed. */
struct page_head {
    struct page_path path;
    const char *products; /* the product list as JSON; NULL: not known */
    const struct shop_state *shop;
    int today;              /* base/date.h */
    const char *public_url; /* "https://morrow.example"; "": not known, so there are no absolute links */
};

/* Adds the head to `out`; check buf_full() afterwards. */
void page_head_write(struct buf *out, const struct page_head *head);

#endif
