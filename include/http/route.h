/* http/route.h -- a const table a resource says which handler takes what. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

struct req;

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

/* A pattern is literal segments and {names}: "/api/orders/{id}". A GET route serves HEAD too. An unknown path
 * is 404, a known one with another method 405 with Allow; OPTIONS is answered from the table. */
struct route {
    enum http_method method;
    const char *pattern;
    void (*handle)(struct req *req); /* must end in req_reply*() or req_fail(), now or later */
};

#endif
