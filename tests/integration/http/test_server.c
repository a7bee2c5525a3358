/* test_server.c -- the address of the server, and how it stops: http/server.h. */
#include "integration/http/fixture.h"

#include <netinet/tcp.h>

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: shop\r\n\r\n"
#define POST(path) "POST " path " HTTP/1.1\r\nHost: shop\r\n"

static struct http_server *listen_at(struct fixture *f, const char *address, struct err *err)
{
    struct http_options options = {
        .listen = address, .limits = http_default_limits, .routes = fixture_tables, .app = f
    };

    return http_server_new(f->loop, &options, err);
}

static void test_rejects_invalid_addresses(void **state)
{
    struct err err = ERR_INIT;

    assert_null(listen_at(*state, "nowhere", &err));
    assert_int_equal(err.kind, ERR_INVALID);
}

static void test_a_port_in_use_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    char address[32];

    serve(f, NULL);
    (void)snprintf(address, sizeof(address), "127.0.0.1:%d", http_server_port(f->server));
    assert_null(listen_at(f, address, &err));
    assert_int_equal(err.kind, ERR_UNAVAILABLE);
}

static void test_an_ipv6_server_takes_ipv4_clients_too(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;

    f->server = listen_at(f, "[::]:0", &err);
    if (f->server == NULL) {
        print_message("no IPv6 here: %s\n", err.msg);
        return;
    }
    struct answer answer = ask(f, GET("/show/x"));
    assert_memory_equal(answer.body, "x|127.0.0.1|", 12);
}

static void test_accepted_sockets_do_not_delay_nor_hoard(void **state)
{
    struct fixture *f = *state;
    int nodelay = 0, unsent = 0;
    socklen_t len = sizeof(int);

    serve(f, NULL);
    (void)client_open(f);
    WAIT_FOR(f, conn_count(f) == 1);
    int fd = conn_first(f->server)->fd;
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &nodelay, &len), 0);
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, &len), 0);
    assert_int_equal(nodelay, 1);
    assert_in_range(unsent, 1, 1024 * 1024);
}

static void on_drained(void *arg)
{
    struct fixture *f = arg;

    f->drained++;
}

static void test_draining_without_connections_ends_in_this_turn(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    http_server_drain(f->server, on_drained, f);
    assert_int_equal(f->drained, 0);
    turn(f);
    assert_int_equal(f->drained, 1);
}

static void test_draining_closes_idle_connections_and_lets_requests_end(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *idle = client_open(f), *running = client_open(f), *coming = client_open(f);
    client_send(idle, GET("/hello"));
    (void)wait_answer(f, idle, 1);
    client_send(running, GET("/wait") GET("/hello"));
    client_send(coming, "GET /hello HTTP/1.1\r\nHo");
    WAIT_FOR(f, f->waiter_count == 1 && conn_count(f) == 3);
    for (int i = 0; i < 5; i++)
        turn(f);

    struct client *late = client_new(f);
    int port = http_server_port(f->server);
    http_server_drain(f->server, on_drained, f);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &at.sin_addr), 1);
    assert_int_equal(connect(late->fd, (struct sockaddr *)&at, sizeof(at)), -1);
    WAIT_FOR(f, idle->gone);

    client_send(coming, "st: shop\r\n\r\n");
    struct answer answer = wait_answer(f, coming, 1);
    assert_int_equal(answer.status, 200);
    assert_true(has_line(&answer, "Connection: close"));
    assert_int_equal(f->drained, 0);

    waiter_answer(f, 0, "done");
    answer = wait_answer(f, running, 1);
    assert_body(&answer, "done");
    assert_true(has_line(&answer, "Connection: close"));
    close_client(running);
    WAIT_FOR(f, f->drained > 0);
    for (int i = 0; i < 5; i++)
        turn(f);
    assert_int_equal(f->drained, 1);
    assert_int_equal(f->handled, 3); /* what was pipelined behind the last request is not run */
}

