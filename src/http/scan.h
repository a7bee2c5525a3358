/* http/scan.h -- splits the head of a request into lines, as its bytes arrive.
 *
 * It is strict where parsers disagree about lines, because such differences allow request smuggling: a line
 * ends only with CRLF, a header name is a token directly before its colon, and continued lines and control
 * characters are refused. One empty line before the request line is skipped (RFC 9112, section 2.2). */
#ifndef HTTP_SCAN_H
#define HTTP_SCAN_H

#include "base/attr.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEADERS_MAX 64

/* Why a request is not run, and with which status it is answered. */
struct refusal {
    int status;
    const char *detail; /* a constant: input is never repeated in a response */
};

struct header {
    const char *name, *value; /* NUL-terminated; the value without the blanks around it */
};

enum scan_at {
    SCAN_START,
    SCAN_START_LF, /* of the empty line before */
    SCAN_LINE,     /* in the request line */
    SCAN_LINE_LF,
    SCAN_FIELD, /* at the first byte of a header line, or of the empty line that ends them */
    SCAN_NAME,
    SCAN_VALUE,
    SCAN_VALUE_LF,
    SCAN_END_LF
};

struct scan {
    enum scan_at at;
    bool skipped;    /* the one empty line that may come before */
    struct buf text; /* the head so far; its cap is the limit for heads */
    size_t line_len; /* of the request line, without its CRLF */
    int count;
    struct {
        size_t name, colon, end; /* offsets in `text`; `end` is that of the CR */
    } fields[HTTP_HEADERS_MAX];
};

enum scan_result { SCAN_MORE, SCAN_DONE, SCAN_REFUSED };

void scan_init(struct scan *scan, size_t head_bytes);
void scan_done(struct scan *scan);

/* For the next head; keeps its memory. It begins at SCAN_START, for a trailer at SCAN_FIELD. */
void scan_reset(struct scan *scan, enum scan_at at);

/* Consumes bytes up to the end of the head and sets *used. After SCAN_DONE or SCAN_REFUSED, call
 * scan_reset() first. */
MUST_CHECK enum scan_result scan_feed(struct scan *scan, const char *bytes, size_t len, size_t *used,
                                      struct refusal *refusal);

/* After SCAN_DONE, once: cuts the text into a request line and headers. `headers` takes scan->count. */
void scan_split(struct scan *scan, struct header headers[]);

bool scan_is_token_char(unsigned char c); /* RFC 9110, 5.6.2 */

#endif
