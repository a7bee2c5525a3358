/* http/route.h -- route tables: a const one for each resource. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

struct req;

/* Who may call a route. One that does not say is denied: 403. */
enum route_access {
    ROUTE_DENIED,
    ROUTE_PUBLIC,
    ROUTE_STAFF, /* whoever http_options.authorize accepts */
};

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

/* A pattern is literal segments and {names}: "/api/orders/{id}". A GET route serves HEAD too. An unknown path
 * is 404, a known one with another method 405 with Allow; OPTIONS is answered from the table. */
struct route {
    enum http_method method;
    enum route_access access;
    const char *pattern;
    void (*handle)(struct req *req); /* must end in req_reply*() or req_fail(), now or later */
};

#endif
