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
    for (const char *p = utf8; *p != '\0';) {
        const char *plain = p;

        while ((unsigned char)*p >= 0x20 && *p != '"' && *p != '\\')
            p++;
        buf_add(out, plain, (size_t)(p - plain));
        if (*p == '"' || *p == '\\') {
            buf_addc(out, '\\');
            buf_addc(out, *p++);
        } else if (*p != '\0') {
            buf_addf(out, "\\u%04x", (unsigned char)*p++);
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
