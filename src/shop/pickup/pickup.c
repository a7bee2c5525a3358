/* pickup.c -- see shop/pickup/pickup.h. */
#include "shop/pickup/pickup.h"

#include "base/zone.h"

#define MINUTE_MS INT64_C(60000)
/* A shop that has no day with room within this time takes no orders. */
#define SEARCH_DAYS 366

bool pickup_is_offered(const struct shop_state *shop)
{
    for (int i = 0; i < DATE_WEEKDAYS; i++)
        if (shop->settings.hours.days[i].count > 0)
            return true;
    for (int i = 0; i < shop->day_count; i++)
        if (shop->calendar[i].hours.count > 0)
            return true;
    return false;
}

static struct day_hours hours_of(const struct pickup *pickup, int days)
{
    const struct calendar_day *day;

    return shop_state_hours(pickup->shop, days, &day);
}

/* The line with the longest notice; NULL: none needs any. */
static const struct pickup_line *slowest(const struct pickup_basket *basket)
{
    const struct pickup_line *line = NULL;

    for (int i = 0; i < basket->count; i++)
        if (basket->lines[i].lead_days > (line != NULL ? line->lead_days : 0))
            line = &basket->lines[i];
    return line;
}

/* When the cut-off of a day is. If the clock jumps over it, it is when the clock arrives. */
static int64_t cutoff_on(const struct pickup *pickup, int days)
{
    int minute = pickup->shop->settings.cutoff;
    int64_t instant;

    while (!zone_instant((struct local_time){ days, minute }, &instant))
        minute++;
    return instant;
}

/* When orders with a notice of `lead` open days must be placed for a day. INT64_MIN: that is long over. */
static int64_t cutoff_for(const struct pickup *pickup, int days, int64_t lead)
{
    for (int day = days - 1; day >= days - SEARCH_DAYS; day--)
        if (hours_of(pickup, day).count > 0 && --lead <= 0)
            return cutoff_on(pickup, day);
    return INT64_MIN;
}

static bool is_too_early(const struct pickup *pickup, int days)
{
    const struct pickup_line *line = slowest(pickup->basket);

    return line != NULL && pickup->now_ms >= cutoff_for(pickup, days, line->lead_days);
}

/* ---- slots ---- */

/* From when on a basket can be ready. */
struct ready {
    int64_t ms;
    struct local_time local;
};

static struct ready ready_at(const struct pickup *pickup)
{
    struct ready ready = { .ms = pickup->now_ms };

    if (slowest(pickup->basket) == NULL)
        ready.ms += pickup->shop->settings.preparation_minutes * MINUTE_MS;
    ready.local = zone_local(ready.ms);
    return ready;
}

/* Whether every local time of the day exists, once. */
static bool is_plain(int days)
{
    int64_t begin, end;

    return zone_instant((struct local_time){ days, 0 }, &begin) &&
           zone_instant((struct local_time){ days, DAY_MINUTES }, &end) &&
           end - begin == DAY_MINUTES * MINUTE_MS;
}

/* Instants are looked up only where the local time does not decide: that is slow. */
static bool is_possible(const struct ready *ready, bool plain, int days, int minute)
{
    int64_t starts_ms;

    if (days < ready->local.days || (days == ready->local.days && minute < ready->local.minute))
        return false;
    if (days > ready->local.days && plain)
        return true;
    return zone_instant((struct local_time){ days, minute }, &starts_ms) && starts_ms >= ready->ms;
}

static bool is_full(const struct pickup *pickup, int days, int minute)
{
    int64_t capacity = pickup->shop->settings.slot_capacity;

    return capacity > 0 && pickup->taken->orders(pickup->taken->arg, days, minute) >= capacity;
}

static void add_slot(const struct pickup *pickup, struct pickup_day *day, int minute, int until)
{
    if (day->slot_count == PICKUP_SLOTS_MAX)
        return;
    day->slots[day->slot_count++] = (struct pickup_slot){
        .minute = minute,
        .until = until,
        .full = is_full(pickup, day->days, minute),
    };
}

static void add_slots(const struct pickup *pickup, const struct ready *ready, bool plain,
                      struct pickup_day *day, const struct interval *interval)
{
    int length = (int)pickup->shop->settings.slot_minutes;

    if (length == 0)
        length = interval->to - interval->from;
    for (int minute = interval->from; minute + length <= interval->to; minute += length)
        if (is_possible(ready, plain, day->days, minute))
            add_slot(pickup, day, minute, minute + length);
}

