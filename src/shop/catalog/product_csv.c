/* product_csv.c -- see shop/catalog/product_csv.h.
 *
 * Each row becomes a JSON merge patch, so the rules for its fields are those of product_merge(). */
#include "shop/catalog/product_csv.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column {
    ID,
    NAME,
    CATEGORY,
    PRICE,
    SIZE,
    DESCRIPTION,
    INGREDIENTS,
    CONTAINS,
    MAY_CONTAIN,
    LEAD_DAYS,
    DAILY_LIMIT,
    VAT_PERCENT,
    STOCK,
    SOLD_OUT_ON,
    IMAGE,
    ACTIVE,
    COLUMNS
};

_Static_assert(COLUMNS == PRODUCT_CSV_COLUMNS, "the header says how many columns there are");

static const char *const names[COLUMNS] = {
    "id",          "name",        "category",    "price",     "size",        "description",
    "ingredients", "contains",    "may_contain", "lead_days", "daily_limit", "vat_percent",
    "stock",       "sold_out_on", "image",       "active",
};

/* Declared, but nothing: an empty cell means "not declared". */
#define NONE "none"

/* ---- writing ---- */

void product_csv_write_head(struct buf *out)
{
    for (int i = 0; i < COLUMNS; i++)
        csv_add(out, i == 0, names[i]);
    csv_end_row(out);
}

static void add_number(struct buf *out, int64_t number, bool is_set)
{
    char text[TEXT_NUMBER_BYTES];

    csv_add(out, false, is_set ? text_number(text, number) : "");
}

/* {"contains":["wheat","milk"],"may_contain":[]} as two cells: "wheat milk" and "". */
static void add_allergens(struct buf *out, const struct allergens *allergens)
{
    struct buf json, cell;

    buf_init(&json, ALLERGENS_JSON_MAX);
    allergens_write(&json, allergens);
    json_t *value = json_loads(json.data, JSON_DECODE_ANY, NULL), *name;
    for (int i = CONTAINS; i <= MAY_CONTAIN; i++) {
        json_t *list = json_object_get(value, names[i]);
        size_t n;
        buf_init(&cell, ALLERGENS_JSON_MAX);
        json_array_foreach (list, n, name) {
            buf_addf(&cell, "%s%s", n > 0 ? " " : "", json_string_value(name));
        }
        if (i == CONTAINS && allergens->declared && cell.len == 0)
            buf_adds(&cell, NONE);
        csv_add(out, false, cell.data);
        buf_done(&cell);
    }
    json_decref(value);
    buf_done(&json);
}

static void add_percent(struct buf *out, int64_t permille)
{
    char text[TEXT_NUMBER_BYTES];

    if (permille % 10 == 0)
        add_number(out, permille / 10, permille >= 0);
    else if (permille < 0)
        csv_add(out, false, "");
    else {
        (void)snprintf(text, sizeof(text), "%" PRId64 ".%" PRId64, permille / 10, permille % 10);
        csv_add(out, false, text);
    }
}

void product_csv_write(struct buf *out, const struct product *product)
{
    char text[TEXT_NUMBER_BYTES], price[MONEY_BYTES];

    csv_add(out, true, text_number(text, product->id));
    csv_add(out, false, product->name);
    csv_add(out, false, product->category);
    money_format(product->price_cents, price);
    csv_add(out, false, price);
    csv_add(out, false, product->size);
    csv_add(out, false, product->description);
    csv_add(out, false, product->ingredients);
    add_allergens(out, &product->allergens);
    add_number(out, product->lead_days, true);
    add_number(out, product->daily_limit, product->daily_limit > 0);
    add_percent(out, product->vat_permille);
    add_number(out, product->stock, product->counted);
    csv_add(out, false, product->sold_out_on);
    csv_add(out, false, product->image);
    csv_add(out, false, product->active ? "yes" : "no");
    csv_end_row(out);
}

/* ---- reading the file ---- */

#define COLUMNS_MAX 64 /* of a file, with those that are not known */

struct reading {
    struct product_csv *csv;
    struct arena *arena;
    struct field_errors *errors;
    int columns[COLUMNS_MAX]; /* which column of ours it is */
    size_t column_count;
};

static void add_error(struct field_errors *errors, size_t line, const char *column, const char *detail)
{
    char pointer[sizeof(errors->at[0].pointer)];

    (void)snprintf(pointer, sizeof(pointer), "/%zu%s%s", line, column[0] != '\0' ? "/" : "", column);
    field_errors_add(errors, pointer, "%s", detail);
}

static int column_of(const char *name)
{
    for (int i = 0; i < COLUMNS; i++)
        if (strcasecmp(names[i], name) == 0)
            return i;
    return COLUMNS;
}

