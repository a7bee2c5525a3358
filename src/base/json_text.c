/* json_text.c -- see base/json_text.h. */
#include "base/json_text.h"

#include "base/money.h"

void json_text_string(struct buf *out, const char *utf8)
{
    if (utf8 == NULL) {
        buf_adds(out, "null");
        return;
    }
    buf_addc(out, '"');
    for (const char *p = utf8; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;

        if (c == '"' || c == '\\') {
            buf_addc(out, '\\');
            buf_addc(out, (char)c);
        } else if (c < 0x20) {
            buf_addf(out, "\\u%04x", c);
        } else {
            buf_addc(out, (char)c);
        }
    }
    buf_addc(out, '"');
}

void json_text_money(struct buf *out, int64_t cents)
{
    char text[MONEY_BYTES];

    money_format(cents, text);
    buf_adds(out, text);
}
