/* cache.h -- one versioned body per key, and notices: short texts from each process to all others. A lost
 * body costs one database read and nothing else.
 *
 * The cache is in Redis, shared by all processes. A process that has the database to itself can keep it in
 * its own memory instead.
 *
 * A put stores the body only if the cache knows no newer version. An invalidation announces a version and
 * drops an older body. So a slow reader cannot overwrite newer data with what it read long ago. Callbacks run
 * once, from the loop, never before the function that started the operation has returned, and never after
 * op_list_cancel(). Every operation ends within CACHE_TIMEOUT_MS: a slow server counts as an absent one. */
#ifndef CACHE_CACHE_H
#define CACHE_CACHE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A customer must not notice a stalled cache. */
#define CACHE_TIMEOUT_MS 40
/* Larger bodies are neither stored nor accepted. */
#define CACHE_BODY_MAX ((size_t)4 << 20)
/* Limits for pending operations and for the bytes that they send; beyond them operations fail at once. */
#define CACHE_PENDING_MAX       1024
#define CACHE_PENDING_BYTES_MAX (4 * CACHE_BODY_MAX)
/* Limits of the cache in this process. Beyond them bodies are not kept, and invalidations fail. */
#define CACHE_LOCAL_KEYS_MAX  64
#define CACHE_LOCAL_BYTES_MAX (4 * CACHE_BODY_MAX)
/* The longest notice, with its NUL; and how often the driver tests whether notices still arrive. */
#define CACHE_NOTICE_BYTES 4096
#define CACHE_HEARING_MS   500
/* Scripts in Redis calculate with doubles, which are exact up to this number. */
#define CACHE_VERSION_MAX ((int64_t)9007199254740991)

struct cache;
struct loop;
struct op_list;

struct cache_options {
    /* redis://[[user]:password@]host[:port][/db], or NULL: in this process. */
    const char *url;
    /* Other processes may change the cached data. Without a url, nothing is kept then, because they could not
     * invalidate it: every get is a miss. Has no effect with a url. */
    bool shared;
    void (*on_ready)(void *arg); /* each time it becomes usable; its bodies may be old then; may be NULL */
    /* Called for each notice from another process. NULL: no notices are wanted. */
    void (*on_notice)(void *arg, const char *text);
    void (*on_hearing)(void *arg); /* cache_hears() has changed; may be NULL */
    void *arg;
};

/* `body` is borrowed until the callback returns. A NULL body with a NULL err is a miss; a NULL body with an
 * err means that the cache did not answer. */
typedef void cache_get_fn(void *arg, int64_t version, const char *body, size_t len, const struct err *err);
typedef void cache_done_fn(void *arg, const struct err *err);

MUST_CHECK struct cache *cache_open(struct loop *loop, const struct cache_options *options, struct err *err);
/* Pending operations are not called back. Accepts NULL. Do not call it from a callback of the cache. */
void cache_close(struct cache *cache);

void cache_get(struct cache *cache, struct op_list *owner, const char *key, cache_get_fn *fn, void *arg);

/* Stores a copy for `ttl_s` seconds. There is no callback, because a failure only costs a later miss. */
void cache_put(struct cache *cache, const char *key, int64_t version, const char *body, size_t len,
               int ttl_s);

/* Announces `version`: the cache drops bodies of older versions and no longer accepts them. */
void cache_invalidate(struct cache *cache, struct op_list *owner, const char *key, int64_t version,
                      cache_done_fn *fn, void *arg);

/* Sends a text of at most CACHE_NOTICE_BYTES, with its NUL, to the other processes. A process that is not
 * connected at that moment misses it. With `err`, perhaps no process received it. */
void cache_publish(struct cache *cache, struct op_list *owner, const char *text, cache_done_fn *fn,
                   void *arg);

/* Whether notices from other processes arrive here at the moment, or there are no other processes. While they
 * do not arrive, notices are missed. A connection that died silently is detected within 2 * CACHE_HEARING_MS.
 */
bool cache_hears(const struct cache *cache);

MUST_CHECK bool cache_health(const struct cache *cache, struct err *err);

#endif
