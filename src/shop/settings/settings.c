/* settings.c -- see shop/settings/settings.h. */
#include "shop/settings/settings.h"

#include "base/json_read.h"
#include "base/json_text.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- the fields, one table for reading, writing and comparing ---- */

enum kind { TEXT, NUMBER, TIME, HOURS, SLOT, CURRENCY, ZONE, LANGUAGE };

static const struct field {
    const char *name;
    size_t offset, size;
    int64_t min, max; /* of characters, or of the number */
    enum kind kind;
    bool nullable; /* null is "" or 0 */
} fields[] = {
#define AT(member) offsetof(struct settings, member), sizeof(((struct settings *)0)->member)
    { "name", AT(name), 1, SETTINGS_NAME_MAX, TEXT, false },
    { "address", AT(address), 0, SETTINGS_ADDRESS_MAX, TEXT, false },
    { "phone", AT(phone), 0, SETTINGS_PHONE_MAX, TEXT, false },
    { "vat_number", AT(vat_number), 1, SETTINGS_VAT_NUMBER_MAX, TEXT, true },
    { "currency", AT(currency), 0, 0, CURRENCY, false },
    { "time_zone", AT(time_zone), 0, 0, ZONE, false },
    { "language", AT(language), 0, 0, LANGUAGE, false },
    { "opening_hours", AT(hours), 0, 0, HOURS, false },
    { "slot_minutes", AT(slot_minutes), 15, 60, SLOT, true },
    { "slot_capacity", AT(slot_capacity), 1, SETTINGS_SLOT_CAPACITY_MAX, NUMBER, true },
    { "preparation_minutes", AT(preparation_minutes), 0, DAY_MINUTES, NUMBER, false },
    { "cutoff", AT(cutoff), 0, 0, TIME, false },
    { "days_ahead", AT(days_ahead), 0, SETTINGS_DAYS_AHEAD_MAX, NUMBER, false },
    { "default_vat_permille", AT(default_vat_permille), 0, 1000, NUMBER, false },
    { "keep_personal_data_days", AT(keep_personal_data_days), 1, SETTINGS_KEEP_DAYS_MAX, NUMBER, false },
#undef AT
};

static void *at(struct settings *settings, const struct field *field)
{
    return (char *)settings + field->offset;
}

static const void *at_const(const struct settings *settings, const struct field *field)
{
    return (const char *)settings + field->offset;
}

void settings_init(struct settings *settings, bool demo)
{
    static const struct day_hours open = { 1, { { 7 * 60, 18 * 60 } } };

    *settings = (struct settings){
        .name = "Bakery",
        .currency = "EUR",
        .language = "en",
        .slot_minutes = 15,
        .preparation_minutes = 30,
        .cutoff = 14 * 60,
        .days_ahead = 14,
        .keep_personal_data_days = 400,
    };
    zone_of_machine(settings->time_zone);
    for (int day = 1; demo && day <= 5; day++) /* Tuesday to Saturday */
        settings->hours.days[day] = open;
}

/* ---- reading ---- */

static void read_number(const struct field *field, int64_t *out, json_t *value, const char *pointer,
                        struct field_errors *errors)
{
    if (json_is_integer(value) && json_integer_value(value) >= field->min &&
        json_integer_value(value) <= field->max)
        *out = json_integer_value(value);
    else
        field_errors_add(errors, pointer, "must be %sa whole number from %" PRId64 " to %" PRId64,
                         field->nullable ? "null or " : "", field->min, field->max);
}

static void read_slot(int64_t *out, json_t *value, const char *pointer, struct field_errors *errors)
{
    json_int_t minutes = json_integer_value(value);

    if (json_is_integer(value) && (minutes == 15 || minutes == 30 || minutes == 60))
        *out = minutes;
    else
        field_errors_add(errors, pointer, "must be 15, 30, 60, or null for whole intervals");
}

static void read_time(int *out, json_t *value, const char *pointer, struct field_errors *errors)
{
    const char *text = json_string_value(value);

    if (text == NULL || !time_parse(text, false, out))
        field_errors_add(errors, pointer, "must be a time such as 14:00");
}

/* Texts that must be one of a set. */
static bool is_currency(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 && text[3] == '\0';
}

static bool is_language(const char *text)
{
    return strcmp(text, "en") == 0 || strcmp(text, "de") == 0;
}

