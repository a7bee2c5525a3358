/* sqlite_db.c -- see sqlite_db.h. In this order: the queues, the writes and reads of a turn, the interface of
 * db.h. */
#include "db/sqlite_db.h"

#include "base/clock.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "db/sqlite_error.h"

#include <stdlib.h>

/* The size of a transaction or snapshot: large enough to share the cost of the commit, small enough for
 * the loop to stay responsive. */
#define GROUP_MAX 64
/* Also for slow writes: operations that have not begun by then run in the next turn. */
#define GROUP_MS 4
/* As long as PostgreSQL's lock_timeout: another program, such as the sqlite3 shell, may be in a
 * transaction. */
#define BUSY_MS       2000
#define BUSY_RETRY_MS 20

/* Prepared once, like all others. */
static const struct db_stmt begin_read = { .name = "begin_read", .sqlite = "BEGIN" };
static const struct db_stmt begin_write = { .name = "begin_write", .sqlite = "BEGIN IMMEDIATE" };
static const struct db_stmt commit = { .name = "commit", .sqlite = "COMMIT" };
static const struct db_stmt savepoint = { .name = "savepoint", .sqlite = "SAVEPOINT member" };
static const struct db_stmt release = { .name = "release", .sqlite = "RELEASE member" };
static const struct db_stmt undo = { .name = "undo", .sqlite = "ROLLBACK TO member; RELEASE member" };

static int run(struct sqlite_db *db, const struct db_stmt *stmt)
{
    struct sqlite_rows none = { .size = 0 };

    return sqlite_stmts_run(&db->stmts, stmt, NULL, &none);
}

/* ---- the queues -------------------------------------------------------------------------------- */

static struct sqlite_ops *queue_of(struct sqlite_db *db, const struct sqlite_op *op)
{
    switch (op->stmt->access) {
    case DB_READ:
        return &db->reads;
    case DB_WRITE:
        return &db->writes;
    default:
        return &db->work;
    }
}

static void fail(struct sqlite_db *db, struct sqlite_op *op, enum err_kind kind, const char *reason)
{
    (void)err_set(&op->err, kind, "%s", reason);
    TAILQ_INSERT_TAIL(&db->failed, op, entry);
    task_post(&db->task);
}

static void drop(struct sqlite_db *db, struct sqlite_op *op)
{
    db->pending--;
    sqlite_op_drop(op);
}

/* Moves the first operation that was not cancelled from the queue to the group. */
static bool take(struct sqlite_db *db, struct sqlite_ops *queue, struct sqlite_ops *group)
{
    struct sqlite_op *op;

    while ((op = TAILQ_FIRST(queue)) != NULL) {
        TAILQ_REMOVE(queue, op, entry);
        metric_add(METRIC_DB_QUEUED, -1);
        if (op_wanted(&op->op)) {
            TAILQ_INSERT_TAIL(group, op, entry);
            return true;
        }
        drop(db, op);
    }
    return false;
}

/* Moves `first` and the operations after it from the group back to the front of the queues. */
static void put_back(struct sqlite_db *db, struct sqlite_ops *group, const struct sqlite_op *first)
{
    struct sqlite_op *op;

    do {
        op = TAILQ_LAST(group, sqlite_ops);
        TAILQ_REMOVE(group, op, entry);
        TAILQ_INSERT_HEAD(queue_of(db, op), op, entry);
        metric_add(METRIC_DB_QUEUED, 1);
    } while (op != first);
}

/* Fails operations that have been waiting since before `since_ms`. */
static void fail_older(struct sqlite_db *db, struct sqlite_ops *queue, int64_t since_ms,
                       const struct err *why)
{
    struct sqlite_op *op;

    while ((op = TAILQ_FIRST(queue)) != NULL && op->since_ms <= since_ms) {
        TAILQ_REMOVE(queue, op, entry);
        metric_add(METRIC_DB_QUEUED, -1);
        fail(db, op, why->kind, why->msg);
    }
}

/* Calls back in the order of the calls. A callback may close the database. */
static void answer(struct sqlite_db *db, struct sqlite_ops *group)
{
    struct sqlite_op *op;

    while ((op = TAILQ_FIRST(group)) != NULL) {
        TAILQ_REMOVE(group, op, entry);
        db->pending--;
        if (db->closed)
            sqlite_op_drop(op);
        else
            sqlite_op_answer(op);
    }
}

/* ---- a turn ------------------------------------------------------------------------------------ */

