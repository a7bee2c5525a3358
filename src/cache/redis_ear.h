/* redis_ear.h -- receives what other processes publish. It is a second session with Redis, because a
 * connection that has subscribed to a channel cannot send other commands.
 *
 * While there are no notices it sends pings, to detect a Redis that hangs. While the subscription is lost,
 * notices are missed; on_hearing() is called when it is lost and when it is back. */
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
