/* proxy.h -- a TCP proxy on the test's own loop, between the driver and the broker, that can be told to
 * misbehave. */
#ifndef TESTS_INTEGRATION_MQ_PROXY_H
#define TESTS_INTEGRATION_MQ_PROXY_H

#include "integration/mq/fixture.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/queue.h>

struct proxy_pair {
    struct bufferevent *client, *server;
    LIST_ENTRY(proxy_pair) entry;
};

static struct {
    struct evconnlistener *listener;
    struct sockaddr_in server, address;
    char *url;     /* of the broker through the proxy */
    bool stalled;  /* takes and gives nothing */
    bool one_byte; /* new connections pass on one byte a turn, so that the driver reads them one by one */
    int accepted;
    LIST_HEAD(, proxy_pair) pairs;
} proxy;

static void pair_free(struct proxy_pair *pair)
{
    LIST_REMOVE(pair, entry);
    bufferevent_free(pair->client);
    bufferevent_free(pair->server);
    free(pair);
}

UNUSED static void proxy_cut(void)
{
    while (!LIST_EMPTY(&proxy.pairs))
        pair_free(LIST_FIRST(&proxy.pairs));
}

static void on_bytes(struct bufferevent *from, void *arg)
{
    struct proxy_pair *pair = arg;

    (void)bufferevent_write_buffer(from == pair->client ? pair->server : pair->client,
                                   bufferevent_get_input(from));
}

static void on_end(struct bufferevent *from UNUSED, short what, void *arg)
{
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        pair_free(arg);
}

static void set_reading(struct proxy_pair *pair)
{
    (void)(proxy.stalled ? bufferevent_disable : bufferevent_enable)(pair->client, EV_READ);
    (void)(proxy.stalled ? bufferevent_disable : bufferevent_enable)(pair->server, EV_READ);
}

UNUSED static void proxy_stall(bool stalled)
{
    struct proxy_pair *pair;

    proxy.stalled = stalled;
    LIST_FOREACH (pair, &proxy.pairs, entry)
        set_reading(pair);
}

static void on_client(struct evconnlistener *listener UNUSED, evutil_socket_t fd,
                      struct sockaddr *address UNUSED, int len UNUSED, void *arg UNUSED)
{
    struct proxy_pair *pair = mem_alloc(sizeof(*pair));
    int on = 1;

    proxy.accepted++;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    pair->client = bufferevent_socket_new(loop_base(fixture.loop), fd, BEV_OPT_CLOSE_ON_FREE);
    pair->server = bufferevent_socket_new(loop_base(fixture.loop), -1, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(pair->client, on_bytes, NULL, on_end, pair);
    bufferevent_setcb(pair->server, on_bytes, NULL, on_end, pair);
    if (proxy.one_byte)
        (void)bufferevent_set_max_single_write(pair->client, 1);
    LIST_INSERT_HEAD(&proxy.pairs, pair, entry);
    assert_int_equal(
        bufferevent_socket_connect(pair->server, (struct sockaddr *)&proxy.server, sizeof(proxy.server)), 0);
    set_reading(pair);
}

/* Listens, at the same port as before if it did before. */
UNUSED static void proxy_up(void)
{
    socklen_t len = sizeof(proxy.address);

    proxy.listener = evconnlistener_new_bind(loop_base(fixture.loop), on_client, NULL,
                                             LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, 16,
                                             (struct sockaddr *)&proxy.address, sizeof(proxy.address));
    assert_non_null(proxy.listener);
    assert_int_equal(
        getsockname(evconnlistener_get_fd(proxy.listener), (struct sockaddr *)&proxy.address, &len), 0);
}

/* As if the broker were gone: connections are refused, what was open is closed. */
UNUSED static void proxy_down(void)
{
    evconnlistener_free(proxy.listener);
    proxy.listener = NULL;
    proxy_cut();
}

static int proxy_begin(void **state)
{
    struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found;
    char port[8];

    (void)begin(state);
    memset(&proxy, 0, sizeof(proxy));
    (void)snprintf(port, sizeof(port), "%d", fixture.url.port);
    assert_int_equal(getaddrinfo(fixture.url.host, port, &hints, &found), 0);
    memcpy(&proxy.server, found->ai_addr, sizeof(proxy.server));
    freeaddrinfo(found);
    proxy.address.sin_family = AF_INET;
    proxy.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    proxy_up();
    /* The test broker's login and vhost need no encoding, but for the slash. */
    proxy.url = mem_printf("amqp://%s:%s@127.0.0.1:%d/%s", fixture.url.user, fixture.url.password,
                           ntohs(proxy.address.sin_port),
                           strcmp(fixture.url.vhost, "/") == 0 ? "%2f" : fixture.url.vhost);
    return 0;
}

static int proxy_end(void **state)
{
    struct mq *mq = fixture.mq;

    fixture.mq = NULL;
    mq_close(mq);
    proxy_cut();
    if (proxy.listener != NULL)
        evconnlistener_free(proxy.listener);
    free(proxy.url);
    return end(state);
}

#define PROXY_TEST(function) cmocka_unit_test_setup_teardown(function, proxy_begin, proxy_end)

#endif