static bool has_room(const struct pickup_day *day)
{
    for (int i = 0; i < day->slot_count; i++)
        if (!day->slots[i].full)
            return true;
    return false;
}

/* ---- a day ---- */

/* Pieces of a product in the whole basket: it may be on several lines. */
static int64_t wanted(const struct pickup_basket *basket, int64_t product_id)
{
    int64_t sum = 0;

    for (int i = 0; i < basket->count; i++)
        if (basket->lines[i].product_id == product_id)
            sum += basket->lines[i].quantity;
    return sum;
}

static enum pickup_state check_products(const struct pickup *pickup, struct pickup_day *day)
{
    for (int i = 0; i < pickup->basket->count; i++) {
        const struct pickup_line *line = &pickup->basket->lines[i];
        if (line->sold_out_on == day->days) {
            day->product_id = line->product_id;
            return PICKUP_SOLD_OUT;
        }
    }
    for (int i = 0; i < pickup->basket->count; i++) {
        const struct pickup_line *line = &pickup->basket->lines[i];
        if (line->daily_limit == 0)
            continue;
        int64_t left =
            line->daily_limit - pickup->taken->pieces(pickup->taken->arg, day->days, line->product_id);
        if (left < wanted(pickup->basket, line->product_id)) {
            day->product_id = line->product_id;
            day->left = left > 0 ? left : 0;
            return PICKUP_DAILY_LIMIT;
        }
    }
    return PICKUP_OPEN;
}

void pickup_day(const struct pickup *pickup, int days, struct pickup_day *day)
{
    struct day_hours hours = hours_of(pickup, days);

    *day = (struct pickup_day){ .days = days, .state = PICKUP_CLOSED };
    if (hours.count == 0)
        return;
    day->state = PICKUP_TOO_EARLY;
    if (is_too_early(pickup, days)) {
        day->product_id = slowest(pickup->basket)->product_id;
        return;
    }
    struct ready ready = ready_at(pickup);
    bool plain = is_plain(days);
    for (int i = 0; i < hours.count; i++)
        add_slots(pickup, &ready, plain, day, &hours.at[i]);
    if (day->slot_count == 0)
        return;
    day->state = check_products(pickup, day);
    if (day->state == PICKUP_OPEN && !has_room(day))
        day->state = PICKUP_FULL;
}

/* ---- choices ---- */

void pickup_choice_write(struct buf *out, const struct pickup_choice *choice)
{
    char date[DATE_BYTES], time[TIME_BYTES], until[TIME_BYTES];

    if (choice == NULL) {
        buf_adds(out, "null");
        return;
    }
    date_format(choice->days, date);
    time_format(choice->minute, time);
    time_format(choice->until, until);
    buf_addf(out, "{\"date\":\"%s\",\"time\":\"%s\",\"until\":\"%s\"}", date, time, until);
}

static bool first_with_room(const struct pickup_day *day, struct pickup_choice *choice)
{
    if (day->state != PICKUP_OPEN)
        return false;
    for (int i = 0; i < day->slot_count; i++)
        if (!day->slots[i].full) {
            *choice = (struct pickup_choice){ day->days, day->slots[i].minute, day->slots[i].until };
            return true;
        }
    return false;
}

bool pickup_earliest(const struct pickup *pickup, struct pickup_choice *earliest)
{
    int today = zone_local(pickup->now_ms).days;
    struct pickup_day day;

    for (int ahead = 0; ahead <= SEARCH_DAYS; ahead++) {
        pickup_day(pickup, today + ahead, &day);
        if (first_with_room(&day, earliest))
            return true;
    }
    return false;
}

int64_t pickup_instant(const struct pickup_choice *choice)
{
    int64_t instant = 0;

    (void)!zone_instant((struct local_time){ choice->days, choice->minute }, &instant); /* a slot exists */
    return instant;
}

int pickup_last_day(const struct pickup *pickup, const struct pickup_choice *earliest)
{
    int last = zone_local(pickup->now_ms).days + (int)pickup->shop->settings.days_ahead;

    return earliest != NULL && earliest->days > last ? earliest->days : last;
}

bool pickup_deadline(const struct pickup *pickup, struct pickup_deadline *deadline)
{
    int today = zone_local(pickup->now_ms).days;

    deadline->days = -1;
    for (int day = today; day <= today + SEARCH_DAYS; day++) {
        if (hours_of(pickup, day).count == 0)
            continue;
        if (deadline->days >= 0) {
            deadline->for_days = day;
            return true;
        }
        deadline->at_ms = cutoff_on(pickup, day);
        if (deadline->at_ms > pickup->now_ms)
            deadline->days = day;
    }
    return false;
}

