/* opening_hours.c -- see shop/settings/opening_hours.h. */
#include "shop/settings/opening_hours.h"

#include "base/json_read.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *const weekday_names[DATE_WEEKDAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* ---- times ---- */

bool time_parse(const char *text, bool end, int *minute)
{
    for (int i = 0; i < TIME_BYTES - 1; i++)
        if (i == 2 ? text[i] != ':' : !isdigit((unsigned char)text[i]))
            return false;
    if (text[TIME_BYTES - 1] != '\0')
        return false;
    int hours = (text[0] - '0') * 10 + text[1] - '0', minutes = (text[3] - '0') * 10 + text[4] - '0';
    *minute = hours * 60 + minutes;
    return minutes < 60 && (hours < 24 || (end && *minute == DAY_MINUTES));
}

void time_format(int minute, char out[TIME_BYTES])
{
    const int hours = minute / 60 % 100, minutes = minute % 60;
    const char text[TIME_BYTES] = { (char)('0' + hours / 10), (char)('0' + hours % 10), ':',
                                    (char)('0' + minutes / 10), (char)('0' + minutes % 10) };

    memcpy(out, text, TIME_BYTES);
}

/* ---- a day ---- */

static bool read_interval(struct interval *interval, json_t *pair)
{
    const char *from = json_string_value(json_array_get(pair, 0)),
               *to = json_string_value(json_array_get(pair, 1));

    return json_array_size(pair) == 2 && from != NULL && to != NULL &&
           time_parse(from, false, &interval->from) && time_parse(to, true, &interval->to) &&
           interval->from < interval->to;
}

bool day_hours_read(struct day_hours *hours, json_t *value, const char *pointer, struct field_errors *errors)
{
    bool valid = json_is_array(value) && json_array_size(value) <= DAY_INTERVALS_MAX;
    int last = 0;

    *hours = (struct day_hours){ 0 };
    for (size_t i = 0; valid && i < json_array_size(value); i++) {
        struct interval *at = &hours->at[hours->count++];
        valid = read_interval(at, json_array_get(value, i)) && at->from >= last;
        last = at->to;
    }
    if (!valid)
        field_errors_add(errors, pointer, "must be up to three pairs of times in order, such as %s",
                         "[[\"07:00\",\"12:00\"],[\"13:00\",\"18:00\"]]");
    return valid;
}

void day_hours_write(struct buf *out, const struct day_hours *hours)
{
    buf_addc(out, '[');
    for (int i = 0; i < hours->count; i++) {
        char from[TIME_BYTES], to[TIME_BYTES];
        time_format(hours->at[i].from, from);
        time_format(hours->at[i].to, to);
        buf_addf(out, "%s[\"%s\",\"%s\"]", i > 0 ? "," : "", from, to);
    }
    buf_addc(out, ']');
}

bool day_hours_equal(const struct day_hours *a, const struct day_hours *b)
{
    bool equal = a->count == b->count;

    for (int i = 0; equal && i < a->count; i++)
        equal = a->at[i].from == b->at[i].from && a->at[i].to == b->at[i].to;
    return equal;
}

/* ---- a week ---- */

bool opening_hours_read(struct opening_hours *hours, json_t *value, const char *pointer,
                        struct field_errors *errors)
{
    int before = errors->count;
    char day_pointer[64];

    *hours = (struct opening_hours){ 0 };
    if (!json_is_object(value)) {
        field_errors_add(errors, pointer,
                         "must be an object with the hours of mon, tue, wed, thu, fri, sat, sun");
        return false;
    }
    const char *known[DATE_WEEKDAYS + 1] = { NULL };
    memcpy(known, weekday_names, sizeof(weekday_names));
    json_read_known(value, pointer, known, errors);
    for (int i = 0; i < DATE_WEEKDAYS; i++) {
        (void)snprintf(day_pointer, sizeof(day_pointer), "%s/%s", pointer, weekday_names[i]);
        (void)day_hours_read(&hours->days[i], json_object_get(value, weekday_names[i]), day_pointer, errors);
    }
    return errors->count == before;
}

void opening_hours_write(struct buf *out, const struct opening_hours *hours)
{
    for (int i = 0; i < DATE_WEEKDAYS; i++) {
        buf_addf(out, "%s\"%s\":", i == 0 ? "{" : ",", weekday_names[i]);
        day_hours_write(out, &hours->days[i]);
    }
    buf_addc(out, '}');
}

/* ---- in words ---- */

static void add_time(struct buf *out, int minute)
{
    buf_addf(out, "%d:%02d", minute / 60, minute % 60);
}

static void add_day(struct buf *out, const struct day_hours *hours)
{
    for (int i = 0; i < hours->count; i++) {
        buf_adds(out, i == 0 ? " " : ", ");
        add_time(out, hours->at[i].from);
        buf_adds(out, "\xe2\x80\x93"); /* en dash */
        add_time(out, hours->at[i].to);
    }
}

void opening_hours_words(struct buf *out, const struct opening_hours *hours, const char *language)
{
    static const char *const english[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const german[] = { "Mo", "Di", "Mi", "Do", "Fr", "Sa", "So" };
    const char *const *names = strcmp(language, "de") == 0 ? german : english;
    bool first = true;

    for (int from = 0, to; from < DATE_WEEKDAYS; from = to + 1) {
        for (to = from; to + 1 < DATE_WEEKDAYS && day_hours_equal(&hours->days[from], &hours->days[to + 1]);)
            to++;
        if (hours->days[from].count == 0)
            continue;
        buf_addf(out, "%s%s", first ? "" : "; ", names[from]);
        if (to > from)
            buf_addf(out, "%s%s", to == from + 1 ? ", " : "\xe2\x80\x93", names[to]);
        add_day(out, &hours->days[from]);
        first = false;
    }
}
