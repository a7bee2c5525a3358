/* test_no_redis.c -- the cache when the server is absent or is not Redis. The server runs in the loop of
 * the test and sends what the test tells it. */
#include "fixture.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

struct fake {
    struct evconnlistener *listener;
    const char *greeting; /* said to whoever connects */
    size_t greeting_len;
    const char *answer; /* said to what comes after `swallow` bytes; NULL: nothing */
    size_t swallow;
    int connections;
    struct bufferevent *clients[200];
    size_t heard[200];
    struct loop *loop;
    bool is_heard; /* by a cache that also listens to notices */
};

static void fake_on_read(struct bufferevent *bev, void *arg)
{
    struct fake *fake = arg;
    struct evbuffer *input = bufferevent_get_input(bev);
    size_t *heard = NULL;

    for (int i = 0; i < fake->connections; i++)
        if (fake->clients[i] == bev)
            heard = &fake->heard[i];
    *heard += evbuffer_get_length(input);
    (void)evbuffer_drain(input, evbuffer_get_length(input));
    if (fake->answer != NULL && *heard > fake->swallow) {
        (void)bufferevent_write(bev, fake->answer, strlen(fake->answer));
        fake->answer = NULL;
    }
}

static void fake_on_accept(struct evconnlistener *listener UNUSED, evutil_socket_t fd,
                           struct sockaddr *address UNUSED, int len UNUSED, void *arg)
{
    struct fake *fake = arg;

    assert_true(fake->connections < (int)ARRAY_LEN(fake->clients));
    struct bufferevent *bev = bufferevent_socket_new(loop_base(fake->loop), fd, BEV_OPT_CLOSE_ON_FREE);
    fake->clients[fake->connections++] = bev;
    bufferevent_setcb(bev, fake_on_read, NULL, NULL, fake);
    (void)bufferevent_enable(bev, EV_READ | EV_WRITE);
    (void)bufferevent_set_max_single_write(bev, CACHE_BODY_MAX);
    (void)bufferevent_write(bev, fake->greeting, fake->greeting_len);
}

/* A cache whose Redis is `fake`. */
static struct fixture *fake_new(struct fake *fake, const char *greeting, size_t greeting_len)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct loop *loop = loop_new();
    socklen_t len = sizeof(address);
    char url[64];

    *fake = (struct fake){
        .loop = loop, .greeting = greeting, .greeting_len = greeting_len, .is_heard = fake->is_heard
    };
    fake->listener = evconnlistener_new_bind(loop_base(loop), fake_on_accept, fake, LEV_OPT_CLOSE_ON_FREE, 16,
                                             (struct sockaddr *)&address, sizeof(address));
    assert_non_null(fake->listener);
    assert_int_equal(getsockname(evconnlistener_get_fd(fake->listener), (struct sockaddr *)&address, &len),
                     0);
    (void)snprintf(url, sizeof(url), "redis://127.0.0.1:%d", ntohs(address.sin_port));
    return fixture_new_on(loop, url, fake->is_heard);
}

static void fake_free(struct fake *fake, struct fixture *f)
{
    for (int i = 0; i < fake->connections; i++)
        bufferevent_free(fake->clients[i]);
    evconnlistener_free(fake->listener);
    fixture_free(f);
}

#define GREETING     "+OK\r\n+PONG\r\n"
#define GREETING_LEN (sizeof(GREETING) - 1)

static void garbage_from_the_server_is_harmless_and_never_ready(void **state UNUSED)
{
    static const struct {
        const char *bytes;
        size_t len;
    } rubbish[] = {
#define BYTES(text) { text, sizeof(text) - 1 }
        BYTES("HTTP/1.1 400 Bad Request\r\n\r\n"),
        BYTES("\0\0\0\0\0\0\0\0"),
        BYTES("\r\n\r\n"),
        BYTES("*2147483647\r\n"),
        BYTES("*-1\r\n"),
        BYTES("%1\r\n"),
        BYTES("$-2\r\n"),
        BYTES("$x\r\n"),
        BYTES("$9223372036854775807\r\nx"),
        BYTES("$99999999999999999999\r\nx"),
        BYTES(":x\r\n"),
        BYTES("-\r\n"),
        BYTES("-ERR max number of clients reached\r\n"),
        BYTES("+OK"),
        BYTES("+OK\r\n"),
        BYTES("+OK\r\n-NOAUTH\r\n"),
        BYTES("\xff\xfe\xfd"),
#undef BYTES
    };

    for (size_t i = 0; i < ARRAY_LEN(rubbish); i++) {
        struct fake fake = { 0 };
        struct fixture *f = fake_new(&fake, rubbish[i].bytes, rubbish[i].len);

        WAIT_UNTIL(f->loop, fake.connections == 3); /* it comes back, and loses it again */
        assert_int_equal(f->ready_count, 0);
        assert_fails_at_once(f);
        assert_unhealthy(f, "unusable");
        fake_free(&fake, f);
    }
}

