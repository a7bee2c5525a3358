/* proxy.h -- a TCP proxy on the loop of the test that can misbehave. */
#ifndef TESTS_DB_PROXY_H
#define TESTS_DB_PROXY_H

#include "integration/db/fixture.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/queue.h>

struct proxy;

struct proxy_pair {
    struct proxy *proxy;
    struct bufferevent *client, *server;
    LIST_ENTRY(proxy_pair) entry;
};

struct proxy {
    struct evconnlistener *listener;
    struct sockaddr_in server;
    char port[8];
    bool stalled;     /* takes and gives nothing */
    long cut_after;   /* closes all after so many bytes from the server; -1: never */
    const char *rude; /* said instead of passing anything on, or NULL */
    LIST_HEAD(, proxy_pair) pairs;
};

static void pair_free(struct proxy_pair *pair)
{
    LIST_REMOVE(pair, entry);
    bufferevent_free(pair->client);
    bufferevent_free(pair->server);
    free(pair);
}

UNUSED static void proxy_cut(struct proxy *proxy)
{
    while (!LIST_EMPTY(&proxy->pairs))
        pair_free(LIST_FIRST(&proxy->pairs));
}

static void on_bytes(struct bufferevent *from, void *arg)
{
    struct proxy_pair *pair = arg;
    struct proxy *proxy = pair->proxy;
    struct bufferevent *to = from == pair->client ? pair->server : pair->client;
    size_t len = evbuffer_get_length(bufferevent_get_input(from));

    if (from == pair->server && proxy->cut_after >= 0) {
        proxy->cut_after -= (long)len;
        if (proxy->cut_after < 0) {
            proxy_cut(proxy);
            return;
        }
    }
    (void)bufferevent_write_buffer(to, bufferevent_get_input(from));
}

static void on_end(struct bufferevent *from UNUSED, short what, void *arg)
{
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        pair_free(arg);
}

static void set_reading(struct proxy_pair *pair)
{
    short on = pair->proxy->stalled ? 0 : EV_READ;

    (void)bufferevent_disable(pair->client, EV_READ);
    (void)bufferevent_disable(pair->server, EV_READ);
    (void)bufferevent_enable(pair->client, on);
    (void)bufferevent_enable(pair->server, on);
}

UNUSED static void proxy_stall(struct proxy *proxy, bool stalled)
{
    struct proxy_pair *pair;

    proxy->stalled = stalled;
    LIST_FOREACH (pair, &proxy->pairs, entry)
        set_reading(pair);
}

static void on_client(struct evconnlistener *listener UNUSED, evutil_socket_t fd,
                      struct sockaddr *address UNUSED, int len UNUSED, void *arg)
{
    struct proxy *proxy = arg;
    struct proxy_pair *pair = mem_alloc(sizeof(*pair));

    pair->proxy = proxy;
    pair->client = bufferevent_socket_new(loop_base(fixture.loop), fd, BEV_OPT_CLOSE_ON_FREE);
    pair->server = bufferevent_socket_new(loop_base(fixture.loop), -1, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(pair->client, on_bytes, NULL, on_end, pair);
    bufferevent_setcb(pair->server, on_bytes, NULL, on_end, pair);
    LIST_INSERT_HEAD(&proxy->pairs, pair, entry);
    if (proxy->rude != NULL)
        (void)bufferevent_write(pair->client, proxy->rude, strlen(proxy->rude));
    else if (bufferevent_socket_connect(pair->server, (struct sockaddr *)&proxy->server,
                                        sizeof(proxy->server)) == 0)
        set_reading(pair);
}

/* Listens, at the same port as before if it did before. */
static void proxy_listen(struct proxy *proxy)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                   .sin_port = htons((uint16_t)atoi(proxy->port)) };
    socklen_t len = sizeof(address);

    proxy->listener = evconnlistener_new_bind(loop_base(fixture.loop), on_client, proxy,
                                              LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, 16,
                                              (struct sockaddr *)&address, sizeof(address));
    assert_non_null(proxy->listener);
    assert_int_equal(getsockname(evconnlistener_get_fd(proxy->listener), (struct sockaddr *)&address, &len),
                     0);
    (void)snprintf(proxy->port, sizeof(proxy->port), "%d", ntohs(address.sin_port));
}

/* As if the server's machine were gone: nothing listens, what was open is reset. */
UNUSED static void proxy_down(struct proxy *proxy)
{
    evconnlistener_free(proxy->listener);
    proxy->listener = NULL;
    proxy_cut(proxy);
}

/* In front of the server that the tests were given. */
UNUSED static void proxy_start(struct proxy *proxy)
{
    struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found;

    *proxy = (struct proxy){ .cut_after = -1 };
    assert_int_equal(getaddrinfo(PQhost(fixture.own), PQport(fixture.own), &hints, &found), 0);
    memcpy(&proxy->server, found->ai_addr, sizeof(proxy->server));
    freeaddrinfo(found);
    proxy_listen(proxy);
}

UNUSED static void proxy_end(struct proxy *proxy)
{
    proxy_cut(proxy);
    if (proxy->listener != NULL)
        evconnlistener_free(proxy->listener);
}

/* The database through the proxy. */
UNUSED static struct db *open_through(const struct proxy *proxy, int connections)
{
    char *url = url_of(fixture.name, "127.0.0.1", proxy->port);
    struct db *db = open_url(url, connections);

    free(url);
    return db;
}

#endif
