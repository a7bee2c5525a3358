/* test_protocol.c -- HTTP/1.1 over real sockets: order, framing, connections, answers. */
#include "integration/http/fixture.h"

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: shop\r\n\r\n"
#define BAD        "GET / HTTP/1.1\r\nHost: shop\r\nHost: shop\r\n\r\n"
#define POST(path) "POST " path " HTTP/1.1\r\nHost: shop\r\n"

static void test_a_connection_serves_one_request_after_another(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    for (int i = 1; i <= 5; i++) {
        client_send(client, GET("/hello"));
        struct answer answer = wait_answer(f, client, i);
        assert_int_equal(answer.status, 200);
        assert_body(&answer, "hello");
    }
    assert_int_equal(conn_count(f), 1);
    assert_false(client->gone);
}

static void test_every_answer_has_its_standard_headers(void **state)
{
    struct fixture *f = *state;
    char id[64], date[CLOCK_HTTP_BYTES];

    serve(f, NULL);
    struct answer answer = ask(f, GET("/show/x"));
    assert_true(has_line(&answer, "X-Content-Type-Options: nosniff"));
    assert_true(has_line(&answer, "Content-Type: text/plain"));
    assert_non_null(memmem(answer.head, answer.head_len, "\r\nDate: ", 8));
    clock_http(clock_wall_ms(), date);
    assert_non_null(memmem(answer.head, answer.head_len, date, strlen("Thu, 01 Jan 1970 00:0")));
    assert_null(memmem(answer.head, answer.head_len, "Connection", 10));

    /* "x|127.0.0.1|id": the id that the handler saw is the one sent. */
    const char *seen = memmem(answer.body, answer.body_len, "|127.0.0.1|", 11);
    assert_non_null(seen);
    (void)snprintf(id, sizeof(id), "X-Request-Id: %.*s", (int)(answer.body + answer.body_len - seen - 11),
                   seen + 11);
    assert_true(has_line(&answer, id));
}

static void test_requests_in_one_packet_are_answered_in_order(void **state)
{
    struct fixture *f = *state;
    char text[16384] = "";

    serve(f, NULL);
    struct client *client = client_open(f);
    for (int i = 0; i < 200; i++)
        (void)sprintf(text + strlen(text), "GET /show/%d HTTP/1.1\r\nHost: shop\r\n\r\n", i);
    client_send(client, text);
    (void)wait_answer(f, client, 200);
    for (int i = 0; i < 200; i++) {
        struct answer answer = answer_at(client, i);
        assert_int_equal(atoi(answer.body), i);
    }
}

static void test_a_request_waits_for_the_one_before_it(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, GET("/wait") GET("/hello") GET("/wait") GET("/hello"));
    WAIT_FOR(f, f->waiter_count == 1);
    for (int i = 0; i < 5; i++)
        turn(f);
    assert_int_equal(f->handled, 1);
    assert_int_equal(client->len, 0);
    waiter_answer(f, 0, "one");
    WAIT_FOR(f, f->waiter_count == 2);
    waiter_answer(f, 1, "two");
    (void)wait_answer(f, client, 4);
    static const char *const bodies[] = { "one", "hello", "two", "hello" };
    for (int i = 0; i < 4; i++) {
        struct answer answer = answer_at(client, i);
        assert_body(&answer, bodies[i]);
    }
}

static void test_a_big_answer_does_not_lose_the_request_behind_it(void **state)
{
    struct fixture *f = *state;

    use_big(f);
    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, GET("/big") GET("/wait") GET("/big") GET("/hello"));
    WAIT_FOR(f, f->waiter_count == 1);
    waiter_answer(f, 0, "");
    WAIT_FOR(f, f->handled == 4);
    struct answer answer = wait_answer(f, client, 4);
    assert_body(&answer, "hello");
}

static void test_bodies_come_by_length_and_in_chunks(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, POST("/echo") "Content-Length: 5\r\n\r\nhello");
    struct answer answer = wait_answer(f, client, 1);
    assert_body(&answer, "hello");
    client_send(client, POST("/echo") "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    turn(f);
    client_send(client, "6;x=y\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n" GET("/hello"));
    (void)wait_answer(f, client, 3);
    answer = answer_at(client, 1);
    assert_body(&answer, "hello world");
    assert_false(client->gone);
}