static void an_endless_reply_is_cut_off(void **state UNUSED)
{
    size_t len = CACHE_BODY_MAX + ((size_t)1 << 20);
    char *endless = mem_alloc(len);
    struct fake fake = { 0 };

    memset(endless, 'x', len);
    (void)memcpy(endless, "$99999999\r\n", 11);
    struct fixture *f = fake_new(&fake, endless, len);
    WAIT_UNTIL(f->loop, is_down_because(f, "too long"));
    assert_int_equal(f->ready_count, 0);
    fake_free(&fake, f);
    free(endless);
}

static void an_unexpected_reply_only_ends_the_connection(void **state UNUSED)
{
    struct fake fake = { 0 };
    struct fixture *f = fake_new(&fake, GREETING "+more\r\n+and more\r\n", GREETING_LEN + 18);

    WAIT_UNTIL(f->loop, fake.connections == 2);
    assert_unhealthy(f, "nobody asked");
    fake_free(&fake, f);
}

static void replies_of_an_unexpected_type_are_misses_or_errors(void **state UNUSED)
{
    static const char *const answers[] = {
        ":5\r\n",       "+5\n\r\n",     "$0\r\n\r\n",
        "$1\r\n5\r\n",  "$2\r\n-5\r\n", "$4\r\n-5\nx\r\n",
        "-\r\n",        "-oops 12\r\n", "$-1\r\n+extra\r\n",
        "*1\r\n+5\r\n", "rubbish\r\n",  "-NOAUTH first\r\n",
        "-LOADING\r\n",
    };

    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        struct fake fake = { 0 };
        struct fixture *f = fake_new(&fake, GREETING, GREETING_LEN);
        struct answer get = { 0 };

        WAIT_UNTIL(f->loop, f->ready_count == 1);
        fake.swallow = sizeof("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*1\r\n$4\r\nPING\r\n") - 1;
        fake.answer = answers[i];
        cache_get(f->cache, &f->ops, "k", on_got, &get);
        WAIT_UNTIL(f->loop, get.calls == 1);
        assert_null(get.body);
        fake_free(&fake, f);
    }
}

/* hiredis would allocate what the array's head claims: 16 GiB. */
static void an_array_is_rejected_at_its_first_byte(void **state UNUSED)
{
    struct fake fake = { 0 };
    struct fixture *f = fake_new(&fake, GREETING, GREETING_LEN);
    struct answer get = { 0 };

    WAIT_UNTIL(f->loop, f->ready_count == 1);
    fake.swallow = sizeof("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*1\r\n$4\r\nPING\r\n") - 1;
    fake.answer = "*2147483647\r\n";
    cache_get(f->cache, &f->ops, "k", on_got, &get);
    WAIT_UNTIL(f->loop, get.calls == 1);
    assert_null(get.body);
    assert_unhealthy(f, "does not speak as Redis does");
    fake_free(&fake, f);
}

#define SUBSCRIBED GREETING "*3\r\n$9\r\nsubscribe\r\n$16\r\nbakery:notices:0\r\n:1\r\n"
#define MESSAGE    "*3\r\n$7\r\nmessage\r\n$16\r\nbakery:notices:0\r\n$18\r\n0123456789abcdef x\r\n"