int64_t pickup_cancel_until(const struct pickup *pickup, const struct pickup_choice *choice)
{
    const struct pickup_line *line = slowest(pickup->basket);

    return line != NULL ? cutoff_for(pickup, choice->days, line->lead_days) : pickup_instant(choice);
}

/* ---- why not sooner ---- */

static int64_t none_ordered(void *arg, int days, int minute)
{
    (void)arg, (void)days, (void)minute;
    return 0;
}

static int64_t none_taken(void *arg, int days, int64_t product_id)
{
    (void)arg, (void)days, (void)product_id;
    return 0;
}

/* Whether the clock alone would allow nothing sooner. */
static bool is_soonest(const struct pickup *pickup, const struct pickup_choice *earliest)
{
    static const struct pickup_taken nothing = { none_ordered, none_taken, NULL };
    static const struct pickup_basket anything = { 0 };
    struct pickup clock_only = *pickup;
    struct pickup_choice soonest;

    clock_only.basket = &anything;
    clock_only.taken = &nothing;
    return !pickup_earliest(&clock_only, &soonest) ||
           (earliest != NULL && soonest.days == earliest->days && soonest.minute == earliest->minute);
}

/* What forbids a day; PICKUP_CLOSED also if only the clock does. */
static struct pickup_reason reason_of(const struct pickup *pickup, int days)
{
    const struct pickup_line *line = slowest(pickup->basket);
    struct pickup_day day;

    pickup_day(pickup, days, &day);
    struct pickup_reason reason = { .state = day.state, .product_id = day.product_id, .left = day.left };
    if (day.state == PICKUP_TOO_EARLY && line == NULL)
        reason.state = PICKUP_CLOSED;
    else if (day.state == PICKUP_TOO_EARLY)
        reason.lead_days = line->lead_days;
    return reason;
}

struct pickup_reason pickup_why(const struct pickup *pickup, const struct pickup_choice *earliest)
{
    static const struct pickup_reason nothing = { .state = PICKUP_OPEN };
    int today = zone_local(pickup->now_ms).days,
        last = earliest != NULL ? earliest->days : today + SEARCH_DAYS;
    struct pickup_day day;

    if (is_soonest(pickup, earliest))
        return nothing;
    if (earliest != NULL) {
        pickup_day(pickup, earliest->days, &day);
        if (day.slots[0].minute != earliest->minute)
            return (struct pickup_reason){ .state = PICKUP_FULL };
        last--;
    }
    for (int days = last; days >= today; days--) {
        struct pickup_reason reason = reason_of(pickup, days);
        if (reason.state != PICKUP_CLOSED)
            return reason;
    }
    return nothing;
}

/* ---- one choice ---- */

/* The slot of a day that begins at this minute. False: there is none. */
static bool find_slot(const struct pickup *pickup, int days, int minute, int *until)
{
    struct day_hours hours = hours_of(pickup, days);

    for (int i = 0; i < hours.count; i++) {
        const struct interval *at = &hours.at[i];
        int length = pickup->shop->settings.slot_minutes > 0 ? (int)pickup->shop->settings.slot_minutes
                                                             : at->to - at->from;
        *until = minute + length;
        if (minute >= at->from && *until <= at->to && (minute - at->from) % length == 0)
            return true;
    }
    return false;
}

/* Each order is checked: this looks at one slot, and not at all of its day. */
enum pickup_state pickup_check(const struct pickup *pickup, int days, int minute,
                               struct pickup_choice *choice)
{
    struct pickup_choice earliest;
    struct pickup_day day = { .days = days };
    struct ready ready = ready_at(pickup);
    int64_t starts_ms;
    int until;

    if (days > pickup_last_day(pickup, NULL) && (!pickup_earliest(pickup, &earliest) || days > earliest.days))
        return PICKUP_CLOSED;
    if (!find_slot(pickup, days, minute, &until) ||
        !zone_instant((struct local_time){ days, minute }, &starts_ms))
        return PICKUP_CLOSED;
    if (is_too_early(pickup, days) || starts_ms < ready.ms)
        return PICKUP_TOO_EARLY;
    *choice = (struct pickup_choice){ days, minute, until };
    enum pickup_state state = check_products(pickup, &day);
    return state == PICKUP_OPEN && is_full(pickup, days, minute) ? PICKUP_FULL : state;
}
