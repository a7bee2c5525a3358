/* backoff.c -- see loop/backoff.h. */
#include "loop/backoff.h"

#include "base/secret.h"

int64_t backoff_next_ms(struct backoff *backoff)
{
    int64_t step = backoff->next_ms ? backoff->next_ms : BACKOFF_FIRST_MS;
    int64_t half;

    backoff->next_ms = step * 2 < BACKOFF_MAX_MS ? step * 2 : BACKOFF_MAX_MS;
    half = step / 2;
    return half + (int64_t)(random_unit() * (double)(step - half));
}

void backoff_reset(struct backoff *backoff)
{
    backoff->next_ms = 0;
}
