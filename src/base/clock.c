/* clock.c -- see base/clock.h. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

/* The coarse clocks tick at least every 4 ms, like libevent's timers, and cost a tenth of the others. A
 * request reads them six times. */
static int64_t read_ms(clockid_t id)
{
    struct timespec ts;

    (void)clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_ms(void)
{
    return read_ms(CLOCK_MONOTONIC_COARSE);
}

int64_t clock_wall_ms(void)
{
    return read_ms(CLOCK_REALTIME_COARSE);
}

static struct tm utc(int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm tm;

    (void)gmtime_r(&seconds, &tm);
    return tm;
}

/* Of the second; also before 1970. */
static int ms_of(int64_t wall_ms)
{
    return (int)((wall_ms % 1000 + 1000) % 1000);
}

void clock_iso(int64_t wall_ms, char out[CLOCK_ISO_BYTES])
{
    struct tm tm = utc(wall_ms - ms_of(wall_ms));

    (void)strftime(out, CLOCK_ISO_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void clock_iso_ms(int64_t wall_ms, char out[CLOCK_ISO_BYTES])
{
    char seconds[CLOCK_ISO_BYTES];

    clock_iso(wall_ms, seconds);
    (void)snprintf(out, CLOCK_ISO_BYTES, "%.19s.%03dZ", seconds, ms_of(wall_ms));
}

void clock_http(int64_t wall_ms, char out[CLOCK_HTTP_BYTES])
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct tm tm = utc(wall_ms);

    (void)snprintf(out, CLOCK_HTTP_BYTES, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[tm.tm_wday % 7],
                   (unsigned)tm.tm_mday % 100u, months[tm.tm_mon % 12],
                   (unsigned)(tm.tm_year + 1900) % 10000u, (unsigned)tm.tm_hour % 100u,
                   (unsigned)tm.tm_min % 100u, (unsigned)tm.tm_sec % 100u);
}
