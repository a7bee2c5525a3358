/* api/public/page.h -- the shop's page: index.html of the web bundle with the shop's details and the product
 * list inserted, so that a browser shows the shelf without another request, even without scripts.
 *
 * It is built once for each change of the list and kept, plain and compressed; between changes, serving it
 * costs as much as serving a file. The page waits for the list for at most PAGE_LIST_WAIT_MS. Without the
 * list it says that the products are not known yet, and the scripts request them. A path that is not a page
 * of the shop gets the same document with status 404 (page_path.h). */
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

/* Borrows all arguments. Takes the place of index.html in `assets`, unless another page already has. Fails if
 * the bundle's index.html is too large. */
MUST_CHECK struct page *page_new(struct loop *loop, struct assets *assets, struct product_list *list,
                                 struct settings_store *settings, struct shop_info *shop, struct err *err);
void page_free(struct page *page); /* waiting requests are not answered; accepts NULL */

#endif
