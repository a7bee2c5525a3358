/* redis_session.h -- keeps a connection to Redis: connects, greets, and reconnects after a loss.
 *
 * It owns the link and the backoff, and knows why Redis is not usable. Its user owns the traffic: requests
 * and their replies (redis_conn.h) or a subscription (redis_ear.h). */
#ifndef CACHE_REDIS_SESSION_H
#define CACHE_REDIS_SESSION_H

#include "base/attr.h"

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stddef.h>

#define REDIS_CODE_BYTES 24

struct loop;
struct redis_session;
struct redis_url;

/* All run from the loop; all but on_lost() may lose the session. */
struct redis_session_events {
    void (*on_ready)(void *arg); /* commands may be sent */
    void (*on_lost)(void *arg);  /* once for each on_ready(): pending requests will get no reply */
    void (*on_reply)(void *arg, const redisReply *reply); /* to a command, in their order; borrowed */
    /* An array, its elements borrowed. NULL: Redis has no reason to send one. */
    void (*on_array)(void *arg, redisReply *const elements[], int count);
};

/* Starts to connect. A `quiet` session logs only at debug level, because another session reports the same
 * Redis. `url` and `events` must outlive it. */
struct redis_session *redis_session_new(struct loop *loop, const struct redis_url *url, bool quiet,
                                        const struct redis_session_events *events, void *arg);
void redis_session_free(struct redis_session *session); /* nothing is called back; accepts NULL */

bool redis_session_ready(const struct redis_session *session);
const char *redis_session_down(const struct redis_session *session); /* why it is not ready */

/* Sends a command with all others of this turn of the loop. Only while it is ready. */
void redis_session_send(struct redis_session *session, int argc, const char *const argv[],
                        const size_t lens[]);
/* The same with words that end with a NUL. */
void redis_session_say(struct redis_session *session, int argc, const char *const argv[]);

/* Redis works: after the next loss, the first try comes soon. */
void redis_session_worked(struct redis_session *session);

/* Closes the connection and tries again later. `fmt` describes what Redis did. */
void redis_session_lose(struct redis_session *session, const char *fmt, ...) PRINTF(2, 3);

/* The first word of an error is its kind. The rest may repeat what was sent, including the password. */
void redis_error_code(const redisReply *reply, char code[REDIS_CODE_BYTES]);

#endif
