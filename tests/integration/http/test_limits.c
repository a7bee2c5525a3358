/* test_limits.c -- the limits for clients: deadlines, caps, slow readers, clients that leave early. */
#include "integration/http/fixture.h"

#include <sys/resource.h>

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: shop\r\n\r\n"
#define POST(path) "POST " path " HTTP/1.1\r\nHost: shop\r\n"

/* Turns the loop for at least so long. */
static void pass_time(struct fixture *f, int ms)
{
    int64_t end_ms = clock_ms() + ms;

    while (clock_ms() < end_ms)
        turn(f);
}

/* Sends a byte of `text` a turn until the server answers; returns how long that took. */
static int64_t trickle(struct fixture *f, struct client *client, const char *text)
{
    int64_t begin_ms = clock_ms();

    for (size_t i = 0; answer_count(client) == 0; i++) {
        assert_true(clock_ms() - begin_ms < WAIT_MS);
        if (text[i] == '\0')
            fail_msg("the text was too short");
        (void)send(client->fd, text + i, 1, MSG_NOSIGNAL);
        pass_time(f, 5);
    }
    return clock_ms() - begin_ms;
}

static void short_deadlines(struct http_limits *limits)
{
    limits->head_ms = limits->body_ms = limits->idle_ms = 100;
    limits->write_ms = limits->request_ms = 200;
}

/* A head, or a body, of which a byte comes each 5 ms: several times the deadline. */
static const char slow_head[] = "GET /hello HTTP/1.1\r\nHost: shop\r\n"
                                "X-Slow: abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\r\n"
                                "X-Slower: abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\r\n";

static void test_a_trickling_head_cannot_extend_its_deadline(void **state)
{
    struct fixture *f = *state;

    serve(f, short_deadlines);
    struct client *client = client_open(f);
    int64_t took_ms = trickle(f, client, slow_head);
    assert_in_range(took_ms, 95, 400);
    assert_int_equal(answer_at(client, 0).status, 408);
    WAIT_FOR(f, client->gone);
    assert_int_equal(f->handled, 0);
}

static void test_a_trickling_body_cannot_extend_its_deadline(void **state)
{
    struct fixture *f = *state;

    serve(f, short_deadlines);
    struct client *client = client_open(f);
    client_send(client, POST("/echo") "Content-Length: 1000\r\n\r\n");
    int64_t took_ms = trickle(f, client, slow_head);
    assert_in_range(took_ms, 95, 400);
    assert_int_equal(answer_at(client, 0).status, 408);

    client = client_open(f);
    client_send(client, POST("/echo") "Transfer-Encoding: chunked\r\n\r\n3e8\r\n");
    took_ms = trickle(f, client, slow_head);
    assert_in_range(took_ms, 95, 400);
    assert_int_equal(answer_at(client, 0).status, 408);
    assert_int_equal(f->handled, 0);
}

static void test_an_idle_connection_is_closed_without_a_word(void **state)
{
    struct fixture *f = *state;

    serve(f, short_deadlines);
    struct client *never = client_open(f), *once = client_open(f);
    client_send(once, GET("/hello"));
    (void)wait_answer(f, once, 1);
    int64_t begin_ms = clock_ms();
    WAIT_FOR(f, never->gone && once->gone);
    assert_in_range(clock_ms() - begin_ms, 50, 1000);
    assert_int_equal(never->len, 0);
    assert_int_equal(answer_count(once), 1);
}

static void short_idle(struct http_limits *limits)
{
    limits->idle_ms = 600; /* so that a pause of a busy machine is not taken for the client's */
}

static void test_a_busy_connection_is_not_closed(void **state)
{
    struct fixture *f = *state;

    serve(f, short_idle);
    struct client *client = client_open(f);
    for (int i = 1; i <= 10; i++) { /* half as long again as the idle time in all */
        client_send(client, GET("/hello"));
        (void)wait_answer(f, client, i);
        pass_time(f, 90);
    }
    assert_false(client->gone);
}

