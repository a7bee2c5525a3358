/* api/public/page_path.h -- decides which paths are pages of the shop. Other paths get the same document with
 * status 404. No I/O. */
#ifndef API_PUBLIC_PAGE_PATH_H
#define API_PUBLIC_PAGE_PATH_H

#include <stdbool.h>

/* Whether the scripts show a page at this path, and not that there is none. `products` is the product list in
 * JSON, to know the pages of products; NULL: not known, then each of them may exist. An order's page always
 * exists: its id is a secret, and the page asks for it under the limits of the API. */
bool page_path_exists(const char *path, const char *products);

#endif
