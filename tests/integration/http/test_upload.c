/* test_upload.c -- bodies larger than the usual limit: authorized before they are read, and few at once. */
#include "integration/http/fixture.h"

#define UPLOAD_BYTES 200000
#define POST(path)   "POST " path " HTTP/1.1\r\nHost: shop\r\n"

static const struct route routes[] = {
    { HTTP_POST, ROUTE_MANAGER, "/photo", handle_echo, UPLOAD_BYTES },
    { HTTP_POST, ROUTE_PUBLIC, "/letter", handle_echo, UPLOAD_BYTES },
    { HTTP_POST, ROUTE_MANAGER, "/slow", handle_wait, UPLOAD_BYTES },
    { 0 },
};
static const struct route *const tables[] = { routes, NULL };

static void admit_all(struct req *req, enum route_access access UNUSED)
{
    req_admit(req, "somebody");
}

static void deny_all(struct req *req, enum route_access access UNUSED)
{
    req_fail_with(req, ERR_FORBIDDEN, "this needs the role manager");
}

/* Admits or denies later: the test says when. */
static void decide_later(struct req *req, enum route_access access UNUSED)
{
    start_waiter(req_app(req), req);
}

static void waiter_admit(struct fixture *f, int index)
{
    if (op_finish(&f->waiters[index].op))
        req_admit(f->waiters[index].req, "somebody");
}

static void begin(struct fixture *f, void (*authorize)(struct req *req, enum route_access access),
                  void (*change)(struct http_limits *limits))
{
    f->routes = tables;
    f->authorize = authorize;
    serve(f, change);
}

static struct client *send_head(struct fixture *f, const char *path, const char *headers, size_t len)
{
    struct client *client = client_open(f);
    char head[256];

    (void)snprintf(head, sizeof(head), "POST %s HTTP/1.1\r\nHost: shop\r\n%sContent-Length: %zu\r\n\r\n",
                   path, headers, len);
    client_send(client, head);
    return client;
}

/* Sends a body of `len` bytes while the server reads. */
static void send_body(struct fixture *f, struct client *client, size_t len)
{
    static const char bytes[4096];

    while (len > 0) {
        ssize_t sent = send(client->fd, bytes, len < sizeof(bytes) ? len : sizeof(bytes), MSG_NOSIGNAL);

        assert_true(sent > 0 || errno == EAGAIN);
        len -= sent > 0 ? (size_t)sent : 0;
        turn(f);
    }
}

static void test_the_limit_is_that_of_the_route(void **state)
{
    static const char *const paths[] = { "/photo", "/letter" };
    struct fixture *f = *state;

    begin(f, admit_all, NULL);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct client *client = send_head(f, paths[i], "", UPLOAD_BYTES);
        send_body(f, client, UPLOAD_BYTES);
        struct answer answer = wait_answer(f, client, 1);
        assert_int_equal(answer.status, 200);
        assert_int_equal(answer.body_len, UPLOAD_BYTES);

        /* The connection goes on. */
        client_send(client, POST("/letter") "Content-Length: 2\r\n\r\nhi");
        assert_int_equal(wait_answer(f, client, 2).status, 200);

        client = send_head(f, paths[i], "", UPLOAD_BYTES + 1);
        assert_int_equal(wait_answer(f, client, 1).status, 413);
    }
    assert_int_equal(f->handled, 4);
    assert_int_equal(f->server->upload_count, 0);
}

static void test_a_chunked_body_is_an_upload_too(void **state)
{
    struct fixture *f = *state;

    begin(f, admit_all, NULL);
    struct client *client = client_open(f);
    client_send(client, POST("/photo") "Transfer-Encoding: chunked\r\n\r\n30d40\r\n");
    send_body(f, client, UPLOAD_BYTES);
    client_send(client, "\r\n0\r\n\r\n");
    struct answer answer = wait_answer(f, client, 1);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_len, UPLOAD_BYTES);

    client = client_open(f);
    client_send(client, POST("/photo") "Transfer-Encoding: chunked\r\n\r\n30d41\r\n");
    assert_int_equal(wait_answer(f, client, 1).status, 413);

    f->server->options.authorize = deny_all;
    client = client_open(f);
    client_send(client, POST("/photo") "Transfer-Encoding: chunked\r\n\r\n5\r\n");
    assert_int_equal(wait_answer(f, client, 1).status, 403);
}

static void test_without_authorization_the_body_is_not_read(void **state)
{
    struct fixture *f = *state;

    begin(f, deny_all, NULL);
    struct client *client = send_head(f, "/photo", "", UPLOAD_BYTES);
    struct answer answer = wait_answer(f, client, 1);
    assert_int_equal(answer.status, 403);
    assert_true(has_line(&answer, "Connection: close"));

    client = send_head(f, "/photo", "Expect: 100-continue\r\n", UPLOAD_BYTES);
    assert_int_equal(wait_answer(f, client, 1).status, 403);

    assert_int_equal(f->handled, 0);
}

static void test_the_body_waits_for_the_authorization(void **state)
{
    struct fixture *f = *state;

    begin(f, decide_later, NULL);
    struct client *client = send_head(f, "/photo", "", UPLOAD_BYTES);
    WAIT_FOR(f, f->waiter_count == 1);
    send_body(f, client, 3 * HTTP_INPUT_BYTES); /* more than may wait: the rest stays in the socket */
    assert_in_range(conn_waiting_bytes(conn_first(f->server)), 1, HTTP_INPUT_BYTES);
    assert_int_equal(f->server->upload_count, 0);

    waiter_admit(f, 0);
    send_body(f, client, UPLOAD_BYTES - 3 * HTTP_INPUT_BYTES);
    struct answer answer = wait_answer(f, client, 1);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_len, UPLOAD_BYTES);
}

