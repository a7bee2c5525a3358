/* parse.c -- see http/parse.h.
 *
 * Only this file includes llhttp.h, whose enum has names such as HTTP_GET that http/route.h defines, too. */
#include "http/parse.h"

#include "base/mem.h"

#include <llhttp.h>
#include <stdlib.h>
#include <string.h>

/* Memory for a body is kept for the next request up to this size. */
#define BODY_KEPT_BYTES 8192

struct parse {
    llhttp_t llhttp;
    struct scan scan;
    struct head head;
    struct buf body; /* its cap is what parse_allow_body() said */
    size_t overhead; /* bytes of a chunked body that are not the body's own */
    bool in_body, in_trailer;
    struct scan trailer;

    /* What llhttp says. */
    bool chunked, completed;
    uint64_t length;
    int minor;

    struct refusal refusal;
};

/* Keeps the first reason. Returns the value that stops llhttp. */
static int refuse(struct parse *parse, int status, const char *detail)
{
    if (parse->refusal.status == 0)
        parse->refusal = (struct refusal){ status, detail };
    return -1;
}

/* The framing as llhttp reads it. */
static int on_headers_complete(llhttp_t *llhttp)
{
    struct parse *parse = llhttp->data;

    parse->chunked = (llhttp->flags & F_CHUNKED) != 0;
    parse->length = (llhttp->flags & F_CONTENT_LENGTH) != 0 ? llhttp->content_length : 0;
    parse->minor = llhttp->http_minor;
    llhttp->upgrade = 0; /* an upgrade is declined: HTTP/1.1 continues */
    return 0;
}

static int on_chunk_header(llhttp_t *llhttp)
{
    struct parse *parse = llhttp->data;

    if (llhttp->content_length > parse->body.cap - parse->body.len)
        return refuse(parse, 413, "the body is too large");
    parse->in_trailer = llhttp->content_length == 0;
    return parse->in_trailer ? HPE_PAUSED : 0;
}

static int on_body(llhttp_t *llhttp, const char *at, size_t len)
{
    struct parse *parse = llhttp->data;

    buf_add(&parse->body, at, len);
    return buf_full(&parse->body) ? refuse(parse, 413, "the body is too large") : 0;
}

static int on_message_complete(llhttp_t *llhttp)
{
    struct parse *parse = llhttp->data;

    parse->completed = true;
    return HPE_PAUSED; /* the next bytes are another request */
}

static const llhttp_settings_t settings = {
    .on_headers_complete = on_headers_complete,
    .on_chunk_header = on_chunk_header,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
};

struct parse *parse_new(size_t head_bytes)
{
    struct parse *parse = mem_alloc(sizeof(*parse));

    scan_init(&parse->scan, head_bytes);
    scan_init(&parse->trailer, head_bytes);
    buf_init(&parse->body, 0);
    parse_reset(parse);
    return parse;
}

void parse_free(struct parse *parse)
{
    if (parse == NULL)
        return;
    scan_done(&parse->scan);
    scan_done(&parse->trailer);
    buf_done(&parse->body);
    free(parse);
}

void parse_reset(struct parse *parse)
{
    scan_reset(&parse->scan, SCAN_START);
    scan_reset(&parse->trailer, SCAN_FIELD);
    if (parse->body.size > BODY_KEPT_BYTES) {
        buf_done(&parse->body);
        buf_init(&parse->body, 0);
    }
    buf_clear(&parse->body);
    parse->body.cap = 0;
    llhttp_init(&parse->llhttp, HTTP_REQUEST, &settings);
    parse->llhttp.data = parse;
    parse->overhead = 0;
    parse->in_body = parse->in_trailer = parse->completed = parse->chunked = false;
    parse->length = 0;
    parse->minor = 0;
    parse->refusal.status = 0;
}

const struct head *parse_head(const struct parse *parse)
{
    return &parse->head;
}

const char *parse_body(const struct parse *parse, size_t *len)
{
    *len = parse->body.len;
    return parse->body.data;
}

