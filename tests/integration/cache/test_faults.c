/* test_faults.c -- the cache while its Redis hangs, dies or rejects commands, with servers that the tests
 * stop and kill. */
#include "fixture.h"

#include <sys/mman.h>

static struct server server;

static int setup(void **state)
{
    server_start(&server, NULL);
    struct fixture *f = fixture_new(server.url);
    WAIT_UNTIL(f->loop, f->ready_count > 0);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    if (server.pid > 0)
        server_kill(&server);
    return 0;
}

static bool becomes_ready(struct fixture *f, int within_ms)
{
    int64_t deadline_ms = clock_ms() + within_ms;
    int before = f->ready_count;

    while (f->ready_count == before && clock_ms() < deadline_ms)
        loop_turn(f->loop, 20);
    return f->ready_count > before;
}

/* ---- what is logged --------------------------------------------------------------------------- */

static int log_fd = -1, stderr_fd = -1;

static void capture_log(void)
{
    log_fd = memfd_create("log", MFD_CLOEXEC);
    stderr_fd = dup(STDERR_FILENO);
    assert_true(log_fd >= 0 && stderr_fd >= 0);
    (void)dup2(log_fd, STDERR_FILENO);
}

/* What was logged since capture_log(), to be freed. */
static char *captured_log(void)
{
    off_t len = lseek(log_fd, 0, SEEK_END);
    char *text = mem_alloc((size_t)len + 1);

    (void)dup2(stderr_fd, STDERR_FILENO);
    assert_int_equal(pread(log_fd, text, (size_t)len, 0), len);
    close(log_fd);
    close(stderr_fd);
    return text;
}

static int count_of(const char *text, const char *word)
{
    int count = 0;

    for (const char *p = text; (p = strstr(p, word)) != NULL; p++)
        count++;
    return count;
}

/* ---- a real Redis that suffers ---------------------------------------------------------------- */

static void a_stalled_redis_delays_only_the_first_requests(void **state)
{
    struct fixture *f = *state;
    struct answer get = { 0 }, invalidate = { 0 };

    must_put(f, "k", 1, "x", 1);
    (void)kill(server.pid, SIGSTOP);
    int64_t began_ms = clock_ms();
    cache_get(f->cache, &f->ops, "k", on_got, &get);
    cache_invalidate(f->cache, &f->ops, "k", 1, on_done, &invalidate);
    WAIT_UNTIL(f->loop, get.calls == 1 && invalidate.calls == 1);
    assert_in_range(clock_ms() - began_ms, CACHE_TIMEOUT_MS - 2, CACHE_TIMEOUT_MS * 4);
    assert_int_equal(get.err.kind, ERR_UNAVAILABLE);
    assert_int_equal(invalidate.err.kind, ERR_UNKNOWN); /* it may happen yet */
    assert_unhealthy(f, "does not answer in time");

    for (int i = 0; i < 50; i++) { /* also while it tries to reconnect: the kernel accepts for Redis */
        assert_fails_at_once(f);
        loop_turn(f->loop, 10);
    }
    assert_int_equal(f->ready_count, 1);

    (void)kill(server.pid, SIGCONT);
    assert_true(becomes_ready(f, 5000));
    assert_hit(f, "k", 1, "x");
}

static void an_operation_without_an_answer_fails_in_time(void **state)
{
    struct fixture *f = *state;
    struct answer answers[20] = { 0 };

    (void)kill(server.pid, SIGSTOP);
    int64_t began_ms = clock_ms();
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        cache_get(f->cache, &f->ops, "k", on_got, &answers[i]);
        loop_turn(f->loop, 5);
        if (answers[0].calls > 0)
            break;
    }
    WAIT_UNTIL(f->loop, answers[0].calls == 1);
    assert_in_range(clock_ms() - began_ms, CACHE_TIMEOUT_MS - 2, CACHE_TIMEOUT_MS * 4);
    (void)kill(server.pid, SIGCONT);
}

static void a_long_turn_of_ours_is_not_taken_for_a_slow_redis(void **state)
{
    struct fixture *f = *state;
    struct answer get = { 0 };

    must_put(f, "k", 1, "x", 1);
    cache_get(f->cache, &f->ops, "k", on_got, &get);
    usleep(2 * CACHE_TIMEOUT_MS * 1000);
    WAIT_UNTIL(f->loop, get.calls == 1);
    assert_false(err_is_set(&get.err));
    assert_true(answer_is(&get, 1, "x", 1));
    assert_int_equal(f->ready_count, 1);
}

