/* test_event_stream.c -- responses that stay open: http/event_stream.h. */
#include "http/event_stream.h"
#include "integration/http/fixture.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: shop\r\n\r\n"
#define STREAMS   8

/* The streams that the handler has started, in their order. */
static struct {
    struct event_stream *streams[STREAMS];
    int count, gone;
    bool sending; /* a function of the header is under way */
} feed;

static void on_gone(void *arg)
{
    struct event_stream **stream = arg;

    assert_false(feed.sending);
    assert_non_null(*stream);
    *stream = NULL;
    feed.gone++;
}

static void handle_events(struct req *req)
{
    struct event_stream **stream = &feed.streams[feed.count];

    (void)fixture_of(req);
    feed.sending = true;
    *stream = event_stream_start(req, on_gone, stream);
    feed.sending = false;
    feed.count += *stream != NULL;
}

static void send_event(int index, const char *id, const char *data)
{
    feed.sending = true;
    event_stream_send(feed.streams[index], "news", id, data, strlen(data));
    feed.sending = false;
}

static const struct route events_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/events", handle_events },
    { 0 },
};

static const struct route *const events_tables[] = { events_routes, fixture_routes, NULL };

static void serve_events(struct fixture *f, void (*change)(struct http_limits *limits))
{
    memset(&feed, 0, sizeof(feed));
    f->routes = events_tables;
    serve(f, change);
}

static struct client *watch(struct fixture *f)
{
    struct client *client = client_open(f);
    int before = feed.count;

    client_send(client, GET("/events"));
    WAIT_FOR(f, feed.count > before);
    return client;
}

static bool came(const struct client *client, const char *text)
{
    return memmem(client->text, client->len, text, strlen(text)) != NULL;
}

static int count_of(const struct client *client, const char *text)
{
    const char *p = client->text, *end = client->text + client->len;
    int count = 0;

    for (; (p = memmem(p, (size_t)(end - p), text, strlen(text))) != NULL; p++)
        count++;
    return count;
}

static void pass_time(struct fixture *f, int ms)
{
    for (int64_t end_ms = clock_ms() + ms; clock_ms() < end_ms;)
        turn(f);
}

/* ---- what is sent ---- */

static void test_events_follow_the_head_until_the_client_leaves(void **state)
{
    struct fixture *f = *state;

    serve_events(f, NULL);
    struct client *client = watch(f);
    send_event(0, "1", "{\"a\":1}");
    WAIT_FOR(f, came(client, "data: "));
    struct answer answer = answer_at(client, 0);
    assert_int_equal(answer.status, 200);
    assert_true(has_line(&answer, "Content-Type: text/event-stream"));
    assert_true(has_line(&answer, "Cache-Control: no-store"));
    assert_true(has_line(&answer, "X-Accel-Buffering: no"));
    assert_true(has_line(&answer, "Connection: close")); /* which is what ends the answer */
    assert_false(came(client, "Content-Length"));
    assert_false(came(client, "Transfer-Encoding"));
    assert_string_equal(answer.body, "retry: 2000\n\nevent: news\nid: 1\ndata: {\"a\":1}\n\n");

    send_event(0, "2", "b");
    send_event(0, "3", "c");
    WAIT_FOR(f, came(client, "event: news\nid: 2\ndata: b\n\nevent: news\nid: 3\ndata: c\n\n"));
    assert_int_equal(metric_get(METRIC_HTTP_STREAMS), 1);
    close_client(client);
    WAIT_FOR(f, feed.gone == 1);
    assert_int_equal(conn_count(f), 0);
    assert_int_equal(metric_get(METRIC_HTTP_STREAMS), 0);
}

static void test_an_open_stream_has_given_its_request_back(void **state)
{
    struct fixture *f = *state;

    serve_events(f, NULL);
    (void)watch(f);
    WAIT_FOR(f, f->server->free_req_count == 1);
    (void)watch(f);
    WAIT_FOR(f, f->server->free_req_count == 1); /* the same one */
}

