/* http/rate_limit.h -- token buckets per client address: IPv4 alone, IPv6 by its /64.
 *
 * Holds at most RATE_LIMIT_CLIENTS buckets; when full, the one used longest ago gives way (it is nearly
 * always full again). Every bucket holds `burst` tokens and regains `per_minute` a minute. */
#ifndef HTTP_RATE_LIMIT_H
#define HTTP_RATE_LIMIT_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

#define RATE_LIMIT_CLIENTS 16384

struct rate_limit;

struct rate_limit *rate_limit_new(int burst, int per_minute);
void rate_limit_free(struct rate_limit *limit); /* accepts NULL */

/* Takes one token. False: none is left, and *retry_after_s says when the next will be (at least 1). */
MUST_CHECK bool rate_limit_take(struct rate_limit *limit, const char *address, int64_t now_ms,
                                int *retry_after_s);
/* Whether a token is left, without taking it. */
MUST_CHECK bool rate_limit_left(struct rate_limit *limit, const char *address, int64_t now_ms,
                                int *retry_after_s);

#endif
