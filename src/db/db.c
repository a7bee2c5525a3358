/* db.c -- see db/db.h: which driver serves a URL. */
#include "db/db.h"

#include "db/pg_pool.h"
#include "db/sql.h"

struct db *db_open(struct loop *loop, const struct db_options *options, struct err *err)
{
    return pg_open(loop, options, db_migrations_postgres, err);
}
