/* redis_ear.h -- hears what other processes publish: a second session with Redis, which has subscribed to one
 * channel, for a connection that has cannot ask anything else.
 *
 * While nothing is said it pings, so that a Redis that hangs is found out. Whenever the subscription was
 * lost something may have been missed: on_hearing() tells of its end and of its return. */
#ifndef CACHE_REDIS_EAR_H
#define CACHE_REDIS_EAR_H

#include <stdbool.h>
#include <stddef.h>

struct loop;
struct redis_ear;
struct redis_url;

/* Begins to connect. `url` and `channel` must outlive it. */
struct redis_ear *redis_ear_new(struct loop *loop, const struct redis_url *url, const char *channel,
                                void (*on_text)(void *arg, const char *text, size_t len),
                                void (*on_hearing)(void *arg), void *arg);
void redis_ear_free(struct redis_ear *ear); /* accepts NULL */

bool redis_ear_hears(const struct redis_ear *ear);

#endif
