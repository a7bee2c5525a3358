/* http/server.h -- the HTTP/1.1 server: listens, reads requests within limits and deadlines, routes them.
 *
 * Layers within the room: conn (a socket, and llhttp) -> req (one request, from its complete body
 * to its reply) -> router (which handler). One request is in flight on a connection; pipelined bytes wait. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/err.h"
#include "http/route.h"

#include <stdbool.h>
#include <stddef.h>

struct assets;
struct loop;
struct http_server;
struct req;
struct trusted_proxies;

struct http_limits {
    int connections;             /* in all */
    int connections_per_address; /* 0: no cap */
    int streams;                 /* event streams: 503. At most three quarters of the connections */
    size_t head_bytes;           /* request line and headers: 431 (414 when the line alone is too long) */
    size_t body_bytes;           /* 413 */
    int head_ms;                 /* from the first byte of a head to its last: 408 */
    int body_ms;                 /* for the body: 408 */
    int idle_ms;                 /* between requests: closed silently */
    int write_ms;                /* without progress while a client does not read: closed */
    int heartbeat_ms;            /* of a stream that has nothing to tell: a comment */
    int request_ms; /* from a complete request to its reply: 504, or 503 for what may have been done */
};

extern const struct http_limits http_default_limits;

struct http_options {
    const char *listen; /* "127.0.0.1:8080", ":80", "unix:/run/bakery.sock": http/listener.h */
    struct http_limits limits;
    const struct trusted_proxies *proxies; /* whose X-Forwarded-For counts; NULL: nobody's */
    const struct route *const *routes; /* tables, ended by NULL; each ended by a route without a pattern */
    const struct assets *pages;        /* what GETs of paths apart from those of the tables get; NULL: 404 */
    /* Whether the request may use routes of this access; else sets `err`. NULL: only ROUTE_PUBLIC is open. */
    bool (*authorize)(const struct req *req, enum route_access access, struct err *err);
    void *app; /* given to handlers by req_app() */
};

/* `options` is copied, what it points to is borrowed. Fails when the address is not one, or is taken. */
MUST_CHECK struct http_server *http_server_new(struct loop *loop, const struct http_options *options,
                                               struct err *err);
int http_server_port(const struct http_server *server); /* 0: a unix socket */

/* Where it listens, as `listen` would say it: with the port that was found when 0 was asked for. */
#define HTTP_ADDRESS_BYTES 128
void http_server_address(const struct http_server *server, char out[HTTP_ADDRESS_BYTES]);

/* Stops accepting, closes idle connections, lets requests under way end ("Connection: close"), and calls back
 * when the last has: once, from the loop. http_server_free() before that fails the rest with 503; it is not
 * for handlers. */
void http_server_drain(struct http_server *server, void (*on_drained)(void *arg), void *arg);
void http_server_free(struct http_server *server); /* accepts NULL */

#endif