static void test_a_late_get_is_504_and_its_operations_are_cancelled(void **state)
{
    struct fixture *f = *state;

    serve(f, short_deadlines);
    struct client *client = client_open(f);
    client_send(client, GET("/wait") GET("/hello"));
    int64_t begin_ms = clock_ms();
    assert_int_equal(wait_answer(f, client, 1).status, 504);
    assert_in_range(clock_ms() - begin_ms, 190, 1000);
    assert_false(op_wanted(&f->waiters[0].op));
    assert_int_equal(wait_answer(f, client, 2).status, 200);
}

static void test_a_late_post_is_503_not_known(void **state)
{
    struct fixture *f = *state;

    serve(f, short_deadlines);
    struct answer answer = ask(f, POST("/wait") "\r\n");
    assert_int_equal(answer.status, 503);
    assert_true(has_line(&answer, "Retry-After: 2"));
    assert_non_null(memmem(answer.body, answer.body_len, "is unknown", 10));
    assert_false(op_wanted(&f->waiters[0].op));
}

static void test_a_get_ends_when_its_client_leaves(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, GET("/wait"));
    WAIT_FOR(f, f->waiter_count == 1);
    assert_true(op_wanted(&f->waiters[0].op));
    close_client(client);
    WAIT_FOR(f, conn_count(f) == 0);
    assert_false(op_wanted(&f->waiters[0].op));
}

static void test_a_get_ends_although_its_client_pipelined_more(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, GET("/wait") GET("/hello") GET("/hello"));
    WAIT_FOR(f, f->waiter_count == 1);
    close_client(client);
    WAIT_FOR(f, conn_count(f) == 0);
    assert_int_equal(f->handled, 1);
}

static void test_a_handler_learns_that_its_client_left_before_the_reply(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *leaves = client_open(f), *stays = client_open(f), *posts = client_open(f);
    client_send(stays, GET("/wait"));
    WAIT_FOR(f, f->waiter_count == 1);
    client_send(posts, POST("/wait") "\r\n");
    WAIT_FOR(f, f->waiter_count == 2);
    client_send(leaves, GET("/wait"));
    WAIT_FOR(f, f->waiter_count == 3);
    close_client(posts);
    close_client(leaves);
    WAIT_FOR(f, conn_count(f) == 2);
    assert_int_equal(f->hangups, 1);

    /* Nobody hung up where there was a reply. */
    waiter_answer(f, 0, "done");
    waiter_answer(f, 1, "done");
    (void)wait_answer(f, stays, 1);
    client_send(stays, GET("/hello")); /* perhaps in the memory of the request that was left */
    (void)wait_answer(f, stays, 2);
    close_client(stays);
    WAIT_FOR(f, conn_count(f) == 0);
    assert_int_equal(f->hangups, 1);
}

static void test_expiry_and_shutdown_are_not_hangups(void **state)
{
    struct fixture *f = *state;

    serve(f, short_deadlines);
    struct client *client = client_open(f);
    client_send(client, GET("/wait"));
    assert_int_equal(wait_answer(f, client, 1).status, 504);
    client_send(client, GET("/wait"));
    WAIT_FOR(f, f->waiter_count == 2);
    http_server_free(f->server);
    f->server = NULL;
    assert_int_equal(f->hangups, 0);
}

static void test_a_post_runs_to_its_end_when_its_client_leaves(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, POST("/wait") "\r\n" GET("/hello"));
    WAIT_FOR(f, f->waiter_count == 1);
    close_client(client);
    WAIT_FOR(f, conn_first(f->server)->peer_left);
    pass_time(f, 20);
    assert_true(op_wanted(&f->waiters[0].op));
    waiter_answer(f, 0, "done");
    WAIT_FOR(f, conn_count(f) == 0);
    assert_int_equal(f->handled, 1);
}

static void test_a_post_of_a_client_that_left_still_has_its_deadline(void **state)
{
    struct fixture *f = *state;

    serve(f, short_deadlines);
    struct client *client = client_open(f);
    client_send(client, POST("/wait") "\r\n");
    WAIT_FOR(f, f->waiter_count == 1);
    close_client(client);
    WAIT_FOR(f, conn_count(f) == 0);
    assert_false(op_wanted(&f->waiters[0].op));
}