static void test_head_gets_the_head_alone(void **state)
{
    struct fixture *f = *state;
    struct answer answer;
    size_t offset = 0;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, "HEAD /hello HTTP/1.1\r\nHost: shop\r\n\r\n" GET("/hello"));
    WAIT_FOR(f, client->len > 0 && memmem(client->text, client->len, "hello", 5) != NULL);
    assert_true(next_answer(client, &offset, true, &answer));
    assert_int_equal(answer.status, 200);
    assert_true(has_line(&answer, "Content-Length: 5"));
    assert_true(next_answer(client, &offset, false, &answer));
    assert_body(&answer, "hello");
}

static void test_a_refusal_of_head_has_no_body(void **state)
{
    static const struct {
        const char *text;
        int status;
    } cases[] = {
        { "HEAD /hello HTTP/1.1\r\n\r\n", 400 },
        { "HEAD /%zz HTTP/1.1\r\nHost: shop\r\n\r\n", 400 },
        { "HEAD /hello HTTP/1.1\r\nHost: shop\r\n folded\r\n\r\n", 400 },
        { "HEAD /hello HTTP/1.1\r\nHost: shop\r\nContent-Length: 70000\r\n\r\n", 413 },
        { "HEAD /hello HTTP/2.0\r\nHost: shop\r\n\r\n", 505 },
    };
    struct fixture *f = *state;

    serve(f, NULL);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct client *client = client_open(f);
        struct answer answer;
        size_t offset = 0;

        client_send(client, cases[i].text);
        WAIT_FOR(f, client->gone);
        assert_true(next_answer(client, &offset, true, &answer));
        assert_int_equal(answer.status, cases[i].status);
        assert_non_null(memmem(answer.head, answer.head_len, "\r\nContent-Length: ", 18));
        assert_int_equal(offset, client->len);
    }
}

static void test_a_client_that_expects_100_gets_it(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, POST("/echo") "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    WAIT_FOR(f, client->len > 0);
    assert_string_equal(client->text, "HTTP/1.1 100 Continue\r\n\r\n");
    client_send(client, "hello");
    struct answer answer = wait_answer(f, client, 2);
    assert_body(&answer, "hello");
    client_send(client, GET("/hello"));
    (void)wait_answer(f, client, 3);
}

static void test_a_client_that_does_not_wait_for_100_gets_none(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct answer answer = ask(f, POST("/echo") "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
    assert_int_equal(answer.status, 200);
}

static void test_sends_100_only_for_acceptable_bodies(void **state)
{
    static const struct {
        const char *text;
        int status;
    } cases[] = {
        { POST("/echo") "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n", 413 },
        { POST("/nowhere") "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", 404 },
        { POST("/hello") "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", 405 },
        { POST("/echo") "Expect: 200-ok\r\nContent-Length: 5\r\n\r\n", 417 },
    };
    struct fixture *f = *state;

    serve(f, NULL);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct client *client = client_open(f);
        client_send(client, cases[i].text);
        struct answer answer = wait_answer(f, client, 1);
        assert_int_equal(answer.status, cases[i].status);
        assert_true(has_line(&answer, "Connection: close"));
        WAIT_FOR(f, client->gone);
    }
    assert_int_equal(f->handled, 0);
}

static void test_connections_stay_or_close_as_the_client_says(void **state)
{
    static const struct {
        const char *text, *line; /* "": no Connection header */
        bool stays;
    } cases[] = {
        { "GET /hello HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n", "Connection: close", false },
        { "GET /hello HTTP/1.0\r\n\r\n", "Connection: close", false },
        { "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "Connection: keep-alive", true },
        { "GET /hello HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", "", true },
        { "GET /nowhere HTTP/1.1\r\nHost: shop\r\n\r\n", "", true },
        { POST("/hello") "Content-Length: 1\r\n\r\nx", "", true },
    };
    struct fixture *f = *state;

    serve(f, NULL);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct client *client = client_open(f);
        client_send(client, cases[i].text);
        struct answer answer = wait_answer(f, client, 1);
        if (cases[i].line[0] != '\0')
            assert_true(has_line(&answer, cases[i].line));
        else
            assert_null(memmem(answer.head, answer.head_len, "Connection", 10));
        if (!cases[i].stays)
            WAIT_FOR(f, client->gone);
        client_send(client, cases[i].stays ? GET("/hello") : "");
        if (cases[i].stays)
            (void)wait_answer(f, client, 2);
    }
}

