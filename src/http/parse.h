/* http/parse.h -- parses one request: the head by scan.h and head.h, the framing by llhttp.
 *
 * Both parsers see each head. A request is refused if either of them refuses it, or if they disagree. llhttp
 * decodes the body, chunked or not. After a refusal nothing more is read from the connection. */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "base/attr.h"
#include "http/head.h"

struct parse;

enum parse_result {
    PARSE_MORE,
    PARSE_HEAD,     /* the head is complete and a body follows: time for "100 Continue" */
    PARSE_COMPLETE, /* with its body, if it has one */
    PARSE_REFUSED
};

struct parse *parse_new(size_t head_bytes);
void parse_free(struct parse *parse);  /* accepts NULL */
void parse_reset(struct parse *parse); /* for the next request */

/* Consumes bytes up to the end of the head, or of the body, and sets *used. After PARSE_COMPLETE or
 * PARSE_REFUSED, call parse_reset() first. */
MUST_CHECK enum parse_result parse_feed(struct parse *parse, const char *bytes, size_t len, size_t *used);

/* After PARSE_HEAD: allows a body of at most `body_bytes`; before this call, none. False, with the refusal,
 * if the request announces a larger one. */
MUST_CHECK bool parse_allow_body(struct parse *parse, size_t body_bytes);

/* Borrowed until parse_reset(). The head is valid after PARSE_HEAD; the body, followed by a NUL that is
 * not counted, after PARSE_COMPLETE; the refusal after PARSE_REFUSED. */
const struct head *parse_head(const struct parse *parse);
const char *parse_body(const struct parse *parse, size_t *len);
char *parse_take_body(struct parse *parse, size_t *len); /* the same, and the caller frees it */
const struct refusal *parse_refusal(const struct parse *parse);

/* Whether the request line, as far as it came, is that of HEAD: a refusal then has no body either. */
bool parse_wants_head_only(const struct parse *parse);

#endif
