/* http/head.h -- the head of a request, and whether it is acceptable.
 *
 * Checks the rules of HTTP/1.1 for the head: the request line, Host, the framing of the body, Expect. Pure:
 * no parser, no socket. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/scan.h"

/* The methods this server implements; all others are 501. Not named HTTP_*: those are llhttp's names too. */
enum verb { VERB_GET, VERB_HEAD, VERB_POST, VERB_PUT, VERB_PATCH, VERB_DELETE, VERB_OPTIONS, VERBS };

enum body_kind { BODY_NONE, BODY_LENGTH, BODY_CHUNKED };

struct head {
    enum verb verb;
    int minor; /* HTTP/1.minor: 0 or 1 */
    const char *target;
    int count;
    struct header headers[HTTP_HEADERS_MAX];
    enum body_kind body;
    uint64_t length; /* with BODY_LENGTH */
    bool keep_alive;
    bool expects_continue;
};

/* Cuts the scanned text in place and judges it. Everything in `head` points into the scan's text. */
MUST_CHECK bool head_read(struct head *head, struct scan *scan, struct refusal *refusal);

/* The first header of that name, in any case, or NULL. */
const char *head_find(const struct head *head, const char *name);

/* Whether it is a host name or address with an optional port, as a Host header must be. */
bool head_is_host(const char *text, size_t len);

#endif