static void test_after_a_doubt_nothing_more_is_run(void **state)
{
    static const char *const doubts[] = {
        BAD,
        POST("/echo") "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST("/echo") "Content-Length: 0\r\nContent-Length: 45\r\n\r\n",
        POST("/echo") "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
        POST("/echo") "Transfer-Encoding: chunked\r\n\r\n0\r\n\n",
        "GET /hello HTTP/1.1\nHost: shop\n\n",
        "GET /hello HTTP/1.1\r\nHost: shop\r\nX: a\r\n b\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: shop\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: shop\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: shop\r\n\r\n",
    };
    struct fixture *f = *state;

    serve(f, NULL);
    for (size_t i = 0; i < ARRAY_LEN(doubts); i++) {
        struct client *client = client_open(f);
        char text[1024];

        (void)snprintf(text, sizeof(text), "%s%s", doubts[i], GET("/hello") GET("/hello"));
        client_send(client, text);
        struct answer answer = wait_answer(f, client, 1);
        assert_int_equal(answer.status, 400);
        assert_true(has_line(&answer, "Connection: close"));
        assert_true(has_line(&answer, "Content-Type: application/problem+json"));
        WAIT_FOR(f, client->gone);
        assert_int_equal(answer_count(client), 1);
        close_client(client);
    }
    assert_int_equal(f->handled, 0);
    WAIT_FOR(f, conn_count(f) == 0);
}

static void test_requests_before_a_doubt_are_answered(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, GET("/hello") GET("/hello") BAD GET("/hello"));
    WAIT_FOR(f, client->gone);
    assert_int_equal(answer_count(client), 3);
    assert_int_equal(answer_at(client, 2).status, 400);
    assert_int_equal(f->handled, 2);
}

static void test_a_client_that_keeps_sending_can_read_the_refusal(void **state)
{
    struct fixture *f = *state;
    char chunk[8192];

    serve(f, NULL);
    struct client *client = client_open(f);
    memset(chunk, 'x', sizeof(chunk));
    client->deaf = true;
    client_send(client, POST("/echo") "Content-Length: 1000000\r\n\r\n");
    for (int i = 0; i < 20; i++) {
        client_send_bytes(client, chunk, sizeof(chunk));
        turn(f);
    }
    client->deaf = false;
    assert_int_equal(wait_answer(f, client, 1).status, 413);
    WAIT_FOR(f, client->gone);
}

static void test_lingering_has_an_end(void **state)
{
    struct fixture *f = *state;
    char chunk[65536];
    bool cut = false;

    serve(f, NULL);
    struct client *client = client_open(f);
    memset(chunk, 'x', sizeof(chunk));
    client_send(client, BAD);
    WAIT_FOR(f, client->gone); /* the server's half: it still reads */
    assert_int_equal(conn_count(f), 1);
    for (int i = 0; i < 100 && !cut; i++) {
        cut = send(client->fd, chunk, sizeof(chunk), MSG_NOSIGNAL) < 0 && errno != EAGAIN;
        turn(f);
    }
    assert_true(cut);
    assert_int_equal(conn_count(f), 0);

    client = client_open(f);
    client_send(client, BAD);
    WAIT_FOR(f, conn_count(f) == 1);
    WAIT_FOR(f, conn_count(f) == 0); /* by time */
}

