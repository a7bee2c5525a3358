/* beside.c -- see app/beside.h. */
#include "app/beside.h"

#include "app/wait.h"
#include "db/db.h"

#define OPEN_MS   10000
#define ANSWER_MS 10000

static bool is_settled(void *arg)
{
    const struct db *db = arg;
    struct err err = ERR_INIT;

    return db_health(db, &err) || db_fatal(db) != NULL;
}

struct db *beside_open(struct loop *loop, const char *url, struct err *err)
{
    const struct db_options options = { .url = url, .connections = 1, .beside = true };
    struct db *db = db_open(loop, &options, err);

    if (db == NULL)
        return NULL;
    (void)wait_until(loop, is_settled, db, OPEN_MS);
    if (db_health(db, err))
        return db;
    db_close(db);
    return NULL;
}

static bool is_done(void *arg)
{
    return *(const bool *)arg;
}

bool beside_wait(struct loop *loop, const bool *done, struct err *err)
{
    return wait_until(loop, is_done, (void *)(uintptr_t)done, ANSWER_MS) ||
           err_set(err, ERR_TIMEOUT, "the database does not answer");
}
