/* api/public/page.h -- the shop's page: index.html of the web bundle with the shop's details and the product
 * list inserted, so that a browser shows the shelf without another request, even without scripts.
 *
 * Each path has a head of its own, for search engines and shared links (page_head.h). Pages are composed once
 * for each change of the list and kept, plain and compressed; between changes, serving one costs as much as
 * serving a file. The page waits for the list for at most PAGE_LIST_WAIT_MS. Without the list it says that
 * the products are not known yet, and the scripts request them. A path that is not a page of the shop gets a
 * page with status 404 (page_path.h). */
#ifndef API_PUBLIC_PAGE_H
#define API_PUBLIC_PAGE_H

#include "base/attr.h"
#include "base/err.h"

#define PAGE_LIST_WAIT_MS 300

struct assets;
struct loop;
struct page;
struct product_list;
struct settings_store;
struct shop_info;

struct page_options { /* all borrowed */
    struct loop *loop;
    struct assets *assets;
    struct product_list *list;
    struct settings_store *settings;
    struct shop_info *shop;
    const char *public_url; /* "https://morrow.example"; "": not known */
};

/* Takes the place of index.html in `assets`, unless another page already has. Fails if the bundle's
 * index.html is too large. */
MUST_CHECK struct page *page_new(const struct page_options *options, struct err *err);
void page_free(struct page *page); /* waiting requests are not answered; accepts NULL */

#endif
