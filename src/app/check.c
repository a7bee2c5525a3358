/* check.c -- `bakery check`: prints a line for each dependency, and exits with 0 only if all are up. */
#include "app/commands.h"
#include "app/wait.h"
#include "base/attr.h"
#include "base/config.h"
#include "base/log.h"
#include "cache/cache.h"
#include "db/db.h"
#include "loop/loop.h"
#include "mq/mq.h"

#include <stdio.h>

#define TIMEOUT_MS 5000

struct check {
    struct db *db;
    struct cache *cache;
    struct mq *mq;
};

static bool all_up(void *arg)
{
    const struct check *check = arg;
    struct err err = ERR_INIT;

    return db_health(check->db, &err) && cache_health(check->cache, &err) && mq_health(check->mq, &err);
}

static int report(const char *name, bool up, const struct err *err)
{
    (void)printf("%-9s %s%s%s\n", name, up ? "up" : "down", up ? "" : ": ", up ? "" : err->msg);
    return up ? 0 : 1;
}

static int report_all(const struct check *check)
{
    struct err db_err = ERR_INIT, cache_err = ERR_INIT, mq_err = ERR_INIT;

    return report("database", db_health(check->db, &db_err), &db_err) |
           report("cache", cache_health(check->cache, &cache_err), &cache_err) |
           report("queue", mq_health(check->mq, &mq_err), &mq_err);
}

int command_check(const struct config *config)
{
    struct loop *loop = loop_new();
    struct err err = ERR_INIT;
    struct check check = { 0 };
    int status = 2;

    /* Only to read: a server may be at work on the file. */
    const struct db_options db_options = { .url = config->database_url, .connections = 1, .read_only = true };
    const struct cache_options cache_options = { .url = config->redis_url[0] ? config->redis_url : NULL };
    const struct mq_options mq_options = { .url = config->amqp_url[0] ? config->amqp_url : NULL };
    if ((check.db = db_open(loop, &db_options, &err)) != NULL &&
        (check.cache = cache_open(loop, &cache_options, &err)) != NULL &&
        (check.mq = mq_open(loop, &mq_options, &err)) != NULL) {
        (void)wait_until(loop, all_up, &check, TIMEOUT_MS);
        status = report_all(&check);
    } else {
        log_error("check: %s", err.msg);
    }
    mq_close(check.mq);
    cache_close(check.cache);
    db_close(check.db);
    loop_free(loop);
    return status;
}