static void test_sends_100_after_the_authorization(void **state)
{
    struct fixture *f = *state;

    begin(f, decide_later, NULL);
    struct client *client = send_head(f, "/photo", "Expect: 100-continue\r\n", UPLOAD_BYTES);
    WAIT_FOR(f, f->waiter_count == 1);
    for (int i = 0; i < 20; i++)
        turn(f);
    assert_int_equal(client->len, 0);
    waiter_admit(f, 0);
    WAIT_FOR(f, client->len > 0);
    assert_memory_equal(client->text, "HTTP/1.1 100 Continue\r\n\r\n", 25);
}

static void two_uploads(struct http_limits *limits)
{
    limits->uploads = 2;
}

static void test_the_uploads_at_once_are_capped(void **state)
{
    struct fixture *f = *state;
    struct client *clients[2];

    begin(f, admit_all, two_uploads);
    for (int i = 0; i < 2; i++)
        clients[i] = send_head(f, "/photo", "", UPLOAD_BYTES);
    WAIT_FOR(f, f->server->upload_count == 2);
    struct client *third = send_head(f, "/photo", "", UPLOAD_BYTES);
    struct answer answer = wait_answer(f, third, 1);
    assert_int_equal(answer.status, 503);
    assert_true(has_line(&answer, "Retry-After: 1"));

    close_client(clients[0]); /* its place is free again */
    WAIT_FOR(f, f->server->upload_count == 1);
    third = send_head(f, "/photo", "", UPLOAD_BYTES);
    send_body(f, third, UPLOAD_BYTES);
    assert_int_equal(wait_answer(f, third, 1).status, 200);
    send_body(f, clients[1], UPLOAD_BYTES);
    assert_int_equal(wait_answer(f, clients[1], 1).status, 200);
    assert_int_equal(f->server->upload_count, 0);
}

static void short_deadlines(struct http_limits *limits)
{
    limits->body_ms = 50;
    limits->upload_ms = 300;
    limits->request_ms = 100;
}

static void test_an_upload_has_a_deadline_of_its_own(void **state)
{
    struct fixture *f = *state;

    begin(f, admit_all, short_deadlines);
    int64_t begin_ms = clock_ms();
    struct client *client = send_head(f, "/photo", "", UPLOAD_BYTES);
    assert_int_equal(wait_answer(f, client, 1).status, 408);
    assert_in_range(clock_ms() - begin_ms, 295, 1000);
    assert_int_equal(f->server->upload_count, 0);
}

static void test_an_upload_may_be_in_work_for_longer(void **state)
{
    struct fixture *f = *state;

    begin(f, admit_all, short_deadlines);
    int64_t begin_ms = clock_ms();
    struct client *client = send_head(f, "/slow", "", UPLOAD_BYTES);
    send_body(f, client, UPLOAD_BYTES);
    assert_int_equal(wait_answer(f, client, 1).status, 503);
    assert_in_range(clock_ms() - begin_ms, 295, 1000);
}

static void test_an_authorization_that_takes_too_long_is_503(void **state)
{
    struct fixture *f = *state;

    begin(f, decide_later, short_deadlines);
    struct client *client = send_head(f, "/photo", "", UPLOAD_BYTES);
    struct answer answer = wait_answer(f, client, 1);
    assert_int_equal(answer.status, 503);
    assert_true(has_line(&answer, "Retry-After: 1"));
    assert_true(has_line(&answer, "Connection: close"));
    waiter_admit(f, 0); /* cancelled */
    assert_int_equal(f->handled, 0);
}

static void test_a_client_that_leaves_is_forgotten(void **state)
{
    struct fixture *f = *state;

    begin(f, decide_later, NULL);
    struct client *client = send_head(f, "/photo", "", UPLOAD_BYTES);
    WAIT_FOR(f, f->waiter_count == 1);
    close_client(client);
    WAIT_FOR(f, conn_count(f) == 0);
    waiter_admit(f, 0); /* cancelled */

    client = send_head(f, "/photo", "", UPLOAD_BYTES);
    WAIT_FOR(f, f->waiter_count == 2);
    waiter_admit(f, 1);
    send_body(f, client, 1000);
    close_client(client);
    WAIT_FOR(f, conn_count(f) == 0);
    assert_int_equal(f->server->upload_count, 0);
    assert_int_equal(f->handled, 0);
}

static void test_the_server_stops_during_an_upload(void **state)
{
    struct fixture *f = *state;

    begin(f, decide_later, NULL);
    struct client *waiting = send_head(f, "/photo", "", UPLOAD_BYTES);
    struct client *sending = send_head(f, "/photo", "", UPLOAD_BYTES);
    WAIT_FOR(f, f->waiter_count == 2);
    waiter_admit(f, 1);
    http_server_free(f->server);
    f->server = NULL;
    assert_int_equal(wait_answer(f, waiting, 1).status, 503);
    assert_int_equal(wait_answer(f, sending, 1).status, 503);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_limit_is_that_of_the_route),
        TEST(test_a_chunked_body_is_an_upload_too),
        TEST(test_without_authorization_the_body_is_not_read),
        TEST(test_the_body_waits_for_the_authorization),
        TEST(test_sends_100_after_the_authorization),
        TEST(test_the_uploads_at_once_are_capped),
        TEST(test_an_upload_has_a_deadline_of_its_own),
        TEST(test_an_upload_may_be_in_work_for_longer),
        TEST(test_an_authorization_that_takes_too_long_is_503),
        TEST(test_a_client_that_leaves_is_forgotten),
        TEST(test_the_server_stops_during_an_upload),
    };
    return cmocka_run_group_tests_name("http uploads", tests, NULL, NULL);
}
