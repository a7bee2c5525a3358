/* clock.h -- two clocks in milliseconds: a monotonic one for deadlines, and the wall clock for people. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_ISO_BYTES  32
#define CLOCK_HTTP_BYTES 32

int64_t clock_ms(void);      /* monotonic */
int64_t clock_wall_ms(void); /* since 1970, UTC */

void clock_iso(int64_t wall_ms, char out[CLOCK_ISO_BYTES]);    /* 2026-04-18T14:30:00Z */
void clock_iso_ms(int64_t wall_ms, char out[CLOCK_ISO_BYTES]); /* 2026-04-18T14:30:00.250Z */
void clock_http(int64_t wall_ms, char out[CLOCK_HTTP_BYTES]);  /* RFC 9110 IMF-fixdate, for Date: */

#endif
