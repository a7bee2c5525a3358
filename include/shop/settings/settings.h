/* settings.h -- what a bakery decides about its shop, the rules for it, and its JSON. No I/O.
 *
 * The owner changes these in the browser. What belongs to a process, such as its address, is in
 * base/config.h. */
#ifndef SHOP_SETTINGS_SETTINGS_H
#define SHOP_SETTINGS_SETTINGS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/field_errors.h"
#include "base/zone.h"
#include "shop/settings/opening_hours.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Lengths are in code points, of at most four bytes each. */
#define SETTINGS_NAME_MAX          60
#define SETTINGS_ADDRESS_MAX       200
#define SETTINGS_PHONE_MAX         40
#define SETTINGS_VAT_NUMBER_MAX    40
#define SETTINGS_SLOT_CAPACITY_MAX 1000
#define SETTINGS_DAYS_AHEAD_MAX    365
#define SETTINGS_KEEP_DAYS_MAX     3650

/* All texts at their longest, each character escaped. */
#define SETTINGS_JSON_MAX ((size_t)16384)

struct settings {
    char name[SETTINGS_NAME_MAX * 4 + 1];
    char address[SETTINGS_ADDRESS_MAX * 4 + 1]; /* "": not said */
    char phone[SETTINGS_PHONE_MAX * 4 + 1];
    char vat_number[SETTINGS_VAT_NUMBER_MAX * 4 + 1];
    char currency[4]; /* ISO 4217 */
    char time_zone[ZONE_NAME_MAX + 1];
    char language[3]; /* "en" or "de" */
    struct opening_hours hours;
    int64_t slot_minutes;        /* 15, 30, 60; 0: a whole interval */
    int64_t slot_capacity;       /* orders; 0: no limit */
    int64_t preparation_minutes; /* for orders of the same day */
    int cutoff;                  /* minute of the day */
    int64_t days_ahead;
    int64_t default_vat_permille;
    int64_t keep_personal_data_days; /* after the pickup */
};

/* Those of a new shop. A demo has opening hours, another shop none until its owner says them. */
void settings_init(struct settings *settings, bool demo);

/* Reads all settings; each must be there. */
MUST_CHECK bool settings_read(struct settings *settings, json_t *body, struct field_errors *errors);

/* Reads what settings_write() wrote. A field that is missing keeps its value: it is newer than the text. */
MUST_CHECK bool settings_parse(struct settings *settings, const char *text);

void settings_write(struct buf *out, const struct settings *settings);

/* Writes what differs, for the history: {"name":["Morrow","Mørk"]}; "{}": nothing. */
void settings_write_changes(struct buf *out, const struct settings *before, const struct settings *after);

#endif
