/* crash_point.c -- see base/crash_point.h. */
#include "base/crash_point.h"

#ifdef BAKERY_CRASH_POINTS

#include <signal.h>
#include <stdlib.h>
#include <string.h>

void crash_point(const char *name)
{
    const char *at = getenv("BAKERY_CRASH_AT");

    if (at != NULL && strcmp(at, name) == 0)
        (void)raise(SIGKILL);
}

#endif
