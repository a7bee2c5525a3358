/* redis_link.h -- one connection to Redis: a socket, with hiredis as the codec.
 *
 * It does not use the asynchronous contexts of hiredis. These block on name lookups, cannot be freed in their
 * connect callback (0.14), have no time limits (0.14), and abort the process on an unexpected reply. Its
 * formatter and its reader have no such problems and are the same in all versions.
 *
 * A link is opened once. When it is lost, close it and open another. */
#ifndef CACHE_REDIS_LINK_H
#define CACHE_REDIS_LINK_H

#include "base/err.h"

#include <hiredis/hiredis.h>
#include <stddef.h>

struct loop;
struct redis_link;

/* No message of a subscription has more. */
#define REDIS_ELEMENTS_MAX 3

/* All run from the loop. Any of them may close the link. */
struct redis_link_events {
    void (*on_open)(void *arg);
    void (*on_reply)(void *arg, const redisReply *reply); /* borrowed; in the order of the commands */
    /* Of at most REDIS_ELEMENTS_MAX replies that are no arrays; borrowed. */
    void (*on_array)(void *arg, redisReply *const elements[], int count);
    void (*on_lost)(void *arg, const char *why); /* the link is dead, and still to be closed */
};

/* `address` is numeric. NULL: the system refuses at once. `events` must outlive the link. */
MUST_CHECK struct redis_link *redis_link_open(struct loop *loop, const char *address, const char *port,
                                              const struct redis_link_events *events, void *arg,
                                              struct err *err);
void redis_link_close(struct redis_link *link); /* nothing is called back; accepts NULL */

/* Sends a command with all others of this turn of the loop. */
void redis_link_send(struct redis_link *link, int argc, const char *const argv[], const size_t lens[]);

#endif
