/* base64.h -- bytes as text (RFC 4648, section 4): parameters and columns of the database are text. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

char *base64_encode(const void *bytes, size_t len); /* on one line; the caller frees it */

/* Decodes into `out` of `size` bytes and sets *len. Newlines are skipped. False: it is not base64, or too
 * long. */
MUST_CHECK bool base64_decode(const char *text, size_t text_len, void *out, size_t size, size_t *len);

/* The most bytes that a text of this length stands for. */
#define BASE64_DECODED_BYTES(text_len) ((text_len) / 4 * 3 + 3)

#endif
