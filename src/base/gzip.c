/* gzip.c -- see base/gzip.h. Two parts are compressed separately and make one deflate stream (RFC 1951): the
 * front ends with a flush, the rest with the last block. */
#include "base/gzip.h"

#include "base/blob.h"
#include "base/log.h"
#include "base/mem.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define GZIP_WRAPPER 16           /* added to windowBits: a gzip header and trailer (zlib.h, deflateInit2) */
#define FLUSH_BYTES  16           /* more than the empty block of a flush takes */
#define RAW          (-MAX_WBITS) /* windowBits without either */

/* RFC 1952: deflate, no flags, no time, made on Unix. */
static const Bytef header[] = { 0x1f, 0x8b, Z_DEFLATED, 0, 0, 0, 0, 0, 0, 3 };

static void begin(z_stream *stream, int window_bits)
{
    if (deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        log_fatal("gzip: out of memory");
}

/* Compresses everything to `out`. Returns the bytes written; 0: they are more than `size`. */
static size_t run(z_stream *stream, int flush, const void *bytes, size_t len, Bytef *out, size_t size)
{
    stream->next_in = (z_const Bytef *)bytes;
    stream->avail_in = (uInt)len;
    stream->next_out = out;
    stream->avail_out = (uInt)size;
    int result = deflate(stream, flush);
    bool complete = flush == Z_FINISH ? result == Z_STREAM_END : result == Z_OK && stream->avail_out > 0;
    size_t written = complete ? size - stream->avail_out : 0;

    (void)deflateEnd(stream);
    return written;
}

struct blob *gzip_blob(const void *bytes, size_t len)
{
    z_stream stream = { 0 };

    if (len > UINT_MAX)
        return NULL;
    begin(&stream, MAX_WBITS + GZIP_WRAPPER);
    Bytef *out = mem_alloc(len);
    size_t written = run(&stream, Z_FINISH, bytes, len, out, len);
    struct blob *blob = written > 0 ? blob_new(out, written) : NULL;

    free(out);
    return blob;
}

/* ---- in two parts ---- */

static void describe(struct gzip_part *part, const void *bytes, size_t len)
{
    part->len = len;
    part->crc = (uint32_t)crc32_z(0, bytes, len);
}

/* It ends at a byte's boundary, and what follows does not refer to it: gzip_rest() has not seen it. */
void gzip_front(struct gzip_part *part, const void *bytes, size_t len)
{
    z_stream stream = { 0 };

    describe(part, bytes, len);
    begin(&stream, RAW);
    size_t size = sizeof(header) + deflateBound(&stream, (uLong)len) + FLUSH_BYTES;
    Bytef *out = mem_alloc(size);
    memcpy(out, header, sizeof(header));
    size_t written = run(&stream, Z_SYNC_FLUSH, bytes, len, out + sizeof(header), size - sizeof(header));

    part->bytes = blob_new(out, sizeof(header) + written);
    free(out);
}

void gzip_rest(struct gzip_part *part, const void *bytes, size_t len)
{
    z_stream stream = { 0 };

    describe(part, bytes, len);
    begin(&stream, RAW);
    Bytef *out = mem_alloc(len);
    size_t written = run(&stream, Z_FINISH, bytes, len, out, len);

    part->bytes = written > 0 ? blob_new(out, written) : NULL;
    free(out);
}

static void put_u32(Bytef out[4], uint32_t number)
{
    for (int i = 0; i < 4; i++)
        out[i] = (Bytef)(number >> (8 * i));
}

struct blob *gzip_trailer(const struct gzip_part *front, const struct gzip_part *rest)
{
    Bytef trailer[8];

    put_u32(trailer, (uint32_t)crc32_combine(front->crc, rest->crc, (z_off_t)rest->len));
    put_u32(trailer + 4, (uint32_t)(front->len + rest->len));
    return blob_new(trailer, sizeof(trailer));
}

void gzip_part_done(struct gzip_part *part)
{
    blob_unref(part->bytes);
    *part = (struct gzip_part){ .bytes = NULL };
}
