/* sqlite_error.h -- converts an error of SQLite to a `struct err` that says what to do.
 *
 * The messages are written here, because those of SQLite quote values. */
#ifndef DB_SQLITE_ERROR_H
#define DB_SQLITE_ERROR_H

#include "base/err.h"

#include <stdbool.h>

/* Describes the failure of a statement by its extended result code. Out of memory aborts. */
void sqlite_error_of(int code, struct err *err);

/* The same for COMMIT, whose outcome may be unknown. */
void sqlite_error_of_commit(int code, struct err *err);

/* Whether the problem is with the file or its disk rather than with the statement. */
bool sqlite_error_is_of_file(int code);

/* Whether only a person can solve it: the file is damaged, or is not a database. */
bool sqlite_error_is_for_people(int code);

#endif
