/* cache.h -- one versioned body a key; losing it costs a database read and nothing else. And notices: short
 * texts from each process to all others.
 *
 * It is in Redis, shared by all processes, or in this process, for one that has the database to itself.
 *
 * A put stores the body only if no newer version is known there; an invalidation makes a version known, and
 * drops an older body. So a reader that was slow to put what it had read long ago does no harm. Callbacks run
 * once, from the loop, never before the starter has returned; after op_list_cancel() never. Every operation
 * ends within CACHE_TIMEOUT_MS, however the server behaves: a slow one answers like an absent one. */
#ifndef CACHE_CACHE_H
#define CACHE_CACHE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A customer must not notice a stalled cache. */
#define CACHE_TIMEOUT_MS 40
/* What is larger is neither stored nor believed. */
#define CACHE_BODY_MAX ((size_t)4 << 20)
/* Operations without an answer, and the bytes they send; what is more fails at once. */
#define CACHE_PENDING_MAX       1024
#define CACHE_PENDING_BYTES_MAX (4 * CACHE_BODY_MAX)
/* What the cache in this process holds; what is more is not kept, and its invalidations fail. */
#define CACHE_LOCAL_KEYS_MAX  64
#define CACHE_LOCAL_BYTES_MAX (4 * CACHE_BODY_MAX)
/* A notice at its longest, with its NUL; and how often it is tried whether notices still arrive. */
#define CACHE_NOTICE_BYTES 4096
#define CACHE_HEARING_MS   500
/* Redis' scripts count in doubles: up to here they are exact. */
#define CACHE_VERSION_MAX ((int64_t)9007199254740991)

struct cache;
struct loop;
struct op_list;

struct cache_options {
    /* redis://[[user]:password@]host[:port][/db], or NULL: in this process. */
    const char *url;
    /* Other processes may change what is cached here. In this process nothing is kept then, for they could
     * not tell it: every get misses. Of no effect with a url. */
    bool shared;
    void (*on_ready)(void *arg); /* each time it becomes usable; what it holds may then be old; may be NULL */
    /* Notices. NULL: none are wanted. */
    void (*on_notice)(void *arg, const char *text); /* another process has published it */
    void (*on_hearing)(void *arg);                  /* cache_hears() has changed; may be NULL */
    void *arg;
};

/* A body (borrowed until the callback returns) with its version; NULL body with NULL err: nothing there.
 * NULL body with an err: no answer. */
typedef void cache_get_fn(void *arg, int64_t version, const char *body, size_t len, const struct err *err);
typedef void cache_done_fn(void *arg, const struct err *err);

MUST_CHECK struct cache *cache_open(struct loop *loop, const struct cache_options *options, struct err *err);
/* What is pending is not called back. Accepts NULL; not from inside a callback of the cache. */
void cache_close(struct cache *cache);

void cache_get(struct cache *cache, struct op_list *owner, const char *key, cache_get_fn *fn, void *arg);

/* Stores a copy for `ttl_s` seconds. Nobody waits for it, so there is no callback; failures cost a later
 * miss. */
void cache_put(struct cache *cache, const char *key, int64_t version, const char *body, size_t len,
               int ttl_s);

/* Makes `version` known: bodies below it are dropped and no longer taken. */
void cache_invalidate(struct cache *cache, struct op_list *owner, const char *key, int64_t version,
                      cache_done_fn *fn, void *arg);

/* Tells the text, of at most CACHE_NOTICE_BYTES, to the other processes. Those that do not hear at that
 * moment miss it. The callback's `err` says that perhaps nobody was told. */
void cache_publish(struct cache *cache, struct op_list *owner, const char *text, cache_done_fn *fn,
                   void *arg);

/* Whether what other processes publish arrives here now, or there are no others. While it does not, and
 * before it began, notices were missed. A connection that is silently dead is found out within
 * 2 * CACHE_HEARING_MS. */
bool cache_hears(const struct cache *cache);

MUST_CHECK bool cache_health(const struct cache *cache, struct err *err);

#endif
