/* buf.c -- see base/buf.h. */
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_FIRST_BYTES 256

void buf_init(struct buf *buf, size_t cap)
{
    *buf = (struct buf){ .cap = cap, .size = 1 };
    buf->data = mem_alloc(1);
}

void buf_done(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){ 0 };
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->data[0] = '\0';
    buf->full = false;
}

/* Makes room for `len` more bytes and their NUL, or marks the buffer full. */
static bool buf_reserve(struct buf *buf, size_t len)
{
    if (len > buf->cap - buf->len) {
        buf->full = true;
        return false;
    }
    size_t need = buf->len + len + 1;
    if (need > buf->size) {
        size_t size = buf->size * 2 > BUF_FIRST_BYTES ? buf->size * 2 : BUF_FIRST_BYTES;
        if (size < need)
            size = need;
        if (size > buf->cap + 1)
            size = buf->cap + 1;
        buf->data = mem_realloc(buf->data, size);
        buf->size = size;
    }
    return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
    if (len == 0 || !buf_reserve(buf, len))
        return;
    memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void buf_adds(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_addc(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_addf(struct buf *buf, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len > 0 && buf_reserve(buf, (size_t)len)) {
        (void)vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}
