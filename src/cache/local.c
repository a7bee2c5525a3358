/* local.c -- the cache in this process: a short list of bodies. See cache_driver.h.
 *
 * It calls back at the end of the turn, so that callers see the same order of events with each driver. When
 * it is full it rejects new keys, like a Redis without memory. It must not forget a version before its time,
 * because an old body could come back. */
#include "base/blob.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "cache/cache_driver.h"
#include "loop/loop.h"
#include "loop/op.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    char *key;
    int64_t version;        /* the newest that is known: the body's, if there is one */
    int64_t known_until_ms; /* when the entry is forgotten */
    struct blob *body;      /* or NULL */
    int64_t body_until_ms;
    LIST_ENTRY(entry) link;
};

struct answer { /* to be called back at the end of this turn */
    struct op op;
    cache_get_fn *got;   /* of a get */
    cache_done_fn *done; /* of an invalidation */
    void *arg;
    int64_t version;
    struct blob *body; /* a reference, or NULL */
    struct err err;
    TAILQ_ENTRY(answer) link;
};

TAILQ_HEAD(answers, answer);

struct local_cache {
    struct cache cache;
    bool shared;
    void (*on_ready)(void *arg); /* NULL once it was called */
    void *arg;
    LIST_HEAD(, entry) entries;
    int entry_count;
    size_t body_bytes;
    struct answers answers;
    int answer_count;
    struct task answer_task;
};

static struct local_cache *local_of(struct cache *cache)
{
    return CONTAINER_OF(cache, struct local_cache, cache);
}

/* ---- entries ---------------------------------------------------------------------------------- */

static void drop_body(struct local_cache *local, struct entry *entry)
{
    if (entry->body == NULL)
        return;
    local->body_bytes -= entry->body->len;
    blob_unref(entry->body);
    entry->body = NULL;
}

static void forget(struct local_cache *local, struct entry *entry)
{
    drop_body(local, entry);
    LIST_REMOVE(entry, link);
    local->entry_count--;
    free(entry->key);
    free(entry);
}

/* Drops expired bodies. The list is short, so each operation can afford it. */
static void expire(struct local_cache *local)
{
    int64_t now_ms = clock_ms();
    struct entry *next;

    for (struct entry *entry = LIST_FIRST(&local->entries); entry != NULL; entry = next) {
        next = LIST_NEXT(entry, link);
        if (entry->known_until_ms <= now_ms)
            forget(local, entry);
        else if (entry->body_until_ms <= now_ms)
            drop_body(local, entry);
    }
}

static struct entry *find(struct local_cache *local, const char *key)
{
    struct entry *entry;

    expire(local);
    LIST_FOREACH (entry, &local->entries, link)
        if (strcmp(entry->key, key) == 0)
            return entry;
    return NULL;
}

/* NULL: there is no room for another key. */
static struct entry *find_or_add(struct local_cache *local, const char *key)
{
    struct entry *entry = find(local, key);

    if (entry != NULL || local->entry_count == CACHE_LOCAL_KEYS_MAX)
        return entry;
    entry = mem_alloc(sizeof(*entry));
    entry->key = mem_strdup(key);
    entry->version = -1; /* below all */
    LIST_INSERT_HEAD(&local->entries, entry, link);
    local->entry_count++;
    return entry;
}

static void know(struct entry *entry, int64_t version, int64_t for_s)
{
    entry->version = version;
    entry->known_until_ms = clock_ms() + for_s * 1000;
}

/* ---- answers ---------------------------------------------------------------------------------- */

static void answer_free(struct answer *answer)
{
    blob_unref(answer->body);
    free(answer);
}

static void call_back(struct answer *answer)
{
    const struct err *err = err_is_set(&answer->err) ? &answer->err : NULL;
    const struct blob *body = answer->body;

    if (!op_finish(&answer->op))
        return;
    if (answer->done != NULL)
        answer->done(answer->arg, err);
    else if (body != NULL)
        answer->got(answer->arg, answer->version, body->bytes, body->len, NULL);
    else
        answer->got(answer->arg, 0, NULL, 0, err);
}

static void on_answer(void *arg)
{
    struct local_cache *local = arg;
    struct answers answers = TAILQ_HEAD_INITIALIZER(answers);
    struct answer *answer;

    if (local->on_ready != NULL) {
        local->on_ready(local->arg);
        local->on_ready = NULL;
    }
    TAILQ_CONCAT(&answers, &local->answers,
                 link); /* operations that the callbacks add belong to the next turn */
    local->answer_count = 0;
    while ((answer = TAILQ_FIRST(&answers)) != NULL) {
        TAILQ_REMOVE(&answers, answer, link);
        call_back(answer);
        answer_free(answer);
    }
}

