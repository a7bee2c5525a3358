/* sqlite_rows.h -- a copy of the rows of a statement, for the callback after its transaction has ended. */
#ifndef DB_SQLITE_ROWS_H
#define DB_SQLITE_ROWS_H

#include "base/mem.h"
#include "db/db_driver.h"

#include <sqlite3.h>

/* Zeroed: no rows. */
struct sqlite_rows {
    struct db_rows rows;
    struct arena arena; /* the texts */
    const char **cells; /* row by row */
    size_t size;        /* of `cells` */
};

void sqlite_rows_add(struct sqlite_rows *rows, sqlite3_stmt *stmt); /* the current row */
void sqlite_rows_done(struct sqlite_rows *rows);                    /* no rows again */

#endif
