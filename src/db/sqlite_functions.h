/* sqlite_functions.h -- SQL functions that PostgreSQL has and SQLite does not, so that statements can use the
 * same words. */
#ifndef DB_SQLITE_FUNCTIONS_H
#define DB_SQLITE_FUNCTIONS_H

#include "base/attr.h"

#include <sqlite3.h>
#include <stdbool.h>

/* encode(blob, 'base64') and decode(text, 'base64'). */
MUST_CHECK bool sqlite_functions_add(sqlite3 *sqlite);

#endif