static void read_head(struct reading *reading, size_t at, const char *name)
{
    int column = column_of(name);

    if (at >= COLUMNS_MAX || column == COLUMNS) {
        field_errors_add(reading->errors, "/1", "column %zu has no known name: see a file that was exported",
                         at + 1);
        return;
    }
    for (size_t i = 0; i < at && i < COLUMNS_MAX; i++)
        if (reading->columns[i] == column)
            add_error(reading->errors, 1, names[column], "must be there once");
    reading->columns[at] = column;
    reading->column_count = at + 1;
}

/* Empty rows are no products. */
static void read_cell(struct reading *reading, size_t row, size_t at, const char *text)
{
    struct product_csv *csv = reading->csv;
    size_t line = row + 1;

    if (at >= reading->column_count) {
        if (text[0] != '\0')
            add_error(reading->errors, line, "", "has more cells than the first row has names");
        return;
    }
    if (csv->count == 0 || csv->rows[csv->count - 1].line != line) {
        if (csv->count == PRODUCT_CSV_ROWS_MAX) {
            field_errors_add(reading->errors, "", "must have at most %d rows", PRODUCT_CSV_ROWS_MAX);
            return;
        }
        csv->rows[csv->count++].line = line;
    }
    csv->rows[csv->count - 1].cells[reading->columns[at]] = arena_dup(reading->arena, text, strlen(text));
}

static void on_cell(void *arg, size_t row, size_t column, const char *text)
{
    struct reading *reading = arg;

    if (row == 0)
        read_head(reading, column, text);
    else if (reading->errors->count == 0)
        read_cell(reading, row, column, text);
}

static bool is_empty(const struct product_csv_row *row)
{
    for (int i = 0; i < COLUMNS; i++)
        if (row->cells[i] != NULL && row->cells[i][0] != '\0')
            return false;
    return true;
}

static void read_ids(struct product_csv *csv, struct field_errors *errors)
{
    size_t kept = 0;

    for (size_t i = 0; i < csv->count; i++) {
        struct product_csv_row row = csv->rows[i];
        uint64_t id = 0;
        if (is_empty(&row))
            continue;
        if (row.cells[ID] != NULL && row.cells[ID][0] != '\0' &&
            (!text_to_u64(row.cells[ID], INT64_MAX, &id) || id == 0))
            add_error(errors, row.line, "id", "must be the id of a product, or empty for a new one");
        row.id = (int64_t)id;
        for (size_t n = 0; n < kept && row.id != 0; n++)
            if (csv->rows[n].id == row.id)
                add_error(errors, row.line, "id", "must be there once");
        csv->rows[kept++] = row;
    }
    csv->count = kept;
}

bool product_csv_read(struct product_csv *csv, const char *text, size_t len, struct arena *arena,
                      struct field_errors *errors)
{
    struct reading reading = { .csv = csv, .arena = arena, .errors = errors };
    struct err err = ERR_INIT;
    bool has[COLUMNS + 1] = { false };

    csv->count = 0;
    csv->rows = arena_alloc(arena, PRODUCT_CSV_ROWS_MAX * sizeof(*csv->rows));
    if (!csv_read(text, len, on_cell, &reading, &err)) {
        field_errors_add(errors, "", "%s", err.msg);
        return false;
    }
    for (size_t i = 0; i < reading.column_count; i++)
        has[reading.columns[i]] = true;
    if (has[CONTAINS] != has[MAY_CONTAIN])
        add_error(errors, 1, "", "must have contains and may_contain, or neither");
    read_ids(csv, errors);
    if (csv->count == 0 && errors->count == 0)
        field_errors_add(errors, "", "must have a row with names, and at least one product");
    return errors->count == 0;
}

/* ---- reading a row ---- */

/* A decimal number with point or comma, and at most so many decimals: "1,200" may be a thousand. What is none
 * stays text, and then breaks the field's rule. */
static json_t *decimal(const char *text, double factor, size_t decimals)
{
    char number[32];
    size_t digits = strspn(text, "0123456789"), len = strlen(text);
    bool is_decimal = digits > 0 && len < sizeof(number) &&
                      (digits == len || (strchr(".,", text[digits]) != NULL && digits + 1 < len &&
                                         len - digits - 1 <= decimals &&
                                         strspn(text + digits + 1, "0123456789") == len - digits - 1));

    if (!is_decimal)
        return json_string(text);
    (void)snprintf(number, sizeof(number), "%s", text);
    if (number[digits] == ',')
        number[digits] = '.';
    return json_real(strtod(number, NULL) * factor);
}

static json_t *whole(const char *text)
{
    uint64_t number;

    if (text[0] == '\0')
        return json_null();
    return text_to_u64(text, INT64_MAX, &number) ? json_integer((json_int_t)number) : json_string(text);
}

