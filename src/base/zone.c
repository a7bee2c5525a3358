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

/* Each order asks for the date, and when it can be ready, so the answers are kept for their minutes. No zone
 * is off by seconds. */
#define KEPT 8
static struct {
    int64_t minute; /* since 1970; 0: none */
    struct local_time local;
} kept[KEPT];

/* The last one: each order asks for the same several times. */
static struct {
    bool is_set;
    struct local_time local;
    int64_t wall_ms;
} kept_instant;

void zone_set(const char *name)
{
    memset(kept, 0, sizeof(kept));
    kept_instant.is_set = false;
    (void)setenv("TZ", zone_is_known(name) ? name : "UTC", 1);
    tzset();
}

static struct local_time local_of(time_t at)
{
    struct tm tm;

    (void)localtime_r(&at, &tm);
    /* The same date in UTC has the number of the day. */
    struct tm date = { .tm_year = tm.tm_year, .tm_mon = tm.tm_mon, .tm_mday = tm.tm_mday };
    return (struct local_time){ (int)(timegm(&date) / DAY_S), tm.tm_hour * 60 + tm.tm_min };
}

struct local_time zone_local(int64_t wall_ms)
{
    int64_t minute = wall_ms / MINUTE_MS;
    size_t i = (size_t)minute % KEPT;

    if (kept[i].minute != minute) {
        kept[i].minute = minute;
        kept[i].local = local_of((time_t)(wall_ms / 1000));
    }
    return kept[i].local;
}

static long offset_at(time_t at)
{
    struct tm tm;

    (void)localtime_r(&at, &tm);
    return tm.tm_gmtoff;
}

/* The C library's mktime() leaves open which of two instants it gives. An instant has the offset of the day
 * before or of the day after, whatever a zone calls its summer time. */
static bool find_instant(struct local_time local, int64_t *wall_ms)
{
    if (local.minute == DAY_S / 60)
        local = (struct local_time){ local.days + 1, 0 };
    time_t utc = (time_t)local.days * DAY_S + (time_t)local.minute * 60;
    long before = offset_at(utc - DAY_S), after = offset_at(utc + DAY_S);
    long larger = before > after ? before : after, smaller = before > after ? after : before;

    /* The larger offset is the earlier instant. */
    for (int i = 0; i < 2; i++) {
        time_t at = utc - (i == 0 ? larger : smaller);
        struct local_time there = local_of(at);
        if (there.days == local.days && there.minute == local.minute) {
            *wall_ms = (int64_t)at * 1000;
            return true;
        }
    }
    return false;
}

bool zone_instant(struct local_time local, int64_t *wall_ms)
{
    if (kept_instant.is_set && kept_instant.local.days == local.days &&
        kept_instant.local.minute == local.minute) {
        *wall_ms = kept_instant.wall_ms;
        return true;
    }
    if (!find_instant(local, wall_ms))
        return false;
    kept_instant.is_set = true;
    kept_instant.local = local;
    kept_instant.wall_ms = *wall_ms;
    return true;
}

void zone_today(char out[DATE_BYTES])
{
    date_format(zone_local(clock_wall_ms()).days, out);
}
