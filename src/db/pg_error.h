/* pg_error.h -- what PostgreSQL says went wrong, as one of our kinds of error.
 *
 * The messages that end in `struct err` are ours, not the server's: clients may see them, and the server
 * quotes values. */
#ifndef DB_PG_ERROR_H
#define DB_PG_ERROR_H

#include "base/err.h"

#include <libpq-fe.h>

#define SQLSTATE_BYTES 6

/* The kind of an SQLSTATE (PostgreSQL's manual, appendix A). */
enum err_kind pg_error_kind(const char *sqlstate);

/* Describes the failure of a statement. */
void pg_error_of_result(const PGresult *result, struct err *err);

/* The SQLSTATE of a failed result; "" when the server gave none. */
const char *pg_error_sqlstate(const PGresult *result);

/* Whether the server ends the connection with this message. */
bool pg_error_is_fatal(const PGresult *result);

/* Why a connection failed: the first line of libpq's message, without its preamble. The SQLSTATE is found in
 * that text, since libpq has no other way to tell it while connecting: the connection must use
 * PQERRORS_VERBOSE. True if only a person can mend it: a wrong password, no such database. */
bool pg_error_of_connection(const char *message, struct err *err);

#endif