static void test_paths_and_methods_have_their_statuses(void **state)
{
    static const struct {
        const char *text, *line;
        int status;
    } cases[] = {
        { GET("/nowhere"), NULL, 404 },
        { GET("/hello/"), NULL, 404 },
        { POST("/hello") "\r\n", "Allow: GET, HEAD, OPTIONS", 405 },
        { "DELETE /wait HTTP/1.1\r\nHost: shop\r\n\r\n", "Allow: GET, HEAD, POST, OPTIONS", 405 },
        { "OPTIONS /wait HTTP/1.1\r\nHost: shop\r\n\r\n", "Allow: GET, HEAD, POST, OPTIONS", 204 },
        { "OPTIONS /nowhere HTTP/1.1\r\nHost: shop\r\n\r\n", NULL, 404 },
        { "OPTIONS * HTTP/1.1\r\nHost: shop\r\n\r\n", "Allow: GET, HEAD, POST, OPTIONS", 204 },
        { "CONNECT shop:80 HTTP/1.1\r\nHost: shop\r\n\r\n", "Connection: close", 501 },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Connection: close", 505 },
        { "GET http://shop/hello HTTP/1.1\r\nHost: shop\r\n\r\n", NULL, 200 },
        { GET("/staff"), NULL, 403 },  /* nobody says who the staff is */
        { GET("/unsaid"), NULL, 403 }, /* its route does not say who may call it */
        { GET("/show/a%2Fb?q=100%"), NULL, 200 },
    };
    struct fixture *f = *state;

    serve(f, NULL);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct answer answer = ask(f, cases[i].text);
        assert_int_equal(answer.status, cases[i].status);
        if (cases[i].line != NULL)
            assert_true(has_line(&answer, cases[i].line));
        if (answer.status == 204)
            assert_null(memmem(answer.head, answer.head_len, "Content-Length", 14));
        if (answer.status >= 400)
            assert_true(has_line(&answer, "Content-Type: application/problem+json") &&
                        has_line(&answer, "Cache-Control: no-store"));
    }
    struct answer answer = answer_at(&f->clients[ARRAY_LEN(cases) - 1], 0);
    assert_memory_equal(answer.body, "a/b|", 4);
}

static void test_failures_are_problems_with_the_right_headers(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    for (int kind = ERR_MALFORMED; kind < ERR_KINDS; kind++) {
        char text[128];

        if (kind == ERR_INTERNAL)
            continue;
        (void)snprintf(text, sizeof(text), GET("/fail/%d"), kind);
        struct answer answer = ask(f, text);
        assert_true(answer.status >= 400);
        assert_true(has_line(&answer, "Content-Type: application/problem+json"));
        assert_non_null(memmem(answer.body, answer.body_len, "why it failed", 13));
        assert_int_equal(has_line(&answer, "WWW-Authenticate: Bearer realm=\"bakery\""),
                         kind == ERR_UNAUTHORIZED);
        assert_int_equal(has_line(&answer, "Retry-After: 1"),
                         kind == ERR_UNAVAILABLE || kind == ERR_RATE_LIMITED || kind == ERR_BUSY);
        assert_int_equal(has_line(&answer, "Retry-After: 2"), kind == ERR_UNKNOWN);
        close_client(&f->clients[0]);
    }
}

static void test_internal_errors_show_nothing_but_the_id(void **state)
{
    struct fixture *f = *state;
    char text[128];

    serve(f, NULL);
    log_setup(LOG_ERROR + 1, LOG_LOGFMT);
    (void)snprintf(text, sizeof(text), GET("/fail/%d"), ERR_INTERNAL);
    struct answer answer = ask(f, text);
    assert_int_equal(answer.status, 500);
    assert_null(memmem(answer.body, answer.body_len, "why it failed", 13));
    const char *id = memmem(answer.head, answer.head_len, "X-Request-Id: ", 14);
    assert_non_null(memmem(answer.body, answer.body_len, id + 14, 17));
}

static void test_reads_and_writes_json(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct answer answer = ask(f, POST("/json") "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n"
                                                "{\"a\": 1}");
    assert_int_equal(answer.status, 201);
    assert_true(has_line(&answer, "Content-Type: application/json"));
    assert_body(&answer, "{\"a\":1}");
    assert_int_equal(ask(f, POST("/json") "Content-Length: 2\r\n\r\n{}").status, 415);
}

static void test_added_headers_and_empty_answers(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct answer answer = ask(f, "GET /headers HTTP/1.1\r\nHost: shop\r\nIf-None-Match: W/\"v1\"\r\n\r\n");
    assert_int_equal(answer.status, 304);
    assert_true(has_line(&answer, "ETag: \"v1\""));
    assert_true(has_line(&answer, "Cache-Control: no-cache"));
    assert_null(memmem(answer.head, answer.head_len, "Content-Length", 14));
}

