/* version_etag.h -- the ETag of what has a version in the database. */
#ifndef API_VERSION_ETAG_H
#define API_VERSION_ETAG_H

#include <stdint.h>

#define VERSION_ETAG_BYTES 24

const char *version_etag(char out[VERSION_ETAG_BYTES], int64_t version); /* with its quotes; returns out */

#endif
