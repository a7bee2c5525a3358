/* redis_conn.h -- the connection that requests go through.
 *
 * It matches replies to requests, limits their time, and logs what Redis rejects. Requests belong to their
 * senders; those without an answer wait here in a queue. */
#ifndef CACHE_REDIS_CONN_H
#define CACHE_REDIS_CONN_H

#include "base/err.h"

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct loop;
struct redis_conn;
struct redis_url;

/* The purpose of a request: Redis may reject one kind and accept another. */
enum redis_use { REDIS_READ, REDIS_PUT, REDIS_INVALIDATE, REDIS_NOTICE, REDIS_USES };

struct redis_request {
    enum redis_use use; /* set by the sender, as is fn */
    /* Called once: with a reply that is no error, or with `err`. The request is the
     * sender's again. */
    void (*fn)(struct redis_request *request, const redisReply *reply, const struct err *err);

    /* The connection's. */
    size_t bytes;
    int64_t sent_ms; /* 0: not yet, the turn of the loop is still under way */
    TAILQ_ENTRY(redis_request) entry;
};

/* Begins to connect. `on_usable` (may be NULL) is called each time Redis becomes usable. `url` must outlive
 * it. */
struct redis_conn *redis_conn_new(struct loop *loop, const struct redis_url *url,
                                  void (*on_usable)(void *arg), void *arg);
void redis_conn_free(struct redis_conn *conn); /* forgets the requests; accepts NULL */

/* Sends a command; its arguments are copied. False: it was not sent, and fn will not be called. */
MUST_CHECK bool redis_conn_send(struct redis_conn *conn, struct redis_request *request, int argc,
                                const char *const argv[], const size_t lens[], struct err *err);

/* Whether Redis answered the last such request with an error. */
bool redis_conn_refuses(const struct redis_conn *conn, enum redis_use use);

/* Whether Redis takes and gives. */
MUST_CHECK bool redis_conn_health(const struct redis_conn *conn, struct err *err);

#endif
