/* fixture.h -- a server on a free port of 127.0.0.1, and clients that are raw sockets, in one loop.
 *
 * Clients read in each turn, unless they are deaf. Nothing here sleeps: WAIT_FOR turns the loop until its
 * condition holds, or fails after 5 s. */
#ifndef TEST_HTTP_FIXTURE_H
#define TEST_HTTP_FIXTURE_H

#include "base/attr.h"
#include "base/blob.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/secret.h"
#include "http/conn_impl.h"
#include "http/trusted_proxies.h"
#include "loop/op.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define CLIENTS_MAX 80
#define WAITERS_MAX 64
#define BIG_BYTES   (16 * 1024 * 1024)
#define WAIT_MS     5000

struct client {
    int fd; /* -1: not used */
    char *text;
    size_t len, size;
    bool deaf;
    bool gone; /* the server closed */
};

/* A request whose handler waits for waiter_answer(). */
struct waiter {
    struct op op;
    struct req *req;
};

struct fixture {
    struct loop *loop;
    struct http_server *server;
    struct trusted_proxies *proxies;
    const struct assets *pages;
    const struct route *const *routes; /* NULL: those of the fixture */
    void (*authorize)(struct req *req, enum route_access access);
    struct client clients[CLIENTS_MAX];
    struct waiter waiters[WAITERS_MAX];
    int waiter_count;
    int hangups; /* of requests that wait */
    int handled; /* requests that reached a handler */
    struct blob *big;
    int drained;
};

#define WAIT_FOR(fixture, condition)                 \
    do {                                             \
        int64_t wait_end_ms = clock_ms() + WAIT_MS;  \
        while (!(condition)) {                       \
            if (clock_ms() > wait_end_ms)            \
                fail_msg("in vain: %s", #condition); \
            turn(fixture);                           \
        }                                            \
    } while (0)

/* ---- handlers ---- */

static struct fixture *fixture_of(struct req *req)
{
    struct fixture *f = req_app(req);

    f->handled++;
    return f;
}

static void handle_hello(struct req *req)
{
    (void)fixture_of(req);
    req_reply(req, 200, "text/plain", "hello", 5);
}

static void handle_echo(struct req *req)
{
    size_t len;
    const char *body = req_body(req, &len);

    (void)fixture_of(req);
    req_reply(req, 200, "application/octet-stream", body, len);
}

static void handle_show(struct req *req)
{
    char *text = req_printf(req, "%s|%s|%s", req_param(req, "name"), req_client(req), req->id);

    (void)fixture_of(req);
    req_reply(req, 200, "text/plain", text, strlen(text));
}

static void on_hangup(struct req *req)
{
    struct fixture *f = req_app(req);

    f->hangups++;
}

static void start_waiter(struct fixture *f, struct req *req)
{
    assert_true(f->waiter_count < WAITERS_MAX);
    struct waiter *waiter = &f->waiters[f->waiter_count++];
    waiter->req = req;
    req_on_hangup(req, on_hangup);
    op_start(req_ops(req), &waiter->op);
}

static void handle_wait(struct req *req)
{
    start_waiter(fixture_of(req), req);
}

static void handle_race(struct req *req)
{
    struct fixture *f = fixture_of(req);

    start_waiter(f, req);
    start_waiter(f, req);
}

static void handle_big(struct req *req)
{
    req_reply_blob(req, 200, "application/octet-stream", fixture_of(req)->big);
}

static void handle_fail(struct req *req)
{
    struct err err = ERR_INIT;

    (void)fixture_of(req);
    err_set(&err, (enum err_kind)atoi(req_param(req, "kind")), "why it failed");
    req_fail(req, &err);
}

static void handle_json(struct req *req)
{
    struct err err = ERR_INIT;
    json_t *json = req_json(req, &err);

    (void)fixture_of(req);
    if (json == NULL)
        req_fail(req, &err);
    else
        req_reply_json_take(req, 201, json_incref(json));
}

static void handle_headers(struct req *req)
{
    (void)fixture_of(req);
    req_add_header(req, "ETag", "\"v1\"");
    req_add_header(req, "Cache-Control", "no-cache");
    req_reply_empty(req, req_none_match(req, "\"v1\"") ? 304 : 204);
}

static const struct route fixture_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/hello", handle_hello },
    { HTTP_POST, ROUTE_PUBLIC, "/echo", handle_echo },
    { HTTP_GET, ROUTE_PUBLIC, "/show/{name}", handle_show },
    { HTTP_GET, ROUTE_PUBLIC, "/wait", handle_wait },
    { HTTP_POST, ROUTE_PUBLIC, "/wait", handle_wait },
    { HTTP_GET, ROUTE_PUBLIC, "/race", handle_race },
    { HTTP_GET, ROUTE_PUBLIC, "/big", handle_big },
    { HTTP_GET, ROUTE_PUBLIC, "/fail/{kind}", handle_fail },
    { HTTP_POST, ROUTE_PUBLIC, "/json", handle_json },
    { HTTP_GET, ROUTE_PUBLIC, "/headers", handle_headers },
    { HTTP_GET, ROUTE_COUNTER, "/staff", handle_hello },
    { HTTP_GET, .pattern = "/unsaid", .handle = handle_hello },
    { 0 },
};

