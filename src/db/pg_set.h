/* pg_set.h -- one execution of a statement for many operations.
 *
 * What PostgreSQL spends on a small statement is mostly its start, so a statement that is run often may be
 * written for a set (its file says "set of N params"): $1 is a JSON array with a member for each operation,
 * which is the array of that operation's N parameters as strings or null; column 0 of the answer is the
 * member's position, from 1, in whose order the rows come. The callers see nothing of it: their parameters,
 * their rows, their columns from 0. */
#ifndef DB_PG_SET_H
#define DB_PG_SET_H

#include "base/buf.h"
#include "db/pg_op.h"

/* Puts operations with the same statement as `first`, wherever they are behind it, next to it, as many as
 * fit, and writes the set's parameter. Returns the last of them. */
struct pg_op *pg_set_gather(struct pg_ops *ops, struct pg_op *first, struct buf *param);

/* The rows of the next member; `member` counts from 1. Begin with an empty slice of the result. */
void pg_set_slice(struct pg_rows *rows, int member);

#endif
