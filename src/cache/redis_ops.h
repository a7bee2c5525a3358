/* redis_ops.h -- the commands for Redis: three operations of the cache, each an atomic script, and
 * publishing.
 *
 * A key of the cache is two keys in Redis, in the same hash slot:
 *
 *     bakery:{KEY}:body     "VERSION\nBODY", for as long as the body is good
 *     bakery:{KEY}:version  "VERSION\n", the newest that is known, for longer than any put may be late
 *
 * Each request contains its script. At about one request a second, this costs less than keeping track of the
 * scripts that Redis has. Any other value at these keys (another type, no version, too large) counts as a
 * miss, and the next put replaces it. */
#ifndef CACHE_REDIS_OPS_H
#define CACHE_REDIS_OPS_H

#include "base/err.h"
#include "cache/redis_conn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As for redis_conn_send(): false, not sent. A version that Lua cannot count to (2^53) is not sent. */
MUST_CHECK bool redis_get(struct redis_conn *conn, struct redis_request *request, const char *key,
                          struct err *err);
MUST_CHECK bool redis_put(struct redis_conn *conn, struct redis_request *request, const char *key,
                          int64_t version, const char *body, size_t len, int ttl_s, struct err *err);
MUST_CHECK bool redis_invalidate(struct redis_conn *conn, struct redis_request *request, const char *key,
                                 int64_t version, struct err *err);

/* Publishes to the subscribers of the channel (redis_ear.h). */
MUST_CHECK bool redis_publish(struct redis_conn *conn, struct redis_request *request, const char *channel,
                              const char *text, struct err *err);

/* Finds version and body in the reply to redis_get(); both point into it. False if bakery did not write
 * it. */
MUST_CHECK bool redis_read_body(const redisReply *reply, int64_t *version, const char **body, size_t *len);

#endif
