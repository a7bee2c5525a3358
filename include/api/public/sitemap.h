/* api/public/sitemap.h -- GET /sitemap.xml and GET /robots.txt: which pages search engines should visit.
 *
 * A sitemap needs absolute addresses, and the Host header of a request can be made up. So there is one only
 * if BAKERY_PUBLIC_URL is set, and only then robots.txt names it. */
#ifndef API_PUBLIC_SITEMAP_H
#define API_PUBLIC_SITEMAP_H

#include "base/buf.h"

struct product_list;
struct sitemap;

/* Borrows both. `public_url` is "" if it is not known. */
struct sitemap *sitemap_new(struct product_list *list, const char *public_url);
void sitemap_free(struct sitemap *sitemap); /* accepts NULL */

/* Adds the menu and the page of each product in the list, which is JSON. Pure; for tests. */
void sitemap_write(struct buf *out, const char *public_url, const char *products);

#endif
