/* cache_driver.h -- the interface of the drivers behind cache.h: in this process (local.c) or Redis
 * (redis.c).
 *
 * A driver embeds `struct cache` in its own struct. cache.c chooses a driver when the cache is opened and
 * forwards each call. Each function has the contract of its namesake in cache.h. */
#ifndef CACHE_CACHE_DRIVER_H
#define CACHE_CACHE_DRIVER_H

#include "cache/cache.h"

struct cache_driver {
    void (*close)(struct cache *cache);
    void (*get)(struct cache *cache, struct op_list *owner, const char *key, cache_get_fn *fn, void *arg);
    void (*put)(struct cache *cache, const char *key, int64_t version, const char *body, size_t len,
                int ttl_s);
    void (*invalidate)(struct cache *cache, struct op_list *owner, const char *key, int64_t version,
                       cache_done_fn *fn, void *arg);
    void (*publish)(struct cache *cache, struct op_list *owner, const char *text, cache_done_fn *fn,
                    void *arg);
    bool (*hears)(const struct cache *cache);
    bool (*health)(const struct cache *cache, struct err *err);
};

struct cache {
    const struct cache_driver *driver;
};

/* How long a version stays known. A put is late by the time its reader took: a request's deadline, a
 * statement's, a process that hung. An hour is far beyond these. */
#define CACHE_KNOWN_S 3600

struct cache *local_cache_open(struct loop *loop, const struct cache_options *options);
MUST_CHECK struct cache *redis_cache_open(struct loop *loop, const struct cache_options *options,
                                          struct err *err);

/* The bounds that both drivers hold. */
MUST_CHECK bool cache_check_version(int64_t version, struct err *err);
MUST_CHECK bool cache_check_put(int64_t version, size_t len, int ttl_s, struct err *err);
MUST_CHECK bool cache_check_notice(const char *text, struct err *err);

#endif
