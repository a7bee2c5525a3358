/* pg_conn.h -- one connection to PostgreSQL: a state machine that connects, works and reconnects.
 *
 * The pool owns it and starts it; it tells the pool when it is up and when it is down. */
#ifndef DB_PG_CONN_H
#define DB_PG_CONN_H

#include "db/pg_migrate.h"
#include "db/pg_pipeline.h"
#include "loop/backoff.h"
#include "loop/timer.h"

#include <libpq-fe.h>

/* From the name lookup to the server's greeting. */
#define PG_CONNECT_MS 3000
/* statement_timeout (4 s) ends statements earlier, so a longer silence means a dead server or network. */
#define PG_WATCHDOG_MS 6000

struct pg_db;
struct err;
struct event;
struct resolve;

enum pg_state {
    PG_PARKED, /* not needed yet: another connection tests first whether the database is there */
    PG_RESOLVING,
    PG_CONNECTING,
    PG_MIGRATING, /* brings the schema up to date, or checks that it is */
    PG_READY,
    PG_BACKOFF, /* lost; waits for the next try */
    PG_CLOSED,
    PG_STATES
};

struct pg_conn {
    struct pg_db *db;
    int number; /* for the log */
    enum pg_state state;
    PGconn *pg;              /* NULL unless connecting or connected */
    struct resolve *resolve; /* while resolving */
    struct event *event;     /* of libpq's socket, or NULL */
    short waits_for;         /* EV_READ, EV_WRITE */
    struct timer timer;      /* its meaning depends on the state: see pg_set_state() */
    struct backoff backoff;
    struct err last_words; /* why it is about to be lost, if that is known first */
    bool complained;       /* its trouble is in the log already */
    struct pg_migrate migrate;
    struct pg_pipeline pipeline;
};

void pg_conn_init(struct pg_conn *conn, struct pg_db *db, int number);

void pg_conn_start(struct pg_conn *conn); /* connects, unless it has begun to */
void pg_conn_park(struct pg_conn *conn);  /* stops trying; not for one that is ready */
void pg_conn_close(struct pg_conn *conn); /* closes it for good; its operations return to the pool */

/* Sends the operations as one group and takes them. */
void pg_conn_send(struct pg_conn *conn, struct pg_ops *ops, enum pg_queue kind);

/* For pg_migrate.c: the schema is as this program needs it; or not, or the connection is broken. */
void pg_conn_migrated(struct pg_conn *conn);
void pg_conn_lost(struct pg_conn *conn, const struct err *err, bool for_people);

/* Lets libpq write, and waits for the next event that it needs. False: the connection is broken. */
MUST_CHECK bool pg_conn_flush(struct pg_conn *conn);

#endif
