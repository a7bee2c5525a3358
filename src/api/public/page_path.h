/* api/public/page_path.h -- decides which paths are pages of the shop, and which page each of them is. Other
 * paths get a page with status 404. No I/O. */
#ifndef API_PUBLIC_PAGE_PATH_H
#define API_PUBLIC_PAGE_PATH_H

#include <stdbool.h>
#include <stdint.h>

enum page_kind {
    PAGE_MENU,
    PAGE_PRODUCT,
    PAGE_BASKET,
    PAGE_CHECKOUT,
    PAGE_ORDERS,
    PAGE_ORDER,
    PAGE_STAFF,
    PAGE_NO_PRODUCT, /* no product of the list has this id */
    PAGE_NONE,
    PAGE_KINDS
};

struct page_path {
    enum page_kind kind;
    uint64_t product; /* the id, of PAGE_PRODUCT; 0: not a number */
};

/* The page that the scripts have at this path. `products` is the product list as JSON, to find the pages of
 * products; if it is NULL, any of these may exist. The page of an order always exists: its id is a secret,
 * and the page requests it under the limits of the API. */
struct page_path page_path_of(const char *path, const char *products);

bool page_path_exists(const struct page_path *path);

/* Where a product of the list begins, as a JSON object; NULL: it is not in the list. */
const char *page_path_product(const char *products, uint64_t id);

#endif
