/* gzip.h -- compresses a body that will be sent many times, whole or in two parts. */
#ifndef BASE_GZIP_H
#define BASE_GZIP_H

#include <stddef.h>
#include <stdint.h>

struct blob;

struct blob *gzip_blob(const void *bytes, size_t len); /* NULL when it would not be smaller */

/* A part of a body, so that bodies with the same end can share its compressed form. What is sent is the bytes
 * of a front, those of a rest, and their trailer. */
struct gzip_part {
    struct blob *bytes; /* compressed; of a rest NULL when they would not be smaller */
    size_t len;         /* uncompressed */
    uint32_t crc;
};

void gzip_front(struct gzip_part *part, const void *bytes, size_t len);
void gzip_rest(struct gzip_part *part, const void *bytes, size_t len);
struct blob *gzip_trailer(const struct gzip_part *front, const struct gzip_part *rest);
void gzip_part_done(struct gzip_part *part); /* accepts a zeroed one */

#endif
