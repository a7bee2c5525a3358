/* date.c -- see base/date.h. */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_S 86400

void date_format(int days, char out[DATE_BYTES])
{
    time_t at = (time_t)days * DAY_S;
    struct tm tm;

    (void)gmtime_r(&at, &tm);
    (void)strftime(out, DATE_BYTES, "%Y-%m-%d", &tm);
}

bool date_parse(const char *text, int *days)
{
    struct tm tm = { 0 };
    char again[DATE_BYTES];
    const char *end = strptime(text, "%Y-%m-%d", &tm);

    if (end == NULL || *end != '\0' || strlen(text) != DATE_BYTES - 1 || tm.tm_year < 70)
        return false;
    *days = (int)(timegm(&tm) / DAY_S);
    date_format(*days, again);
    return strcmp(text, again) == 0; /* there is no February 30 */
}

int date_weekday(int days)
{
    return (days % DATE_WEEKDAYS + DATE_WEEKDAYS + 3) % DATE_WEEKDAYS; /* 1970-01-01 was a Thursday */
}
