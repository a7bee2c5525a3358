/* cache.c -- see cache/cache.h: chooses the driver, and contains what both drivers share. */
#include "cache/cache.h"

#include "cache/cache_driver.h"

#include <inttypes.h>
#include <string.h>

struct cache *cache_open(struct loop *loop, const struct cache_options *options, struct err *err)
{
    return options->url != NULL ? redis_cache_open(loop, options, err) : local_cache_open(loop, options);
}

void cache_close(struct cache *cache)
{
    if (cache != NULL)
        cache->driver->close(cache);
}

void cache_get(struct cache *cache, struct op_list *owner, const char *key, cache_get_fn *fn, void *arg)
{
    cache->driver->get(cache, owner, key, fn, arg);
}

void cache_put(struct cache *cache, const char *key, int64_t version, const char *body, size_t len, int ttl_s)
{
    cache->driver->put(cache, key, version, body, len, ttl_s);
}

void cache_invalidate(struct cache *cache, struct op_list *owner, const char *key, int64_t version,
                      cache_done_fn *fn, void *arg)
{
    cache->driver->invalidate(cache, owner, key, version, fn, arg);
}

void cache_publish(struct cache *cache, struct op_list *owner, const char *text, cache_done_fn *fn, void *arg)
{
    cache->driver->publish(cache, owner, text, fn, arg);
}

bool cache_hears(const struct cache *cache)
{
    return cache->driver->hears(cache);
}

bool cache_health(const struct cache *cache, struct err *err)
{
    return cache->driver->health(cache, err);
}

bool cache_check_version(int64_t version, struct err *err)
{
    if (version < 0 || version > CACHE_VERSION_MAX)
        return err_set(err, ERR_INTERNAL, "the cache cannot count to version %" PRId64, version);
    return true;
}

bool cache_check_put(int64_t version, size_t len, int ttl_s, struct err *err)
{
    if (!cache_check_version(version, err))
        return false;
    if (len > CACHE_BODY_MAX || ttl_s <= 0)
        return err_set(err, ERR_INTERNAL, "the body cannot be kept: %zu bytes, %d s", len, ttl_s);
    return true;
}

bool cache_check_notice(const char *text, struct err *err)
{
    if (strlen(text) >= CACHE_NOTICE_BYTES)
        return err_set(err, ERR_INTERNAL, "a notice is too long: %zu bytes", strlen(text));
    return true;
}