static void a_redis_that_was_killed_is_used_again_when_it_is_back(void **state)
{
    struct fixture *f = *state;
    struct answer get = { 0 };

    must_put(f, "k", 1, "x", 1);
    cache_get(f->cache, &f->ops, "k", on_got, &get);
    server_kill(&server);
    WAIT_UNTIL(f->loop, get.calls == 1 && !is_healthy(f));
    free(get.body);
    assert_int_equal(metric_get(METRIC_CACHE_UP), 0);
    assert_fails_at_once(f);

    int64_t until_ms = clock_ms() + 1000;
    WAIT_UNTIL(f->loop, clock_ms() > until_ms); /* so that the backoff has grown */
    server_run(&server, NULL);
    assert_true(becomes_ready(f, 5000));
    assert_miss(f, "k");
    must_put(f, "k", 1, "x", 1);
    assert_true(is_healthy(f));
    assert_int_equal(metric_get(METRIC_CACHE_UP), 1);
}

static void reconnects_after_redis_closes_the_connection(void **state)
{
    struct fixture *f = *state;
    redisContext *other = meddle(server.port);

    MEDDLE(other, "CLIENT KILL TYPE normal SKIPME yes");
    assert_true(becomes_ready(f, 5000));
    redisFree(other);
}

static void an_outage_is_logged_once_and_so_is_its_end(void **state)
{
    struct fixture *f = *state;

    capture_log();
    server_kill(&server);
    WAIT_UNTIL(f->loop, !is_healthy(f));
    int64_t until_ms = clock_ms() + 1500; /* some five tries */
    WAIT_UNTIL(f->loop, clock_ms() > until_ms);
    server_run(&server, NULL);
    bool back = becomes_ready(f, 5000);
    char *log = captured_log();
    assert_true(back);
    assert_in_range(count_of(log, "unusable"), 1, 3); /* closed or reset, then refused: two reasons */
    assert_int_equal(count_of(log, "refused"), 1);
    assert_int_equal(count_of(log, "is usable"), 1);
    free(log);
}

static void without_memory_redis_refuses_puts_only_and_that_is_logged_once(void **state)
{
    struct fixture *f = *state;
    redisContext *other = meddle(server.port);

    must_put(f, "k", 1, "x", 1);
    MEDDLE(other, "CONFIG SET maxmemory 1");
    capture_log();
    for (int i = 0; i < 3; i++) {
        cache_put(f->cache, "k", 2, "x", 1, 300);
        struct answer get = must_get(f, "k");
        bool same = answer_is(&get, 1, "x", 1);
        must_invalidate(f, "other", 1);
        assert_true(same);
    }
    char *log = captured_log();
    int refusals = count_of(log, "rejected puts: OOM"), returns = count_of(log, "again");
    free(log);
    assert_int_equal(refusals, 1);
    assert_int_equal(returns, 0);
    assert_unhealthy(f, "refuses puts: OOM");
    must_invalidate(f, "k", 2);
    assert_miss(f, "k");

    MEDDLE(other, "CONFIG SET maxmemory 0");
    must_put(f, "k", 2, "x", 1);
    assert_true(is_healthy(f));
    redisFree(other);
}

static void a_replica_serves_reads_and_its_rejected_writes_are_reported(void **state)
{
    struct fixture *f = *state;
    redisContext *other = meddle(server.port);
    struct answer done = { 0 };
    char port[8];

    must_put(f, "k", 1, "x", 1);
    (void)snprintf(port, sizeof(port), "%d", free_port());
    MEDDLE(other, "REPLICAOF 127.0.0.1 %s", port);
    WAIT_UNTIL(f->loop, (cache_put(f->cache, "k", 2, "y", 1, 300), !is_healthy(f)));
    assert_hit(f, "k", 1, "x");
    cache_invalidate(f->cache, &f->ops, "k", 2, on_done, &done);
    WAIT_UNTIL(f->loop, done.calls == 1);
    assert_true(err_is_set(&done.err));
    assert_unhealthy(f, "READONLY");

    MEDDLE(other, "REPLICAOF NO ONE");
    WAIT_UNTIL(f->loop, is_healthy(f)); /* though nobody asks for anything */
    must_put(f, "k", 2, "y", 1);
    must_invalidate(f, "k", 2);
    redisFree(other);
}

