/* scan.c -- see http/scan.h. */
#include "http/scan.h"

static const bool token_chars[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['!'] = true,  ['#'] = true,
    ['$'] = true,         ['%'] = true,         ['&'] = true,         ['\''] = true, ['*'] = true,
    ['+'] = true,         ['-'] = true,         ['.'] = true,         ['^'] = true,  ['_'] = true,
    ['`'] = true,         ['|'] = true,         ['~'] = true,
};

bool scan_is_token_char(unsigned char c)
{
    return token_chars[c];
}

/* The bytes that a value may contain: visible characters, blanks, and bytes above ASCII. */
static bool is_value_char(unsigned char c)
{
    return (c >= 0x20 && c != 0x7f) || c == '\t';
}

static bool is_line_char(unsigned char c)
{
    return c >= 0x20 && c < 0x7f;
}

void scan_init(struct scan *scan, size_t head_bytes)
{
    *scan = (struct scan){ .at = SCAN_START };
    buf_init(&scan->text, head_bytes);
}

void scan_done(struct scan *scan)
{
    buf_done(&scan->text);
}

void scan_reset(struct scan *scan, enum scan_at at)
{
    scan->at = at;
    scan->skipped = false;
    scan->line_len = 0;
    scan->count = 0;
    buf_clear(&scan->text);
}

static enum scan_result refuse(struct refusal *refusal, int status, const char *detail)
{
    *refusal = (struct refusal){ status, detail };
    return SCAN_REFUSED;
}

/* The step at the first byte of a header line; `offset` is its place in the text. */
static enum scan_result begin_field(struct scan *scan, unsigned char c, size_t offset,
                                    struct refusal *refusal)
{
    if (c == '\r') {
        scan->at = SCAN_END_LF;
        return SCAN_MORE;
    }
    if (!token_chars[c])
        return refuse(refusal, 400, "a header line does not begin with a name");
    if (scan->count == HTTP_HEADERS_MAX)
        return refuse(refusal, 431, "too many headers");
    scan->fields[scan->count].name = offset;
    scan->at = SCAN_NAME;
    return SCAN_MORE;
}

/* One byte at a place in the text where lines, names and values begin or end. */
static enum scan_result step(struct scan *scan, unsigned char c, size_t offset, struct refusal *refusal)
{
    switch (scan->at) {
    case SCAN_START:
    case SCAN_START_LF: /* scan_feed() skips empty lines before it comes here */
        if (!token_chars[c])
            return refuse(refusal, 400, "the request line does not begin with a method");
        scan->at = SCAN_LINE;
        return SCAN_MORE;
    case SCAN_LINE:
        if (c != '\r')
            return refuse(refusal, 400, "the request line holds a character that is not allowed");
        scan->line_len = offset;
        scan->at = SCAN_LINE_LF;
        return SCAN_MORE;
    case SCAN_NAME:
        if (c != ':')
            return refuse(refusal, 400, "a header's name holds a character that is not allowed");
        scan->fields[scan->count].colon = offset;
        scan->at = SCAN_VALUE;
        return SCAN_MORE;
    case SCAN_VALUE:
        if (c != '\r')
            return refuse(refusal, 400, "a header's value holds a character that is not allowed");
        scan->fields[scan->count++].end = offset;
        scan->at = SCAN_VALUE_LF;
        return SCAN_MORE;
    case SCAN_LINE_LF:
    case SCAN_VALUE_LF:
    case SCAN_END_LF:
        if (c != '\n')
            return refuse(refusal, 400, "a line does not end in CR LF");
        if (scan->at == SCAN_END_LF)
            return SCAN_DONE;
        scan->at = SCAN_FIELD;
        return SCAN_MORE;
    case SCAN_FIELD:
        break;
    }
    return begin_field(scan, c, offset, refusal);
}

/* Skips the one empty line that may come first; it is not part of the text. */
static enum scan_result skip_empty_line(struct scan *scan, const char *bytes, size_t len, size_t *used,
                                        struct refusal *refusal)
{
    if (*used < len && scan->at == SCAN_START && bytes[*used] == '\r' && !scan->skipped) {
        scan->at = SCAN_START_LF;
        ++*used;
    }
    if (*used < len && scan->at == SCAN_START_LF) {
        if (bytes[*used] != '\n')
            return refuse(refusal, 400, "a line does not end in CR LF");
        scan->at = SCAN_START;
        scan->skipped = true;
        ++*used;
    }
    return SCAN_MORE;
}

/* The bytes from `at` that need no step(): the inside of a line, a name or a value. */
static size_t run_length(enum scan_at state, const char *at, const char *end)
{
    const char *p = at;

    if (state == SCAN_LINE)
        while (p < end && is_line_char((unsigned char)*p))
            p++;
    else if (state == SCAN_NAME)
        while (p < end && token_chars[(unsigned char)*p])
            p++;
    else if (state == SCAN_VALUE)
        while (p < end && is_value_char((unsigned char)*p))
            p++;
    return (size_t)(p - at);
}

enum scan_result scan_feed(struct scan *scan, const char *bytes, size_t len, size_t *used,
                           struct refusal *refusal)
{
    *used = 0;
    enum scan_result result = skip_empty_line(scan, bytes, len, used, refusal);
    if (result != SCAN_MORE)
        return result;

    const char *first = bytes + *used, *p = first;
    size_t room = scan->text.cap - scan->text.len;
    const char *end = len - *used > room ? first + room : bytes + len;
    while (p < end && result == SCAN_MORE) {
        p += run_length(scan->at, p, end);
        if (p == end)
            break;
        result = step(scan, (unsigned char)*p, scan->text.len + (size_t)(p - first), refusal);
        p++;
    }
    buf_add(&scan->text, first, (size_t)(p - first));
    *used = (size_t)(p - bytes);
    if (result == SCAN_MORE && scan->text.len == scan->text.cap)
        return scan->at <= SCAN_LINE ? refuse(refusal, 414, "the request line is too long")
                                     : refuse(refusal, 431, "the headers are too long");
    return result;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

void scan_split(struct scan *scan, struct header headers[])
{
    char *text = scan->text.data;

    text[scan->line_len] = '\0';
    for (int i = 0; i < scan->count; i++) {
        size_t value = scan->fields[i].colon + 1, end = scan->fields[i].end;

        while (value < end && is_blank(text[value]))
            value++;
        while (end > value && is_blank(text[end - 1]))
            end--;
        text[scan->fields[i].colon] = '\0';
        text[end] = '\0';
        headers[i].name = text + scan->fields[i].name;
        headers[i].value = text + value;
    }
}
