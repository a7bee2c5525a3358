/* text_clean.c -- see base/text_clean.h. utf8proc knows most properties of characters; this file adds the
 * rest.
 *
 * The Unicode version depends on the Debian release (15.0 on 12, 15.1 on 13), and characters that were
 * assigned later look unassigned. People do enter two kinds of these: new emoji, and rare ideographs in
 * names. Unicode reserves code points for both, and these stay. */
#include "base/text_clean.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <utf8proc.h>

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER     0x200d
#define BRAILLE_BLANK         0x2800 /* a symbol without any dot */
#define BLACK_FLAG            0x1f3f4
#define TAG_END               0xe007f

/* The joiners are for scripts in which the form of a letter depends on its neighbours. In the order of
 * Unicode, Arabic is the first of them. */
#define FIRST_JOINING_LETTER 0x600

#define VIRAMA_CLASS 9 /* the combining class of signs such as the Devanagari virama */

/* A region's flag, such as Scotland's, has its code in tags: of 3 to 6 characters (ISO 3166-2). */
#define FLAG_TAGS_MIN 3
#define FLAG_TAGS_MAX 6

/* The characters kept so far that decide about the next one. */
struct context {
    utf8proc_int32_t last; /* 0: none yet */
    bool in_pictograph;    /* `last` is an emoji, or a skin tone or variation selector of one */
};

/* Returns the character at `p`, 0 at the end, and its bytes. */
static utf8proc_int32_t read_char(const char *p, size_t *len)
{
    utf8proc_int32_t c = 0;

    *len = *p != '\0' ? (size_t)utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &c) : 0;
    return c;
}

/* ---- kinds of characters ---- */

static bool is_reserved_for_pictographs(utf8proc_int32_t c) /* UTS #51, section 1.4.1 */
{
    return (c >= 0x1f000 && c <= 0x1faff) || (c >= 0x1fc00 && c <= 0x1fffd);
}

static bool is_reserved_for_ideographs(utf8proc_int32_t c) /* planes 2 and 3 */
{
    return (c >= 0x20000 && c <= 0x2fffd) || (c >= 0x30000 && c <= 0x3fffd);
}

static bool is_pictograph(utf8proc_int32_t c)
{
    return utf8proc_get_property(c)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC ||
           (utf8proc_category(c) == UTF8PROC_CATEGORY_CN && is_reserved_for_pictographs(c));
}

static bool is_ignorable(utf8proc_int32_t c)
{
    return utf8proc_get_property(c)->ignorable;
}

static bool is_line_separator(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

static bool is_space(utf8proc_int32_t c)
{
    return c == ' ' || c == BRAILLE_BLANK || utf8proc_category(c) == UTF8PROC_CATEGORY_ZS;
}

static bool is_mark(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

static bool is_letter(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

static bool is_joining_letter(utf8proc_int32_t c)
{
    return c >= FIRST_JOINING_LETTER && (is_letter(c) || is_mark(c)) && !is_ignorable(c);
}

/* Of a character that is kept: whether it can be seen by itself. */
static bool is_visible(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return !is_space(c) && !is_mark(c) && !is_ignorable(c) && category != UTF8PROC_CATEGORY_CC &&
           category != UTF8PROC_CATEGORY_CF;
}

/* ---- which are kept ---- */

static bool keeps_joiner(const struct context *before, utf8proc_int32_t joiner, utf8proc_int32_t next)
{
    if (joiner == ZERO_WIDTH_JOINER && before->in_pictograph && is_pictograph(next))
        return true;
    if (utf8proc_get_property(before->last)->combining_class == VIRAMA_CLASS)
        return true;
    return is_joining_letter(before->last) && is_joining_letter(next);
}

/* Variation selectors and the like: one for each character. */
static bool keeps_ignorable_mark(const struct context *before)
{
    return before->last != 0 && !is_ignorable(before->last) &&
           (is_visible(before->last) || is_mark(before->last));
}

static bool keeps(const struct context *before, utf8proc_int32_t c, utf8proc_int32_t next)
{
    if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
        return keeps_joiner(before, c, next);
    if (is_ignorable(c))
        return is_mark(c) && keeps_ignorable_mark(before);
    if (c >= 0xfff9 && c <= 0xfffc) /* they enclose annotations, or stand for an object that is not here */
        return false;
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CN:
        return is_reserved_for_pictographs(c) || is_reserved_for_ideographs(c);
    case UTF8PROC_CATEGORY_CO: /* few fonts have it; others show a box */
        return false;
    default:
        return true;
    }
}

static void advance(struct context *context, utf8proc_int32_t c)
{
    bool extends = utf8proc_get_property(c)->boundclass == UTF8PROC_BOUNDCLASS_EXTEND;

    context->in_pictograph = is_pictograph(c) || (context->in_pictograph && extends);
    context->last = c;
}

/* The bytes of a flag's tags at `p`; 0: there is no whole and well-formed code, which would be hidden text.
 */
static size_t flag_tags_bytes(const char *p)
{
    const char *start = p;
    size_t len;

    for (int tags = 0; tags <= FLAG_TAGS_MAX; tags++, p += len) {
        utf8proc_int32_t c = read_char(p, &len), ascii = c - 0xe0000;

        if (c == TAG_END)
            return tags >= FLAG_TAGS_MIN ? (size_t)(p - start) + len : 0;
        if (!((ascii >= '0' && ascii <= '9') || (ascii >= 'a' && ascii <= 'z')))
            break;
    }
    return 0;
}

/* Printable ASCII, which most text is: all of it is kept, and visible but for the space. */
static bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

void text_clean(char *utf8)
{
    struct context context = { 0 };
    char *out = utf8, *end = utf8; /* `end`: without the spaces that come last */
    bool visible = false;
    size_t len;

    for (const char *p = utf8; *p != '\0'; p += len) {
        if (is_plain(*p)) {
            len = 1;
            if (*p == ' ' && out == utf8)
                continue;
            *out++ = *p;
            context = (struct context){ .last = *p };
            visible |= *p != ' ';
            if (*p != ' ')
                end = out;
            continue;
        }
        size_t next_len;
        utf8proc_int32_t c = read_char(p, &len), next = read_char(p + len, &next_len);
        const char *kept = p;

        if (is_line_separator(c)) {
            kept = " ";
            c = ' ';
        } else if (!keeps(&context, c, next)) {
            continue;
        } else if (c == BLACK_FLAG) {
            len += flag_tags_bytes(p + len);
        }
        if (is_space(c) && out == utf8)
            continue;
        size_t kept_len = kept == p ? len : 1;
        memmove(out, kept, kept_len);
        out += kept_len;
        advance(&context, c);
        visible |= is_visible(c);
        if (!is_space(c))
            end = out;
    }
    *(visible ? end : utf8) = '\0';
}