static void test_a_client_that_only_stopped_sending_gets_its_post_answered(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *client = client_open(f);
    client_send(client, POST("/wait") "\r\n");
    assert_int_equal(shutdown(client->fd, SHUT_WR), 0);
    WAIT_FOR(f, f->waiter_count == 1);
    WAIT_FOR(f, conn_first(f->server)->peer_left);
    waiter_answer(f, 0, "done");
    struct answer answer = wait_answer(f, client, 1);
    assert_body(&answer, "done");
    WAIT_FOR(f, client->gone);
}

static void test_a_client_that_resets_is_forgotten_in_every_state(void **state)
{
    static const char *const texts[] = {
        "", "GET /", POST("/echo") "Content-Length: 5\r\n\r\nhe", GET("/wait"), GET("/big") GET("/hello"),
    };
    struct fixture *f = *state;
    struct linger reset = { .l_onoff = 1, .l_linger = 0 };

    use_big(f);
    serve(f, NULL);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct client *client = client_open(f);
        client->deaf = true;
        client_send(client, texts[i]);
        WAIT_FOR(f, conn_count(f) == 1);
        pass_time(f, 10);
        assert_int_equal(setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), 0);
        close_client(client);
        WAIT_FOR(f, conn_count(f) == 0);
    }
}

static struct client *slow_reader(struct fixture *f, int receive_bytes)
{
    struct client *client = client_new(f);

    assert_int_equal(setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes)), 0);
    client->deaf = true;
    assert_true(client_connect(f, client, "127.0.0.1"));
    return client;
}

static void test_a_client_that_does_not_read_is_closed(void **state)
{
    struct fixture *f = *state;

    use_big(f);
    serve(f, short_deadlines);
    struct client *client = slow_reader(f, 4096);
    client_send(client, GET("/big"));
    WAIT_FOR(f, f->handled == 1);
    int64_t begin_ms = clock_ms();
    WAIT_FOR(f, conn_count(f) == 0);
    assert_in_range(clock_ms() - begin_ms, 150, 2000);
    assert_int_equal(f->big->refs, 1);
}

static void test_a_client_that_reads_slowly_gets_all(void **state)
{
    struct fixture *f = *state;
    int64_t begin_ms = clock_ms();

    use_big(f);
    serve(f, short_deadlines);
    struct client *client = slow_reader(f, 65536);
    client_send(client, GET("/big"));
    while (client->len < BIG_BYTES && clock_ms() - begin_ms < 4 * WAIT_MS) {
        pass_time(f, 5);
        client_read(client, 131072);
        assert_false(client->gone);
    }
    assert_true(clock_ms() - begin_ms > 400); /* more than twice write_ms */
    assert_int_equal(wait_answer(f, client, 1).body_len, BIG_BYTES);
}

static void test_memory_is_bounded_during_a_flood_of_requests(void **state)
{
    struct fixture *f = *state;
    char requests[8192] = "";
    size_t sent = 0;

    serve(f, NULL);
    struct client *client = slow_reader(f, 4096);
    while (strlen(requests) + sizeof(GET("/show/x")) < sizeof(requests))
        strcat(requests, GET("/show/x"));
    client_send(client, GET("/wait"));
    for (int i = 0; i < 2000; i++) {
        ssize_t took = send(client->fd, requests, strlen(requests), MSG_NOSIGNAL);
        sent += took > 0 ? (size_t)took : 0;
        loop_turn(f->loop, 0);
    }
    struct conn *conn = conn_first(f->server);
    assert_true(sent > (size_t)4 * HTTP_INPUT_BYTES);
    assert_int_equal(f->handled, 1);
    assert_int_equal(evbuffer_get_length(conn->waiting), HTTP_INPUT_BYTES);

    /* Now they run, but nobody reads what is answered. */
    waiter_answer(f, 0, "go");
    for (int i = 0; i < 2000; i++) {
        (void)!send(client->fd, requests, strlen(requests), MSG_NOSIGNAL);
        loop_turn(f->loop, 0);
    }
    assert_true(conn->blocked);
    assert_true(evbuffer_get_length(conn->output) < (size_t)2 * 65536);
    assert_true(evbuffer_get_length(conn->waiting) <= HTTP_INPUT_BYTES);
}

