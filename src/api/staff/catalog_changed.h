/* catalog_changed.h -- the last step of each request that has changed the product list. */
#ifndef API_STAFF_CATALOG_CHANGED_H
#define API_STAFF_CATALOG_CHANGED_H

#include <stdint.h>

struct err;
struct req;

/* Call it after the commit: when `fn` is called, nobody sees the old list any more, neither here nor in other
 * processes. With `err`, the cache could not be told; the relay repeats it until the cache knows the version
 * (catalog.told_version), so callers ignore the error. */
void catalog_changed(struct req *req, int64_t list_version, void (*fn)(void *arg, const struct err *err),
                     void *arg);

#endif
