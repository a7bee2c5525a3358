/* pickup.h -- when an order can be collected, and why not sooner: the rules, without I/O.
 *
 * A day is open if it has hours. Its slots start at the start of each interval and follow each other while
 * they end by its end; a local time that does not exist on that day is no slot.
 *
 *   lead 0      a slot is possible if it starts at or after now and the preparation time
 *   lead L > 0  a day is possible while it is before the cut-off on the L-th open day before it
 *
 * The lead of a basket is the largest of its products. */
#ifndef SHOP_PICKUP_PICKUP_H
#define SHOP_PICKUP_PICKUP_H

#include "base/attr.h"
#include "base/buf.h"
#include "shop/settings/settings_store.h"

#include <stdbool.h>
#include <stdint.h>

/* The shortest slot has 15 minutes. */
#define PICKUP_SLOTS_MAX (DAY_MINUTES / 15)

struct pickup_line {
    int64_t product_id;
    int64_t quantity;
    int64_t lead_days;
    int64_t daily_limit; /* pieces for one day; 0: no limit */
    int sold_out_on;     /* a day; -1: none */
};

struct pickup_basket {
    int count;
    const struct pickup_line *lines;
};

/* What other orders have taken. */
struct pickup_taken {
    int64_t (*orders)(void *arg, int days, int minute); /* of a slot */
    int64_t (*pieces)(void *arg, int days, int64_t product_id);
    void *arg;
};

enum pickup_state {
    PICKUP_OPEN,
    PICKUP_TOO_EARLY,
    PICKUP_CLOSED,
    PICKUP_SOLD_OUT,    /* a product of the basket, on this day */
    PICKUP_DAILY_LIMIT, /* there are fewer pieces left than the basket has */
    PICKUP_FULL         /* no slot has room */
};

struct pickup_slot {
    int minute, until; /* of the day */
    bool full;
};

struct pickup_day {
    int days;
    enum pickup_state state;
    int64_t product_id; /* which is sold out, has a limit, or needs notice; 0: none */
    int64_t left;       /* of its daily limit */
    int slot_count;     /* of slots that are not over or too early */
    struct pickup_slot slots[PICKUP_SLOTS_MAX];
};

/* The rules for one basket at one moment. All is borrowed. */
struct pickup {
    const struct shop_state *shop;
    const struct pickup_basket *basket;
    const struct pickup_taken *taken;
    int64_t now_ms;
};

/* False: the shop has no opening hours at all, so its orders have no pickup. */
MUST_CHECK bool pickup_is_offered(const struct shop_state *shop);

void pickup_day(const struct pickup *pickup, int days, struct pickup_day *day);

struct pickup_choice {
    int days, minute, until;
};

/* {"date":"2026-06-20","time":"07:00","until":"07:15"}; null for NULL. */
void pickup_choice_write(struct buf *out, const struct pickup_choice *choice);

/* The earliest slot with room. False: there is none within a year. */
MUST_CHECK bool pickup_earliest(const struct pickup *pickup, struct pickup_choice *earliest);

/* The last day that can be chosen: today and the days ahead of the settings, or the earliest if that is
 * later (NULL: there is none). */
int pickup_last_day(const struct pickup *pickup, const struct pickup_choice *earliest);

/* When it begins, as base/clock.h counts. Only for the choices that this module gives. */
int64_t pickup_instant(const struct pickup_choice *choice);

/* What needs one day of notice can be had on `for_days` if it is ordered before `at_ms`, on `days`. False:
 * the shop does not open on two days within a year. */
struct pickup_deadline {
    int64_t at_ms;
    int days, for_days;
};
MUST_CHECK bool pickup_deadline(const struct pickup *pickup, struct pickup_deadline *deadline);

/* Until when the customer may cancel: the cut-off for this basket, or the pickup, if no product needs notice.
 */
int64_t pickup_cancel_until(const struct pickup *pickup, const struct pickup_choice *choice);

/* Why it is not sooner: what forbids the last slots before it. PICKUP_OPEN if only the clock decides.
 * `earliest` is NULL if there is none. */
struct pickup_reason {
    enum pickup_state state; /* of the day, or of the slots of the same day */
    int64_t product_id;      /* that is to blame; 0: none */
    int64_t lead_days;       /* with PICKUP_TOO_EARLY */
    int64_t left;            /* with PICKUP_DAILY_LIMIT */
};
struct pickup_reason pickup_why(const struct pickup *pickup, const struct pickup_choice *earliest);

/* Whether a choice is possible: PICKUP_OPEN, or what forbids it. A time that is no slot of its day is closed,
 * and so is a day after the last one that can be chosen. */
enum pickup_state pickup_check(const struct pickup *pickup, int days, int minute,
                               struct pickup_choice *choice);

#endif
