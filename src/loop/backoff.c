/* backoff.c -- see loop/backoff.h. */
#include "loop/backoff.h"

#include "base/secret.h"

int64_t backoff_next_ms(struct backoff *backoff)
{
    int64_t step = backoff->next_ms ? backoff->next_ms : BACKOFF_FIRST_MS;

    backoff->next_ms = step * 2 < BACKOFF_MAX_MS ? step * 2 : BACKOFF_MAX_MS;
    return step / 2 + (int64_t)(random_unit() * (double)(step - step / 2));
}

void backoff_reset(struct backoff *backoff)
{
    backoff->next_ms = 0;
}
