/* redis.c -- the cache in Redis. See cache_driver.h. It owns the operations. redis_conn.c sends them,
 * redis_ops.c writes the commands, and redis_ear.c receives notices. An operation that fails immediately (no
 * Redis, a full queue) is called back at the end of the turn.
 *
 * A notice is published as "SENDER TEXT", because Redis delivers it to its sender, too. */
#include "base/mem.h"
#include "base/secret.h"
#include "cache/cache_driver.h"
#include "cache/redis_conn.h"
#include "cache/redis_ear.h"
#include "cache/redis_ops.h"
#include "cache/redis_url.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "loop/timer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENDER_BYTES 17 /* 64 bits in hex */
/* How often a rejected command is tried again. Otherwise it would count as rejected until somebody needs
 * it. */
#define PROBE_MS  2000
#define PROBE_KEY "probe"

struct redis_op {
    struct redis_request request; /* while it is in `running` */
    struct op op;                 /* for a put or a probe, which has no owner */
    struct redis_cache *redis;
    cache_get_fn *got;   /* for a get */
    cache_done_fn *done; /* for an invalidation or a notice */
    void *arg;
    struct err err; /* while it is in `ended` */
    TAILQ_ENTRY(redis_op) entry;
};

TAILQ_HEAD(redis_op_list, redis_op);

struct redis_cache {
    struct cache cache;
    struct redis_url url;
    struct redis_conn *conn;
    struct redis_ear *ear; /* NULL: no notices are wanted */
    void (*on_notice)(void *arg, const char *text);
    void (*on_hearing)(void *arg); /* may be NULL */
    void *arg;
    char sender[SENDER_BYTES]; /* this process, and no other */
    char channel[40];          /* Redis' channels are those of all its databases: the number is in the name */
    struct redis_op_list running; /* Redis owes an answer */
    struct redis_op_list ended;   /* to be called back at the end of this turn */
    struct task call_ended;
    struct timer probe; /* runs while something is refused */
};

/* Calls back, unless it was cancelled, and frees the operation, which must be on no list of the cache. */
static void op_end(struct redis_op *op, int64_t version, const char *body, size_t len, const struct err *err)
{
    if (op_finish(&op->op)) {
        if (op->got != NULL)
            op->got(op->arg, version, body, len, err);
        else
            op->done(op->arg, err);
    }
    free(op);
}

static void on_ended(void *arg)
{
    struct redis_cache *redis = arg;
    struct redis_op_list ended = TAILQ_HEAD_INITIALIZER(ended);
    struct redis_op *op;

    TAILQ_CONCAT(&ended, &redis->ended,
                 entry); /* operations that the callbacks add belong to the next turn */
    while ((op = TAILQ_FIRST(&ended)) != NULL) {
        TAILQ_REMOVE(&ended, op, entry);
        op_end(op, 0, NULL, 0, err_is_set(&op->err) ? &op->err : NULL);
    }
}

static void on_reply(struct redis_request *request, const redisReply *reply, const struct err *err)
{
    struct redis_op *op = CONTAINER_OF(request, struct redis_op, request);
    int64_t version = 0;
    const char *body = NULL;
    size_t len = 0;

    TAILQ_REMOVE(&op->redis->running, op, entry);
    if (err != NULL && !timer_running(&op->redis->probe))
        timer_start(&op->redis->probe, PROBE_MS);
    if (op->got != NULL && err == NULL && !redis_read_body(reply, &version, &body, &len)) {
        version = 0;
        body = NULL;
        len = 0;
    }
    op_end(op, version, body, len, err);
}

static struct redis_op *op_new(struct redis_cache *redis, enum redis_use use)
{
    struct redis_op *op = mem_alloc(sizeof(*op));

    op->request.fn = on_reply;
    op->request.use = use;
    op->redis = redis;
    return op;
}

/* After the attempt to send it. */
static void op_begin(struct redis_op *op, bool sent)
{
    struct redis_cache *redis = op->redis;

    TAILQ_INSERT_TAIL(sent ? &redis->running : &redis->ended, op, entry);
    if (!sent)
        task_post(&redis->call_ended);
}

/* ---- commands that Redis rejected -------------------------------------------------------------- */

/* Tries a command without an effect: an unused key, or an empty notice. */
static void probe(struct redis_cache *redis, enum redis_use use)
{
    struct redis_op *op = op_new(redis, use);
    bool sent = false;

    switch (use) {
    case REDIS_READ:
        sent = redis_get(redis->conn, &op->request, PROBE_KEY, &op->err);
        break;
    case REDIS_PUT:
        sent = redis_put(redis->conn, &op->request, PROBE_KEY, 0, "", 0, 1, &op->err);
        break;
    case REDIS_INVALIDATE:
        sent = redis_invalidate(redis->conn, &op->request, PROBE_KEY, 0, &op->err);
        break;
    case REDIS_NOTICE:
    case REDIS_USES:
        sent = redis_publish(redis->conn, &op->request, redis->channel, redis->sender, &op->err);
        break;
    }
    op_begin(op, sent);
}

static void on_probe(void *arg)
{
    struct redis_cache *redis = arg;

    for (int i = 0; i < REDIS_USES; i++) {
        enum redis_use use = (enum redis_use)i;

        if (!redis_conn_refuses(redis->conn, use))
            continue;
        probe(redis, use);
        timer_start(&redis->probe, PROBE_MS); /* again, unless this one is taken */
    }
}

