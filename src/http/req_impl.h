/* http/req_impl.h -- struct req for this room: taken at the first byte, released after the reply.
 *
 * Requests are recycled with their memory, so in the steady state serving one allocates nothing. */
#ifndef HTTP_REQ_IMPL_H
#define HTTP_REQ_IMPL_H

#include "base/buf.h"
#include "base/mem.h"
#include "http/parse.h"
#include "http/req.h"
#include "http/router.h"
#include "http/target.h"
#include "http/trusted_proxies.h"
#include "loop/op.h"

#include <stdint.h>

#define REQ_ID_MAX 64

/* The maximum size of the headers that handlers add to one reply. */
#define REQ_HEADERS_BYTES 8192

struct conn;
struct http_server;

struct req {
    struct http_server *server;
    struct conn *conn;
    struct parse *parse;
    const struct head *head; /* NULL before it is complete */
    struct arena *arena;     /* &memory: written to also where the request is const */
    struct arena memory;
    struct op_list ops;
    struct target target;
    struct route_match match;
    const void *admitted; /* by http_options.authorize */
    enum http_method method;
    bool wants_head_only; /* HEAD */
    bool replied;
    bool is_upload;                     /* its body counts in server->upload_count */
    void (*on_hangup)(struct req *req); /* NULL: nothing to do */
    json_t *json;
    const char *reason; /* of a failure, for the log; NULL: none was given */
    struct buf headers; /* added by the handler, as they will be sent */
    int64_t started_ms; /* when it was complete */
    char id[REQ_ID_MAX + 1];
    char client[CLIENT_ADDRESS_BYTES];
    SLIST_ENTRY(req) entry;
};

struct req *req_take(struct http_server *server, struct conn *conn);
void req_release(struct req *req); /* cancels what is pending */
void req_pool_free(struct http_server *server);

/* The head is complete: finds the route. False, with why, when its target cannot be read. */
MUST_CHECK bool req_route(struct req *req, struct refusal *refusal);
bool req_has_handler(const struct req *req);
size_t req_body_max(const struct req *req); /* the largest body that its route allows */
bool req_is_upload(const struct req *req);  /* authorize it before its body is read */
void req_authorize(struct req *req);        /* ends with conn_admit(), or with a reply */
void req_run(struct req *req);              /* the body is complete too */

/* Answers 200 with a body that ends with the connection, and leaves that to the caller. False: it was HEAD,
 * and is answered. */
MUST_CHECK bool req_begin_stream(struct req *req, const char *content_type);

/* Answers with application/problem+json and the given status. */
void req_problem(struct req *req, int status, const char *detail);

/* Answers a request that could not be parsed, and closes the connection. */
void req_refuse(struct req *req, const struct refusal *refusal);
void req_expire(struct req *req);        /* its deadline passed */
void req_shut(struct req *req);          /* the server stops */
bool req_is_safe(const struct req *req); /* GET or HEAD: may be dropped with its client */

#endif