static void an_invalid_message_only_ends_the_subscription(void **state UNUSED)
{
    static const char *const rubbish[] = {
        "*2147483647\r\n",
        "*4\r\n",
        "*0\r\n",
        "*-1\r\n",
        "*33\r\n",
        "*3\n",
        "*1\r\n*1\r\n:1\r\n",
        "*1\r\n$4\r\nrose\r\n",
        "*3\r\n$7\r\nmessage\r\n$16\r\nbakery:notices:0\r\n:5\r\n",
        "*2\r\n$7\r\nmessage\r\n$-1\r\n",
        "*3\r\n:1\r\n:2\r\n:3\r\n",
        "*3\r\n$-1\r\n$-1\r\n$-1\r\n",
        "*3\r\n$99999999\r\n",
        "+OK\r\n",
        "-ERR\r\n",
        "\r\n",
    };

    for (size_t i = 0; i < ARRAY_LEN(rubbish); i++) {
        struct fake fake = { .is_heard = true };
        char *said = mem_printf("%s" MESSAGE "%s", SUBSCRIBED, rubbish[i]);
        struct fixture *f = fake_new(&fake, said, strlen(said));

        WAIT_UNTIL(f->loop, f->notice_count >= 3); /* each time, as often as it comes back */
        fake_free(&fake, f);
        free(said);
    }
}

/* How many messages end in `text` at or before `last`. */
static int whole_messages(const char *text, const char *last)
{
    int count = 0;

    for (const char *p = text; (p = strstr(p, MESSAGE)) != NULL; p += strlen(MESSAGE))
        count += last >= p + strlen(MESSAGE) - 1;
    return count;
}

/* However the network cuts it. */
static void a_message_in_pieces_arrives_when_it_is_complete(void **state UNUSED)
{
    struct fake fake = { .is_heard = true };
    struct fixture *f = fake_new(&fake, GREETING, GREETING_LEN);
    const char *said = SUBSCRIBED MESSAGE MESSAGE;

    WAIT_UNTIL(f->loop, fake.heard[1] > sizeof("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*1\r\n$4\r\nPING\r\n"));
    for (const char *p = said + GREETING_LEN; *p != '\0'; p++) {
        (void)bufferevent_write(fake.clients[1], p, 1);
        loop_turn(f->loop, 0);
        loop_turn(f->loop, 0);
        assert_true(f->notice_count <= whole_messages(said, p));
        WAIT_UNTIL(f->loop, f->notice_count == whole_messages(said, p));
    }
    assert_int_equal(f->notice_count, 2);
    assert_true(cache_hears(f->cache));
    fake_free(&fake, f);
}

static void a_silent_server_is_never_ready(void **state UNUSED)
{
    struct fake fake = { 0 };
    struct fixture *f = fake_new(&fake, "", 0);

    WAIT_UNTIL(f->loop, fake.connections == 3);
    assert_int_equal(f->ready_count, 0);
    assert_unhealthy(f, "does not answer in time");
    assert_fails_at_once(f);
    fake_free(&fake, f);
}

static void closing_in_any_turn_while_connecting_is_clean(void **state UNUSED)
{
    for (int turns = 0; turns < 12; turns++) {
        struct fake fake = { 0 };
        struct fixture *f =
            fake_new(&fake, GREETING "+more\r\n", turns % 2 ? GREETING_LEN : GREETING_LEN + 7);

        for (int i = 0; i < turns; i++)
            loop_turn(f->loop, 5);
        fake_free(&fake, f);
    }
}

static void without_a_server_operations_fail_at_once(void **state UNUSED)
{
    char url[64];

    (void)snprintf(url, sizeof(url), "redis://127.0.0.1:%d", free_port());
    struct fixture *f = fixture_new(url);
    assert_fails_at_once(f); /* not connected yet */
    WAIT_UNTIL(f->loop, is_down_because(f, "refused"));
    assert_fails_at_once(f);
    fixture_free(f);
}

static void an_unknown_host_name_is_an_outage(void **state UNUSED)
{
    struct fixture *f = fixture_new("redis://no-such-host.invalid:6379");

    WAIT_UNTIL(f->loop, is_down_because(f, "name"));
    assert_fails_at_once(f);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(garbage_from_the_server_is_harmless_and_never_ready),
        cmocka_unit_test(an_endless_reply_is_cut_off),
        cmocka_unit_test(an_unexpected_reply_only_ends_the_connection),
        cmocka_unit_test(replies_of_an_unexpected_type_are_misses_or_errors),
        cmocka_unit_test(an_array_is_rejected_at_its_first_byte),
        cmocka_unit_test(an_invalid_message_only_ends_the_subscription),
        cmocka_unit_test(a_message_in_pieces_arrives_when_it_is_complete),
        cmocka_unit_test(a_silent_server_is_never_ready),
        cmocka_unit_test(closing_in_any_turn_while_connecting_is_clean),
        cmocka_unit_test(without_a_server_operations_fail_at_once),
        cmocka_unit_test(an_unknown_host_name_is_an_outage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
