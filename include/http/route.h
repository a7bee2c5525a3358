/* http/route.h -- route tables: each resource has a const one. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include <stddef.h>

struct req;

/* Who may call a route. A route without an access value is denied: 403. Of the others, http_options.authorize
 * decides who has which role; each role may do what the ones before it may. */
enum route_access { ROUTE_DENIED, ROUTE_PUBLIC, ROUTE_COUNTER, ROUTE_MANAGER, ROUTE_OWNER };

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

/* A pattern consists of literal segments and {names}: "/api/orders/{id}". A GET route also serves HEAD. An
 * unknown path gets 404, a known path with another method 405 with Allow; OPTIONS is answered from the table.
 */
struct route {
    enum http_method method;
    enum route_access access;
    const char *pattern;
    void (*handle)(struct req *req); /* must end with req_reply*() or req_fail(), now or later */

    /* The largest body, if that is more than http_limits.body_bytes; 0: it is not. A request with a body to
     * such a route is an upload: its body is read only after the request was authorized, and few at once. */
    size_t body_bytes;
};

#endif