static void test_head_gets_the_head_and_keeps_the_connection(void **state)
{
    struct fixture *f = *state;
    struct answer head, hello;
    size_t offset = 0;

    serve_events(f, NULL);
    struct client *client = client_open(f);
    client_send(client, "HEAD /events HTTP/1.1\r\nHost: shop\r\n\r\n" GET("/hello"));
    WAIT_FOR(f, came(client, "hello"));
    assert_true(next_answer(client, &offset, true, &head) && next_answer(client, &offset, false, &hello));
    assert_int_equal(head.status, 200);
    assert_true(has_line(&head, "Content-Type: text/event-stream"));
    assert_body(&hello, "hello");
    assert_int_equal(feed.count + feed.gone, 0);
}

static void test_an_old_client_gets_the_same(void **state)
{
    struct fixture *f = *state;

    serve_events(f, NULL);
    struct client *client = client_open(f);
    client_send(client, "GET /events HTTP/1.0\r\n\r\n");
    WAIT_FOR(f, feed.count == 1);
    send_event(0, "1", "x");
    WAIT_FOR(f, came(client, "\r\n\r\nretry: 2000\n\nevent: news\nid: 1\ndata: x\n\n"));
}

static void quick_heartbeats(struct http_limits *limits)
{
    limits->heartbeat_ms = 60;
    limits->request_ms = limits->idle_ms = limits->write_ms = limits->head_ms = 100;
}

static void test_a_quiet_stream_beats_and_no_other_time_limit_ends_it(void **state)
{
    struct fixture *f = *state;

    serve_events(f, quick_heartbeats);
    struct client *client = watch(f);
    int64_t began_ms = clock_ms();
    WAIT_FOR(f, count_of(client, "\n:\n\n") >= 5);
    assert_in_range(clock_ms() - began_ms, 5 * 60 - 20, 2000);
    send_event(0, "1", "x");
    WAIT_FOR(f, came(client, "data: x\n\n"));
    assert_int_equal(feed.gone, 0);
}

static void test_a_stream_that_tells_something_does_not_beat(void **state)
{
    struct fixture *f = *state;

    serve_events(f, quick_heartbeats);
    struct client *client = watch(f);
    for (int i = 0; i < 20; i++) {
        send_event(0, "1", "x");
        pass_time(f, 15);
    }
    WAIT_FOR(f, count_of(client, "data: x\n\n") == 20);
    assert_in_range(count_of(client, "\n:\n\n"), 0, 2); /* a busy machine may pause for that long */
}

/* ---- what the client says meanwhile ---- */

static void test_requests_after_a_stream_are_not_served(void **state)
{
    struct fixture *f = *state;

    serve_events(f, NULL);
    struct client *client = client_open(f);
    client_send(client, GET("/hello") GET("/events") GET("/hello"));
    WAIT_FOR(f, feed.count == 1);
    client_send(client, GET("/hello"));
    send_event(0, "1", "x");
    WAIT_FOR(f, came(client, "data: x\n\n"));
    pass_time(f, 20);
    assert_int_equal(f->handled, 2);
    assert_int_equal(count_of(client, "hello"), 1); /* that before it */
    assert_int_equal(conn_waiting_bytes(conn_first(f->server)), 0);
}

static void test_a_client_that_talks_on_and_on_is_cut(void **state)
{
    struct fixture *f = *state;
    char bytes[16384];

    memset(bytes, 'x', sizeof(bytes));
    serve_events(f, NULL);
    struct client *client = watch(f);
    for (int i = 0; i < 64 && feed.gone == 0; i++) {
        (void)!send(client->fd, bytes, sizeof(bytes), MSG_NOSIGNAL | MSG_DONTWAIT);
        turn(f);
    }
    WAIT_FOR(f, feed.gone == 1);
}

