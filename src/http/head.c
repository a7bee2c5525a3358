/* head.c -- see http/head.h. */
#include "http/head.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static const char *const verb_names[VERBS] = {
    [VERB_GET] = "GET",     [VERB_HEAD] = "HEAD",     [VERB_POST] = "POST",       [VERB_PUT] = "PUT",
    [VERB_PATCH] = "PATCH", [VERB_DELETE] = "DELETE", [VERB_OPTIONS] = "OPTIONS",
};

static bool refuse(struct refusal *refusal, int status, const char *detail)
{
    *refusal = (struct refusal){ status, detail };
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool read_version(struct head *head, const char *version, struct refusal *refusal)
{
    if (strlen(version) != 8 || memcmp(version, "HTTP/", 5) != 0 || !is_digit(version[5]) ||
        version[6] != '.' || !is_digit(version[7]))
        return refuse(refusal, 400, "the request line does not end in an HTTP version");
    if (version[5] != '1' || version[7] > '1')
        return refuse(refusal, 505, "this server speaks HTTP/1.1 and HTTP/1.0");
    head->minor = version[7] - '0';
    return true;
}

/* METHOD SP target SP version: single spaces, none inside. */
static bool read_line(struct head *head, char *line, struct refusal *refusal)
{
    char *target = strchr(line, ' ');
    char *version = target ? strchr(target + 1, ' ') : NULL;

    if (version == NULL || version == target + 1)
        return refuse(refusal, 400, "the request line is not a method, a target and a version");
    *target++ = '\0';
    *version++ = '\0';
    for (const char *p = line; *p != '\0'; p++)
        if (!scan_is_token_char((unsigned char)*p))
            return refuse(refusal, 400, "the method is not a token");
    if (!read_version(head, version, refusal))
        return false;
    head->target = target;
    for (int verb = 0; verb < VERBS; verb++)
        if (strcmp(line, verb_names[verb]) == 0) {
            head->verb = (enum verb)verb;
            return true;
        }
    return refuse(refusal, 501, "this server does not implement that method");
}

/* [IPv6], a name or an IPv4 address. Returns the rest of the text, or NULL. */
static const char *skip_host_name(const char *p, const char *end)
{
    const char *first = p;

    if (p < end && *p == '[') {
        for (p++; p < end && (is_alnum(*p) || *p == ':' || *p == '.'); p++)
            ;
        return p < end && *p == ']' && p > first + 2 ? p + 1 : NULL;
    }
    while (p < end && (is_alnum(*p) || *p == '.' || *p == '-' || *p == '_'))
        p++;
    return p > first ? p : NULL;
}

bool head_is_host(const char *text, size_t len)
{
    const char *end = text + len, *p = skip_host_name(text, end);

    if (p == NULL || p == end)
        return p != NULL;
    if (*p++ != ':' || end - p > 5)
        return false;
    for (; p < end; p++)
        if (!is_digit(*p))
            return false;
    return true;
}

/* Whether a comma-separated list holds the word, in any case. */
static bool list_has(const char *list, const char *word)
{
    size_t len = strlen(word);

    for (const char *p = list; *p != '\0';) {
        p += strspn(p, " \t,");
        size_t item = strcspn(p, " \t,");
        if (item == len && strncasecmp(p, word, len) == 0)
            return true;
        p += item;
    }
    return false;
}

const char *head_find(const struct head *head, const char *name)
{
    for (int i = 0; i < head->count; i++)
        if (strcasecmp(head->headers[i].name, name) == 0)
            return head->headers[i].value;
    return NULL;
}

static bool read_length(struct head *head, const char *value, struct refusal *refusal)
{
    /* Leading zeros are legal: text_to_u64() does not take them. */
    const char *digits = value + strspn(value, "0");
    if (*digits == '\0' && digits > value)
        digits--;
    if (*value == '\0' || strspn(value, "0123456789") != strlen(value))
        return refuse(refusal, 400, "Content-Length is not a number");
    if (!text_to_u64(digits, UINT64_MAX, &head->length))
        return refuse(refusal, 413, "the body is too large");
    return true;
}

/* The headers that may occur only once, collected in one pass. */
struct special {
    const char *host, *length, *coding, *expect;
    int hosts, lengths, codings;
    bool closes, keeps;
};

static void note_connection(struct special *special, const char *value)
{
    special->closes |= list_has(value, "close");
    special->keeps |= list_has(value, "keep-alive");
}

static void note_header(struct special *special, const struct header *header)
{
    /* Compares the length first, because most headers are none of these. */
    size_t len = strlen(header->name);

    if (len == 4 && strcasecmp(header->name, "Host") == 0) {
        special->host = header->value;
        special->hosts++;
    } else if (len == 14 && strcasecmp(header->name, "Content-Length") == 0) {
        special->length = header->value;
        special->lengths++;
    } else if (len == 17 && strcasecmp(header->name, "Transfer-Encoding") == 0) {
        special->coding = header->value;
        special->codings++;
    } else if (len == 10 && strcasecmp(header->name, "Connection") == 0) {
        note_connection(special, header->value);
    } else if (len == 6 && strcasecmp(header->name, "Expect") == 0) {
        special->expect = header->value;
    }
}

static bool read_framing(struct head *head, const struct special *special, struct refusal *refusal)
{
    head->body = BODY_NONE;
    head->length = 0;
    if (special->codings > 0) {
        if (head->minor == 0)
            return refuse(refusal, 400, "HTTP/1.0 has no Transfer-Encoding");
        if (special->lengths > 0)
            return refuse(refusal, 400, "Content-Length and Transfer-Encoding exclude each other");
        if (special->codings > 1 || strcasecmp(special->coding, "chunked") != 0)
            return special->codings == 1 && !list_has(special->coding, "chunked")
                       ? refuse(refusal, 501, "the only Transfer-Encoding read here is chunked")
                       : refuse(refusal, 400, "Transfer-Encoding is not chunked alone");
        head->body = BODY_CHUNKED;
        return true;
    }
    if (special->lengths == 0)
        return true;
    if (special->lengths > 1)
        return refuse(refusal, 400, "there is more than one Content-Length");
    if (!read_length(head, special->length, refusal))
        return false;
    head->body = head->length > 0 ? BODY_LENGTH : BODY_NONE;
    return true;
}

bool head_read(struct head *head, struct scan *scan, struct refusal *refusal)
{
    struct special special = { 0 };

    head->count = scan->count;
    scan_split(scan, head->headers);
    if (!read_line(head, scan->text.data, refusal))
        return false;
    for (int i = 0; i < head->count; i++)
        note_header(&special, &head->headers[i]);
    if (special.hosts > 1 || (special.hosts == 0 && head->minor > 0))
        return refuse(refusal, 400, "a request has exactly one Host");
    if (special.hosts == 1 && !head_is_host(special.host, strlen(special.host)))
        return refuse(refusal, 400, "Host is not a host");
    if (!read_framing(head, &special, refusal))
        return false;
    head->keep_alive = !special.closes && (head->minor > 0 || special.keeps);

    /* An HTTP/1.0 client cannot mean it (RFC 9110, 10.1.1). */
    head->expects_continue = special.expect != NULL && head->minor > 0;
    if (head->expects_continue && strcasecmp(special.expect, "100-continue") != 0)
        return refuse(refusal, 417, "the only expectation met here is 100-continue");
    return true;
}
