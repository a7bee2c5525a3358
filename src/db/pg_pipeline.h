/* pg_pipeline.h -- the operations that were sent on one connection and have no answer yet.
 *
 * Operations are sent in groups. A group ends with one Sync, so PostgreSQL runs it as one transaction and
 * flushes its answers once. The first error of a group ends the transaction, and the rest of the group is
 * skipped.
 *   - Reads are answered when their rows arrive. Skipped reads run again, each alone.
 *   - Writes are answered when the Sync is, because only then their commit is certain. If a group with
 * several writes fails, none of them happened: each runs again, alone, and gets its own answer. A connection
 * prepares a statement when it first needs it, in a separate group, so that only its own errors can affect
 * it. */
#ifndef DB_PG_PIPELINE_H
#define DB_PG_PIPELINE_H

#include "base/attr.h"
#include "db/pg_op.h"
#include "db/pg_prepared.h"

struct err;
struct pg_conn;
struct pg_group;

TAILQ_HEAD(pg_groups, pg_group);

struct pg_pipeline {
    struct pg_groups groups;          /* in the order in which they were sent */
    int ops;                          /* in them */
    int under_way[PG_QUEUES];         /* groups of each kind */
    bool answered_null;               /* libpq's last answer: two in a row would be a confused libpq */
    struct pg_prepared_list prepared; /* the prepared statements of this connection */
};

void pg_pipeline_init(struct pg_pipeline *pipeline);

/* Sends the operations, which all come from this queue, as one group; takes them from the list. False: the
 * connection is broken. */
MUST_CHECK bool pg_pipeline_send(struct pg_conn *conn, struct pg_ops *ops, enum pg_queue kind);

/* Whether libpq's output buffer is empty. */
void pg_pipeline_delivered(struct pg_pipeline *pipeline);

/* Processes all answers that have arrived, and calls back. False: the connection is broken, and `err` says
 * why. */
MUST_CHECK bool pg_pipeline_read(struct pg_conn *conn, struct err *err);

/* When the oldest group was sent; -1: nothing is under way. */
int64_t pg_pipeline_oldest_ms(const struct pg_pipeline *pipeline);

/* The connection is lost. Returns each operation to the pool, which runs it again or fails it, and forgets
 * the prepared statements. */
void pg_pipeline_drop(struct pg_conn *conn);

#endif
