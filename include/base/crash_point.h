/* crash_point.h -- named places where a test may kill the process, as `kill -9` at the worst moment would.
 * Only in Debug builds, and only at the place that BAKERY_CRASH_AT names; nothing at all in a release. */
#ifndef BASE_CRASH_POINT_H
#define BASE_CRASH_POINT_H

#ifdef BAKERY_CRASH_POINTS
void crash_point(const char *name);
#else
#define crash_point(name) ((void)0)
#endif

#endif
