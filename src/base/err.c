/* err.c -- see base/err.h. */
#include "base/err.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
    if (err == NULL || err_is_set(err))
        return false;
    err->kind = kind;

    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(err->msg, sizeof(err->msg), fmt, args);
    va_end(args);
    text_make_utf8(
        err->msg); /* a server's words may be in any encoding, and the cut may be inside a character */
    return false;
}
