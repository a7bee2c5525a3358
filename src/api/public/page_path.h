/* api/public/page_path.h -- decides which paths are pages of the shop. Other paths get the same document with
 * status 404. No I/O. */
#ifndef API_PUBLIC_PAGE_PATH_H
#define API_PUBLIC_PAGE_PATH_H

#include <stdbool.h>

/* Whether the scripts have a page at this path. `products` is the product list as JSON, to find the pages
 * of products; if it is NULL, any of these may exist. The page of an order always exists: its id is a
 * secret, and the page requests it under the limits of the API. */
bool page_path_exists(const char *path, const char *products);

#endif
