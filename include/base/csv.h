/* csv.h -- tables as text, by RFC 4180. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Excel reads a file as UTF-8 only if it begins with this mark. */
#define CSV_BOM "\xef\xbb\xbf"

/* Adds a cell, and a comma after the one before it. A cell that a spreadsheet would run as a formula gets an
 * apostrophe before it. */
void csv_add(struct buf *out, bool first, const char *text);
void csv_end_row(struct buf *out);

/* A cell as it was read, without that apostrophe. Rows and columns count from 0; empty rows count, too.
 * `text` is borrowed until the callback returns. */
typedef void csv_cell_fn(void *arg, size_t row, size_t column, const char *text);

/* Calls `fn` for each cell. The separator is what occurs most often in the first line: comma, semicolon or
 * tab. False if the text is not UTF-8, has a control character, or an open quote: `err` says in which row. */
MUST_CHECK bool csv_read(const char *text, size_t len, csv_cell_fn *fn, void *arg, struct err *err);

#endif
