/* router.c -- see http/router.h. */
#include "http/router.h"

#include "base/mem.h"
#include "http/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    const char *text; /* of a literal: borrowed from its pattern */
    size_t len;
    const struct route *routes[HTTP_METHODS];
    struct node *literals; /* the first child that is a literal */
    struct node *any;      /* the child that is a {name} */
    struct node *next;     /* the next literal of the same parent */
};

struct router {
    struct node *root;
    const struct route *fallback; /* NULL: none */
    unsigned methods;
};

static const char *const method_names[HTTP_METHODS] = {
    [HTTP_GET] = "GET, HEAD", [HTTP_POST] = "POST",     [HTTP_PUT] = "PUT",
    [HTTP_PATCH] = "PATCH",   [HTTP_DELETE] = "DELETE",
};

static void node_free(struct node *node)
{
    while (node != NULL) {
        struct node *next = node->next;

        node_free(node->literals);
        node_free(node->any);
        free(node);
        node = next;
    }
}

void router_free(struct router *router)
{
    if (router == NULL)
        return;
    node_free(router->root);
    free(router);
}

static bool is_param(const char *segment, size_t len)
{
    return len > 2 && segment[0] == '{' && segment[len - 1] == '}';
}

/* The child for one segment of a pattern, made if need be. */
static struct node *child_of(struct node *parent, const char *segment, size_t len)
{
    struct node **place = &parent->literals;

    if (is_param(segment, len)) {
        if (parent->any == NULL)
            parent->any = mem_alloc(sizeof(*parent->any));
        return parent->any;
    }
    for (; *place != NULL; place = &(*place)->next)
        if ((*place)->len == len && memcmp((*place)->text, segment, len) == 0)
            return *place;
    *place = mem_alloc(sizeof(**place));
    (*place)->text = segment;
    (*place)->len = len;
    return *place;
}

static bool add_route(struct router *router, const struct route *route, struct err *err)
{
    struct node *node = router->root;
    const char *p = route->pattern;
    int segments = 0, params = 0;

    if (*p != '/')
        return err_set(err, ERR_INTERNAL, "route %s: a pattern must begin with '/'", route->pattern);
    while (*p == '/') {
        size_t len = strcspn(++p, "/");

        params += is_param(p, len);
        if (++segments > TARGET_SEGMENTS_MAX || params > ROUTER_PARAMS_MAX)
            return err_set(err, ERR_INTERNAL, "route %s: too many segments or names", route->pattern);
        node = child_of(node, p, len);
        p += len;
    }
    if (node->routes[route->method] != NULL)
        return err_set(err, ERR_INTERNAL, "route %s: defined twice", route->pattern);
    node->routes[route->method] = route;
    router->methods |= 1u << route->method;
    return true;
}

struct router *router_new(const struct route *const *tables, const struct route *fallback, struct err *err)
{
    struct router *router = mem_alloc(sizeof(*router));

    router->fallback = fallback;
    router->root = mem_alloc(sizeof(*router->root));
    for (; *tables != NULL; tables++)
        for (const struct route *route = *tables; route->pattern != NULL; route++)
            if (!add_route(router, route, err)) {
                router_free(router);
                return NULL;
            }
    return router;
}

static const struct node *literal_child(const struct node *node, const char *segment)
{
    size_t len = strlen(segment);

    for (const struct node *child = node->literals; child != NULL; child = child->next)
        if (child->len == len && memcmp(child->text, segment, len) == 0)
            return child;
    return NULL;
}

/* Whether a route of this method lies below `node` for the segments from `at`; notes other methods. The
 * depth of the recursion is at most TARGET_SEGMENTS_MAX. */
static bool match_below(const struct node *node, enum http_method method, const struct target *target, int at,
                        struct route_match *match)
{
    if (at == target->count) {
        for (int i = 0; i < HTTP_METHODS; i++)
            if (node->routes[i] != NULL)
                match->allowed |= 1u << i;
        match->route = node->routes[method];
        return match->route != NULL;
    }
    const char *segment = target->segments[at];
    const struct node *literal = literal_child(node, segment);
    if (literal != NULL && match_below(literal, method, target, at + 1, match))
        return true;
    return *segment != '\0' && node->any != NULL && match_below(node->any, method, target, at + 1, match);
}

/* Pairs the names in the pattern with the segments in their places. */
static void bind_params(const struct target *target, struct route_match *match)
{
    const char *p = match->route->pattern;

    for (int i = 0; i < target->count; i++) {
        size_t len = strcspn(++p, "/");

        if (is_param(p, len)) {
            match->params[match->count].name = p + 1;
            match->params[match->count].name_len = len - 2;
            match->params[match->count++].value = target->segments[i];
        }
        p += len;
    }
}

static void fall_back(const struct route *fallback, enum http_method method, struct route_match *match)
{
    match->allowed = 1u << fallback->method;
    match->route = fallback->method == method ? fallback : NULL;
}

void router_match(const struct router *router, enum http_method method, const struct target *target,
                  struct route_match *match)
{
    match->route = NULL;
    match->allowed = 0;
    match->count = 0;
    if (target->count > TARGET_SEGMENTS_MAX)
        return;
    if (match_below(router->root, method, target, 0, match))
        bind_params(target, match);
    else if (match->allowed == 0 && router->fallback != NULL && target->count > 0 &&
             literal_child(router->root, target->segments[0]) == NULL)
        fall_back(router->fallback, method, match);
}

void router_allow(unsigned allowed, char out[ROUTER_ALLOW_BYTES])
{
    size_t len = 0;

    out[0] = '\0';
    for (int i = 0; i < HTTP_METHODS; i++)
        if (allowed & (1u << i))
            len += (size_t)snprintf(out + len, ROUTER_ALLOW_BYTES - len, "%s, ", method_names[i]);
    (void)snprintf(out + len, ROUTER_ALLOW_BYTES - len, "OPTIONS");
}

unsigned router_methods(const struct router *router)
{
    return router->methods;
}
