/* date.h -- dates of the calendar, as days since 1970-01-01. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/attr.h"

#include <stdbool.h>

#define DATE_BYTES    11
#define DATE_WEEKDAYS 7

/* Parses "2026-06-18". False for anything else, and for days that do not exist. Years 1970 to 9999. */
MUST_CHECK bool date_parse(const char *text, int *days);
void date_format(int days, char out[DATE_BYTES]);
int date_weekday(int days); /* 0: Monday */

#endif
