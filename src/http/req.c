/* req.c -- see http/req.h: takes a request from its head to its handler, and gives the handler its data. The
 * replies are in reply.c, the JSON body is in req_json.c. */
#include "base/clock.h"
#include "http/conn.h"
#include "http/req_impl.h"
#include "http/server_impl.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Requests kept for reuse: about as many as run at once in a busy moment. */
#define REQS_KEPT 256

static const char hex_digits[] = "0123456789abcdef";

/* ---- its life ---- */

static void give_id(struct req *req)
{
    char *p = req->id + strlen(req->server->id_prefix);
    uint64_t id = ++req->server->next_id;
    int digits = 8;

    while (digits < 16 && id >> (4 * digits) != 0)
        digits++;
    memcpy(req->id, req->server->id_prefix, sizeof(req->server->id_prefix));
    for (int i = digits - 1; i >= 0; i--)
        *p++ = hex_digits[(id >> (4 * i)) & 15];
    *p = '\0';
}

struct req *req_take(struct http_server *server, struct conn *conn)
{
    struct req *req = SLIST_FIRST(&server->free_reqs);

    if (req != NULL) {
        SLIST_REMOVE_HEAD(&server->free_reqs, entry);
        server->free_req_count--;
    } else {
        req = mem_alloc(sizeof(*req));
        req->server = server;
        req->arena = &req->memory;
        req->parse = parse_new(server->options.limits.head_bytes);
        buf_init(&req->headers, REQ_HEADERS_BYTES);
    }
    req->conn = conn;
    req->head = NULL;
    req->json = NULL;
    req->reason = NULL;
    req->started_ms = 0;
    req->match.route = NULL;
    req->wants_head_only = req->replied = req->is_upload = false;
    req->on_hangup = NULL;
    req->admitted = NULL;
    req->method = HTTP_GET;
    req->client[0] = '\0';
    op_list_init(&req->ops);
    give_id(req);
    return req;
}

static void req_free(struct req *req)
{
    parse_free(req->parse);
    arena_done(&req->memory);
    buf_done(&req->headers);
    free(req);
}

void req_release(struct req *req)
{
    struct http_server *server = req->server;

    if (!req->replied && req->on_hangup != NULL)
        req->on_hangup(req);
    op_list_cancel(&req->ops);
    json_decref(req->json);
    if (req->is_upload)
        server->upload_count--;
    if (server->free_req_count == REQS_KEPT) {
        req_free(req);
        return;
    }
    arena_reset(req->arena);
    parse_reset(req->parse);
    buf_clear(&req->headers);
    SLIST_INSERT_HEAD(&server->free_reqs, req, entry);
    server->free_req_count++;
}

void req_pool_free(struct http_server *server)
{
    struct req *req;

    while ((req = SLIST_FIRST(&server->free_reqs)) != NULL) {
        SLIST_REMOVE_HEAD(&server->free_reqs, entry);
        req_free(req);
    }
    server->free_req_count = 0;
}

static bool is_good_id(const char *id)
{
    size_t len = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    return len > 0 && len <= REQ_ID_MAX && id[len] == '\0';
}

/* Behind a trusted proxy the client and the id are those that the proxy names. */
static void believe_proxy(struct req *req)
{
    const char *id = head_find(req->head, "X-Request-Id");

    if (id != NULL && is_good_id(id))
        memcpy(req->id, id, strlen(id) + 1);
    trusted_proxies_client(req->server->options.proxies, conn_peer(req->conn),
                           req_header(req, "X-Forwarded-For"), req->client);
}

static enum http_method method_of(enum verb verb)
{
    static const enum http_method methods[VERBS] = {
        [VERB_GET] = HTTP_GET,     [VERB_HEAD] = HTTP_GET,    [VERB_POST] = HTTP_POST,
        [VERB_PUT] = HTTP_PUT,     [VERB_PATCH] = HTTP_PATCH, [VERB_DELETE] = HTTP_DELETE,
        [VERB_OPTIONS] = HTTP_GET,
    };
    return methods[verb];
}

bool req_route(struct req *req, struct refusal *refusal)
{
    req->head = parse_head(req->parse);
    req->method = method_of(req->head->verb);
    req->wants_head_only = req->head->verb == VERB_HEAD;
    if (conn_peer_is_proxy(req->conn))
        believe_proxy(req);
    if (!target_read(&req->target, req->head->target, req->arena, refusal))
        return false;
    if (req->target.asterisk && req->head->verb != VERB_OPTIONS) {
        *refusal = (struct refusal){ 400, "the target \"*\" is valid only with OPTIONS" };
        return false;
    }
    router_match(req->server->router, req->method, &req->target, &req->match);
    if (req->target.asterisk)
        req->match.allowed = router_methods(req->server->router);
    if (req->head->verb == VERB_OPTIONS)
        req->match.route = NULL;
    return true;
}

bool req_has_handler(const struct req *req)
{
    return req->match.route != NULL;
}

