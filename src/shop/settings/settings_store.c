/* settings_store.c -- see shop/settings/settings_store.h.
 *
 *     settings_store_refresh -> settings_get -> on_rows -> adopt -> the waiters are called */
#include "shop/settings/settings_store.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "db/sql.h"
#include "loop/op.h"
#include "loop/waiters.h"
#include "shop/catalog/categories.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A database that keeps giving older settings than we know of was restored from a backup: then it is right.
 */
#define OLDER_READS_MAX 3

struct settings_store {
    struct db *db;
    struct op_list ops;
    struct shop_state state;
    int64_t min_version;    /* older ones are not fresh */
    int64_t read_ms;        /* 0: never */
    int today;              /* when it was read */
    struct waiters waiters; /* not empty: it is being read */
    int older_reads;
    settings_store_fn *on_ready;
    void *on_ready_arg;
};

/* ---- the state ---- */

static int today(void)
{
    return zone_local(clock_wall_ms()).days;
}

static bool read_day(struct calendar_day *day, json_t *value)
{
    const char *date = json_string_value(json_object_get(value, "date"));
    const char *reason = json_string_value(json_object_get(value, "reason"));
    struct field_errors errors = { 0 };

    (void)snprintf(day->reason, sizeof(day->reason), "%s", reason != NULL ? reason : "");
    return date != NULL && date_parse(date, &day->days) &&
           day_hours_read(&day->hours, json_object_get(value, "hours"), "", &errors);
}

static void adopt_calendar(struct shop_state *state, const char *text)
{
    json_t *list = json_loads(text, 0, NULL), *value;
    size_t i;

    free(state->calendar);
    state->calendar = mem_alloc((json_array_size(list) + 1) * sizeof(*state->calendar));
    state->day_count = 0;
    json_array_foreach (list, i, value)
        if (read_day(&state->calendar[state->day_count], value))
            state->day_count++;
    json_decref(list);
}

static void adopt(struct settings_store *store, const char *document)
{
    struct settings settings = store->state.settings;

    if (!settings_parse(&settings, document))
        log_error("settings: what is stored cannot be read; the last known settings count");
    else
        store->state.settings = settings;
    zone_set(store->state.settings.time_zone);
}

struct settings_store *settings_store_new(struct db *db, const struct settings *first)
{
    struct settings_store *store = mem_alloc(sizeof(*store));

    store->db = db;
    store->state.settings = *first;
    store->state.categories = mem_strdup("[]");
    op_list_init(&store->ops);
    waiters_init(&store->waiters);
    zone_set(first->time_zone);
    return store;
}

void settings_store_free(struct settings_store *store)
{
    if (store == NULL)
        return;
    op_list_cancel(&store->ops);
    waiters_drop(&store->waiters);
    free(store->state.calendar);
    free(store->state.categories);
    free(store);
}

/* ---- the beginning ---- */

static void on_begun(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct settings_store *store = arg;

    if (err == NULL)
        adopt(store, db_text(rows, 0, 1)); /* without the calendar, this is no version yet */
    store->on_ready(store->on_ready_arg, err);
}

void settings_store_db_ready(struct settings_store *store, settings_store_fn *fn, void *arg)
{
    struct buf document;

    store->on_ready = fn;
    store->on_ready_arg = arg;
    buf_init(&document, SETTINGS_JSON_MAX);
    settings_write(&document, &store->state.settings);
    const char *const params[] = { document.data };
    db_run(store->db, &store->ops, &sql_settings_begin, params, on_begun, store);
    buf_done(&document);
}

/* ---- reading ---- */

const struct shop_state *settings_store_known(const struct settings_store *store)
{
    return &store->state;
}

bool settings_store_is_fresh(const struct settings_store *store)
{
    return store->read_ms != 0 && clock_ms() - store->read_ms < SETTINGS_FRESH_MS &&
           store->today == today() && store->state.version >= store->min_version;
}

static void on_rows(void *arg, const struct db_rows *rows, const struct err *err);

static void read_all(struct settings_store *store)
{
    char date[DATE_BYTES];

    date_format(today(), date);
    const char *const params[] = { date };
    db_run(store->db, &store->ops, &sql_settings_get, params, on_rows, store);
}

/* The read began before a write that this process has made. */
static bool is_older(const struct settings_store *store, const struct db_rows *rows)
{
    return db_rows_count(rows) > 0 && db_int(rows, 0, 0) < store->min_version;
}

