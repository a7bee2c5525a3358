/* crash_point.h -- named places where a test can kill the process, like `kill -9` at the worst moment.
 * Only Debug builds have them, and only the one that BAKERY_CRASH_AT names is active. */
#ifndef BASE_CRASH_POINT_H
#define BASE_CRASH_POINT_H

#ifdef BAKERY_CRASH_POINTS
void crash_point(const char *name);
#else
#define crash_point(name) ((void)0)
#endif

#endif
