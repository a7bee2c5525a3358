/* text.h -- strict parsing of text from outside. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parses decimal digits without sign, space or leading zero. False for anything else, or above `max`. */
MUST_CHECK bool text_to_u64(const char *text, uint64_t max, uint64_t *out);

#define TEXT_NUMBER_BYTES 24

const char *text_number(char out[TEXT_NUMBER_BYTES], int64_t number); /* in decimal; returns `out` */

int text_hex_digit(char c); /* its value, or -1 */

/* Whether the bytes are valid UTF-8 (RFC 3629). */
MUST_CHECK bool text_is_utf8(const char *bytes, size_t len);

/* Replaces each byte that is not part of valid UTF-8 by '?'. */
void text_make_utf8(char *text);

/* The number of code points in valid UTF-8. */
size_t text_length(const char *utf8);

/* Whether valid UTF-8 contains a control character: C0, DEL or C1. */
bool text_has_control(const char *utf8);

#endif