/* Where nobody orders and nobody looks. */
static void detects_that_redis_has_memory_again_without_requests(void **state)
{
    struct fixture *f = *state;
    redisContext *other = meddle(server.port);

    MEDDLE(other, "CONFIG SET maxmemory 1");
    capture_log();
    cache_put(f->cache, "k", 1, "x", 1, 300);
    WAIT_UNTIL(f->loop, !is_healthy(f));
    for (int64_t end_ms = clock_ms() + 2500; clock_ms() < end_ms;) /* it is asked once more, in vain */
        loop_turn(f->loop, 20);
    bool stayed = !is_healthy(f);
    MEDDLE(other, "CONFIG SET maxmemory 0");
    WAIT_UNTIL(f->loop, is_healthy(f));
    char *log = captured_log();
    int refusals = count_of(log, "rejected puts"), returns = count_of(log, "accepts puts again");
    free(log);
    assert_true(stayed);
    assert_int_equal(refusals, 1);
    assert_int_equal(returns, 1);
    assert_miss(f, "k");
    redisFree(other);
}

static void reports_a_wrong_password_without_it_and_recovers(void **state UNUSED)
{
    struct server locked;
    char url[96];

    server_start(&locked, "other-secret");
    (void)snprintf(url, sizeof(url), "redis://:sesame-secret@127.0.0.1:%d/2", locked.port);
    capture_log();
    struct fixture *f = fixture_new(url);
    WAIT_UNTIL(f->loop, is_down_because(f, "WRONGPASS"));
    bool told = is_down_because(f, "secret");
    assert_fails_at_once(f);
    char *log = captured_log();
    assert_int_equal(count_of(log, "WRONGPASS to AUTH"), 1);
    assert_int_equal(count_of(log, "secret"), 0);
    free(log);
    assert_false(told);
    assert_int_equal(f->ready_count, 0);

    redisContext *other = meddle(locked.port);
    MEDDLE(other, "AUTH other-secret");
    MEDDLE(other, "CONFIG SET requirepass sesame-secret");
    assert_true(becomes_ready(f, 5000));
    must_put(f, "k", 1, "x", 1);
    MEDDLE(other, "SELECT 2");
    MEDDLE(other, "DEL bakery:{k}:body");
    assert_miss(f, "k"); /* so the URL's database was selected */
    redisFree(other);
    fixture_free(f);
    server_kill(&locked);
}

static void distinguishes_a_missing_password_from_a_missing_database(void **state UNUSED)
{
    struct server locked;
    char url[96];

    server_start(&locked, "secret");
    struct fixture *f = fixture_new(locked.url);
    WAIT_UNTIL(f->loop, is_down_because(f, "NOAUTH"));
    fixture_free(f);

    (void)snprintf(url, sizeof(url), "redis://default:secret@127.0.0.1:%d/999", locked.port);
    f = fixture_new(url);
    WAIT_UNTIL(f->loop, is_down_because(f, "ERR to SELECT"));
    fixture_free(f);
    server_kill(&locked);
}

#define WITH_REDIS(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_REDIS(a_stalled_redis_delays_only_the_first_requests),
        WITH_REDIS(an_operation_without_an_answer_fails_in_time),
        WITH_REDIS(a_long_turn_of_ours_is_not_taken_for_a_slow_redis),
        WITH_REDIS(a_redis_that_was_killed_is_used_again_when_it_is_back),
        WITH_REDIS(reconnects_after_redis_closes_the_connection),
        WITH_REDIS(an_outage_is_logged_once_and_so_is_its_end),
        WITH_REDIS(without_memory_redis_refuses_puts_only_and_that_is_logged_once),
        WITH_REDIS(detects_that_redis_has_memory_again_without_requests),
        WITH_REDIS(a_replica_serves_reads_and_its_rejected_writes_are_reported),
        cmocka_unit_test(reports_a_wrong_password_without_it_and_recovers),
        cmocka_unit_test(distinguishes_a_missing_password_from_a_missing_database),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
