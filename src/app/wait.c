/* wait.c -- see app/wait.h. */
#include "app/wait.h"

#include "base/clock.h"
#include "loop/loop.h"

/* A condition may change without an event, for example by a timer, so the wait is bounded. */
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
