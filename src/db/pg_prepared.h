/* pg_prepared.h -- the statements that one connection has prepared, or tried to. */
#ifndef DB_PG_PREPARED_H
#define DB_PG_PREPARED_H

#include "base/attr.h"

#include <libpq-fe.h>
#include <stdbool.h>

struct db_stmt;

struct pg_prepared {
    const struct db_stmt *stmt;
    PGresult *failure; /* why it could not be prepared; the next use tries again. Owned. */
};

struct pg_prepared_list { /* zeroed: empty */
    struct pg_prepared **at;
    int count;
};

/* The statement to prepare now, which counts as prepared from now on; NULL if it is prepared already.
 * Valid until pg_prepared_done(). */
MUST_CHECK struct pg_prepared *pg_prepared_begin(struct pg_prepared_list *list, const struct db_stmt *stmt);

/* The real reason for a failure: `result`, or the error that prevented the preparation. Borrowed. */
const PGresult *pg_prepared_failure(const struct pg_prepared_list *list, const struct db_stmt *stmt,
                                    const PGresult *result);

void pg_prepared_done(struct pg_prepared_list *list); /* leaves an empty one */

#endif
