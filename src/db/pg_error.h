/* pg_error.h -- converts an error of PostgreSQL to a `struct err`.
 *
 * The messages are written here. Those of the server quote values, and clients may see the message. */
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

/* Why a connection failed, from libpq's message. True if only a person can fix it: a wrong password, an
 * unknown database. The connection must use PQERRORS_VERBOSE, because libpq has no other way to get the
 * SQLSTATE. */
bool pg_error_of_connecting(const char *message, struct err *err);

/* Why a connection that was made broke. Libpq's message may also hold those of earlier statements, which may
 * quote values, and are left out. */
void pg_error_of_broken(const char *message, struct err *err);

/* Why the server ends a connection, from a result for which pg_error_is_fatal(). */
void pg_error_of_farewell(const PGresult *result, struct err *err);

#endif
