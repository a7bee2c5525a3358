/* probe.c -- `bakery check --url URL`: asks a running server. Health checks of containers use it, because the
 * image contains no other client. evhttp is good enough here: it reads only responses of bakery. It does not
 * support unix sockets, for which one write and one read do. */
#include "app/commands.h"
#include "app/wait.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define TIMEOUT_MS       3000
#define PORT_DEFAULT     80
#define ANSWER_BYTES_MAX 65536

struct probe {
    bool done;
    int status; /* of HTTP; 0: no answer */
};

static void on_answer(struct evhttp_request *request, void *arg)
{
    struct probe *probe = arg;

    probe->done = true;
    if (request != NULL)
        probe->status = evhttp_request_get_response_code(request);
}

static bool is_done(void *arg)
{
    const struct probe *probe = arg;

    return probe->done;
}

/* A host as a connection wants it: an IPv6 address without its brackets. */
static char *host_of(const struct evhttp_uri *uri)
{
    const char *host = evhttp_uri_get_host(uri);
    size_t len = strlen(host);

    return host[0] == '[' && host[len - 1] == ']' ? mem_dup(host + 1, len - 2) : mem_strdup(host);
}

/* Sends the request and waits. 0: nothing that is HTTP was answered in time. */
static int ask(const struct evhttp_uri *uri)
{
    const char *path = evhttp_uri_get_path(uri);
    int port = evhttp_uri_get_port(uri) > 0 ? evhttp_uri_get_port(uri) : PORT_DEFAULT;
    struct loop *loop = loop_new();
    char *host = host_of(uri);
    struct probe probe = { 0 };
    struct evhttp_connection *connection =
        evhttp_connection_base_new(loop_base(loop), loop_dns(loop), host, (uint16_t)port);
    struct evhttp_request *request = evhttp_request_new(on_answer, &probe);

    if (connection == NULL || request == NULL)
        log_fatal("check: out of memory");
    evhttp_connection_set_max_headers_size(connection, ANSWER_BYTES_MAX);
    evhttp_connection_set_max_body_size(connection, ANSWER_BYTES_MAX);
    (void)evhttp_add_header(evhttp_request_get_output_headers(request), "Host", evhttp_uri_get_host(uri));
    (void)evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
    if (evhttp_make_request(connection, request, EVHTTP_REQ_GET, path[0] != '\0' ? path : "/") == 0)
        (void)wait_until(loop, is_done, &probe, TIMEOUT_MS);
    evhttp_connection_free(connection); /* and the request: its callback may come now, and changes nothing */
    int status = probe.status;
    loop_free(loop);
    free(host);
    return status;
}

/* ---- unix sockets: http://unix:/run/bakery.sock:/readyz, as nginx writes it ---- */

#define UNIX_URL    "http://unix:"
#define STATUS_LINE "HTTP/1.1 200"

/* Splits the URL; false when it is no such URL. `path` points into it. */
static bool read_unix_url(const char *url, struct sockaddr_un *at, const char **path)
{
    const char *colon = strrchr(url, ':');
    size_t len = strlen(UNIX_URL);

    if (strncmp(url, UNIX_URL, len) != 0 || colon < url + len + 1 || colon[1] != '/')
        return false;
    size_t socket_len = (size_t)(colon - url) - len;
    if (socket_len >= sizeof(at->sun_path))
        return false;
    *at = (struct sockaddr_un){ .sun_family = AF_UNIX };
    memcpy(at->sun_path, url + len, socket_len);
    *path = colon + 1;
    return true;
}

/* As ask() does it. */
static int ask_unix(const struct sockaddr_un *at, const char *path)
{
    const struct timeval timeout = { .tv_sec = TIMEOUT_MS / 1000 };
    char *request = mem_printf("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
    char line[sizeof(STATUS_LINE)] = "";
    size_t len = strlen(request);
    int status = 0, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) == 0 &&
        connect(fd, (const struct sockaddr *)at, sizeof(*at)) == 0 &&
        send(fd, request, len, MSG_NOSIGNAL) == (ssize_t)len &&
        recv(fd, line, sizeof(line) - 1, MSG_WAITALL) == (ssize_t)sizeof(line) - 1)
        status = (int)strtol(line + strlen("HTTP/1.1 "), NULL, 10);
    if (fd >= 0)
        (void)close(fd);
    free(request);
    return status;
}

static bool can_be_asked(const struct evhttp_uri *uri)
{
    return uri != NULL && evhttp_uri_get_scheme(uri) != NULL &&
           strcmp(evhttp_uri_get_scheme(uri), "http") == 0 && evhttp_uri_get_userinfo(uri) == NULL &&
           evhttp_uri_get_host(uri) != NULL && evhttp_uri_get_host(uri)[0] != '\0' &&
           evhttp_uri_get_query(uri) == NULL;
}

static int report(int status)
{
    if (status == 0)
        (void)printf("no answer within %d ms\n", TIMEOUT_MS);
    else
        (void)printf("%d\n", status);
    return status == 200 ? 0 : 1;
}

int command_probe(const char *url)
{
    struct sockaddr_un at;
    const char *path;

    if (read_unix_url(url, &at, &path))
        return report(ask_unix(&at, path));

    struct evhttp_uri *uri = evhttp_uri_parse(url);
    int result = 2;
    if (can_be_asked(uri))
        result = report(ask(uri));
    else
        (void)fprintf(stderr, "bakery: --url must be http://HOST[:PORT]/PATH or http://unix:SOCKET:/PATH\n");
    if (uri != NULL)
        evhttp_uri_free(uri);
    return result;
}
