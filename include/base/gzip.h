/* gzip.h -- compresses a body that will be sent many times. */
#ifndef BASE_GZIP_H
#define BASE_GZIP_H

#include <stddef.h>

struct blob;

struct blob *gzip_blob(const void *bytes, size_t len); /* NULL when it would not be smaller */

#endif
