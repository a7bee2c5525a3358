/* pg_set.h -- runs a statement once for many operations.
 *
 * For a small statement PostgreSQL spends most of its time on starting it. So a statement that runs often can
 * be written for a set (its file says "set of N params"). Then $1 is a JSON array with one member per
 * operation: the array of its N parameters, as strings or null. Column 0 of the result is the position of the
 * member, from 1, and the rows are in this order. Callers do not notice: they get their own rows, with
 * columns from 0. */
#ifndef DB_PG_SET_H
#define DB_PG_SET_H

#include "base/buf.h"
#include "db/pg_op.h"

/* Finds later operations with the same statement as `first`, moves as many as fit next to it, and writes
 * the parameter of the set. Returns the last of them. */
struct pg_op *pg_set_gather(struct pg_ops *ops, struct pg_op *first, struct buf *param);

/* The rows of the next member; `member` counts from 1. Start with an empty slice of the result. */
void pg_set_slice(struct pg_rows *rows, int member);

#endif
