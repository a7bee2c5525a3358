/* http/req.h -- one request, from its complete body to its reply.
 *
 * A handler is a struct in the request's arena and on_*() functions in the order they run. It ends in
 * req_reply*() or req_fail(), always as its last statement: they cancel what is pending in req_ops(), and the
 * memory goes once it has returned. When the client hangs up, a GET's operations are cancelled and the
 * request is gone; any other method runs to its end, and its reply goes nowhere. When its deadline passes, a
 * GET is answered 504; any other method 503 'not known whether it was done', and its operations are cut off.
 * Everything returned is borrowed and lives as long as the request. */
#ifndef HTTP_REQ_H
#define HTTP_REQ_H

#include "base/err.h"
#include "http/route.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct blob;
struct field_errors;
struct op_list;
struct req;

void *req_app(const struct req *req);          /* http_options.app */
const char *req_client(const struct req *req); /* numeric address, behind trusted proxies the forwarded one;
                                                * "unix" where a local proxy forwards none */

enum http_method req_method(const struct req *req);
const char *req_path(const struct req *req);
const char *req_param(const struct req *req,
                      const char *name); /* of the pattern, percent-decoded; never NULL */
const char *req_header(const struct req *req,
                       const char *name);                 /* any case; NULL: absent; repeated: joined ", " */
const char *req_body(const struct req *req, size_t *len); /* followed by a NUL that is not counted */

void *req_alloc(struct req *req, size_t size); /* zeroed */
char *req_printf(struct req *req, const char *fmt, ...) PRINTF(2, 3);
struct op_list *req_ops(struct req *req);

/* Calls `fn` if the client hangs up and the request ends without a reply. `fn` may ask the request, but not
 * reply. */
void req_on_hangup(struct req *req, void (*fn)(struct req *req));

/* The body as JSON: Content-Type application/json or application/merge-patch+json with no charset but UTF-8,
 * no Content-Encoding, no duplicate keys, depth at most 32. On failure `err` is set (415, 400) and NULL
 * returned. The result is freed with the request. Strings may contain NUL: compare json_string_length(). A
 * number beyond 64 bits, or beyond a double, is 1e308 or -1e308: a field must have a smaller maximum. */
json_t *req_json(struct req *req, struct err *err);

/* Content codings, the best last. */
enum http_coding { HTTP_IDENTITY, HTTP_GZIP, HTTP_BROTLI, HTTP_CODINGS };

/* Which of the codings that are `available` (a bit each; the identity always is) Accept-Encoding weighs most,
 * of equals the best; the identity when it takes none. */
enum http_coding req_coding(const struct req *req, unsigned available);
/* Whether If-None-Match names this strong or weak ETag (given with its quotes), or is "*". */
bool req_none_match(const struct req *req, const char *etag);

/* Adds a header to the reply, whichever it becomes. Name and value are copied; no CR or LF may be in them. */
void req_add_header(struct req *req, const char *name, const char *value);

/* The same for header lines that are ready, each with its CR LF: for answers that are given very often. */
void req_add_header_lines(struct req *req, const char *lines);

/* The replies. After any of them the request must not be touched. HEAD gets the head alone. */
void req_reply(struct req *req, int status, const char *content_type, const void *body,
               size_t len); /* copies */
void req_reply_blob(struct req *req, int status, const char *content_type,
                    struct blob *body); /* takes a reference */
void req_reply_static(struct req *req, int status, const char *content_type, const void *body,
                      size_t len); /* borrows it for ever: of constants only */
void req_reply_json_take(struct req *req, int status, json_t *body);
void req_reply_empty(struct req *req, int status); /* 204, 304 */

/* application/problem+json. Status and Retry-After follow from err->kind (http/problem.h). */
void req_fail(struct req *req, const struct err *err);
void req_fail_fields(struct req *req, const struct field_errors *errors); /* 422 with `errors` */
void req_fail_after(struct req *req, const struct err *err, int retry_after_s);

#endif
