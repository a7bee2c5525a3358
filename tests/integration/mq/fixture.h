/* fixture.h -- what the tests of the queue share: a loop to turn until something is so, a record of what the
 * driver told, and a second client to look at RabbitMQ and meddle with its queues.
 *
 * BAKERY_TEST_AMQP_URL names a vhost whose queues `orders` and `orders.dead` are the tests' alone. The second
 * client is librabbitmq as its authors meant it: blocking, and nothing of ours in it. */
#ifndef TESTS_INTEGRATION_MQ_FIXTURE_H
#define TESTS_INTEGRATION_MQ_FIXTURE_H

/* cmocka.h needs these before it. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/secret.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "mq/amqp_mq.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if __has_include(<rabbitmq-c/tcp_socket.h>)
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp_tcp_socket.h>
#endif

#define TAGS_MAX 64

/* As fast as a test wants to see things happen; heartbeats cannot be faster. */
UNUSED static const struct amqp_timing quick = {
    .connect_ms = 1000, .handshake_ms = 2000, .heartbeat_ms = 1000, .confirm_ms = 1000
};

static struct {
    struct loop *loop;
    struct amqp_url url;  /* of the real broker */
    const char *url_text; /* NULL: the queue is in this process */
    amqp_connection_state_t admin;

    /* what the driver told; begin() clears it */
    struct mq *mq;
    struct op_list ops;
    int confirmed, failed, writable, delivered, redelivered;
    struct err failure; /* the last one */
    char body[MQ_BODY_MAX + 1];
    struct mq_tag tags[TAGS_MAX]; /* of the first deliveries */
    bool ack_at_once;
} fixture;

/* Turns the loop until the condition holds; the test fails after 15 s. */
#define UNTIL(condition)                                     \
    do {                                                     \
        int64_t until_ms = clock_ms() + 15000;               \
        while (!(condition)) {                               \
            if (clock_ms() > until_ms)                       \
                fail_msg("not within 15 s: %s", #condition); \
            loop_turn(fixture.loop, 10);                     \
        }                                                    \
    } while (0)

UNUSED static void turn_for_ms(int ms)
{
    for (int64_t end_ms = clock_ms() + ms; clock_ms() < end_ms;)
        loop_turn(fixture.loop, 10);
}

/* ---- the second client */

static void must(amqp_rpc_reply_t reply, const char *what)
{
    if (reply.reply_type != AMQP_RESPONSE_NORMAL)
        fail_msg("the second client: %s failed", what);
}

static void admin_open(void)
{
    fixture.admin = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(fixture.admin);

    if (amqp_socket_open(socket, fixture.url.host, fixture.url.port) != AMQP_STATUS_OK)
        fail_msg("no RabbitMQ answers at BAKERY_TEST_AMQP_URL");
    must(amqp_login(fixture.admin, fixture.url.vhost, 1, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN,
                    fixture.url.user, fixture.url.password),
         "login");
    (void)amqp_channel_open(fixture.admin, 1);
    must(amqp_get_rpc_reply(fixture.admin), "channel");
}

static void admin_close(void)
{
    (void)amqp_connection_close(fixture.admin, AMQP_REPLY_SUCCESS);
    (void)amqp_destroy_connection(fixture.admin);
}

UNUSED static void admin_delete(const char *queue)
{
    (void)amqp_queue_delete(fixture.admin, 1, amqp_cstring_bytes(queue), 0, 0);
    must(amqp_get_rpc_reply(fixture.admin), "delete");
}

/* How many messages wait in it, not counting those that are delivered and not settled. */
UNUSED static int admin_count(const char *queue)
{
    amqp_queue_declare_ok_t *ok =
        amqp_queue_declare(fixture.admin, 1, amqp_cstring_bytes(queue), 1, 1, 0, 0, amqp_empty_table);

    must(amqp_get_rpc_reply(fixture.admin), "count");
    return (int)ok->message_count;
}

UNUSED static void admin_declare_classic(const char *queue)
{
    (void)amqp_queue_declare(fixture.admin, 1, amqp_cstring_bytes(queue), 0, 1, 0, 0, amqp_empty_table);
    must(amqp_get_rpc_reply(fixture.admin), "declare");
}

/* Publishes to our exchange; with `odd`, properties and headers of many types. */
UNUSED static void admin_publish(const char *body, size_t len, bool odd)
{
    amqp_table_entry_t inner[] = {
        { AMQP_LITERAL("deep"), { .kind = AMQP_FIELD_KIND_BOOLEAN, .value.boolean = 1 } },
    };
    amqp_table_entry_t headers[] = {
        { AMQP_LITERAL("x"), { .kind = AMQP_FIELD_KIND_F64, .value.f64 = 0.5 } },
        { AMQP_LITERAL(""), { .kind = AMQP_FIELD_KIND_VOID } },
        { AMQP_LITERAL("t"), { .kind = AMQP_FIELD_KIND_TABLE, .value.table = { 1, inner } } },
    };
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_HEADERS_FLAG | AMQP_BASIC_PRIORITY_FLAG | AMQP_BASIC_TIMESTAMP_FLAG |
                  AMQP_BASIC_REPLY_TO_FLAG,
        .headers = { ARRAY_LEN(headers), headers },
        .priority = 255,
        .timestamp = UINT64_MAX >> 1,
        .reply_to = AMQP_LITERAL("\n\x01"),
    };

    assert_int_equal(amqp_basic_publish(fixture.admin, 1, amqp_cstring_bytes(AMQP_EXCHANGE),
                                        amqp_cstring_bytes(AMQP_QUEUE), 0, 0, odd ? &properties : NULL,
                                        (amqp_bytes_t){ len, (void *)(uintptr_t)body }),
                     AMQP_STATUS_OK);
}

