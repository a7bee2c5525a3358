/* csv.c -- see base/csv.h. */
#include "base/csv.h"

#include "base/mem.h"
#include "base/text.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

/* Whether a spreadsheet may take it for a formula, also behind apostrophes of its own: so each apostrophe
 * that is added is the one that is taken away. */
static bool needs_guard(const char *text)
{
    text += strspn(text, "'");
    return *text != '\0' && (strchr("=+-@", *text) != NULL || (unsigned char)*text < 0x20 || *text == 0x7f);
}

void csv_add(struct buf *out, bool first, const char *text)
{
    char *guarded = mem_printf("%s%s", needs_guard(text) ? "'" : "", text);
    size_t len = strlen(guarded), size = 2 * len + 2; /* each character may be a quote */
    char *cell = mem_alloc(size);

    if (!first)
        buf_addc(out, ',');
    buf_add(out, cell, csv_write(cell, size, guarded, len));
    free(cell);
    free(guarded);
}

void csv_end_row(struct buf *out)
{
    buf_adds(out, "\r\n");
}

/* ---- reading ---- */

struct reading {
    csv_cell_fn *fn;
    void *arg;
    size_t row, column;
    bool after_cr; /* a line feed would belong to the row that has just ended */
};

static void on_cell(void *text, size_t len, void *arg)
{
    struct reading *reading = arg;
    const char *cell = text;

    (void)len; /* there is no NUL in it */
    reading->after_cr = false;
    reading->fn(reading->arg, reading->row, reading->column++, cell + (cell[0] == '\'' && needs_guard(cell)));
}

static void on_row(int end, void *arg)
{
    struct reading *reading = arg;

    if (end == '\n' && reading->after_cr) {
        reading->after_cr = false;
        return;
    }
    reading->after_cr = end == '\r';
    reading->row++;
    reading->column = 0;
}

static char separator_of(const char *text)
{
    size_t count[3] = { 0 }, best = 0;
    static const char known[] = ",;\t";

    for (; *text != '\0' && *text != '\r' && *text != '\n'; text++)
        for (size_t i = 0; i < ARRAY_LEN(count); i++)
            count[i] += *text == known[i];
    for (size_t i = 1; i < ARRAY_LEN(count); i++)
        if (count[i] > count[best])
            best = i;
    return known[best];
}

static bool check_text(const char *text, size_t len, struct err *err)
{
    if (!text_is_utf8(text, len))
        return err_set(err, ERR_INVALID, "the file must be UTF-8: save it as \"CSV UTF-8\"");
    for (size_t i = 0; i < len; i++)
        if (((unsigned char)text[i] < 0x20 && strchr("\r\n\t", text[i]) == NULL) || text[i] == '\0')
            return err_set(err, ERR_INVALID, "the file must not contain control characters");
    return true;
}

bool csv_read(const char *text, size_t len, csv_cell_fn *fn, void *arg, struct err *err)
{
    struct reading reading = { .fn = fn, .arg = arg };
    struct csv_parser parser;

    if (!check_text(text, len, err))
        return false;
    if (strncmp(text, CSV_BOM, strlen(CSV_BOM)) == 0) {
        text += strlen(CSV_BOM);
        len -= strlen(CSV_BOM);
    }
    (void)csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL);
    csv_set_realloc_func(&parser, mem_realloc);
    csv_set_delim(&parser, (unsigned char)separator_of(text));
    bool whole = csv_parse(&parser, text, len, on_cell, on_row, &reading) == len &&
                 csv_fini(&parser, on_cell, on_row, &reading) == 0;
    csv_free(&parser);
    return whole || err_set(err, ERR_INVALID, "a quotation mark in row %zu has no partner", reading.row + 1);
}
