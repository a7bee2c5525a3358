/* blob.h -- immutable, reference-counted bytes: a response body, a cached list.
 * The last blob_unref() frees them. Not thread-safe. */
#ifndef BASE_BLOB_H
#define BASE_BLOB_H

#include <stddef.h>

struct blob {
    size_t len;
    unsigned refs;
    char bytes[]; /* followed by a NUL that is not counted */
};

struct blob *blob_new(const void *bytes, size_t len); /* copies; the caller owns one reference */
struct blob *blob_ref(struct blob *blob);             /* returns its argument; NULL stays NULL */
void blob_unref(struct blob *blob);                   /* accepts NULL */

#endif