static void test_a_half_closed_client_has_left(void **state)
{
    struct fixture *f = *state;

    serve_events(f, NULL);
    struct client *client = watch(f);
    assert_int_equal(shutdown(client->fd, SHUT_WR), 0);
    WAIT_FOR(f, feed.gone == 1 && client->gone);
    assert_int_equal(conn_count(f), 0);
}

/* ---- clients that do not read ---- */

static struct client *watch_deaf(struct fixture *f, int receive_bytes)
{
    struct client *client = client_new(f);

    assert_int_equal(setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes)), 0);
    assert_true(client_connect(f, client, "127.0.0.1"));
    client_send(client, GET("/events"));
    WAIT_FOR(f, feed.count > 0);
    turn(f);
    client->deaf = true; /* before the head comes, or soon after */
    return client;
}

static void test_output_for_a_client_that_does_not_read_is_bounded(void **state)
{
    struct fixture *f = *state;
    int64_t dropped = metric_get(METRIC_HTTP_STREAMS_DROPPED);
    char data[4001] = "";

    memset(data, 'x', sizeof(data) - 1);
    serve_events(f, NULL);
    (void)watch_deaf(f, 1024);
    const struct evbuffer *output = conn_first(f->server)->output;
    int sent = 0;
    for (; feed.gone == 0; sent++) {
        assert_in_range(evbuffer_get_length(output), 0, EVENT_STREAM_UNSENT_BYTES + sizeof(data) + 64);
        assert_true(sent < 500);
        send_event(0, "1", data);
        turn(f);
    }
    assert_true(sent * 4000 > (int)EVENT_STREAM_UNSENT_BYTES);
    assert_int_equal(conn_count(f), 0);
    assert_int_equal(metric_get(METRIC_HTTP_STREAMS_DROPPED), dropped + 1);
}

static void test_all_of_one_turn_over_the_cap_ends_the_stream_once(void **state)
{
    struct fixture *f = *state;
    char data[30001] = "";

    memset(data, 'x', sizeof(data) - 1);
    serve_events(f, NULL);
    struct client *client = watch(f);
    for (int i = 0; i < 8; i++)
        send_event(0, "1", data);
    assert_int_equal(feed.gone, 0); /* not inside */
    WAIT_FOR(f, feed.gone == 1 && client->gone);
}

static void short_write(struct http_limits *limits)
{
    limits->write_ms = 300;
    limits->heartbeat_ms = 100;
}

/* An event that no buffer of the kernel takes as a whole. */
static char *long_data(void)
{
    size_t len = (size_t)256 << 10;
    char *data = mem_alloc(len + 1);

    memset(data, 'x', len);
    return data;
}

static void test_a_client_that_does_not_read_is_dropped(void **state)
{
    struct fixture *f = *state;
    char *data = long_data();

    serve_events(f, short_write);
    (void)watch_deaf(f, 1024);
    send_event(0, "1", data);
    pass_time(f, 150);
    assert_int_equal(feed.gone, 0);
    int64_t began_ms = clock_ms();
    WAIT_FOR(f, feed.gone == 1); /* by us, or by the kernel, which has the same limit */
    assert_in_range(clock_ms() - began_ms, 0, 1500);
    assert_int_equal(conn_count(f), 0);
    free(data);
}

static void test_a_slow_reader_gets_events_of_any_size(void **state)
{
    struct fixture *f = *state;
    char *data = long_data();

    serve_events(f, short_write);
    struct client *client = watch_deaf(f, 16384);
    send_event(0, "1", data);
    int64_t began_ms = clock_ms();
    while (!came(client, "x\n\n") && feed.gone == 0) {
        client_read(client, 8192);
        pass_time(f, 20);
    }
    assert_true(clock_ms() - began_ms > f->server->options.limits.write_ms);
    assert_int_equal(feed.gone, 0);
    free(data);
}

/* ---- the server's end of it ---- */

static void on_drained(void *arg)
{
    struct fixture *f = arg;

    f->drained++;
}

