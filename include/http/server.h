/* http/server.h -- the HTTP/1.1 server: listens, reads requests within limits and deadlines, routes them.
 *
 * Layers within the room: conn (a socket, and llhttp) -> req (one request, from its complete body to its
 * reply) -> router (finds the handler). A connection has one request in flight; pipelined bytes wait. */
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
    int connections;             /* in total */
    int connections_per_address; /* 0: no cap */
    int streams;                 /* event streams; beyond it 503. At most three quarters of the connections */
    size_t head_bytes;           /* request line and headers; beyond it 431, or 414 for the line alone */
    size_t body_bytes;           /* beyond it 413 */
    int head_ms;                 /* from the first byte of a head to its last; then 408 */
    int body_ms;                 /* for the body; then 408 */
    int uploads;                 /* requests with a larger body at once; beyond it 503 (http/route.h) */
    int upload_ms;               /* for the body of such a request, and then for its reply */
    int idle_ms;                 /* between requests; then the connection is closed silently */
    int write_ms;                /* without progress because the client does not read; then it is closed */
    int heartbeat_ms;            /* between comments on a stream without events */
    int request_ms; /* from a complete request to its reply; then 504, or 503 if it may have been done */
};

extern const struct http_limits http_default_limits;

struct http_options {
    const char *listen; /* "127.0.0.1:8080", ":80", "unix:/run/bakery.sock": http/listener.h */
    struct http_limits limits;
    const struct trusted_proxies *proxies; /* whose X-Forwarded-For is trusted; NULL: nobody's */
    const struct route *const *routes; /* tables, ended by NULL; each ends with a route without a pattern */
    const struct assets *pages;        /* for GETs of paths that no table has; NULL: 404 */
    /* Whether the request may use routes of this access: ends with req_admit() or with a reply, now or later,
     * like a handler. NULL: only ROUTE_PUBLIC works. */
    void (*authorize)(struct req *req, enum route_access access);
    void *app; /* given to handlers by req_app() */
};

/* Copies `options` and borrows what it points to. Fails if the address is invalid or in use. */
MUST_CHECK struct http_server *http_server_new(struct loop *loop, const struct http_options *options,
                                               struct err *err);
int http_server_port(const struct http_server *server); /* 0: a unix socket */

/* The address in the form of `listen`, with the actual port if port 0 was requested. */
#define HTTP_ADDRESS_BYTES 128
void http_server_address(const struct http_server *server, char out[HTTP_ADDRESS_BYTES]);

/* Stops accepting, closes idle connections and lets running requests end ("Connection: close"). Calls back
 * once, from the loop, when the last one has ended. http_server_free() before that fails the remaining
 * requests with 503. Not for handlers. */
void http_server_drain(struct http_server *server, void (*on_drained)(void *arg), void *arg);
void http_server_free(struct http_server *server); /* accepts NULL */

#endif
