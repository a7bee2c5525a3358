/* http/req.h -- one request, from its complete body to its reply.
 *
 * A handler is a struct in the request's arena and on_*() functions in the order in which they run. It ends
 * with req_reply*() or req_fail() as its last statement: they cancel what is pending in req_ops(), and the
 * memory is freed after the handler has returned. When the client hangs up, a GET request is cancelled; any
 * other method runs to its end, and its reply is discarded. When the deadline passes, a GET request is
 * answered with 504. Any other method is answered with 503, 'it is unknown whether it was done', and its
 * operations are cancelled. Everything returned is borrowed and lives as long as the request. */
#ifndef HTTP_REQ_H
#define HTTP_REQ_H

#include "base/err.h"
#include "http/route.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct blob;
struct field_errors;
struct op_list;
struct problem;
struct req;

void *req_app(const struct req *req);          /* http_options.app */
const char *req_client(const struct req *req); /* numeric address; from a trusted proxy the forwarded one, or
                                                * "unix" if a local proxy forwards none */

/* Whether the client uses HTTPS, as a trusted proxy's X-Forwarded-Proto says. */
bool req_is_https(const struct req *req);

/* For http_options.authorize: runs the handler. `who` is what req_admitted() then returns; it must live as
 * long as the request. */
void req_admit(struct req *req, const void *who);
const void *req_admitted(const struct req *req); /* NULL in a public route */

enum http_method req_method(const struct req *req);
const char *req_path(const struct req *req);
const char *req_param(const struct req *req,
                      const char *name); /* a {name} of the pattern, percent-decoded; never NULL */
const char *req_query(struct req *req,
                      const char *name); /* a parameter of the query, decoded; NULL: absent or not UTF-8 */
const char *req_header(const struct req *req,
                       const char *name); /* in any case; NULL: absent; repeated ones are joined with ", " */
const char *req_body(const struct req *req, size_t *len); /* followed by a NUL that is not counted */
char *req_take_body(struct req *req, size_t *len);        /* the same, and the caller frees it */

void *req_alloc(struct req *req, size_t size); /* zeroed */
char *req_printf(struct req *req, const char *fmt, ...) PRINTF(2, 3);
struct arena *req_arena(struct req *req); /* the memory of the two above */
struct op_list *req_ops(struct req *req);

/* Calls `fn` if the client hangs up and the request ends without a reply. `fn` may read the request, but must
 * not reply. */
void req_on_hangup(struct req *req, void (*fn)(struct req *req));

/* Parses the body as JSON. Requires Content-Type application/json or application/merge-patch+json with no
 * charset except UTF-8, no Content-Encoding, no duplicate keys and a depth of at most 32. On failure sets
 * `err` (415, 400) and returns NULL. The result is freed with the request. Strings may contain NUL: compare
 * json_string_length(). A number that exceeds 64 bits, or a double, becomes 1e308 or -1e308: give each field
 * a smaller maximum. */
json_t *req_json(struct req *req, struct err *err);

/* Content codings, the best one last. */
enum http_coding { HTTP_IDENTITY, HTTP_GZIP, HTTP_BROTLI, HTTP_CODINGS };

/* Chooses a coding from Accept-Encoding. `available` has a bit for each coding; identity is always available.
 * Of codings with the same weight the best one is chosen, and identity if none is acceptable. */
enum http_coding req_coding(const struct req *req, unsigned available);
/* Whether If-None-Match is "*" or contains this strong or weak ETag (with its quotes). */
bool req_none_match(const struct req *req, const char *etag);
/* Whether If-Match is missing, "*", or contains this strong ETag (with its quotes). */
bool req_match(const struct req *req, const char *etag);

/* Adds a header to the reply, also to an error. Name and value are copied and must not contain CR or LF. */
void req_add_header(struct req *req, const char *name, const char *value);

/* The same for complete header lines, each with its CR LF: for frequent replies. */
void req_add_header_lines(struct req *req, const char *lines);

/* The replies. Do not use the request after any of them. HEAD gets only the head. */
void req_reply(struct req *req, int status, const char *content_type, const void *body,
               size_t len); /* copies */
void req_reply_blob(struct req *req, int status, const char *content_type,
                    struct blob *body); /* takes a reference */
void req_reply_blobs(struct req *req, int status, const char *content_type, struct blob *const parts[],
                     int count); /* one body after the other; takes references */
void req_reply_static(struct req *req, int status, const char *content_type, const void *body,
                      size_t len); /* borrows the body for ever: only for constants */
void req_reply_json_take(struct req *req, int status, json_t *body);
void req_reply_empty(struct req *req, int status); /* 204, 304 */

/* Reply with application/problem+json. Status and Retry-After depend on err->kind (http/problem.h). */
void req_fail(struct req *req, const struct err *err);
void req_fail_with(struct req *req, enum err_kind kind, const char *detail);
void req_fail_fields(struct req *req, const struct field_errors *errors); /* 422 with `errors` */
void req_fail_rule(struct req *req, const struct problem *problem);       /* 422 */
void req_fail_after(struct req *req, const struct err *err, int retry_after_s);

#endif