/* ---- the driver ------------------------------------------------------------------------------- */

static struct redis_cache *redis_of(struct cache *cache)
{
    return CONTAINER_OF(cache, struct redis_cache, cache);
}

static void get(struct cache *cache, struct op_list *owner, const char *key, cache_get_fn *fn, void *arg)
{
    struct redis_cache *redis = redis_of(cache);
    struct redis_op *op = op_new(redis, REDIS_READ);

    op->got = fn;
    op->arg = arg;
    op_start(owner, &op->op);
    op_begin(op, redis_get(redis->conn, &op->request, key, &op->err));
}

static void put(struct cache *cache, const char *key, int64_t version, const char *body, size_t len,
                int ttl_s)
{
    struct redis_cache *redis = redis_of(cache);
    struct redis_op *op = op_new(redis, REDIS_PUT);

    op_begin(op, redis_put(redis->conn, &op->request, key, version, body, len, ttl_s, &op->err));
}

static void invalidate(struct cache *cache, struct op_list *owner, const char *key, int64_t version,
                       cache_done_fn *fn, void *arg)
{
    struct redis_cache *redis = redis_of(cache);
    struct redis_op *op = op_new(redis, REDIS_INVALIDATE);

    op->done = fn;
    op->arg = arg;
    op_start(owner, &op->op);
    op_begin(op, redis_invalidate(redis->conn, &op->request, key, version, &op->err));
}

static void publish(struct cache *cache, struct op_list *owner, const char *text, cache_done_fn *fn,
                    void *arg)
{
    struct redis_cache *redis = redis_of(cache);
    struct redis_op *op = op_new(redis, REDIS_NOTICE);
    bool sent = false;

    op->done = fn;
    op->arg = arg;
    op_start(owner, &op->op);
    if (cache_check_notice(text, &op->err)) {
        char *signed_text = mem_printf("%s %s", redis->sender, text);

        sent = redis_publish(redis->conn, &op->request, redis->channel, signed_text, &op->err);
        free(signed_text);
    }
    op_begin(op, sent);
}

static bool hears(const struct cache *cache)
{
    const struct redis_cache *redis = CONTAINER_OF(cache, const struct redis_cache, cache);

    return redis->ear != NULL && redis_ear_hears(redis->ear);
}

/* Accepts only notices of other bakery processes; anybody may publish on the channel. */
static void on_text(void *arg, const char *text, size_t len)
{
    struct redis_cache *redis = arg;
    const size_t head = SENDER_BYTES; /* and a space in place of its NUL */

    if (len <= head || len >= head + CACHE_NOTICE_BYTES || text[head - 1] != ' ' || strlen(text) != len ||
        memcmp(text, redis->sender, head - 1) == 0)
        return;
    redis->on_notice(redis->arg, text + head);
}

static void on_hearing(void *arg)
{
    struct redis_cache *redis = arg;

    if (redis->on_hearing != NULL)
        redis->on_hearing(redis->arg);
}

static bool health(const struct cache *cache, struct err *err)
{
    const struct redis_cache *redis = CONTAINER_OF(cache, const struct redis_cache, cache);

    return redis_conn_health(redis->conn, err);
}

static void drop_ops(struct redis_op_list *ops)
{
    struct redis_op *op;

    while ((op = TAILQ_FIRST(ops)) != NULL) {
        TAILQ_REMOVE(ops, op, entry);
        op_drop(&op->op);
        free(op);
    }
}

static void close_driver(struct cache *cache)
{
    struct redis_cache *redis = redis_of(cache);

    redis_conn_free(redis->conn);
    redis_ear_free(redis->ear);
    task_cancel(&redis->call_ended);
    timer_done(&redis->probe);
    drop_ops(&redis->running);
    drop_ops(&redis->ended);
    free(redis);
}

static const struct cache_driver driver = {
    .close = close_driver,
    .get = get,
    .put = put,
    .invalidate = invalidate,
    .publish = publish,
    .hears = hears,
    .health = health,
};

struct cache *redis_cache_open(struct loop *loop, const struct cache_options *options, struct err *err)
{
    struct redis_cache *redis = mem_alloc(sizeof(*redis));

    if (!redis_url_parse(options->url, &redis->url, err)) {
        free(redis);
        return NULL;
    }
    redis->cache.driver = &driver;
    TAILQ_INIT(&redis->running);
    TAILQ_INIT(&redis->ended);
    task_init(&redis->call_ended, loop, on_ended, redis);
    timer_init(&redis->probe, loop, on_probe, redis);
    redis->on_notice = options->on_notice;
    redis->on_hearing = options->on_hearing;
    redis->arg = options->arg;
    (void)snprintf(redis->sender, sizeof(redis->sender), "%016" PRIx64, random_u64());
    (void)snprintf(redis->channel, sizeof(redis->channel), "bakery:notices:%s", redis->url.db);
    redis->conn = redis_conn_new(loop, &redis->url, options->on_ready, options->arg);
    if (options->on_notice != NULL)
        redis->ear = redis_ear_new(loop, &redis->url, redis->channel, on_text, on_hearing, redis);
    return &redis->cache;
}