static void test_only_trusted_proxies_name_the_client_and_the_id(void **state)
{
    static const char text[] = "GET /show/x HTTP/1.1\r\nHost: shop\r\nX-Request-Id: abc-1.2_3\r\n"
                               "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n";
    struct fixture *f = *state;
    struct err err = ERR_INIT;

    f->proxies = trusted_proxies_new("127.0.0.9", &err);
    serve(f, NULL);
    struct answer answer = ask(f, text);
    assert_memory_equal(answer.body, "x|127.0.0.1|", 12);
    assert_false(has_line(&answer, "X-Request-Id: abc-1.2_3"));

    struct client *proxy = client_new(f);
    assert_true(client_connect(f, proxy, "127.0.0.9"));
    client_send(proxy, text);
    answer = wait_answer(f, proxy, 1);
    assert_body(&answer, "x|192.0.2.7|abc-1.2_3");
    assert_true(has_line(&answer, "X-Request-Id: abc-1.2_3"));
    client_send(proxy, "GET /show/x HTTP/1.1\r\nHost: shop\r\nX-Request-Id: a b\r\n\r\n");
    answer = wait_answer(f, proxy, 2);
    assert_memory_equal(answer.body, "x|127.0.0.9|", 12);
    assert_false(has_line(&answer, "X-Request-Id: a b"));
}

static void test_a_reply_cancels_what_is_still_pending(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, GET("/race"));
    WAIT_FOR(f, f->waiter_count == 2);
    waiter_answer(f, 1, "first");
    assert_false(op_wanted(&f->waiters[0].op));
    struct answer answer = wait_answer(f, client, 1);
    assert_body(&answer, "first");
}

static void test_answers_are_counted(void **state)
{
    struct fixture *f = *state;
    int64_t requests = metric_get(METRIC_HTTP_REQUESTS), client = metric_get(METRIC_HTTP_CLIENT_ERRORS),
            server = metric_get(METRIC_HTTP_SERVER_ERRORS);
    char text[128];

    serve(f, NULL);
    (void)ask(f, GET("/hello"));
    (void)ask(f, GET("/nowhere"));
    (void)ask(f, BAD);
    (void)snprintf(text, sizeof(text), GET("/fail/%d"), ERR_UNAVAILABLE);
    (void)ask(f, text);
    assert_int_equal(metric_get(METRIC_HTTP_REQUESTS), requests + 4);
    assert_int_equal(metric_get(METRIC_HTTP_CLIENT_ERRORS), client + 2);
    assert_int_equal(metric_get(METRIC_HTTP_SERVER_ERRORS), server + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_connection_serves_one_request_after_another),
        TEST(test_every_answer_has_its_standard_headers),
        TEST(test_requests_in_one_packet_are_answered_in_order),
        TEST(test_a_request_waits_for_the_one_before_it),
        TEST(test_a_big_answer_does_not_lose_the_request_behind_it),
        TEST(test_bodies_come_by_length_and_in_chunks),
        TEST(test_head_gets_the_head_alone),
        TEST(test_a_refusal_of_head_has_no_body),
        TEST(test_a_client_that_expects_100_gets_it),
        TEST(test_a_client_that_does_not_wait_for_100_gets_none),
        TEST(test_sends_100_only_for_acceptable_bodies),
        TEST(test_connections_stay_or_close_as_the_client_says),
        TEST(test_after_a_doubt_nothing_more_is_run),
        TEST(test_requests_before_a_doubt_are_answered),
        TEST(test_a_client_that_keeps_sending_can_read_the_refusal),
        TEST(test_lingering_has_an_end),
        TEST(test_paths_and_methods_have_their_statuses),
        TEST(test_failures_are_problems_with_the_right_headers),
        TEST(test_internal_errors_show_nothing_but_the_id),
        TEST(test_reads_and_writes_json),
        TEST(test_added_headers_and_empty_answers),
        TEST(test_only_trusted_proxies_name_the_client_and_the_id),
        TEST(test_a_reply_cancels_what_is_still_pending),
        TEST(test_answers_are_counted),
    };
    return cmocka_run_group_tests_name("http protocol", tests, NULL, NULL);
}
