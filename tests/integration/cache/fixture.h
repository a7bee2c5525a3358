/* fixture.h -- shared by the tests of the cache: a loop with a cache, answers to wait for, and Redis
 * servers that a test can stop and kill. */
#ifndef TEST_CACHE_FIXTURE_H
#define TEST_CACHE_FIXTURE_H

#include "base/attr.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/secret.h"
#include "cache/cache.h"
#include "loop/loop.h"
#include "loop/op.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Generous: the machine may be busy. What is promised within a time is measured by the test itself. */
#define DEADLINE_MS 10000

/* Turns the loop until `condition`; fails the test after the deadline. */
#define WAIT_UNTIL(loop, condition)                         \
    do {                                                    \
        int64_t wait_until_ms = clock_ms() + DEADLINE_MS;   \
        while (!(condition)) {                              \
            if (clock_ms() > wait_until_ms)                 \
                fail_msg("waited in vain for " #condition); \
            loop_turn(loop, 20);                            \
        }                                                   \
    } while (0)

struct fixture {
    struct loop *loop;
    struct cache *cache;
    struct op_list ops;
    int ready_count;
    int notice_count;
};

struct answer {
    int calls;
    int64_t version;
    char *body; /* a copy; NULL if there was none */
    size_t len;
    struct err err;
};

static inline void on_ready(void *arg)
{
    ((struct fixture *)arg)->ready_count++;
}

static inline void on_got(void *arg, int64_t version, const char *body, size_t len, const struct err *err)
{
    struct answer *answer = arg;

    answer->calls++;
    answer->version = version;
    free(answer->body);
    answer->body = body ? mem_dup(body, len) : NULL;
    answer->len = len;
    answer->err = err ? *err : (struct err)ERR_INIT;
}

static inline void on_done(void *arg, const struct err *err)
{
    on_got(arg, 0, NULL, 0, err);
}

static inline void on_notice(void *arg, const char *text UNUSED)
{
    ((struct fixture *)arg)->notice_count++;
}

/* Takes the loop. */
static inline struct fixture *fixture_new_on(struct loop *loop, const char *url, bool listens)
{
    struct fixture *f = mem_alloc(sizeof(*f));
    struct cache_options options = {
        .url = url, .on_ready = on_ready, .on_notice = listens ? on_notice : NULL, .arg = f
    };
    struct err err = ERR_INIT;

    (void)signal(SIGPIPE, SIG_IGN);
    secret_setup();
    f->loop = loop;
    f->cache = cache_open(f->loop, &options, &err);
    if (f->cache == NULL)
        fail_msg("cache_open: %s", err.msg);
    return f;
}

static inline struct fixture *fixture_new(const char *url)
{
    return fixture_new_on(loop_new(), url, false);
}

static inline void fixture_free(struct fixture *f)
{
    cache_close(f->cache);
    loop_free(f->loop);
    free(f);
}

/* A get that was answered. On a busy machine one may take longer than the cache allows: then once more. */
static inline struct answer must_get(struct fixture *f, const char *key)
{
    struct answer answer = { 0 };
    int64_t deadline_ms = clock_ms() + DEADLINE_MS;

    do {
        int calls = answer.calls;
        if (clock_ms() > deadline_ms)
            fail_msg("no answer: %s", answer.err.msg);
        cache_get(f->cache, &f->ops, key, on_got, &answer);
        WAIT_UNTIL(f->loop, answer.calls > calls);
    } while (err_is_set(&answer.err));
    return answer;
}

static inline void must_invalidate(struct fixture *f, const char *key, int64_t version)
{
    struct answer answer = { 0 };
    int64_t deadline_ms = clock_ms() + DEADLINE_MS;

    do {
        int calls = answer.calls;
        if (clock_ms() > deadline_ms)
            fail_msg("no answer: %s", answer.err.msg);
        cache_invalidate(f->cache, &f->ops, key, version, on_done, &answer);
        WAIT_UNTIL(f->loop, answer.calls > calls);
    } while (err_is_set(&answer.err));
}

static inline bool answer_is(struct answer *answer, int64_t version, const void *body, size_t len)
{
    bool same = answer->body != NULL && answer->version == version && answer->len == len &&
                memcmp(answer->body, body, len) == 0;

    free(answer->body);
    answer->body = NULL;
    return same;
}

/* Puts until it is there: a put tells nobody when it fails. */
static inline void must_put(struct fixture *f, const char *key, int64_t version, const void *body, size_t len)
{
    int64_t deadline_ms = clock_ms() + DEADLINE_MS;

    for (;;) {
        cache_put(f->cache, key, version, body, len, 300);
        struct answer answer = must_get(f, key);
        if (answer_is(&answer, version, body, len))
            return;
        if (clock_ms() > deadline_ms)
            fail_msg("version %d of %s is not taken", (int)version, key);
    }
}

static inline bool get_is_miss(struct fixture *f, const char *key)
{
    struct answer answer = must_get(f, key);
    bool miss = answer.body == NULL;

    free(answer.body);
    return miss;
}

static inline void assert_miss(struct fixture *f, const char *key)
{
    struct answer answer = must_get(f, key);

    assert_null(answer.body);
    assert_int_equal(answer.len, 0);
}

static inline void assert_hit(struct fixture *f, const char *key, int64_t version, const char *body)
{
    struct answer answer = must_get(f, key);

    assert_true(answer_is(&answer, version, body, strlen(body)));
}

static inline void assert_unhealthy(struct fixture *f, const char *because)
{
    struct err err = ERR_INIT;

    assert_false(cache_health(f->cache, &err));
    if (strstr(err.msg, because) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.msg, because);
    assert_int_equal(metric_get(METRIC_CACHE_UP), 0);
}

static inline bool is_down_because(struct fixture *f, const char *because)
{
    struct err err = ERR_INIT;

    return !cache_health(f->cache, &err) && strstr(err.msg, because) != NULL;
}

static inline bool is_healthy(struct fixture *f)
{
    return cache_health(f->cache, NULL);
}

/* Fails in the turn in which it was asked for, and not before the turn's end. */
static inline void assert_fails_at_once(struct fixture *f)
{
    struct answer get = { 0 }, invalidate = { 0 };

    cache_put(f->cache, "k", 1, "x", 1, 300);
    cache_get(f->cache, &f->ops, "k", on_got, &get);
    cache_invalidate(f->cache, &f->ops, "k", 1, on_done, &invalidate);
    assert_int_equal(get.calls + invalidate.calls, 0);
    loop_turn(f->loop, 0);
    assert_int_equal(get.calls, 1);
    assert_int_equal(get.err.kind, ERR_UNAVAILABLE);
    assert_int_equal(invalidate.calls, 1);
    assert_int_equal(invalidate.err.kind, ERR_UNAVAILABLE);
}

/* ---- a Redis of the test's own ---------------------------------------------------------------- */

struct server {
    pid_t pid;
    int port;
    char url[64];
};

static inline int free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    close(fd);
    return ntohs(address.sin_port);
}

