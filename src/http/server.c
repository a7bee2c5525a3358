/* server.c -- see http/server.h: listening, accepting within the caps, draining. */
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/secret.h"
#include "http/address.h"
#include "http/assets.h"
#include "http/conn.h"
#include "http/peers.h"
#include "http/proxy_trust.h"
#include "http/req_impl.h"
#include "http/server_impl.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/util.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* Connections taken in one turn, so that a flood of them leaves the others their turn. */
#define ACCEPTS_A_TURN 64

/* How long accepting rests when the system has no descriptor left. */
#define ACCEPT_PAUSE_MS 100

/* Descriptors left to the databases (BAKERY_DB_CONNECTIONS is at most 64), the other servers and the loop. */
#define DESCRIPTORS_RESERVED 128

#define REPLY_HEAD_BYTES (REQ_HEADERS_BYTES + 1024)

const struct http_limits http_default_limits = {
    .connections = 4096,
    .connections_per_address = 1024,
    .streams = 3072,
    .head_bytes = 16384,
    .body_bytes = 65536,
    .head_ms = 10000,
    .body_ms = 30000,
    .uploads = 4,
    .upload_ms = 120000, /* 12 MB from a phone with 1 Mbit/s */
    .idle_ms = 60000,
    .write_ms = 30000,
    .heartbeat_ms = 15000,
    .request_ms = 10000,
};

/* ---- accepting ---- */

/* Over a cap: a word of why, if the socket takes it, and the end. */
static void refuse(int fd)
{
    static const char answer[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n"
                                 "Content-Length: 0\r\nConnection: close\r\n\r\n";

    metric_add(METRIC_HTTP_CONNECTIONS_REFUSED, 1);
    (void)!send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
    (void)close(fd);
}

static void admit(struct http_server *server, int fd, const struct sockaddr *from)
{
    const struct http_limits *limits = &server->options.limits;
    bool local = from->sa_family == AF_UNIX;
    struct address address;
    struct peer *peer = NULL;

    if (server->conn_count >= limits->connections || (!local && !address_from_sockaddr(from, &address))) {
        refuse(fd);
        return;
    }

    /* A proxy connects for many clients. */
    if (!local && limits->connections_per_address > 0 &&
        !trusted_proxies_has(server->options.proxies, &address)) {
        peer = peers_join(server->peers, &address, limits->connections_per_address);
        if (peer == NULL) {
            refuse(fd);
            return;
        }
    }
    conn_open(server, fd, local ? NULL : &address, peer);
}

static void pause_accepting(struct http_server *server, int error)
{
    if (!server->starved)
        log_warn("http: cannot accept connections: %s; retrying", strerror(error));
    server->starved = true;
    (void)event_del(&server->listen_event);
    timer_start(&server->accept_pause, ACCEPT_PAUSE_MS);
}

static void on_accept_pause_over(void *arg)
{
    struct http_server *server = arg;

    (void)event_add(&server->listen_event, NULL);
}

/* False if no connection waits, or no descriptors are left. */
static bool accept_some(struct http_server *server)
{
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        struct sockaddr_storage from = { 0 };
        socklen_t len = sizeof(from);
        int client =
            accept4(server->listener.fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (client >= 0) {
            server->starved = false;
            admit(server, client, (struct sockaddr *)&from);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            pause_accepting(server, errno);
            return false;
        } else if (errno == EAGAIN) {
            return false;
        } /* else one that went away before we looked: the next */
    }
    return true;
}

static void on_acceptable(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    (void)accept_some(arg);
}

/* Accepts the connections in the kernel's queue, which would be reset when listening ends although their
 * clients are connected. New ones may arrive meanwhile, so the number is limited by the length of the
 * queue. */
static void accept_queued(struct http_server *server)
{
    for (int taken = 0; taken < SOMAXCONN && accept_some(server); taken += ACCEPTS_A_TURN)
        ;
}

int http_server_port(const struct http_server *server)
{
    return listener_port(&server->listener);
}

void http_server_address(const struct http_server *server, char out[HTTP_ADDRESS_BYTES])
{
    listener_address(&server->listener, out);
}

static void stop_listening(struct http_server *server)
{
    if (server->listener.fd < 0)
        return;
    (void)event_del(&server->listen_event);
    timer_stop(&server->accept_pause);
    listener_close(&server->listener);
}

/* ---- its life ---- */

static void handle_page(struct req *req)
{
    assets_serve(req->server->options.pages, req);
}

static const struct route page_route = { HTTP_GET, ROUTE_PUBLIC, "/{page}", handle_page };

/* What can fail. */
static bool set_up(struct http_server *server, struct err *err)
{
    const struct http_options *options = &server->options;

    if (options->pages != NULL && !assets_check(options->pages, err))
        return false;
    server->router = router_new(options->routes, options->pages != NULL ? &page_route : NULL, err);
    return server->router != NULL && listener_open(&server->listener, options->listen, err);
}

/* More connections than descriptors would starve the databases of theirs. */
static void cap_by_descriptors(struct http_limits *limits)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur >= INT_MAX)
        return;
    int most = (int)files.rlim_cur - DESCRIPTORS_RESERVED;
    if (most < 1)
        most = 1;
    if (limits->connections > most) {
        log_info("http: limited to %d connections by the number of file descriptors", most);
        limits->connections = most;
    }
}