static void test_big_answers_do_not_pile_up(void **state)
{
    struct fixture *f = *state;

    use_big(f);
    serve(f, NULL);
    struct client *client = slow_reader(f, 4096);
    client_send(client, GET("/big") GET("/big") GET("/big") GET("/big"));
    WAIT_FOR(f, f->handled > 0);
    pass_time(f, 20);
    assert_int_equal(f->handled, 1);
    assert_true(evbuffer_get_length(conn_first(f->server)->output) < (size_t)2 * BIG_BYTES);
}

static void small_caps(struct http_limits *limits)
{
    limits->connections = 4;
    limits->connections_per_address = 2;
}

static void test_connections_of_one_address_are_capped(void **state)
{
    struct fixture *f = *state;
    int64_t refused = metric_get(METRIC_HTTP_CONNECTIONS_REFUSED);

    serve(f, small_caps);
    struct client *first = client_open(f), *second = client_open(f), *third = client_open(f);
    WAIT_FOR(f, third->gone);
    assert_int_equal(answer_at(third, 0).status, 503);
    assert_int_equal(metric_get(METRIC_HTTP_CONNECTIONS_REFUSED), refused + 1);
    client_send(first, GET("/hello"));
    (void)wait_answer(f, first, 1);

    struct client *other = client_new(f);
    assert_true(client_connect(f, other, "127.0.0.2"));
    client_send(other, GET("/hello"));
    (void)wait_answer(f, other, 1);

    close_client(second);
    WAIT_FOR(f, conn_count(f) == 2);
    assert_int_equal(ask(f, GET("/hello")).status, 200);
}

static void test_connections_of_a_trusted_proxy_are_not_capped_by_address(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;

    f->proxies = trusted_proxies_new("127.0.0.1", &err);
    serve(f, small_caps);
    for (int i = 0; i < 4; i++)
        assert_int_equal(ask(f, GET("/hello")).status, 200);
    assert_int_equal(conn_count(f), 4);
}

static void test_connections_in_all_are_capped(void **state)
{
    struct fixture *f = *state;
    int64_t refused = metric_get(METRIC_HTTP_CONNECTIONS_REFUSED);

    serve(f, small_caps);
    for (int i = 0; i < 6; i++) {
        struct client *client = client_new(f);
        char from[16];

        (void)snprintf(from, sizeof(from), "127.0.0.%d", i + 1);
        assert_true(client_connect(f, client, from));
        WAIT_FOR(f, i < 4 ? conn_count(f) == i + 1 : client->gone);
    }
    assert_int_equal(conn_count(f), 4);
    assert_int_equal(metric_get(METRIC_HTTP_CONNECTIONS_REFUSED), refused + 2);
}

static void many_connections(struct http_limits *limits)
{
    limits->connections = 1000000;
}

static void test_connections_leave_descriptors_for_the_databases(void **state)
{
    struct fixture *f = *state;
    struct rlimit before, few = { .rlim_cur = 200, .rlim_max = 0 };

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few.rlim_max = before.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    serve(f, many_connections);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_in_range(f->server->options.limits.connections, 1, 200 - 64 - 20); /* 64: to the database */
}

/* Lets the process open no descriptor more. */
static struct rlimit starve(void)
{
    struct rlimit before, now;
    int next = dup(0);

    assert_true(next > 0);
    (void)close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    now = before;
    now.rlim_cur = (rlim_t)next;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
    return before;
}

static void test_without_descriptors_accepting_rests_and_recovers(void **state)
{
    struct fixture *f = *state;

    serve(f, NULL);
    struct client *old = client_open(f);
    client_send(old, GET("/hello"));
    (void)wait_answer(f, old, 1);
    struct client *new = client_open(f); /* waits in the kernel's queue */
    client_send(new, GET("/hello"));
    struct rlimit before = starve();
    WAIT_FOR(f, f->server->starved);
    assert_false(event_pending(&f->server->listen_event, EV_READ, NULL)); /* no busy loop */
    client_send(old, GET("/hello"));
    (void)wait_answer(f, old, 2);
    pass_time(f, 250); /* it tries again, in vain */
    assert_int_equal(conn_count(f), 1);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    (void)wait_answer(f, new, 1);
    assert_false(f->server->starved);
}