/* "13.5" is 135 per mille. */
static json_t *permille(const char *text)
{
    json_t *value = text[0] == '\0' ? json_null() : decimal(text, 10, 1);
    double number = json_number_value(value);

    if (!json_is_real(value) || number > 1000)
        return value;
    int64_t nearest = (int64_t)(number + 0.5);
    if (number - (double)nearest > 1e-6 || (double)nearest - number > 1e-6)
        return value;
    json_decref(value);
    return json_integer(nearest);
}

/* A list of names, or "none" alone. What has no names stays text, and then breaks the rule. */
static json_t *list_of(const char *text)
{
    static const char separators[] = " ,;";
    json_t *list = json_array();

    for (const char *at = text + strspn(text, separators); *at != '\0'; at += strspn(at, separators)) {
        size_t len = strcspn(at, separators);
        (void)json_array_append_new(list, json_stringn(at, len));
        at += len;
    }
    const char *only = json_array_size(list) == 1 ? json_string_value(json_array_get(list, 0)) : "";
    if (strcmp(only, NONE) == 0)
        (void)json_array_clear(list);
    else if (json_array_size(list) == 0 && text[0] != '\0') {
        json_decref(list);
        return json_string(text);
    }
    return list;
}

/* Both cells empty: not declared. Who says what it may contain must also say what it contains. */
static json_t *allergens_of(const char *contains, const char *may_contain)
{
    if (contains[0] == '\0' && may_contain[0] == '\0')
        return json_null();
    return json_pack("{so,so}", "contains", contains[0] == '\0' ? json_null() : list_of(contains),
                     "may_contain", list_of(may_contain));
}

static json_t *yes_or_no(const char *text, struct field_errors *errors)
{
    bool yes = strcasecmp(text, "yes") == 0;

    if (!yes && strcasecmp(text, "no") != 0)
        field_errors_add(errors, "/active", "must be yes or no");
    return json_boolean(yes);
}

static json_t *value_of(enum column column, const char *text, struct field_errors *errors)
{
    switch (column) {
    case PRICE:
        return decimal(text, 1, 2);
    case LEAD_DAYS:
        return text[0] == '\0' ? json_integer(0) : whole(text);
    case DAILY_LIMIT:
    case STOCK:
        return whole(text);
    case VAT_PERCENT:
        return permille(text);
    case SOLD_OUT_ON:
    case IMAGE:
        return text[0] == '\0' ? json_null() : json_string(text);
    case ACTIVE:
        return yes_or_no(text, errors);
    default:
        return json_string(text);
    }
}

static json_t *patch_of(const struct product_csv_row *row, struct field_errors *errors)
{
    json_t *patch = json_object();

    for (int i = NAME; i < COLUMNS; i++) {
        if (row->cells[i] == NULL || i == CONTAINS || i == MAY_CONTAIN)
            continue;
        const char *field = i == VAT_PERCENT ? "vat_permille" : names[i];
        (void)json_object_set_new(patch, field, value_of((enum column)i, row->cells[i], errors));
    }
    const char *contains = row->cells[CONTAINS], *may_contain = row->cells[MAY_CONTAIN];
    if (contains != NULL && may_contain != NULL)
        (void)json_object_set_new(patch, "allergens", allergens_of(contains, may_contain));
    else if (contains != NULL || may_contain != NULL) /* the row ends before the other one */
        field_errors_add(errors, contains == NULL ? "/contains" : "/may_contain",
                         "must have a cell, which may be empty");
    return patch;
}

/* The rules name fields; the file has columns. */
static void rename_pointers(struct field_errors *errors)
{
    for (int i = 0; i < errors->count; i++) {
        char *pointer = errors->at[i].pointer;
        const char *last = strrchr(pointer, '/');
        if (last != NULL && last != pointer)
            memmove(pointer, last, strlen(last) + 1);
        if (strcmp(pointer, "/vat_permille") == 0) {
            (void)snprintf(pointer, sizeof(errors->at[i].pointer), "/vat_percent");
            (void)snprintf(errors->at[i].detail, sizeof(errors->at[i].detail),
                           "must be empty, or per cent from 0 to 100 with at most one decimal");
        }
    }
}

bool product_csv_apply(const struct product_csv_row *row, struct product *product, bool *sets_stock,
                       struct field_errors *errors)
{
    json_t *patch = patch_of(row, errors);
    bool valid;

    if (row->id != 0) {
        valid = product_merge(product, patch, sets_stock, errors);
    } else {
        valid = product_read(product, patch, errors);
        *sets_stock = true;
    }
    json_decref(patch);
    rename_pointers(errors);
    return valid && errors->count == 0;
}