char *parse_take_body(struct parse *parse, size_t *len)
{
    char *body = parse->body.data;

    *len = parse->body.len;
    buf_init(&parse->body, 0);
    return body;
}

const struct refusal *parse_refusal(const struct parse *parse)
{
    return &parse->refusal;
}

bool parse_wants_head_only(const struct parse *parse)
{
    const char *line = parse->scan.text.data;

    return strncmp(line, "HEAD", 4) == 0 && (line[4] == ' ' || line[4] == '\0'); /* '\0': where it was cut */
}

/* The head's text is whole: both readers judge it. llhttp goes first, since head_read() cuts the text. */
static enum parse_result finish_head(struct parse *parse)
{
    const struct buf *text = &parse->scan.text;
    const struct head *head = &parse->head;
    llhttp_errno_t error = llhttp_execute(&parse->llhttp, text->data, text->len);
    bool read = error == HPE_OK || (error == HPE_PAUSED && parse->completed);

    if (!head_read(&parse->head, &parse->scan, &parse->refusal))
        return PARSE_REFUSED;
    if (!read || parse->chunked != (head->body == BODY_CHUNKED) || parse->length != head->length ||
        parse->completed != (head->body == BODY_NONE) || parse->minor != head->minor) {
        (void)refuse(parse, 400, "the head cannot be read as HTTP/1.1");
        return PARSE_REFUSED;
    }
    parse->in_body = true;
    return parse->completed ? PARSE_COMPLETE : PARSE_HEAD;
}

bool parse_allow_body(struct parse *parse, size_t body_bytes)
{
    parse->body.cap = body_bytes;
    if (parse->head.length > body_bytes)
        (void)refuse(parse, 413, "the body is too large");
    return parse->head.length <= body_bytes;
}

static enum parse_result feed_body(struct parse *parse, const char *bytes, size_t len, size_t *used)
{
    size_t before = parse->body.len;
    llhttp_errno_t error = llhttp_execute(&parse->llhttp, bytes, len);
    bool paused = error == HPE_PAUSED && (parse->completed || parse->in_trailer);

    *used = error == HPE_OK ? len : (size_t)(llhttp_get_error_pos(&parse->llhttp) - bytes);
    if (error != HPE_OK && !paused) {
        (void)refuse(parse, 400, "the body's chunks cannot be read");
        return PARSE_REFUSED;
    }

    /* Sizes and extensions together may take as much as a body: a byte a chunk is no use. */
    parse->overhead += *used - (parse->body.len - before);
    if (parse->overhead > parse->body.cap) {
        (void)refuse(parse, 413, "the body's chunks are too many");
        return PARSE_REFUSED;
    }
    return parse->completed ? PARSE_COMPLETE : PARSE_MORE;
}

/* Trailers are dropped, but read as strictly as headers: llhttp 8.1 takes folded and nameless ones, and a
 * bare LF at their end. */
static enum parse_result feed_trailer(struct parse *parse, const char *bytes, size_t len, size_t *used)
{
    switch (scan_feed(&parse->trailer, bytes, len, used, &parse->refusal)) {
    case SCAN_MORE:
        return PARSE_MORE;
    case SCAN_DONE:
        return PARSE_COMPLETE;
    case SCAN_REFUSED:
        break;
    }
    return PARSE_REFUSED;
}

enum parse_result parse_feed(struct parse *parse, const char *bytes, size_t len, size_t *used)
{
    if (parse->in_trailer)
        return feed_trailer(parse, bytes, len, used);
    if (parse->in_body)
        return feed_body(parse, bytes, len, used);
    switch (scan_feed(&parse->scan, bytes, len, used, &parse->refusal)) {
    case SCAN_MORE:
        return PARSE_MORE;
    case SCAN_DONE:
        return finish_head(parse);
    case SCAN_REFUSED:
        break;
    }
    return PARSE_REFUSED;
}