static void on_rows(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct settings_store *store = arg;
    struct waiters waiters;
    struct waiter_call call;

    if (err == NULL && is_older(store, rows) && ++store->older_reads < OLDER_READS_MAX) {
        read_all(store);
        return;
    }
    if (err == NULL) {
        store->read_ms = clock_ms();
        if (db_rows_count(rows) > 0) { /* else on_begun() comes soon */
            store->state.version = store->min_version = db_int(rows, 0, 0);
            adopt(store, db_text(rows, 0, 1));
            adopt_calendar(&store->state, db_text(rows, 0, 2));
            free(store->state.categories);
            store->state.categories = mem_strdup(db_text(rows, 0, 3));
        }
        store->today = today();
    }
    waiters_take_all(&store->waiters, &waiters);
    while (waiters_next(&waiters, &call))
        ((settings_store_fn *)call.fn)(call.arg, err);
}

void settings_store_refresh(struct settings_store *store, struct op_list *owner, settings_store_fn *fn,
                            void *arg)
{
    bool is_reading = !waiters_empty(&store->waiters);

    waiters_add(&store->waiters, owner, (waiter_fn *)fn, arg);
    if (is_reading)
        return;
    store->older_reads = 0;
    read_all(store);
}

struct day_hours shop_state_hours(const struct shop_state *state, int days, const struct calendar_day **day)
{
    *day = NULL;
    for (int i = 0; i < state->day_count; i++)
        if (state->calendar[i].days == days)
            *day = &state->calendar[i];
    return *day != NULL ? (*day)->hours : state->settings.hours.days[date_weekday(days)];
}

/* ---- writing ---- */

static const char *id_of(const struct staff_member *by, char out[TEXT_NUMBER_BYTES])
{
    return by->id != 0 ? text_number(out, by->id) : NULL;
}

void settings_store_put(struct settings_store *store, struct op_list *owner, const struct settings *settings,
                        const struct staff_member *by, db_fn *fn, void *arg)
{
    char version[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES];
    struct buf document, changes;

    buf_init(&document, SETTINGS_JSON_MAX);
    buf_init(&changes, 2 * SETTINGS_JSON_MAX);
    settings_write(&document, settings);
    settings_write_changes(&changes, &store->state.settings, settings);
    const char *const params[] = { text_number(version, store->state.version), document.data,
                                   id_of(by, by_id), by->name, changes.data };
    db_run(store->db, owner, &sql_settings_put, params, fn, arg);
    buf_done(&document);
    buf_done(&changes);
}

bool settings_store_was_put(const struct db_rows *rows, int64_t *version)
{
    if (db_rows_count(rows) == 0)
        return false;
    *version = db_int(rows, 0, 0);
    return true;
}

void settings_store_put_day(struct settings_store *store, struct op_list *owner,
                            const struct calendar_day *day, const struct staff_member *by, db_fn *fn,
                            void *arg)
{
    char date[DATE_BYTES], by_id[TEXT_NUMBER_BYTES];
    struct buf hours;

    date_format(day->days, date);
    buf_init(&hours, 256);
    day_hours_write(&hours, &day->hours);
    const char *const params[] = { date, hours.data, day->reason[0] != '\0' ? day->reason : NULL,
                                   id_of(by, by_id), by->name };
    db_run(store->db, owner, &sql_calendar_put, params, fn, arg);
    buf_done(&hours);
}

void settings_store_remove_day(struct settings_store *store, struct op_list *owner, int days,
                               const struct staff_member *by, db_fn *fn, void *arg)
{
    char date[DATE_BYTES], by_id[TEXT_NUMBER_BYTES];

    date_format(days, date);
    const char *const params[] = { date, id_of(by, by_id), by->name };
    db_run(store->db, owner, &sql_calendar_remove, params, fn, arg);
}

void settings_store_put_categories(struct settings_store *store, struct op_list *owner,
                                   const char *categories, const struct staff_member *by, db_fn *fn,
                                   void *arg)
{
    char version[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES];
    struct buf changes;

    buf_init(&changes, CATEGORIES_CHANGES_MAX);
    categories_write_changes(&changes, store->state.categories, categories);
    const char *const params[] = { text_number(version, store->state.version), categories, id_of(by, by_id),
                                   by->name, changes.data };
    db_run(store->db, owner, &sql_categories_put, params, fn, arg);
    buf_done(&changes);
}

void settings_store_changed(struct settings_store *store, int64_t version)
{
    if (version > store->min_version)
        store->min_version = version;
}