static void test_a_drain_ends_streams_after_sending_their_events(void **state)
{
    struct fixture *f = *state;

    serve_events(f, NULL);
    struct client *first = watch(f), *second = watch(f);
    send_event(0, "1", "last words");
    http_server_drain(f->server, on_drained, f);
    assert_int_equal(feed.gone, 2);
    WAIT_FOR(f, first->gone && second->gone && f->drained == 1);
    assert_true(came(first, "data: last words\n\n"));
}

static void test_no_stream_begins_while_draining(void **state)
{
    struct fixture *f = *state;

    serve_events(f, NULL);
    struct client *client = client_open(f);
    WAIT_FOR(f, conn_count(f) == 1);
    client_send(client, GET("/events"));
    http_server_drain(f->server, on_drained, f);
    struct answer answer = wait_answer(f, client, 1);
    assert_int_equal(answer.status, 503);
    assert_non_null(memmem(answer.head, answer.head_len, "Retry-After: ", 13));
    WAIT_FOR(f, f->drained == 1);
    assert_int_equal(feed.count + feed.gone, 0);
}

static void test_freeing_the_server_calls_on_gone(void **state)
{
    struct fixture *f = *state;

    serve_events(f, NULL);
    (void)watch(f);
    (void)watch(f);
    http_server_free(f->server);
    f->server = NULL;
    assert_int_equal(feed.gone, 2);
    assert_int_equal(metric_get(METRIC_HTTP_STREAMS), 0);
}

static void three_streams(struct http_limits *limits)
{
    limits->streams = 3;
}

static void test_over_the_cap_it_is_503_and_all_else_is_served(void **state)
{
    struct fixture *f = *state;

    serve_events(f, three_streams);
    struct client *first = watch(f);
    (void)watch(f);
    (void)watch(f);
    struct answer answer = ask(f, GET("/events"));
    assert_int_equal(answer.status, 503);
    assert_non_null(memmem(answer.head, answer.head_len, "Retry-After: ", 13));
    assert_int_equal(ask(f, GET("/hello")).status, 200);
    assert_int_equal(ask(f, GET("/events")).status, 503);
    close_client(first);
    WAIT_FOR(f, feed.gone == 1);
    (void)watch(f);
    assert_int_equal(feed.count, 4);
}

static void few_connections(struct http_limits *limits)
{
    limits->connections = 10;
    limits->streams = 1000;
}

static void test_streams_leave_a_quarter_of_the_connections(void **state)
{
    struct fixture *f = *state;

    serve_events(f, few_connections);
    assert_int_equal(f->server->options.limits.streams, 7);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_events_follow_the_head_until_the_client_leaves),
        TEST(test_an_open_stream_has_given_its_request_back),
        TEST(test_head_gets_the_head_and_keeps_the_connection),
        TEST(test_an_old_client_gets_the_same),
        TEST(test_a_quiet_stream_beats_and_no_other_time_limit_ends_it),
        TEST(test_a_stream_that_tells_something_does_not_beat),
        TEST(test_requests_after_a_stream_are_not_served),
        TEST(test_a_client_that_talks_on_and_on_is_cut),
        TEST(test_a_half_closed_client_has_left),
        TEST(test_output_for_a_client_that_does_not_read_is_bounded),
        TEST(test_all_of_one_turn_over_the_cap_ends_the_stream_once),
        TEST(test_a_client_that_does_not_read_is_dropped),
        TEST(test_a_slow_reader_gets_events_of_any_size),
        TEST(test_a_drain_ends_streams_after_sending_their_events),
        TEST(test_no_stream_begins_while_draining),
        TEST(test_freeing_the_server_calls_on_gone),
        TEST(test_over_the_cap_it_is_503_and_all_else_is_served),
        TEST(test_streams_leave_a_quarter_of_the_connections),
    };
    return cmocka_run_group_tests_name("event streams", tests, NULL, NULL);
}
