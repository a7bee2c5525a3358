/* sqlite_stmt.h -- the statements that a connection has prepared.
 *
 * A file of sql/sqlite/ contains one or several statements. They are prepared at the first use and run in
 * order with the same parameters; the result is the rows of the last one. Parameters are text; SQLite
 * converts them to the type of the column that they are stored in or compared with. */
#ifndef DB_SQLITE_STMT_H
#define DB_SQLITE_STMT_H

#include "base/attr.h"
#include "db/sqlite_rows.h"

struct sqlite_prepared;

struct sqlite_stmts {
    sqlite3 *file;
    struct sqlite_prepared **prepared;
    int count;
};

/* Returns SQLITE_OK, or the extended code of the first failure, after which the rest does not run. Neither
 * begins nor ends a transaction. */
MUST_CHECK int sqlite_stmts_run(struct sqlite_stmts *stmts, const struct db_stmt *stmt,
                                const char *const params[], struct sqlite_rows *rows);

void sqlite_stmts_done(struct sqlite_stmts *stmts);

#endif