/* ---- what the driver tells */

static void on_delivery(void *arg UNUSED, const struct mq_delivery *delivery)
{
    memcpy(fixture.body, delivery->body, delivery->len);
    fixture.body[delivery->len] = '\0';
    if (fixture.delivered < TAGS_MAX)
        fixture.tags[fixture.delivered] = delivery->tag;
    fixture.delivered++;
    fixture.redelivered += delivery->redelivered;
    if (fixture.ack_at_once)
        mq_ack(fixture.mq, delivery->tag);
}

static void on_writable(void *arg UNUSED)
{
    fixture.writable++;
}

static void on_confirm(void *arg UNUSED, const struct err *err)
{
    if (err == NULL) {
        fixture.confirmed++;
    } else {
        fixture.failed++;
        fixture.failure = *err;
    }
}

UNUSED static void publish(const char *body)
{
    mq_publish(fixture.mq, &fixture.ops, body, strlen(body), on_confirm, NULL);
}

UNUSED static bool healthy(void)
{
    struct err err = ERR_INIT;

    return mq_health(fixture.mq, &err);
}

UNUSED static bool ill_with(const char *words)
{
    struct err err = ERR_INIT;

    return !mq_health(fixture.mq, &err) && strstr(err.msg, words) != NULL;
}

/* ---- one test */

/* Opens a driver on this URL (NULL: in this process) without waiting for it; with prefetch 0 it publishes
 * only. */
UNUSED static void open_at(const char *url, int prefetch, const struct amqp_timing *timing)
{
    struct mq_options options = { .url = url,
                                  .prefetch = prefetch,
                                  .on_delivery = prefetch > 0 ? on_delivery : NULL,
                                  .on_writable = on_writable };
    struct err err = ERR_INIT;

    fixture.mq = url != NULL ? amqp_mq_open(fixture.loop, &options, timing, &err)
                             : mq_open(fixture.loop, &options, &err);
    assert_non_null(fixture.mq);
}

UNUSED static void open_and_wait(int prefetch)
{
    open_at(fixture.url_text, prefetch, &amqp_timing_default);
    UNTIL(healthy());
}

static int begin(void **state UNUSED)
{
    fixture.loop = loop_new();
    fixture.mq = NULL;
    op_list_init(&fixture.ops);
    fixture.confirmed = fixture.failed = fixture.writable = fixture.delivered = fixture.redelivered = 0;
    fixture.ack_at_once = false;
    if (fixture.url_text != NULL) {
        admin_open();
        admin_delete(AMQP_QUEUE);
        admin_delete(AMQP_DEAD_QUEUE);
    }
    return 0;
}

static int end(void **state UNUSED)
{
    mq_close(fixture.mq);
    assert_true(op_list_empty(&fixture.ops));
    assert_int_equal(metric_get(METRIC_MQ_UP), 0);
    if (fixture.url_text != NULL)
        admin_close();
    loop_free(fixture.loop);
    return 0;
}

UNUSED static int group_begin_local(void **state UNUSED)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as the server does */
    secret_setup();
    log_setup(getenv("VERBOSE") != NULL ? LOG_DEBUG : LOG_ERROR, LOG_LOGFMT);
    fixture.url_text = NULL;
    return 0;
}

UNUSED static int group_begin(void **state)
{
    struct err err = ERR_INIT;

    (void)group_begin_local(state);
    fixture.url_text = getenv("BAKERY_TEST_AMQP_URL");
    if (fixture.url_text == NULL) {
        print_error(
            "BAKERY_TEST_AMQP_URL is not set: these tests need a RabbitMQ (./dev services start rabbitmq)\n");
        return -1;
    }
    if (!amqp_url_init(&fixture.url, fixture.url_text, &err)) {
        print_error("%s\n", err.msg);
        return -1;
    }
    return 0;
}

UNUSED static int group_end(void **state UNUSED)
{
    amqp_url_done(&fixture.url);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

#endif