static const struct route *const fixture_tables[] = { fixture_routes, NULL };

/* Answers the waiting request, as a backend's callback would. */
UNUSED static void waiter_answer(struct fixture *f, int index, const char *text)
{
    struct waiter *waiter = &f->waiters[index];

    if (op_finish(&waiter->op))
        req_reply(waiter->req, 200, "text/plain", text, strlen(text));
}

/* ---- life ---- */

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof(*f));

    secret_setup();
    log_setup(LOG_ERROR, LOG_LOGFMT);
    f->loop = loop_new();
    for (int i = 0; i < CLIENTS_MAX; i++)
        f->clients[i].fd = -1;
    f->big = blob_new(NULL, 0);
    *state = f;
    return 0;
}

static void close_client(struct client *client)
{
    if (client->fd >= 0)
        (void)close(client->fd);
    client->fd = -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    http_server_free(f->server);
    for (int i = 0; i < CLIENTS_MAX; i++) {
        close_client(&f->clients[i]);
        free(f->clients[i].text);
    }
    trusted_proxies_free(f->proxies);
    assert_int_equal(metric_get(METRIC_HTTP_CONNECTIONS), 0);
    assert_int_equal(f->big->refs, 1);
    blob_unref(f->big);
    loop_free(f->loop);
    free(f);
    return 0;
}

/* Makes /big as big as its name says: more than any socket's buffers hold. */
UNUSED static void use_big(struct fixture *f)
{
    char *bytes = mem_alloc(BIG_BYTES);

    blob_unref(f->big);
    f->big = blob_new(bytes, BIG_BYTES);
    free(bytes);
}

/* Starts the server. The limits are the default ones; `change` may set others. */
static void serve(struct fixture *f, void (*change)(struct http_limits *limits))
{
    struct http_options options = { .listen = "127.0.0.1:0",
                                    .limits = http_default_limits,
                                    .proxies = f->proxies,
                                    .routes = f->routes ? f->routes : fixture_tables,
                                    .pages = f->pages,
                                    .authorize = f->authorize,
                                    .app = f };
    struct err err = ERR_INIT;

    if (change != NULL)
        change(&options.limits);
    f->server = http_server_new(f->loop, &options, &err);
    if (f->server == NULL)
        fail_msg("%s", err.msg);
}

UNUSED static int conn_count(const struct fixture *f)
{
    return f->server->conn_count;
}

/* ---- clients ---- */

static struct client *client_new(struct fixture *f)
{
    struct client *client = f->clients;

    while (client->fd >= 0)
        client++;
    assert_true(client < f->clients + CLIENTS_MAX);
    free(client->text);
    *client = (struct client){ .size = 4096 };
    client->text = mem_alloc(client->size);
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(client->fd >= 0);
    return client;
}

/* Connects from a 127.x.y.z of one's choice; false: refused. */
static bool client_connect(struct fixture *f, struct client *client, const char *from)
{
    struct sockaddr_in at = { .sin_family = AF_INET };

    assert_int_equal(inet_pton(AF_INET, from, &at.sin_addr), 1);
    assert_int_equal(bind(client->fd, (struct sockaddr *)&at, sizeof(at)), 0);
    at.sin_port = htons((uint16_t)http_server_port(f->server));
    assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &at.sin_addr), 1);
    bool connected = connect(client->fd, (struct sockaddr *)&at, sizeof(at)) == 0;
    assert_true(fcntl(client->fd, F_SETFL, O_NONBLOCK) == 0);
    return connected;
}