/* Runs one member of a transaction. Returns SQLITE_OK as long as the transaction can continue. */
static int run_member(struct sqlite_db *db, struct sqlite_op *op)
{
    int code = run(db, &savepoint);

    if (code != SQLITE_OK)
        return code;
    code = sqlite_stmts_run(&db->stmts, op->stmt, op->params, &op->rows);
    if (code == SQLITE_OK)
        return run(db, &release);
    sqlite_error_of(code, &op->err);
    if (sqlite3_get_autocommit(db->file.sqlite) || sqlite_error_is_of_file(code))
        return code; /* the failure ended the transaction */
    return run(db, &undo);
}

/* Runs as many members as the time allows, at least one, and puts the rest back. Returns the state of the
 * transaction. */
static int run_members(struct sqlite_db *db, struct sqlite_ops *group)
{
    int64_t end_ms = clock_ms() + db->group_ms;
    struct sqlite_op *op = TAILQ_FIRST(group);
    int code;

    do {
        code = run_member(db, op);
        op = TAILQ_NEXT(op, entry);
    } while (code == SQLITE_OK && op != NULL && clock_ms() < end_ms);
    if (code == SQLITE_OK && op != NULL)
        put_back(db, group, op);
    return code;
}

/* Runs the group in the open transaction and commits it. If the commit fails, all members fail. */
static void run_transaction(struct sqlite_db *db, struct sqlite_ops *group)
{
    struct err why = ERR_INIT;
    struct sqlite_op *op;
    int code = run_members(db, group);

    if (code != SQLITE_OK) {
        sqlite_error_of(code, &why);
    } else {
        crash_point("sqlite_before_commit");
        code = run(db, &commit);
        crash_point("sqlite_after_commit");
        if (code != SQLITE_OK)
            sqlite_error_of_commit(code, &why);
    }
    if (code == SQLITE_OK) {
        metric_add(METRIC_DB_COMMITS, 1);
        backoff_reset(&db->backoff);
        return;
    }
    sqlite_rollback(db);
    if (why.kind != ERR_UNKNOWN)
        why.kind = ERR_UNAVAILABLE; /* a failed member does not affect the others */
    TAILQ_FOREACH (op, group, entry)
        (void)err_set(&op->err, why.kind, "%s", why.msg);
    if (sqlite_error_is_of_file(code))
        sqlite_health_lost(db, code);
}

/* Another program is in a transaction: the operations wait for it, but the loop does not. */
static void wait_for_other(struct sqlite_db *db, struct sqlite_ops *group)
{
    struct err why = ERR_INIT;

    put_back(db, group, TAILQ_FIRST(group));
    sqlite_error_of(SQLITE_BUSY, &why);
    fail_older(db, &db->writes, clock_ms() - BUSY_MS, &why);
    fail_older(db, &db->work, clock_ms() - BUSY_MS, &why);
    if (!timer_running(&db->retry))
        timer_start(&db->retry, BUSY_RETRY_MS);
}

/* Writes of customers and of the workers take turns, so that neither kind starves. They share the commit,
 * because there is only one writer and no lock can be held too long. */
static void run_writes(struct sqlite_db *db)
{
    struct sqlite_ops group = TAILQ_HEAD_INITIALIZER(group);
    int count = 0, before = -1;

    while (count < GROUP_MAX && count > before) {
        before = count;
        count += take(db, &db->writes, &group);
        if (count < GROUP_MAX)
            count += take(db, &db->work, &group);
    }
    if (count == 0)
        return;
    int code = run(db, &begin_write);
    if ((code & 0xff) == SQLITE_BUSY) {
        wait_for_other(db, &group);
        return;
    }
    if (code == SQLITE_OK) {
        run_transaction(db, &group);
    } else {
        struct sqlite_op *op;
        TAILQ_FOREACH (op, &group, entry)
            sqlite_error_of(code, &op->err);
        if (sqlite_error_is_of_file(code))
            sqlite_health_lost(db, code);
    }
    answer(db, &group);
}

static void run_reads(struct sqlite_db *db)
{
    struct sqlite_ops group = TAILQ_HEAD_INITIALIZER(group);
    struct sqlite_op *op;
    int count = 0;

    while (count < GROUP_MAX && take(db, &db->reads, &group))
        count++;
    if (count == 0)
        return;
    /* BEGIN takes no lock yet, so it cannot fail. Without it each read would have its own snapshot. */
    (void)!run(db, &begin_read);
    TAILQ_FOREACH (op, &group, entry) {
        int code = sqlite_stmts_run(&db->stmts, op->stmt, op->params, &op->rows);
        if (code == SQLITE_OK)
            continue;
        sqlite_error_of(code, &op->err);
        if (sqlite_error_is_for_people(code))
            sqlite_health_lost(db, code);
    }
    (void)!run(db, &commit);
    sqlite_rollback(db);
    answer(db, &group);
}

