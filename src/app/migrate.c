/* migrate.c -- `bakery migrate`: the driver migrates when it connects; this waits for it and logs the result.
 */
#include "app/commands.h"
#include "app/wait.h"
#include "base/config.h"
#include "base/log.h"
#include "db/db.h"
#include "loop/loop.h"

/* A migration of a big table takes its time; an absent server should not. */
#define TIMEOUT_MS 60000

static bool settled(void *arg)
{
    const struct db *db = arg;
    struct err err = ERR_INIT;

    return db_health(db, &err) || db_fatal(db) != NULL;
}

int command_migrate(const struct config *config)
{
    const struct db_options options = { .url = config->database_url, .connections = 1, .migrate = true };
    struct loop *loop = loop_new();
    struct err err = ERR_INIT;
    struct db *db = db_open(loop, &options, &err);
    int status = 2;

    if (db != NULL) {
        (void)wait_until(loop, settled, db, TIMEOUT_MS);
        status = db_health(db, &err) ? 0 : 1;
    }
    if (status == 0)
        log_info("migrate: the schema is up to date");
    else
        log_error("migrate: %s", err.msg);
    db_close(db);
    loop_free(loop);
    return status;
}
