/* sqlite_health.c -- see sqlite_db.h: tests whether the file can be written. */
#include "base/log.h"
#include "base/metrics.h"
#include "db/sqlite_db.h"
#include "db/sqlite_error.h"

#include <string.h>

void sqlite_health_lost(struct sqlite_db *db, int code)
{
    struct err why = ERR_INIT;
    bool changed;

    sqlite_error_of(code, &why);
    changed = db->usable || strcmp(why.msg, db->err.msg) != 0;
    db->err = why;
    db->err.kind = ERR_UNAVAILABLE;
    db->for_people = db->for_people || sqlite_error_is_for_people(code);
    db->usable = false;
    if (changed)
        log_error("db: sqlite cannot write: %s", why.msg);
    metric_set(METRIC_DB_UP, 0);
    if (!db->for_people)
        timer_start(&db->probe, backoff_next_ms(&db->backoff));
}

void sqlite_rollback(struct sqlite_db *db)
{
    if (!sqlite3_get_autocommit(db->file.sqlite))
        (void)sqlite3_exec(db->file.sqlite, "ROLLBACK", NULL, NULL, NULL);
}

/* A commit that changes nothing, but writes a page. It also overwrites what a failed commit left in the
 * WAL. */
static int write_a_page(struct sqlite_db *db)
{
    char sql[96];

    (void)sqlite3_snprintf((int)sizeof(sql), sql, "BEGIN IMMEDIATE; PRAGMA application_id = %d; COMMIT",
                           SQLITE_FILE_ID);
    int code = sqlite3_exec(db->file.sqlite, sql, NULL, NULL, NULL);
    sqlite_rollback(db);
    return code;
}

void sqlite_health_probe(void *arg)
{
    struct sqlite_db *db = arg;
    int code = write_a_page(db);

    if (sqlite_error_is_of_file(code)) {
        sqlite_health_lost(db, code);
    } else if (code != SQLITE_OK) { /* another program is writing, so the disk may be fine */
        timer_start(&db->probe, backoff_next_ms(&db->backoff));
    } else {
        log_info("db: sqlite can write again");
        db->usable = db->announce = true;
        metric_set(METRIC_DB_UP, 1);
        task_post(&db->task);
    }
}
