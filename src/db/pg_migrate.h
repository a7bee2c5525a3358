/* pg_migrate.h -- brings the schema up to date over one connection before the pool uses it.
 *
 * First it asks for the version. If that is old, it takes an advisory lock, so that only one of many
 * processes migrates; it asks for the version again, because another process may have been faster; and it
 * runs each migration in a transaction together with its row in schema_migrations. */
#ifndef DB_PG_MIGRATE_H
#define DB_PG_MIGRATE_H

#include "base/err.h"

#include <libpq-fe.h>
#include <stdint.h>

struct pg_conn;

enum pg_migrate_step {
    PG_STEP_CHECK,  /* which version is there? */
    PG_STEP_LOCK,   /* not waiting in the server, which would keep us from noticing anything else */
    PG_STEP_CREATE, /* the table of versions */
    PG_STEP_RECHECK,
    PG_STEP_APPLY, /* once for each missing migration */
    PG_STEP_UNLOCK,
};

struct pg_migrate {
    enum pg_migrate_step step;
    int64_t version;       /* of the schema, as far as known */
    int64_t lock_since_ms; /* since when another process has the lock */
    bool pausing;          /* waits for the timer before it tries the lock again */
    PGresult *failure;     /* of the step that is under way */
    bool locked;           /* the answer to PG_STEP_LOCK */
};

/* Begins; ends with pg_conn_migrated() or pg_conn_lost(). */
void pg_migrate_start(struct pg_conn *conn);

/* Something was read: false if the connection is broken. May end the migration. */
void pg_migrate_read(struct pg_conn *conn);
void pg_migrate_on_timer(struct pg_conn *conn);
void pg_migrate_done(struct pg_migrate *migrate);

#endif
