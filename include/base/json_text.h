/* json_text.h -- writes responses as JSON text. jansson parses the input, but it would print a price of 3.50
 * as 3.5, and the API promises two decimals. */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include "base/buf.h"

#include <stdint.h>

void json_text_string(struct buf *out, const char *utf8); /* quoted and escaped; NULL gives null */
void json_text_money(struct buf *out, int64_t cents);     /* 3.50 */

#endif
