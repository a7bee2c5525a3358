/* blob.h -- immutable bytes that several holders share: a response body, a cached list.
 * The last blob_unref() frees them. Not for threads: there are none. */
#ifndef BASE_BLOB_H
#define BASE_BLOB_H

#include <stddef.h>

struct blob {
    size_t len;
    unsigned refs;
    char bytes[]; /* followed by a NUL that is not counted */
};

struct blob *blob_new(const void *bytes, size_t len); /* copies; one reference, the caller's */
struct blob *blob_ref(struct blob *blob);             /* returns its argument; NULL stays NULL */
void blob_unref(struct blob *blob);                   /* accepts NULL */

#endif