/* Runs at the end of a turn in which an operation was added or failed. Callbacks may close the database. */
static void on_task(void *arg)
{
    struct sqlite_db *db = arg;

    if (db->announce && db->usable) {
        db->announce = false;
        if (db->on_ready != NULL)
            db->on_ready(db->arg);
    }
    if (db->usable && !db->closed && !timer_running(&db->retry))
        run_writes(db);
    if (!db->usable && !db->closed) {
        fail_older(db, &db->writes, INT64_MAX, &db->err);
        fail_older(db, &db->work, INT64_MAX, &db->err);
        if (db->for_people)
            fail_older(db, &db->reads, INT64_MAX, &db->err);
    }
    if (!db->closed)
        run_reads(db);
    if (!db->closed)
        answer(db, &db->failed);
    if (!db->closed && (!TAILQ_EMPTY(&db->reads) || (!timer_running(&db->retry) &&
                                                     !(TAILQ_EMPTY(&db->writes) && TAILQ_EMPTY(&db->work)))))
        task_post(&db->task);
}

static void on_retry(void *arg)
{
    struct sqlite_db *db = arg;

    task_post(&db->task);
}

/* ---- the interface of db.h --------------------------------------------------------------------- */

static void sqlite_run(struct db *port, struct op_list *owner, const struct db_stmt *stmt,
                       const char *const params[], db_fn *fn, void *arg)
{
    struct sqlite_db *db = (struct sqlite_db *)port;
    struct sqlite_op *op = sqlite_op_new(owner, stmt, params, fn, arg);

    db->pending++;
    if (db->pending > DB_QUEUE_MAX) {
        fail(db, op, ERR_UNAVAILABLE, "too many statements are waiting for the database");
        return;
    }
    TAILQ_INSERT_TAIL(queue_of(db, op), op, entry);
    metric_add(METRIC_DB_QUEUED, 1);
    task_post(&db->task);
}

static void free_db(void *ptr)
{
    struct sqlite_db *db = ptr;

    timer_done(&db->retry);
    timer_done(&db->probe);
    sqlite_stmts_done(&db->stmts);
    sqlite_file_close(&db->file);
    free(db);
}

static void drop_all(struct sqlite_db *db, struct sqlite_ops *queue)
{
    struct sqlite_op *op;

    while ((op = TAILQ_FIRST(queue)) != NULL) {
        TAILQ_REMOVE(queue, op, entry);
        if (queue != &db->failed)
            metric_add(METRIC_DB_QUEUED, -1);
        drop(db, op);
    }
}

static void sqlite_close(struct db *port)
{
    struct sqlite_db *db = (struct sqlite_db *)port;

    if (db->closed)
        return;
    db->closed = true;
    metric_set(METRIC_DB_UP, 0);
    drop_all(db, &db->reads);
    drop_all(db, &db->writes);
    drop_all(db, &db->work);
    drop_all(db, &db->failed);
    task_cancel(&db->task);
    timer_stop(&db->retry);
    timer_stop(&db->probe);
    loop_defer(db->loop, free_db, db); /* one of the driver's callbacks may close it */
}

static bool sqlite_health(const struct db *port, struct err *err)
{
    const struct sqlite_db *db = (const struct sqlite_db *)port;

    return db->usable || err_set(err, db->err.kind, "%s", db->err.msg);
}

static const struct err *sqlite_fatal(const struct db *port)
{
    const struct sqlite_db *db = (const struct sqlite_db *)port;

    return db->for_people ? &db->err : NULL;
}

struct db *sqlite_open(struct loop *loop, const struct db_options *options,
                       const struct db_migration *migrations, struct err *err)
{
    static const struct db_driver driver = {
        .run = sqlite_run,
        .close = sqlite_close,
        .health = sqlite_health,
        .fatal = sqlite_fatal,
    };
    struct sqlite_file file;

    if (!sqlite_file_open(&file, options, migrations, err))
        return NULL;

    struct sqlite_db *db = mem_alloc(sizeof(*db));
    db->port.driver = &driver;
    db->loop = loop;
    db->on_ready = options->on_ready;
    db->arg = options->arg;
    db->file = file;
    db->group_ms = GROUP_MS;
    db->stmts.file = file.sqlite;
    TAILQ_INIT(&db->reads);
    TAILQ_INIT(&db->writes);
    TAILQ_INIT(&db->work);
    TAILQ_INIT(&db->failed);
    task_init(&db->task, loop, on_task, db);
    timer_init(&db->retry, loop, on_retry, db);
    timer_init(&db->probe, loop, sqlite_health_probe, db);
    log_info("db: opened sqlite:%s", sqlite_file_path(options->url, NULL));
    db->usable = db->announce = true;
    metric_set(METRIC_DB_UP, 1);
    task_post(&db->task);
    return &db->port;
}
