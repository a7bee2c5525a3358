/* sqlite_rows.c -- see sqlite_rows.h. */
#include "db/sqlite_rows.h"

#include <stdlib.h>

#define CELLS_FIRST 16

static const char *sqlite_cell(const struct db_rows *port, int row, int col)
{
    const struct sqlite_rows *rows = (const struct sqlite_rows *)port;

    return rows->cells[row * port->cols + col];
}

void sqlite_rows_add(struct sqlite_rows *rows, sqlite3_stmt *stmt)
{
    int cols = sqlite3_column_count(stmt);
    size_t at = (size_t)rows->rows.count * (size_t)cols;

    if (at + (size_t)cols > rows->size) {
        rows->size = rows->size ? rows->size * 2 : CELLS_FIRST;
        if (rows->size < at + (size_t)cols)
            rows->size = at + (size_t)cols;
        rows->cells = mem_realloc(rows->cells, rows->size * sizeof(*rows->cells));
    }
    for (int col = 0; col < cols; col++) {
        const unsigned char *text = sqlite3_column_text(stmt, col);
        size_t len = (size_t)sqlite3_column_bytes(stmt, col);
        rows->cells[at + (size_t)col] = text ? arena_dup(&rows->arena, text, len) : NULL;
    }
    rows->rows.cell = sqlite_cell;
    rows->rows.cols = cols;
    rows->rows.count++;
}

void sqlite_rows_done(struct sqlite_rows *rows)
{
    arena_done(&rows->arena);
    free(rows->cells);
    *rows = (struct sqlite_rows){ 0 };
}
