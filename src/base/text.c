/* text.c -- see base/text.h. */
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool text_to_u64(const char *text, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;

    if (*text == '\0' || (text[0] == '0' && text[1] != '\0'))
        return false;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p < '0' || *p > '9')
            return false;
        if (__builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(*p - '0'), &value))
            return false;
    }
    if (value > max)
        return false;
    *out = value;
    return true;
}

const char *text_number(char out[TEXT_NUMBER_BYTES], int64_t number)
{
    (void)snprintf(out, TEXT_NUMBER_BYTES, "%" PRId64, number);
    return out;
}

int text_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The bytes that follow a lead byte, and the bounds of the first of them: RFC 3629, section 4. */
static int utf8_tail(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (lead < 0x80)
        return 0;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 1;
    if (lead >= 0xe0 && lead <= 0xef) {
        if (lead == 0xe0)
            *low = 0xa0;
        if (lead == 0xed)
            *high = 0x9f;
        return 2;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        if (lead == 0xf0)
            *low = 0x90;
        if (lead == 0xf4)
            *high = 0x8f;
        return 3;
    }
    return -1;
}

/* How many bytes from `p` are surely ASCII: whole words of them. */
static size_t ascii_words(const unsigned char *p, const unsigned char *end)
{
    const unsigned char *first = p;
    uint64_t word;

    for (; (size_t)(end - p) >= sizeof(word); p += sizeof(word)) {
        memcpy(&word, p, sizeof(word));
        if ((word & 0x8080808080808080u) != 0)
            break;
    }
    return (size_t)(p - first);
}

/* The bytes of the character at `p`; 0: none begins there. */
static size_t utf8_length(const unsigned char *p, const unsigned char *end)
{
    unsigned char low, high;
    int tail = utf8_tail(*p, &low, &high);

    if (tail < 0 || tail >= end - p)
        return 0;
    for (int i = 1; i <= tail; i++) {
        if (p[i] < low || p[i] > high)
            return 0;
        low = 0x80;
        high = 0xbf;
    }
    return (size_t)tail + 1;
}

bool text_is_utf8(const char *bytes, size_t len)
{
    const unsigned char *p = (const unsigned char *)bytes, *end = len > 0 ? p + len : p;
    size_t taken;

    for (p += ascii_words(p, end); p < end; p += taken)
        if ((taken = utf8_length(p, end)) == 0)
            return false;
    return true;
}

void text_make_utf8(char *text)
{
    unsigned char *p = (unsigned char *)text, *end = p + strlen(text);

    while (p < end) {
        size_t len = utf8_length(p, end);

        if (len == 0)
            *p = '?';
        p += len > 0 ? len : 1;
    }
}

size_t text_length(const char *utf8)
{
    size_t points = 0;

    for (; *utf8 != '\0'; utf8++)
        if (((unsigned char)*utf8 & 0xc0) != 0x80)
            points++;
    return points;
}

bool text_has_control(const char *utf8)
{
    for (const unsigned char *p = (const unsigned char *)utf8; *p != '\0'; p++)
        if (*p < 0x20 || *p == 0x7f || (*p == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f))
            return true;
    return false;
}
