/* wait.c -- see app/wait.h. */
#include "app/wait.h"

#include "base/clock.h"
#include "loop/loop.h"

/* What holds may change without an event that wakes the loop, by a timer's callback for instance. */
#define LOOK_MS 50

bool wait_until(struct loop *loop, bool (*holds)(void *arg), void *arg, int timeout_ms)
{
    int64_t until_ms = clock_ms() + timeout_ms;

    while (!holds(arg)) {
        if (clock_ms() >= until_ms)
            return false;
        loop_turn(loop, LOOK_MS);
    }
    return true;
}
