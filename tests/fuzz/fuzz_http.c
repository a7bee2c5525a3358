/* fuzz_http.c -- sends the input in slices to a real connection of the server and checks the responses:
 * they are complete and in order, and only the last one says that it is the last.
 *
 * The first byte of the input chooses the slices: 0 sends all at once, n sends n bytes per turn of the
 * loop. */
#include "base/log.h"
#include "base/secret.h"
#include "http/address.h"
#include "http/conn.h"
#include "http/req.h"
#include "http/server_impl.h"
#include "loop/op.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define INPUT_MAX  65536
#define OUTPUT_MAX 1048576

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* ---- the handlers ---- */

/* What a backend would hold: an operation that ends in a later turn. */
struct later {
    struct op op;
    struct req *req;
};

static struct later later;

static void on_later(void)
{
    if (op_finish(&later.op))
        req_reply(later.req, 200, "text/plain", "later", 5);
}

static void handle_later(struct req *req)
{
    later.req = req;
    op_start(req_ops(req), &later.op);
}

static void handle_show(struct req *req)
{
    const char *type = req_header(req, "Accept");
    char *text = req_printf(req, "%s %s %s %d %d", req_path(req), req_param(req, "name"), type ? type : "-",
                            (int)req_coding(req, 1u << HTTP_GZIP), req_none_match(req, "\"v1\""));

    req_reply(req, 200, "text/plain", text, strlen(text));
}

static void handle_json(struct req *req)
{
    struct err err = ERR_INIT;
    json_t *json = req_json(req, &err);

    if (json == NULL)
        req_fail(req, &err);
    else
        req_reply_json_take(req, 201, json_incref(json));
}

/* Echoes the body behind a mark, so that no echo looks like the head of an answer. */
static void handle_put(struct req *req)
{
    size_t len;
    const char *body = req_body(req, &len);
    char *echo = req_alloc(req, len + 1);

    must(body[len] == '\0');
    echo[0] = '>';
    memcpy(echo + 1, body, len);
    req_reply(req, 200, "application/octet-stream", echo, len + 1);
}

static const struct route routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/show/{name}", handle_show },
    { HTTP_GET, ROUTE_PUBLIC, "/later", handle_later },
    { HTTP_POST, ROUTE_PUBLIC, "/later", handle_later },
    { HTTP_POST, ROUTE_PUBLIC, "/json", handle_json },
    { HTTP_PUT, ROUTE_PUBLIC, "/put", handle_put },
    { 0 },
};

static const struct route *const tables[] = { routes, NULL };

/* ---- the answers ---- */

static char output[OUTPUT_MAX + 1];
static size_t output_len;

static void read_answers(int fd)
{
    ssize_t came;

    while ((came = recv(fd, output + output_len, OUTPUT_MAX - output_len, MSG_DONTWAIT)) > 0)
        output_len += (size_t)came;
}

static const char *find(const char *from, const char *to, const char *what)
{
    return memmem(from, (size_t)(to - from), what, strlen(what));
}

/* One answer at the front of [p, end): returns what follows. Every answer but "100" is counted by a length
 * that is right, save that one to HEAD has no body. */
static const char *check_answer(const char *p, const char *end, bool *closes)
{
    const char *head_end = find(p, end, "\r\n\r\n");

    must(end - p >= 15 && memcmp(p, "HTTP/1.1 ", 9) == 0 && head_end != NULL);
    int status = atoi(p + 9);
    must(status == 100 || (status >= 200 && status <= 505 && status != 500));
    head_end += 4;
    *closes = find(p, head_end, "\r\nConnection: close\r\n") != NULL;
    const char *length = find(p, head_end, "\r\nContent-Length: ");
    if (status == 100)
        return head_end;
    must(length != NULL || status == 204);
    if (length == NULL || (size_t)(end - head_end) < strtoul(length + 18, NULL, 10) ||
        (end > head_end && memcmp(head_end, "HTTP/1.1 ", 9) == 0))
        return head_end; /* to HEAD */
    return head_end + strtoul(length + 18, NULL, 10);
}

static void check_answers(void)
{
    const char *p = output, *end = output + output_len;
    bool closed = false;

    while (p < end) {
        must(!closed);
        p = check_answer(p, end, &closed);
    }
}

/* ---- one input ---- */

static struct loop *loop;
static struct http_server *server;

static void start(void)
{
    struct http_options options = { .listen = "127.0.0.1:0", .limits = http_default_limits };
    struct err err = ERR_INIT;

    secret_setup();
    log_setup(LOG_ERROR, LOG_LOGFMT);
    loop = loop_new();
    options.limits.head_bytes = 1024;
    options.limits.body_bytes = 1024;
    options.routes = tables;
    server = http_server_new(loop, &options, &err);
    must(server != NULL);
}

static void turn(int client)
{
    loop_turn(loop, 0);
    on_later();
    loop_turn(loop, 0);
    read_answers(client);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct address peer;
    int ends[2];

    if (server == NULL)
        start();
    if (size < 2 || size > INPUT_MAX)
        return 0;
    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    must(address_parse("192.0.2.1", &peer));
    conn_open(server, ends[0], &peer, NULL);
    output_len = 0;

    size_t step = data[0] > 0 ? data[0] : size;
    for (size_t at = 1; at < size; at += step) {
        size_t len = size - at < step ? size - at : step;
        if (send(ends[1], data + at, len, MSG_NOSIGNAL) < 0)
            break;
        turn(ends[1]);
    }
    turn(ends[1]);
    check_answers();
    (void)close(ends[1]);
    while (server->conn_count > 0)
        turn(ends[1]);
    return 0;
}
