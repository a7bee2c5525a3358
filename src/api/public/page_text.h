/* api/public/page_text.h -- fills the placeholders of index.html, each with the escaping that it needs. No
 * I/O.
 *
 *   {{shop.name_class}}   " wordmark-long" for a name that needs smaller letters
 *   {{shop.name}} {{shop.address}} {{shop.hours}} {{shop.phone}}   text, also between quotes of an attribute
 *   {{data}}        {"shop": …, "products": […] or null}, for a <script type="application/json">
 *   {{products}}    the products as a list, for <noscript>
 *
 * A value always stays text: it cannot end an element, and placeholders in it are not replaced. */
#ifndef API_PUBLIC_PAGE_TEXT_H
#define API_PUBLIC_PAGE_TEXT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* The shop: its texts, and what GET /api/shop answers. All borrowed. */
struct page_shop {
    const char *name, *address, *hours, *phone, *currency, *json;
};

/* The bundle's index.html is a front, {{head}} and a rest: what {{head}} stands for depends on the path
 * (page_head.h). Without {{head}}, everything is the rest. */
size_t page_text_front_len(const char *index, size_t len);
size_t page_text_rest_at(const char *index, size_t len);

/* Without any the file is a page already. */
bool page_text_has_placeholders(const char *index, size_t len);

/* Adds the page to `out`; check buf_full() afterwards. `products` is the JSON array of GET /api/products;
 * NULL, or anything else, means that the products are not known. */
void page_text_write(struct buf *out, const char *index, size_t len, const struct page_shop *shop,
                     const char *products);

#endif
