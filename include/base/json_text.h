/* json_text.h -- writes our answers as JSON text. jansson reads what comes in, but prints a price of 3.50
 * as 3.5, and prices have two decimals by contract. */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include "base/buf.h"

#include <stdint.h>

void json_text_string(struct buf *out, const char *utf8); /* quoted and escaped; NULL is null */
void json_text_money(struct buf *out, int64_t cents);     /* 3.50 */

#endif