static void test_a_request_that_came_unseen_is_answered_when_draining(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    WAIT_FOR(f, conn_count(f) == 1);
    client_send(client, GET("/hello"));
    http_server_drain(f->server, on_drained, f);
    assert_int_equal(wait_answer(f, client, 1).status, 200);
    WAIT_FOR(f, f->drained == 1);
}

static void test_draining_answers_connections_in_the_queue(void **state)
{
    struct fixture *f = *state;
    struct client *clients[CLIENTS_MAX];

    serve(f, NULL);
    for (int i = 0; i < CLIENTS_MAX; i++) {
        clients[i] = client_open(f); /* by the kernel: the loop does not turn */
        client_send(clients[i], GET("/hello"));
    }
    assert_int_equal(conn_count(f), 0);
    http_server_drain(f->server, on_drained, f);
    for (int i = 0; i < CLIENTS_MAX; i++)
        assert_int_equal(wait_answer(f, clients[i], 1).status, 200);
    WAIT_FOR(f, f->drained == 1);
}

static void test_draining_closes_a_connection_after_its_running_request(void **state)
{
    struct fixture *f = *state;

    use_big(f);
    serve(f, NULL);
    struct client *client = client_open(f), *pipelining = client_open(f);
    client->deaf = pipelining->deaf = true;
    client_send(client, GET("/big"));
    client_send(pipelining, GET("/big") GET("/hello"));
    WAIT_FOR(f, f->handled == 2 && conn_first(f->server)->blocked);
    http_server_drain(f->server, on_drained, f);
    client->deaf = pipelining->deaf = false;
    assert_int_equal(wait_answer(f, client, 1).body_len, BIG_BYTES);
    assert_int_equal(wait_answer(f, pipelining, 1).body_len, BIG_BYTES);
    WAIT_FOR(f, client->gone && pipelining->gone);
    close_client(pipelining);
    WAIT_FOR(f, f->drained == 1); /* nobody waits for the next request, which would be refused */
    assert_int_equal(f->handled, 2);
}

static void test_freeing_answers_waiting_requests_with_503(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *get = client_open(f), *post = client_open(f), *coming = client_open(f),
                  *idle = client_open(f);
    client_send(get, GET("/wait"));
    client_send(post, POST("/wait") "\r\n");
    client_send(coming, POST("/echo") "Content-Length: 10\r\n\r\nhe");
    WAIT_FOR(f, f->waiter_count == 2 && conn_count(f) == 4);
    for (int i = 0; i < 5; i++)
        turn(f);
    http_server_drain(f->server, on_drained, f);
    http_server_free(f->server);
    f->server = NULL;
    assert_int_equal(f->drained, 0);
    assert_false(op_wanted(&f->waiters[0].op));
    assert_false(op_wanted(&f->waiters[1].op));
    assert_int_equal(wait_answer(f, get, 1).status, 503);
    assert_int_equal(wait_answer(f, coming, 1).status, 503);
    struct answer answer = wait_answer(f, post, 1);
    assert_int_equal(answer.status, 503);
    assert_non_null(memmem(answer.body, answer.body_len, "is unknown", 10));
    WAIT_FOR(f, idle->gone);
    assert_int_equal(idle->len, 0);
    assert_int_equal(f->drained, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_rejects_invalid_addresses),
        TEST(test_a_port_in_use_is_an_error),
        TEST(test_an_ipv6_server_takes_ipv4_clients_too),
        TEST(test_accepted_sockets_do_not_delay_nor_hoard),
        TEST(test_draining_without_connections_ends_in_this_turn),
        TEST(test_draining_closes_idle_connections_and_lets_requests_end),
        TEST(test_a_request_that_came_unseen_is_answered_when_draining),
        TEST(test_draining_answers_connections_in_the_queue),
        TEST(test_draining_closes_a_connection_after_its_running_request),
        TEST(test_freeing_answers_waiting_requests_with_503),
    };
    return cmocka_run_group_tests_name("http server", tests, NULL, NULL);
}