static struct answer *answer_new(struct local_cache *local, struct op_list *owner, void *arg)
{
    struct answer *answer = mem_alloc(sizeof(*answer));

    answer->arg = arg;
    op_start(owner, &answer->op);
    TAILQ_INSERT_TAIL(&local->answers, answer, link);
    if (++local->answer_count > CACHE_PENDING_MAX)
        (void)err_set(&answer->err, ERR_UNAVAILABLE, "too much waits for the cache");
    task_post(&local->answer_task);
    return answer;
}

/* ---- the driver ------------------------------------------------------------------------------- */

static void get(struct cache *cache, struct op_list *owner, const char *key, cache_get_fn *fn, void *arg)
{
    struct local_cache *local = local_of(cache);
    struct answer *answer = answer_new(local, owner, arg);

    answer->got = fn;
    if (err_is_set(&answer->err))
        return;
    const struct entry *entry = find(local, key);
    if (entry != NULL && entry->body != NULL) {
        answer->version = entry->version;
        answer->body = blob_ref(entry->body);
    }
}

static void put(struct cache *cache, const char *key, int64_t version, const char *body, size_t len,
                int ttl_s)
{
    struct local_cache *local = local_of(cache);
    struct err err = ERR_INIT; /* nobody waits for it */

    if (local->shared || !cache_check_put(version, len, ttl_s, &err))
        return;
    struct entry *entry = find_or_add(local, key);
    if (entry == NULL || entry->version > version)
        return;
    drop_body(local, entry); /* it is older, or the same */
    know(entry, version, ttl_s > CACHE_KNOWN_S ? ttl_s : CACHE_KNOWN_S);
    if (len > CACHE_LOCAL_BYTES_MAX - local->body_bytes)
        return;
    entry->body = blob_new(body, len);
    entry->body_until_ms = clock_ms() + (int64_t)ttl_s * 1000;
    local->body_bytes += len;
}

static void invalidate(struct cache *cache, struct op_list *owner, const char *key, int64_t version,
                       cache_done_fn *fn, void *arg)
{
    struct local_cache *local = local_of(cache);
    struct answer *answer = answer_new(local, owner, arg);

    answer->done = fn;
    if (err_is_set(&answer->err) || !cache_check_version(version, &answer->err) || local->shared)
        return;
    struct entry *entry = find_or_add(local, key);
    if (entry == NULL) {
        (void)err_set(&answer->err, ERR_UNAVAILABLE, "the cache knows too many keys");
        return;
    }
    if (entry->version < version)
        drop_body(local, entry);
    if (entry->version <= version)
        know(entry, version, CACHE_KNOWN_S);
}

/* There are no other processes, or none that could be reached. */
static void publish(struct cache *cache, struct op_list *owner, const char *text, cache_done_fn *fn,
                    void *arg)
{
    struct answer *answer = answer_new(local_of(cache), owner, arg);

    answer->done = fn;
    (void)(err_is_set(&answer->err) || cache_check_notice(text, &answer->err));
}

static bool hears(const struct cache *cache)
{
    return !CONTAINER_OF(cache, const struct local_cache, cache)->shared;
}

static bool health(const struct cache *cache UNUSED, struct err *err UNUSED)
{
    return true;
}

static void close_driver(struct cache *cache)
{
    struct local_cache *local = local_of(cache);
    struct answer *answer;

    task_cancel(&local->answer_task);
    while ((answer = TAILQ_FIRST(&local->answers)) != NULL) {
        TAILQ_REMOVE(&local->answers, answer, link);
        op_drop(&answer->op);
        answer_free(answer);
    }
    while (!LIST_EMPTY(&local->entries))
        forget(local, LIST_FIRST(&local->entries));
    metric_set(METRIC_CACHE_UP, 0);
    metric_set(METRIC_CACHE_HEARS, 0);
    free(local);
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

struct cache *local_cache_open(struct loop *loop, const struct cache_options *options)
{
    struct local_cache *local = mem_alloc(sizeof(*local));

    local->cache.driver = &driver;
    local->shared = options->shared;
    local->on_ready = options->on_ready;
    local->arg = options->arg;
    LIST_INIT(&local->entries);
    TAILQ_INIT(&local->answers);
    task_init(&local->answer_task, loop, on_answer, local);
    task_post(&local->answer_task); /* on_ready */
    metric_set(METRIC_CACHE_UP, 1);
    metric_set(METRIC_CACHE_HEARS, options->shared ? 0 : 1);
    return &local->cache;
}
