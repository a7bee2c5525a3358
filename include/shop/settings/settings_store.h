/* settings_store.h -- the settings, the calendar and the shelves as this process knows them.
 *
 * A process reads them again when somebody needs them and they are older than SETTINGS_FRESH_MS, so a busy
 * shop asks the database about once a second and a quiet one never. While the database is down, the newest
 * known ones count. */
#ifndef SHOP_SETTINGS_SETTINGS_STORE_H
#define SHOP_SETTINGS_SETTINGS_STORE_H

#include "base/err.h"
#include "db/db.h"
#include "shop/settings/settings.h"
#include "shop/staff/account.h"

#include <stdint.h>

struct op_list;
struct settings_store;

/* Within a second, other processes see what one has written. */
#define SETTINGS_FRESH_MS 900

#define CALENDAR_REASON_MAX 100 /* characters */
/* A date may be so many days ahead: this also limits how many there are. */
#define CALENDAR_DAYS_AHEAD_MAX 730

/* A date with other hours than its weekday's. */
struct calendar_day {
    int days; /* base/date.h */
    struct day_hours hours;
    char reason[CALENDAR_REASON_MAX * 4 + 1]; /* "": none */
};

struct shop_state {
    int64_t version; /* 0: not read yet */
    struct settings settings;
    int day_count;
    struct calendar_day *calendar; /* from today on, in order */
    char *categories;              /* the shelves, as JSON: shop/catalog/categories.h */
};

/* Borrows db. `first` are the settings of a new shop. */
struct settings_store *settings_store_new(struct db *db, const struct settings *first);
void settings_store_free(struct settings_store *store); /* accepts NULL */

typedef void settings_store_fn(void *arg, const struct err *err);

/* The database is usable: a new shop gets its first settings. Then `fn` is called. */
void settings_store_db_ready(struct settings_store *store, settings_store_fn *fn, void *arg);

/* What is known now; borrowed until the loop's next turn. */
const struct shop_state *settings_store_known(const struct settings_store *store);
bool settings_store_is_fresh(const struct settings_store *store);

/* Reads again. With `err`, nothing newer could be read. */
void settings_store_refresh(struct settings_store *store, struct op_list *owner, settings_store_fn *fn,
                            void *arg);

/* The hours of a date. *day is its entry in the calendar, NULL: it has those of its weekday. */
struct day_hours shop_state_hours(const struct shop_state *state, int days, const struct calendar_day **day);

/* Writes. Call settings_store_changed() when the callback has no error. */
void settings_store_put(struct settings_store *store, struct op_list *owner, const struct settings *settings,
                        const struct staff_member *by, db_fn *fn, void *arg);
/* False: nothing was written; either the version is not the current one, or the currency cannot change. */
MUST_CHECK bool settings_store_was_put(const struct db_rows *rows, int64_t *version);
void settings_store_put_day(struct settings_store *store, struct op_list *owner,
                            const struct calendar_day *day, const struct staff_member *by, db_fn *fn,
                            void *arg);
void settings_store_remove_day(struct settings_store *store, struct op_list *owner, int days,
                               const struct staff_member *by, db_fn *fn, void *arg);
/* A callback's rows: none if the version is not the current one; else the new version, or NULL and the
 * shelves that cannot be removed, because they have products. */
void settings_store_put_categories(struct settings_store *store, struct op_list *owner,
                                   const char *categories, const struct staff_member *by, db_fn *fn,
                                   void *arg);

/* From now on this process shows at least this version. */
void settings_store_changed(struct settings_store *store, int64_t version);

#endif
