/* cache.c -- see cache/cache.h. Owns the operations; redis_conn.c owns the way to Redis, redis_ops.c what is
 * said on it. What ends at once (no Redis, a full queue) is called back at the end of the turn. */
#include "cache/cache.h"

#include "base/mem.h"
#include "cache/redis_conn.h"
#include "cache/redis_ops.h"
#include "cache/redis_url.h"
#include "loop/loop.h"
#include "loop/op.h"

#include <stdlib.h>

struct cache_op {
    struct redis_request request; /* while it is in `running` */
    struct op op;                 /* on nobody's list for a put */
    struct cache *cache;
    cache_get_fn *got;   /* for a get */
    cache_done_fn *done; /* for an invalidation */
    void *arg;
    struct err err; /* while it is in `ended` */
    TAILQ_ENTRY(cache_op) entry;
};

TAILQ_HEAD(cache_op_list, cache_op);

struct cache {
    struct redis_conn *conn;      /* NULL: nothing is cached */
    struct cache_op_list running; /* Redis owes an answer */
    struct cache_op_list ended;   /* to be called back at the end of this turn */
    struct task call_ended;
};

/* Calls back whoever still waits, and frees the operation, which is on no list of the cache any more. */
static void op_end(struct cache_op *op, int64_t version, const char *body, size_t len, const struct err *err)
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
    struct cache *cache = arg;
    struct cache_op_list ended = TAILQ_HEAD_INITIALIZER(ended);
    struct cache_op *op;

    TAILQ_CONCAT(&ended, &cache->ended, entry); /* what the callbacks add belongs to the next turn */
    while ((op = TAILQ_FIRST(&ended)) != NULL) {
        TAILQ_REMOVE(&ended, op, entry);
        op_end(op, 0, NULL, 0, err_is_set(&op->err) ? &op->err : NULL);
    }
}

static void on_reply(struct redis_request *request, const redisReply *reply, const struct err *err)
{
    struct cache_op *op = CONTAINER_OF(request, struct cache_op, request);
    int64_t version = 0;
    const char *body = NULL;
    size_t len = 0;

    TAILQ_REMOVE(&op->cache->running, op, entry);
    if (op->got != NULL && err == NULL && !redis_read_body(reply, &version, &body, &len)) {
        version = 0;
        body = NULL;
        len = 0;
    }
    op_end(op, version, body, len, err);
}

static struct cache_op *op_new(struct cache *cache, enum redis_use use)
{
    struct cache_op *op = mem_alloc(sizeof(*op));

    op->request.fn = on_reply;
    op->request.use = use;
    op->cache = cache;
    return op;
}

/* After the attempt to send it. */
static void op_begin(struct cache_op *op, bool sent)
{
    struct cache *cache = op->cache;

    TAILQ_INSERT_TAIL(sent ? &cache->running : &cache->ended, op, entry);
    if (!sent)
        task_post(&cache->call_ended);
}

struct cache *cache_open(struct loop *loop, const struct cache_options *options, struct err *err)
{
    struct redis_url url;

    if (options->url != NULL && !redis_url_parse(options->url, &url, err))
        return NULL;
    struct cache *cache = mem_alloc(sizeof(*cache));
    TAILQ_INIT(&cache->running);
    TAILQ_INIT(&cache->ended);
    task_init(&cache->call_ended, loop, on_ended, cache);
    if (options->url != NULL)
        cache->conn = redis_conn_new(loop, &url, options->on_ready, options->arg);
    return cache;
}

static void drop_ops(struct cache_op_list *ops)
{
    struct cache_op *op;

    while ((op = TAILQ_FIRST(ops)) != NULL) {
        TAILQ_REMOVE(ops, op, entry);
        if (op_wanted(&op->op))
            LIST_REMOVE(&op->op, entry); /* from its owner's list */
        free(op);
    }
}

void cache_close(struct cache *cache)
{
    if (cache == NULL)
        return;
    redis_conn_free(cache->conn);
    task_cancel(&cache->call_ended);
    drop_ops(&cache->running);
    drop_ops(&cache->ended);
    free(cache);
}

void cache_get(struct cache *cache, struct op_list *owner, const char *key, cache_get_fn *fn, void *arg)
{
    struct cache_op *op = op_new(cache, REDIS_READ);

    op->got = fn;
    op->arg = arg;
    op_start(owner, &op->op);
    op_begin(op, cache->conn != NULL && redis_get(cache->conn, &op->request, key, &op->err));
}

void cache_put(struct cache *cache, const char *key, int64_t version, const char *body, size_t len, int ttl_s)
{
    if (cache->conn == NULL)
        return;
    struct cache_op *op = op_new(cache, REDIS_PUT);
    op_begin(op, redis_put(cache->conn, &op->request, key, version, body, len, ttl_s, &op->err));
}

void cache_invalidate(struct cache *cache, struct op_list *owner, const char *key, int64_t version,
                      cache_done_fn *fn, void *arg)
{
    struct cache_op *op = op_new(cache, REDIS_INVALIDATE);

    op->done = fn;
    op->arg = arg;
    op_start(owner, &op->op);
    op_begin(op, cache->conn != NULL && redis_invalidate(cache->conn, &op->request, key, version, &op->err));
}

bool cache_health(const struct cache *cache, struct err *err)
{
    return cache->conn == NULL || redis_conn_health(cache->conn, err);
}
