/* http/rate_limit.h -- token buckets per client: one for each IPv4 address and each IPv6 /64 network.
 *
 * Keeps at most RATE_LIMIT_CLIENTS buckets and then replaces the least recently used one, which has nearly
 * always refilled. A bucket holds `burst` tokens and gains `per_minute` tokens a minute. */
#ifndef HTTP_RATE_LIMIT_H
#define HTTP_RATE_LIMIT_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

#define RATE_LIMIT_CLIENTS 16384

struct rate_limit;

struct rate_limit *rate_limit_new(int burst, int per_minute);
void rate_limit_free(struct rate_limit *limit); /* accepts NULL */

/* Takes one token. False if none is left: *retry_after_s is then the time until the next one, at least 1. */
MUST_CHECK bool rate_limit_take(struct rate_limit *limit, const char *address, int64_t now_ms,
                                int *retry_after_s);
/* The same without taking the token. */
MUST_CHECK bool rate_limit_left(struct rate_limit *limit, const char *address, int64_t now_ms,
                                int *retry_after_s);

#endif
