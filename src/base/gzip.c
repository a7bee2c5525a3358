/* gzip.c -- see base/gzip.h. */
#include "base/gzip.h"

#include "base/blob.h"
#include "base/log.h"
#include "base/mem.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#define GZIP_WRAPPER 16 /* added to windowBits: a gzip header and trailer (zlib.h, deflateInit2) */

struct blob *gzip_blob(const void *bytes, size_t len)
{
    z_stream stream = { 0 };
    struct blob *blob = NULL;

    if (len > UINT_MAX)
        return NULL;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + GZIP_WRAPPER, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        log_fatal("gzip: out of memory");
    Bytef *out = mem_alloc(len);
    stream.next_in = (z_const Bytef *)bytes;
    stream.avail_in = (uInt)len;
    stream.next_out = out;
    stream.avail_out = (uInt)len; /* running out of room: not smaller */
    if (deflate(&stream, Z_FINISH) == Z_STREAM_END)
        blob = blob_new(out, len - stream.avail_out);
    (void)deflateEnd(&stream);
    free(out);
    return blob;
}