static void answer_without_handler(struct req *req)
{
    char allow[ROUTER_ALLOW_BYTES];
    struct err err = ERR_INIT;

    if (req->match.allowed == 0) {
        err_set(&err, ERR_NOT_FOUND, "no such resource");
        req_fail(req, &err);
        return;
    }
    router_allow(req->match.allowed, allow);
    req_add_header(req, "Allow", allow);
    if (req->head->verb == VERB_OPTIONS)
        req_reply_empty(req, 204);
    else
        req_problem(req, 405, "use one of the methods in Allow");
}

size_t req_body_max(const struct req *req)
{
    size_t usual = req->server->options.limits.body_bytes;
    const struct route *route = req->match.route;

    return route != NULL && route->body_bytes > usual ? route->body_bytes : usual;
}

bool req_is_upload(const struct req *req)
{
    size_t usual = req->server->options.limits.body_bytes;

    return req_body_max(req) > usual;
}

void req_authorize(struct req *req)
{
    const struct http_options *options = &req->server->options;
    enum route_access access = req->match.route->access;

    if (access == ROUTE_PUBLIC)
        req_admit(req, NULL);
    else if (access != ROUTE_DENIED && options->authorize != NULL)
        options->authorize(req, access);
    else
        req_fail_with(req, ERR_FORBIDDEN, "access to this resource is denied");
}

void req_run(struct req *req)
{
    req->started_ms = clock_ms();
    if (req->match.route == NULL)
        answer_without_handler(req);
    else if (req->is_upload)
        req->match.route->handle(req); /* it was authorized before its body came */
    else
        req_authorize(req);
}

/* Authorized before its body is read. */
static void admit_upload(struct req *req)
{
    struct http_server *server = req->server;

    if (server->upload_count >= server->options.limits.uploads) {
        req_fail_with(req, ERR_UNAVAILABLE, "too many uploads at once: try again");
        return;
    }
    req->is_upload = true;
    server->upload_count++;
    conn_admit(req->conn);
}

void req_admit(struct req *req, const void *who)
{
    req->admitted = who;
    if (conn_awaits_admission(req->conn))
        admit_upload(req);
    else
        req->match.route->handle(req);
}

const void *req_admitted(const struct req *req)
{
    return req->admitted;
}

bool req_is_safe(const struct req *req)
{
    return req->method == HTTP_GET;
}

/* ---- for handlers ---- */

void *req_app(const struct req *req)
{
    return req->server->options.app;
}

const char *req_client(const struct req *req)
{
    return req->client[0] != '\0' ? req->client : conn_peer(req->conn);
}

bool req_is_https(const struct req *req)
{
    const char *scheme = req_header(req, "X-Forwarded-Proto");

    return scheme != NULL && conn_peer_is_proxy(req->conn) && strcasecmp(scheme, "https") == 0;
}

enum http_method req_method(const struct req *req)
{
    return req->method;
}

const char *req_path(const struct req *req)
{
    return req->target.path;
}

const char *req_param(const struct req *req, const char *name)
{
    size_t len = strlen(name);

    for (int i = 0; i < req->match.count; i++)
        if (req->match.params[i].name_len == len && memcmp(req->match.params[i].name, name, len) == 0)
            return req->match.params[i].value;
    return "";
}

const char *req_query(struct req *req, const char *name)
{
    return target_query(&req->target, name, req->arena);
}

/* All headers of that name in one line; `first` is the place of the first. */
static const char *join_headers(const struct req *req, const char *name, int first)
{
    const struct head *head = req->head;
    size_t len = 0;

    for (int i = first; i < head->count; i++)
        if (strcasecmp(head->headers[i].name, name) == 0)
            len += strlen(head->headers[i].value) + 2;
    char *joined = arena_alloc(req->arena, len + 1), *p = joined;
    for (int i = first; i < head->count; i++)
        if (strcasecmp(head->headers[i].name, name) == 0)
            p += sprintf(p, "%s%s", p > joined ? ", " : "", head->headers[i].value);
    return joined;
}

const char *req_header(const struct req *req, const char *name)
{
    const struct head *head = req->head;
    int first = -1;

    for (int i = 0; i < head->count; i++) {
        if (strcasecmp(head->headers[i].name, name) != 0)
            continue;
        if (first >= 0)
            return join_headers(req, name, first);
        first = i;
    }
    return first >= 0 ? head->headers[first].value : NULL;
}

const char *req_body(const struct req *req, size_t *len)
{
    return parse_body(req->parse, len);
}

char *req_take_body(struct req *req, size_t *len)
{
    return parse_take_body(req->parse, len);
}

struct arena *req_arena(struct req *req)
{
    return req->arena;
}

void *req_alloc(struct req *req, size_t size)
{
    return arena_alloc(req->arena, size);
}

char *req_printf(struct req *req, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    size_t len = (size_t)vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = arena_alloc(req->arena, len + 1);
    (void)vsnprintf(text, len + 1, fmt, again);
    va_end(again);
    return text;
}

struct op_list *req_ops(struct req *req)
{
    return &req->ops;
}

void req_on_hangup(struct req *req, void (*fn)(struct req *req))
{
    req->on_hangup = fn;
}
