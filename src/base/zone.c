/* zone.c -- see base/zone.h: the C library's time zone, which the variable TZ names. */
#include "base/zone.h"

#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FOLDER    "/usr/share/zoneinfo/"
#define MINUTE_MS INT64_C(60000)
#define DAY_S     86400

/* The start of each file (RFC 8536). */
static const char magic[4] = { 'T', 'Z', 'i', 'f' };

bool zone_is_known(const char *name)
{
    char path[sizeof(FOLDER) + ZONE_NAME_MAX], found[sizeof(magic)];
    size_t len = strlen(name);

    if (len == 0 || len > ZONE_NAME_MAX ||
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") != len ||
        name[0] == '/')
        return false;
    if (strcmp(name, "UTC") == 0)
        return true;
    (void)snprintf(path, sizeof(path), FOLDER "%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool known =
        read(fd, found, sizeof(found)) == (ssize_t)sizeof(found) && memcmp(found, magic, sizeof(magic)) == 0;
    (void)close(fd);
    return known;
}

void zone_of_machine(char out[ZONE_NAME_MAX + 1])
{
    char target[256];
    const char *name = getenv("TZ"), *at;
    ssize_t len;

    if (name != NULL && name[0] == ':')
        name++;
    if (name == NULL && (len = readlink("/etc/localtime", target, sizeof(target) - 1)) > 0) {
        target[len] = '\0';
        at = strstr(target, "zoneinfo/");
        name = at != NULL ? at + strlen("zoneinfo/") : NULL;
    }
    (void)snprintf(out, ZONE_NAME_MAX + 1, "%s", name != NULL && zone_is_known(name) ? name : "UTC");
}

/* Each order asks for the date, so the answer is kept for its minute. No zone is off by seconds. */
static struct {
    int64_t minute; /* since 1970; -1: none */
    struct local_time local;
} kept = { .minute = -1 };

void zone_set(const char *name)
{
    kept.minute = -1;
    (void)setenv("TZ", zone_is_known(name) ? name : "UTC", 1);
    tzset();
}

struct local_time zone_local(int64_t wall_ms)
{
    time_t at = (time_t)(wall_ms / 1000);
    struct tm tm;

    if (kept.minute == wall_ms / MINUTE_MS)
        return kept.local;
    (void)localtime_r(&at, &tm);
    /* The same date in UTC has the number of the day. */
    struct tm date = { .tm_year = tm.tm_year, .tm_mon = tm.tm_mon, .tm_mday = tm.tm_mday };
    kept.minute = wall_ms / MINUTE_MS;
    kept.local = (struct local_time){ (int)(timegm(&date) / DAY_S), tm.tm_hour * 60 + tm.tm_min };
    return kept.local;
}

void zone_today(char out[DATE_BYTES])
{
    date_format(zone_local(clock_wall_ms()).days, out);
}