/* Starts redis-server on server->port; `password` may be NULL. It dies with the test. */
static inline void server_run(struct server *server, const char *password)
{
    char port[8];

    (void)snprintf(port, sizeof(port), "%d", server->port);
    server->pid = fork();
    assert_true(server->pid >= 0);
    if (server->pid > 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
    (void)execlp("redis-server", "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir",
                 "/tmp", password ? "--requirepass" : NULL, password, NULL);
    _exit(127);
}

static inline void server_start(struct server *server, const char *password)
{
    server->port = free_port();
    (void)snprintf(server->url, sizeof(server->url), "redis://127.0.0.1:%d", server->port);
    server_run(server, password);
}

static inline void server_kill(struct server *server)
{
    (void)kill(server->pid, SIGKILL);
    (void)waitpid(server->pid, NULL, 0);
    server->pid = 0;
}

/* The other hand on a server: a blocking connection that does what no cache would. */
static inline redisContext *meddle(int port)
{
    redisContext *context = redisConnect("127.0.0.1", port);

    assert_non_null(context);
    if (context->err)
        fail_msg("%s", context->errstr);
    return context;
}

#define MEDDLE(context, ...)                                      \
    do {                                                          \
        redisReply *meddled = redisCommand(context, __VA_ARGS__); \
        assert_non_null(meddled);                                 \
        if (meddled->type == REDIS_REPLY_ERROR)                   \
            fail_msg("%s", meddled->str);                         \
        freeReplyObject(meddled);                                 \
    } while (0)

#endif
