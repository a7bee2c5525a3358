/* backoff.h -- the delay before the next try: doubling, jittered, capped.
 * The cap is below the 5 s within which bakery promises to notice that a dependency is back. */
#ifndef LOOP_BACKOFF_H
#define LOOP_BACKOFF_H

#include <stdint.h>

#define BACKOFF_FIRST_MS 50
#define BACKOFF_MAX_MS   2000

struct backoff {
    int64_t next_ms; /* 0: the next try is the first */
};

/* Returns between half of the step and the whole step, so that many replicas do not reconnect at the same
 * moment. */
int64_t backoff_next_ms(struct backoff *backoff);
void backoff_reset(struct backoff *backoff); /* after a success */

#endif
