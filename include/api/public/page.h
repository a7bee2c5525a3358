/* api/public/page.h -- the page of the shop: index.html of the web bundle, composed with the shop's details
 * and the product list, so that a browser shows the shelf without asking again, and without scripts too.
 *
 * It is composed once for each change of the list and kept, plain and compressed; between changes it costs
 * what a file costs. The page never waits for the list longer than PAGE_LIST_WAIT_MS, and never fails for
 * want of it: then it says that the products are not known, and the scripts ask for them. At a path that is
 * no page of the shop the status is 404 (page_path.h); the document is the same, and says so. */
#ifndef API_PUBLIC_PAGE_H
#define API_PUBLIC_PAGE_H

#include "base/attr.h"
#include "base/err.h"

#define PAGE_LIST_WAIT_MS 300

struct assets;
struct loop;
struct page;
struct product_list;
struct shop_info;

/* Borrows all, and puts itself in the place of index.html in `assets`, unless that is a page already. Fails
 * for a bundle whose index.html is too large. */
MUST_CHECK struct page *page_new(struct loop *loop, struct assets *assets, struct product_list *list,
                                 const struct shop_info *shop, struct err *err);
void page_free(struct page *page); /* requests that wait are not answered; accepts NULL */

#endif
