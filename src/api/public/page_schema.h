/* api/public/page_schema.h -- the shop and its products as search engines read them: schema.org, as JSON. It
 * has to be escaped for the script element that it stands in (page_escape.h). No I/O. */
#ifndef API_PUBLIC_PAGE_SCHEMA_H
#define API_PUBLIC_PAGE_SCHEMA_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct shop_state;

/* All borrowed. */
struct schema_product {
    uint64_t id;
    const char *name, *description; /* description: "": none */
    const char *image;              /* URL path; NULL: none that others can show */
    int64_t price_cents;            /* -1: not known */
    bool available;
};

/* `public_url` is "" or the start of absolute addresses; without it no address is written, because search
 * engines do not resolve relative ones. `image` is a URL path; NULL: none. The hours are those of the week,
 * and of the dates with other hours in the SHOP_DAYS_TOLD days from `today` on. */
void page_schema_bakery(struct buf *out, const struct shop_state *shop, int today, const char *public_url,
                        const char *image);
void page_schema_product(struct buf *out, const struct schema_product *product, const char *currency,
                         const char *public_url);

#endif