static struct client *client_open(struct fixture *f)
{
    struct client *client = client_new(f);

    assert_true(client_connect(f, client, "127.0.0.1"));
    return client;
}

static void client_send_bytes(struct client *client, const char *bytes, size_t len)
{
    assert_int_equal(send(client->fd, bytes, len, MSG_NOSIGNAL), len);
}

static void client_send(struct client *client, const char *text)
{
    client_send_bytes(client, text, strlen(text));
}

/* Takes at most `most` bytes of what has come. */
static void client_read(struct client *client, size_t most)
{
    if (client->fd < 0 || client->gone)
        return;
    if (client->size - client->len < most + 1) {
        client->size = client->size * 2 + most + 1;
        client->text = mem_realloc(client->text, client->size);
    }
    ssize_t came = recv(client->fd, client->text + client->len, most, MSG_DONTWAIT);
    if (came > 0)
        client->len += (size_t)came;
    else if (came == 0 || errno != EAGAIN)
        client->gone = true;
    client->text[client->len] = '\0';
}

static void turn(struct fixture *f)
{
    loop_turn(f->loop, 2);
    for (int i = 0; i < CLIENTS_MAX; i++)
        if (!f->clients[i].deaf)
            client_read(&f->clients[i], 65536);
}

/* ---- answers ---- */

struct answer {
    int status;
    const char *head, *body;
    size_t head_len, body_len;
};

/* The next complete answer at `offset` of what the client read; moves the offset. Without a
 * Content-Length, or with `head_only`, it has no body. */
static bool next_answer(const struct client *client, size_t *offset, bool head_only, struct answer *answer)
{
    const char *p = client->text + *offset, *end = client->text + client->len;
    const char *head_end = client->len > *offset ? memmem(p, (size_t)(end - p), "\r\n\r\n", 4) : NULL;

    if (head_end == NULL)
        return false;
    assert_memory_equal(p, "HTTP/1.1 ", 9);
    *answer = (struct answer){ .status = atoi(p + 9), .head = p };
    answer->body = head_end + 4;
    answer->head_len = (size_t)(answer->body - p);
    const char *length = memmem(p, answer->head_len, "\r\nContent-Length: ", 18);
    if (length != NULL && !head_only)
        answer->body_len = strtoul(length + 18, NULL, 10);
    if ((size_t)(end - answer->body) < answer->body_len)
        return false;
    *offset = (size_t)(answer->body + answer->body_len - client->text);
    return true;
}

static int answer_count(const struct client *client)
{
    struct answer answer;
    size_t offset = 0;
    int count = 0;

    while (next_answer(client, &offset, false, &answer))
        count++;
    return count;
}

static struct answer answer_at(const struct client *client, int index)
{
    struct answer answer = { 0 };
    size_t offset = 0;

    for (int i = 0; i <= index; i++)
        assert_true(next_answer(client, &offset, false, &answer));
    return answer;
}

/* Waits for `count` answers and gives the last of them. */
UNUSED static struct answer wait_answer(struct fixture *f, struct client *client, int count)
{
    WAIT_FOR(f, answer_count(client) >= count || client->gone);
    return answer_at(client, count - 1);
}

UNUSED static void assert_body(const struct answer *answer, const char *text)
{
    assert_int_equal(answer->body_len, strlen(text));
    assert_memory_equal(answer->body, text, answer->body_len);
}

UNUSED static bool has_line(const struct answer *answer, const char *line)
{
    char text[256];

    (void)snprintf(text, sizeof(text), "\r\n%s\r\n", line);
    return memmem(answer->head, answer->head_len, text, strlen(text)) != NULL;
}

/* One request on a connection of its own, to the end of its answer. */
UNUSED static struct answer ask(struct fixture *f, const char *text)
{
    struct client *client = client_open(f);

    client_send(client, text);
    return wait_answer(f, client, 1);
}

#endif
