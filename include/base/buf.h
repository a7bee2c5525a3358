/* buf.h -- a growing byte buffer with a mandatory cap.
 *
 * An addition that would exceed the cap is dropped entirely and marks the buffer as full: check buf_full()
 * once, at the end. The bytes are always followed by a NUL, which is not counted. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *data; /* never NULL after buf_init() */
    size_t len, size, cap;
    bool full; /* something was dropped */
};

void buf_init(struct buf *buf, size_t cap);
void buf_done(struct buf *buf);
void buf_clear(struct buf *buf);

void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_adds(struct buf *buf, const char *text);
void buf_addc(struct buf *buf, char c);
void buf_addf(struct buf *buf, const char *fmt, ...) PRINTF(2, 3);

static inline bool buf_full(const struct buf *buf)
{
    return buf->full;
}

#endif
