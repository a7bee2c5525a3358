/* opening_hours.h -- when a shop is open: by weekday, and differently on some dates. Pure. */
#ifndef SHOP_SETTINGS_OPENING_HOURS_H
#define SHOP_SETTINGS_OPENING_HOURS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/field_errors.h"

#include <jansson.h>
#include <stdbool.h>

#define DAY_INTERVALS_MAX 3
#define DAY_MINUTES       (24 * 60)

/* Times are minutes of the day; `to` may be DAY_MINUTES, which is "24:00". */
struct interval {
    int from, to;
};

struct day_hours {
    int count; /* 0: closed */
    struct interval at[DAY_INTERVALS_MAX];
};

struct opening_hours {
    struct day_hours days[DATE_WEEKDAYS]; /* from Monday on */
};

/* "mon", … */
extern const char *const weekday_names[DATE_WEEKDAYS];

#define TIME_BYTES 6

/* "07:05"; "24:00" only where `end` says that it is an end. */
MUST_CHECK bool time_parse(const char *text, bool end, int *minute);
void time_format(int minute, char out[TIME_BYTES]);

/* [["07:00","12:00"],["13:00","18:00"]]: at most three, in order, none within another. */
bool day_hours_read(struct day_hours *hours, json_t *value, const char *pointer, struct field_errors *errors);
void day_hours_write(struct buf *out, const struct day_hours *hours);

/* {"mon": [], "tue": [["07:00","18:00"]], …}: all seven days. */
bool opening_hours_read(struct opening_hours *hours, json_t *value, const char *pointer,
                        struct field_errors *errors);
void opening_hours_write(struct buf *out, const struct opening_hours *hours);

bool day_hours_equal(const struct day_hours *a, const struct day_hours *b);

/* In short words, for pages without scripts: "Tue–Sat 7:00–18:00"; "": never open. `language`: "en" or "de".
 */
void opening_hours_words(struct buf *out, const struct opening_hours *hours, const char *language);

#endif
