/* http/router.h -- the route tables, compiled once into a tree of path segments.
 *
 * A literal segment takes precedence over a {name}. A {name} matches any segment that is not empty. */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "base/attr.h"
#include "base/err.h"
#include "http/route.h"

#include <stddef.h>

#define ROUTER_PARAMS_MAX  4
#define ROUTER_ALLOW_BYTES 64

struct router;
struct target;

struct route_match {
    const struct route *route; /* NULL: none has this path and method */
    unsigned allowed;          /* of the path: a bit an enum http_method; 0: no such path */
    int count;
    struct {
        const char *name; /* borrowed from the pattern: not NUL-terminated */
        size_t name_len;
        const char *value; /* borrowed from the target */
    } params[ROUTER_PARAMS_MAX];
};

/* `fallback` (NULL: none) gets the paths whose first segment begins no pattern. Fails for an invalid
 * pattern, and for two routes with the same method and path. */
MUST_CHECK struct router *router_new(const struct route *const *tables, const struct route *fallback,
                                     struct err *err);
void router_free(struct router *router); /* accepts NULL */

void router_match(const struct router *router, enum http_method method, const struct target *target,
                  struct route_match *match);

/* The value of an Allow header: "GET, HEAD, POST, OPTIONS". */
void router_allow(unsigned allowed, char out[ROUTER_ALLOW_BYTES]);
unsigned router_methods(const struct router *router); /* those of all routes together */

#endif