static void test_failures_in_a_flood_are_not_all_logged(void **state)
{
    struct fixture *f = *state;
    char text[128], log[65536] = "";
    FILE *file = tmpfile();
    int standard_error = dup(STDERR_FILENO), lines = 0;

    assert_non_null(file);
    serve(f, NULL);
    struct client *client = client_open(f);
    (void)snprintf(text, sizeof(text), GET("/fail/%d"), ERR_UNAVAILABLE);
    log_setup(LOG_WARN, LOG_LOGFMT);
    (void)dup2(fileno(file), STDERR_FILENO);
    for (int i = 0; i < 100; i++)
        client_send(client, text);
    WAIT_FOR(f, f->handled == 100);
    (void)dup2(standard_error, STDERR_FILENO);
    (void)close(standard_error);

    rewind(file);
    (void)!fread(log, 1, sizeof(log) - 1, file);
    (void)fclose(file);
    for (const char *p = log; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    assert_in_range(lines, 20, 42); /* 20 a second, in at most two seconds */
    assert_non_null(strstr(log, "status=503"));
    assert_non_null(strstr(log, "route=/fail/{kind}"));
    assert_non_null(strstr(log, "reason=\"why it failed\""));
}

static void test_a_body_may_be_as_long_as_the_cap(void **state)
{
    struct fixture *f = *state;
    size_t len = http_default_limits.body_bytes;
    char *text = mem_alloc(len + 256);

    serve(f, NULL);
    for (int chunked = 0; chunked < 2; chunked++) {
        struct client *client = client_open(f);
        size_t head =
            chunked ? (size_t)sprintf(text, POST("/echo") "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", len)
                    : (size_t)sprintf(text, POST("/echo") "Content-Length: %zu\r\n\r\n", len);
        memset(text + head, 'x', len);
        (void)strcpy(text + head + len, chunked ? "\r\n0\r\n\r\n" : "");
        client_send_bytes(client, text, head + len + (chunked ? 7 : 0));
        struct answer answer = wait_answer(f, client, 1);
        assert_int_equal(answer.status, 200);
        assert_int_equal(answer.body_len, len);
    }
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_trickling_head_cannot_extend_its_deadline),
        TEST(test_a_trickling_body_cannot_extend_its_deadline),
        TEST(test_an_idle_connection_is_closed_without_a_word),
        TEST(test_a_busy_connection_is_not_closed),
        TEST(test_a_late_get_is_504_and_its_operations_are_cancelled),
        TEST(test_a_late_post_is_503_not_known),
        TEST(test_a_get_ends_when_its_client_leaves),
        TEST(test_a_get_ends_although_its_client_pipelined_more),
        TEST(test_a_handler_learns_that_its_client_left_before_the_reply),
        TEST(test_expiry_and_shutdown_are_not_hangups),
        TEST(test_a_post_runs_to_its_end_when_its_client_leaves),
        TEST(test_a_post_of_a_client_that_left_still_has_its_deadline),
        TEST(test_a_client_that_only_stopped_sending_gets_its_post_answered),
        TEST(test_a_client_that_resets_is_forgotten_in_every_state),
        TEST(test_a_client_that_does_not_read_is_closed),
        TEST(test_a_client_that_reads_slowly_gets_all),
        TEST(test_memory_is_bounded_during_a_flood_of_requests),
        TEST(test_big_answers_do_not_pile_up),
        TEST(test_connections_of_one_address_are_capped),
        TEST(test_connections_of_a_trusted_proxy_are_not_capped_by_address),
        TEST(test_connections_in_all_are_capped),
        TEST(test_connections_leave_descriptors_for_the_databases),
        TEST(test_without_descriptors_accepting_rests_and_recovers),
        TEST(test_failures_in_a_flood_are_not_all_logged),
        TEST(test_a_body_may_be_as_long_as_the_cap),
    };
    return cmocka_run_group_tests_name("http limits", tests, NULL, NULL);
}