/* Streams must leave connections for customers who order. */
static void cap_streams(struct http_limits *limits)
{
    int most = limits->connections - (limits->connections + 3) / 4;

    if (limits->streams > most)
        limits->streams = most;
}

static void on_drained(void *arg)
{
    struct http_server *server = arg;

    server->on_drained(server->drained_arg);
}

struct http_server *http_server_new(struct loop *loop, const struct http_options *options, struct err *err)
{
    struct http_server *server = mem_alloc(sizeof(*server));

    server->loop = loop;
    server->options = *options;
    server->listener.fd = -1;
    TAILQ_INIT(&server->conns);
    SLIST_INIT(&server->free_reqs);
    buf_init(&server->head, REPLY_HEAD_BYTES);
    task_init(&server->drained, loop, on_drained, server);
    timer_init(&server->accept_pause, loop, on_accept_pause_over, server);
    (void)snprintf(server->id_prefix, sizeof(server->id_prefix), "%08" PRIx32 "-", (uint32_t)random_u64());
    cap_by_descriptors(&server->options.limits);
    cap_streams(&server->options.limits);
    server->peers = peers_new(server->options.limits.connections);
    if (!set_up(server, err)) {
        listener_close(&server->listener);
        http_server_free(server);
        return NULL;
    }
    if (event_assign(&server->listen_event, loop_base(loop), server->listener.fd, EV_READ | EV_PERSIST,
                     on_acceptable, server) < 0)
        log_fatal("http: out of memory");
    (void)event_add(&server->listen_event, NULL);
    return server;
}

void http_server_forget(struct http_server *server)
{
    server->conn_count--;
    if (server->draining && server->conn_count == 0)
        task_post(&server->drained);
}

void http_server_drain(struct http_server *server, void (*callback)(void *arg), void *arg)
{
    server->on_drained = callback;
    server->drained_arg = arg;
    server->draining = true;
    accept_queued(server);
    stop_listening(server);
    for (struct conn *conn = conn_first(server), *next; conn != NULL; conn = next) {
        next = conn_next(conn);
        conn_drain(conn);
    }
    if (server->conn_count == 0)
        task_post(&server->drained);
}

void http_server_free(struct http_server *server)
{
    if (server == NULL)
        return;
    stop_listening(server);
    server->draining = true;
    for (struct conn *conn; (conn = conn_first(server)) != NULL;)
        conn_shut(conn);
    task_cancel(&server->drained);
    timer_done(&server->accept_pause);
    req_pool_free(server);
    peers_free(server->peers);
    router_free(server->router);
    buf_done(&server->head);
    free(server);
}