static void read_choice(const struct field *field, char *out, json_t *value,
                        bool (*is_valid)(const char *text), const char *pointer, const char *rule,
                        struct field_errors *errors)
{
    const char *text = json_string_value(value);

    if (text != NULL && strlen(text) == json_string_length(value) && is_valid(text))
        (void)snprintf(out, field->size, "%s", text);
    else
        field_errors_add(errors, pointer, "%s", rule);
}

static void read_field(const struct field *field, void *out, json_t *value, struct field_errors *errors)
{
    char pointer[64];

    (void)snprintf(pointer, sizeof(pointer), "/%s", field->name);
    if (field->nullable && json_is_null(value)) {
        memset(out, 0, field->size);
        return;
    }
    switch (field->kind) {
    case TEXT:
        (void)json_read_text(value, pointer, (size_t)field->min, (size_t)field->max, out, field->size,
                             errors);
        break;
    case NUMBER:
        read_number(field, out, value, pointer, errors);
        break;
    case SLOT:
        read_slot(out, value, pointer, errors);
        break;
    case TIME:
        read_time(out, value, pointer, errors);
        break;
    case HOURS:
        (void)opening_hours_read(out, value, pointer, errors);
        break;
    case CURRENCY:
        read_choice(field, out, value, is_currency, pointer, "must be three capital letters such as EUR",
                    errors);
        break;
    case ZONE:
        read_choice(field, out, value, zone_is_known, pointer, "must be a time zone such as Europe/Dublin",
                    errors);
        break;
    case LANGUAGE:
        read_choice(field, out, value, is_language, pointer, "must be en or de", errors);
        break;
    }
}

bool settings_read(struct settings *settings, json_t *body, struct field_errors *errors)
{
    const char *known[ARRAY_LEN(fields) + 1] = { NULL };

    *settings = (struct settings){ 0 };
    if (!json_is_object(body)) {
        field_errors_add(errors, "", "must be a JSON object");
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        known[i] = fields[i].name;
    json_read_known(body, "", known, errors);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        read_field(&fields[i], at(settings, &fields[i]), json_object_get(body, fields[i].name), errors);
    return errors->count == 0;
}

bool settings_parse(struct settings *settings, const char *text)
{
    json_t *body = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    struct field_errors errors = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        json_t *value = json_object_get(body, fields[i].name);
        if (value != NULL)
            read_field(&fields[i], at(settings, &fields[i]), value, &errors);
    }
    bool valid = json_is_object(body) && errors.count == 0;
    json_decref(body);
    return valid;
}

/* ---- writing ---- */

static void write_text(struct buf *out, const struct field *field, const char *text)
{
    json_text_string(out, field->nullable && text[0] == '\0' ? NULL : text);
}

static void write_number(struct buf *out, const struct field *field, int64_t number)
{
    if (field->nullable && number == 0)
        buf_adds(out, "null");
    else
        buf_addf(out, "%" PRId64, number);
}

static void write_value(struct buf *out, const struct field *field, const void *value)
{
    char time[TIME_BYTES];

    switch (field->kind) {
    case TEXT:
    case CURRENCY:
    case ZONE:
    case LANGUAGE:
        write_text(out, field, value);
        break;
    case NUMBER:
    case SLOT:
        write_number(out, field, *(const int64_t *)value);
        break;
    case TIME:
        time_format(*(const int *)value, time);
        json_text_string(out, time);
        break;
    case HOURS:
        opening_hours_write(out, value);
        break;
    }
}

void settings_write(struct buf *out, const struct settings *settings)
{
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        buf_addf(out, "%s\"%s\":", i == 0 ? "{" : ",", fields[i].name);
        write_value(out, &fields[i], at_const(settings, &fields[i]));
    }
    buf_addc(out, '}');
}

void settings_write_changes(struct buf *out, const struct settings *before, const struct settings *after)
{
    bool first = true;

    buf_addc(out, '{');
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        const struct field *field = &fields[i];
        struct buf values[2];
        buf_init(&values[0], SETTINGS_JSON_MAX);
        buf_init(&values[1], SETTINGS_JSON_MAX);
        write_value(&values[0], field, at_const(before, field));
        write_value(&values[1], field, at_const(after, field));
        if (strcmp(values[0].data, values[1].data) != 0) {
            buf_addf(out, "%s\"%s\":[%s,%s]", first ? "" : ",", field->name, values[0].data, values[1].data);
            first = false;
        }
        buf_done(&values[0]);
        buf_done(&values[1]);
    }
    buf_addc(out, '}');
}
