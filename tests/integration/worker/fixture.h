/* fixture.h -- the workers on real servers: the shop's database (shop/fixture.h), RabbitMQ with empty queues
 * and, where a test wants it, Redis; and proxies to take any of them away.
 *
 * BAKERY_TEST_AMQP_URL names a vhost whose queues `orders` and `orders.dead` are the tests' alone. */
#ifndef TESTS_WORKER_FIXTURE_H
#define TESTS_WORKER_FIXTURE_H

#include "cache/cache.h"
#include "integration/db/proxy.h"
#include "integration/shop/fixture.h"
#include "mq/amqp_topology.h"
#include "mq/amqp_url.h"
#include "mq/mq.h"
#include "shop/catalog/product_list.h"
#include "shop/orders/order_watch.h"
#include "worker/order_message.h"

#include <signal.h>
#if __has_include(<rabbitmq-c/tcp_socket.h>)
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp_tcp_socket.h>
#endif

static struct {
    struct amqp_url url;
    amqp_connection_state_t admin; /* a second, blocking client of the broker */
    struct mq *mq;
    struct cache *cache;
    struct product_list *list;
    struct order_watch *watch;
    void (*on_delivery)(const struct mq_delivery *delivery); /* NULL: acknowledge at once */
    int delivered, confirmed, outbox_calls;
    struct op_list ops;
} rig;

UNUSED static void turn_for_ms(int ms)
{
    for (int64_t end_ms = clock_ms() + ms; clock_ms() < end_ms;)
        loop_turn(fixture.loop, 10);
}

/* ---- the broker ------------------------------------------------------------------------------ */

static void admin_must(const char *what)
{
    if (amqp_get_rpc_reply(rig.admin).reply_type != AMQP_RESPONSE_NORMAL)
        fail_msg("RabbitMQ refuses: %s", what);
}

static void admin_open(void)
{
    const char *url = getenv("BAKERY_TEST_AMQP_URL");
    struct err err = ERR_INIT;

    if (url == NULL)
        fail_msg("BAKERY_TEST_AMQP_URL is not set: it must name a RabbitMQ server for tests");
    if (!amqp_url_init(&rig.url, url, &err))
        fail_msg("%s", err.msg);
    rig.admin = amqp_new_connection();
    if (amqp_socket_open(amqp_tcp_socket_new(rig.admin), rig.url.host, rig.url.port) != AMQP_STATUS_OK)
        fail_msg("no RabbitMQ answers at BAKERY_TEST_AMQP_URL");
    (void)amqp_login(rig.admin, rig.url.vhost, 1, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN,
                     rig.url.user, rig.url.password);
    (void)amqp_channel_open(rig.admin, 1);
    admin_must("a channel");
    (void)amqp_queue_delete(rig.admin, 1, amqp_cstring_bytes(AMQP_QUEUE), 0, 0);
    admin_must("to delete the queue");
    (void)amqp_queue_delete(rig.admin, 1, amqp_cstring_bytes(AMQP_DEAD_QUEUE), 0, 0);
    admin_must("to delete the dead letters");
}

/* How many messages wait in it; those that are delivered and not settled do not count. */
UNUSED static int queued(const char *queue)
{
    const amqp_queue_declare_ok_t *ok =
        amqp_queue_declare(rig.admin, 1, amqp_cstring_bytes(queue), 1, 1, 0, 0, amqp_empty_table);

    admin_must("to count");
    return (int)ok->message_count;
}

static void on_delivery(void *arg UNUSED, const struct mq_delivery *delivery)
{
    rig.delivered++;
    if (rig.on_delivery != NULL)
        rig.on_delivery(delivery);
    else
        mq_ack(rig.mq, delivery->tag);
}

/* Without waiting for it. `port` is the broker's, or a proxy's before it. */
static void rig_open_mq(int port)
{
    char *url = mem_printf("amqp://%s:%s@127.0.0.1:%d/%s", rig.url.user, rig.url.password, port,
                           strcmp(rig.url.vhost, "/") == 0 ? "%2f" : rig.url.vhost);
    const struct mq_options options = { .url = url, .prefetch = 100, .on_delivery = on_delivery };
    struct err err = ERR_INIT;

    rig.mq = mq_open(fixture.loop, &options, &err);
    if (rig.mq == NULL)
        fail_msg("%s", err.msg);
    free(url);
}

static bool mq_ready(void)
{
    struct err err = ERR_INIT;

    return mq_health(rig.mq, &err);
}

static void on_confirmed(void *arg UNUSED, const struct err *err)
{
    assert_null(err);
    rig.confirmed++;
}

UNUSED static void publish(const char *body)
{
    mq_publish(rig.mq, &rig.ops, body, strlen(body), on_confirmed, NULL);
}

UNUSED static void publish_order(uint64_t number)
{
    char message[ORDER_MESSAGE_BYTES];
    size_t len = order_message_write(number, message);

    mq_publish(rig.mq, &rig.ops, message, len, on_confirmed, NULL);
}

/* ---- one test -------------------------------------------------------------------------------- */

UNUSED static void on_outbox(void *arg UNUSED)
{
    rig.outbox_calls++;
}

static void rig_open_cache(const char *url)
{
    const struct cache_options options = { .url = url };
    struct err err = ERR_INIT;

    rig.cache = cache_open(fixture.loop, &options, &err);
    if (rig.cache == NULL)
        fail_msg("%s", err.msg);
    rig.list = product_list_new(shop_db, rig.cache);
    rig.watch = order_watch_new(fixture.loop, shop_db, rig.cache, order_ids);
}

/* The list, and what it stands on, anew. */
UNUSED static void rig_change_cache(const char *url)
{
    order_watch_free(rig.watch);
    product_list_free(rig.list);
    cache_close(rig.cache);
    rig_open_cache(url);
}

UNUSED static void rig_change_mq(int port)
{
    mq_close(rig.mq);
    rig_open_mq(port);
}

UNUSED static int rig_begin(void **state)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as the server does */
    (void)shop_begin(state);
    memset(&rig, 0, sizeof(rig));
    op_list_init(&rig.ops);
    admin_open();
    rig_open_cache(NULL);
    rig_open_mq(rig.url.port);
    UNTIL(mq_ready());
    return 0;
}

UNUSED static int rig_end(void **state)
{
    op_list_cancel(&rig.ops);
    order_watch_free(rig.watch);
    product_list_free(rig.list);
    mq_close(rig.mq);
    cache_close(rig.cache);
    (void)amqp_connection_close(rig.admin, AMQP_REPLY_SUCCESS);
    (void)amqp_destroy_connection(rig.admin);
    amqp_url_done(&rig.url);
    return shop_end(state);
}

#define RIG_TEST(function) cmocka_unit_test_setup_teardown(function, rig_begin, rig_end)

/* A proxy before the broker. */
UNUSED static void proxy_start_mq(struct proxy *proxy)
{
    struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found;
    char port[8];

    *proxy = (struct proxy){ .cut_after = -1 };
    (void)snprintf(port, sizeof(port), "%d", rig.url.port);
    assert_int_equal(getaddrinfo(rig.url.host, port, &hints, &found), 0);
    memcpy(&proxy->server, found->ai_addr, sizeof(proxy->server));
    freeaddrinfo(found);
    proxy_listen(proxy);
}

#endif
