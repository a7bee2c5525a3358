/* version_etag.c -- see api/version_etag.h. */
#include "api/version_etag.h"

#include <inttypes.h>
#include <stdio.h>

const char *version_etag(char out[VERSION_ETAG_BYTES], int64_t version)
{
    (void)snprintf(out, VERSION_ETAG_BYTES, "\"%" PRId64 "\"", version);
    return out;
}
