/* pg_pool.c -- see pg_pool.h. In this order: the queues, the choice of a connection, reports of connections,
 * the interface of db.h. */
#include "db/pg_pool.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"

#include <stdlib.h>
#include <string.h>

/* No database wants more connections than this. */
#define CONNECTIONS_MAX 32
/* The size of a transaction: large enough to share the cost of the commit, small enough to repeat cheaply
 * if one fails. */
#define GROUP_MAX 64
/* Groups of reads in flight per connection: the server works on one while the next arrives. Operations
 * that wait in the pool can still be cancelled, or join a larger group. */
#define READ_GROUPS_MAX 2
/* How often the pool looks for operations that have waited too long. */
#define WAIT_CHECK_MS 1000

/* ---- the queues ---------------------------------------------------------------------------- */

static void queue_remove(struct pg_db *db, struct pg_op *op)
{
    TAILQ_REMOVE(&db->queues[pg_op_queue(op)], op, entry);
    metric_add(METRIC_DB_QUEUED, -1);
}

static void pg_run(struct db *port, struct op_list *owner, const struct db_stmt *stmt,
                   const char *const params[], db_fn *fn, void *arg)
{
    struct pg_db *db = (struct pg_db *)port;
    struct pg_op *op = pg_op_new(owner, stmt, params, fn, arg);

    db->pending++;
    if (db->pending > DB_QUEUE_MAX) {
        pg_pool_fail(db, op, ERR_UNAVAILABLE, "too many statements are waiting for the database");
        return;
    }
    TAILQ_INSERT_TAIL(&db->queues[pg_op_queue(op)], op, entry);
    metric_add(METRIC_DB_QUEUED, 1);
    task_post(&db->task);
}

void pg_pool_answer(struct pg_db *db, struct pg_op *op, const struct db_rows *rows, const struct err *err)
{
    db->pending--;
    if (db->closed)
        pg_op_drop(op);
    else
        pg_op_answer(op, rows, err);
}

void pg_pool_fail(struct pg_db *db, struct pg_op *op, enum err_kind kind, const char *reason)
{
    if (db->closed) {
        pg_op_drop(op);
        return;
    }
    op->failure = kind;
    op->reason = reason;
    TAILQ_INSERT_TAIL(&db->failed, op, entry);
    task_post(&db->task);
}

void pg_pool_again(struct pg_db *db, struct pg_op *op)
{
    if (db->closed || !op_wanted(&op->op)) {
        db->pending--;
        pg_op_drop(op);
    } else if (op->again || clock_ms() - op->since_ms >= PG_WAIT_MS) {
        pg_pool_fail(db, op, ERR_UNAVAILABLE, "the database connection was lost");
    } else {
        op->again = true;
        TAILQ_INSERT_HEAD(&db->queues[pg_op_queue(op)], op, entry);
        metric_add(METRIC_DB_QUEUED, 1);
        task_post(&db->task);
    }
}

static bool something_waits(const struct pg_db *db)
{
    for (int i = 0; i < PG_QUEUES; i++)
        if (!TAILQ_EMPTY(&db->queues[i]))
            return true;
    return false;
}

void pg_pool_on_room(struct pg_db *db)
{
    if (something_waits(db))
        task_post(&db->task);
}

/* Fails operations that have been waiting since before `since_ms`. */
static void fail_older(struct pg_db *db, int64_t since_ms, const char *reason)
{
    for (int i = 0; i < PG_QUEUES; i++) {
        struct pg_op *next;
        for (struct pg_op *op = TAILQ_FIRST(&db->queues[i]); op != NULL; op = next) {
            next = TAILQ_NEXT(op, entry);
            if (op->since_ms > since_ms)
                continue;
            queue_remove(db, op);
            pg_pool_fail(db, op, ERR_UNAVAILABLE, reason);
        }
    }
}

static void on_timer(void *arg)
{
    struct pg_db *db = arg;
    int64_t since_ms = clock_ms() - PG_WAIT_MS;

    fail_older(db, since_ms, "no database connection was free for too long");
    task_post(&db->task); /* restarts the timer if operations wait */
}

/* ---- the choice of a connection ------------------------------------------------------------ */

static int write_groups(const struct pg_conn *conn)
{
    const int *under_way = conn->pipeline.under_way;

    return under_way[PG_WRITES] + under_way[PG_WORK] + under_way[PG_RERUNS];
}

/* Whether `a` is the better connection for a group: reads avoid connections with a write transaction. */
static bool better(const struct pg_conn *a, const struct pg_conn *b)
{
    if (write_groups(a) != write_groups(b))
        return write_groups(a) < write_groups(b);
    return a->pipeline.ops < b->pipeline.ops;
}

/* The number of groups of each kind in flight in the whole pool. A group of writes locks rows for many
 * callers in no particular order, so two of them would often deadlock. So there is at most one for
 * customers and one of work, which rarely lock the same rows; later writes collect for the next group. A
 * write that runs again alone may wait long for a lock, so it must not block the others. */
static int groups_max(const struct pg_db *db, enum pg_queue queue)
{
    switch (queue) {
    case PG_WRITES:
    case PG_WORK:
        return 1;
    case PG_RERUNS:
        return db->count > 3 ? db->count - 2 : 1;
    default:
        return db->count * READ_GROUPS_MAX;
    }
}

/* The connection for the next group, or NULL if it must wait. */
static struct pg_conn *taker(struct pg_db *db, enum pg_queue queue)
{
    struct pg_conn *best = NULL;
    int groups = 0;

    for (int i = 0; i < db->count; i++) {
        struct pg_conn *conn = &db->conns[i];
        bool full = queue == PG_READS ? conn->pipeline.under_way[PG_READS] >= READ_GROUPS_MAX
                                      : write_groups(conn) > 0;
        groups += conn->pipeline.under_way[queue];
        if (conn->state == PG_READY && !full && (best == NULL || better(conn, best)))
            best = conn;
    }
    return groups < groups_max(db, queue) ? best : NULL;
}

/* Moves the operations that can share a group out of the queue. A repeated operation runs alone. */
static void gather(struct pg_db *db, struct pg_ops *queue, struct pg_ops *group)
{
    struct pg_op *op;

    for (int count = 0; count < GROUP_MAX && (op = TAILQ_FIRST(queue)) != NULL;) {
        if (op->again && count > 0)
            return;
        queue_remove(db, op);
        if (!op_wanted(&op->op)) {
            db->pending--;
            pg_op_drop(op);
            continue;
        }
        TAILQ_INSERT_TAIL(group, op, entry);
        count++;
        if (op->again)
            return;
    }
}

/* True if something was sent. */
static bool send_waiting(struct pg_db *db, enum pg_queue kind)
{
    struct pg_ops *queue = &db->queues[kind];
    struct pg_ops group = TAILQ_HEAD_INITIALIZER(group);
    struct pg_conn *conn;
    bool sent = false;

    while (!TAILQ_EMPTY(queue) && (conn = taker(db, kind)) != NULL) {
        gather(db, queue, &group);
        if (TAILQ_EMPTY(&group))
            continue;
        pg_conn_send(conn, &group, kind);
        sent = true;
    }
    return sent;
}

/* The kind that was sent last comes last. Otherwise, on a single connection, one kind could starve the
 * others. */
static void send_writes(struct pg_db *db)
{
    static const enum pg_queue kinds[] = { PG_WRITES, PG_WORK, PG_RERUNS };
    size_t first = db->first_kind;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        size_t kind = (first + i) % ARRAY_LEN(kinds);
        if (send_waiting(db, kinds[kind]))
            db->first_kind = kind + 1;
    }
}

static void answer_failed(struct pg_db *db)
{
    struct pg_op *op;

    while ((op = TAILQ_FIRST(&db->failed)) != NULL) {
        struct err err = ERR_INIT;
        err_set(&err, op->failure, "%s", op->reason);
        TAILQ_REMOVE(&db->failed, op, entry);
        pg_pool_answer(db, op, NULL, &err);
    }
}

/* Runs at the end of a turn that added an operation, freed a connection or lost one. Callbacks may close
 * the database. */
static void on_task(void *arg)
{
    struct pg_db *db = arg;

    if (db->announce && db->usable) {
        db->announce = false;
        if (db->options.on_ready != NULL)
            db->options.on_ready(db->options.arg);
    }
    if (db->closed)
        return;
    if (db->usable) {
        send_writes(db);
        (void)send_waiting(db, PG_READS); /* reads come last, to avoid the connections that got writes */
    }
    if (!db->usable)
        fail_older(db, INT64_MAX, "the database cannot be reached");
    if (something_waits(db) && !timer_running(&db->timer))
        timer_start(&db->timer, WAIT_CHECK_MS);
    answer_failed(db);
}

/* ---- reports of the connections ------------------------------------------------------------ */

void pg_pool_on_up(struct pg_conn *conn)
{
    struct pg_db *db = conn->db;

    db->ready++;
    if (conn->complained && db->usable)
        log_info("db: connection %d is back", conn->number);
    conn->complained = false;
    task_post(&db->task);
    if (db->usable)
        return;
    log_info("db: connected to postgres at %s", db->url.name);
    db->usable = db->announce = true;
    db->complained = false;
    metric_set(METRIC_DB_UP, 1);
    for (int i = 0; i < db->count; i++)
        pg_conn_start(&db->conns[i]);
}

/* Only the first connection reconnects and checks the schema; the others follow. */
static void become_unusable(struct pg_db *db)
{
    db->usable = db->schema_known = false;
    metric_set(METRIC_DB_UP, 0);
    for (int i = 1; i < db->count; i++)
        pg_conn_park(&db->conns[i]);
}

void pg_pool_on_down(struct pg_conn *conn, bool was_ready, const struct err *err, bool for_people)
{
    struct pg_db *db = conn->db;

    if (was_ready)
        db->ready--;
    task_post(&db->task);
    if (db->usable && db->ready > 0) {
        if (!conn->complained)
            log_warn("db: connection %d is down: %s", conn->number, err->msg);
        conn->complained = true;
        return;
    }
    if (db->usable || !db->complained)
        log_error("db: postgres at %s is down: %s", db->url.name, err->msg);
    else if (strcmp(err->msg, db->err.msg) != 0)
        log_warn("db: postgres at %s is still down: %s", db->url.name, err->msg);
    db->complained = true;
    db->err = *err;
    db->err.kind = ERR_UNAVAILABLE;
    db->for_people = for_people;
    if (db->usable)
        become_unusable(db);
}

/* ---- the interface of db.h ------------------------------------------------------------------ */

static void db_free(void *ptr)
{
    struct pg_db *db = ptr;

    timer_done(&db->timer);
    pg_url_done(&db->url);
    free(db->conns);
    free(db);
}

static void pg_close(struct db *port)
{
    struct pg_db *db = (struct pg_db *)port;
    struct pg_op *op;

    if (db->closed)
        return;
    db->closed = true;
    if (db->usable)
        metric_set(METRIC_DB_UP, 0);
    for (int i = 0; i < db->count; i++)
        pg_conn_close(&db->conns[i]);
    fail_older(db, INT64_MAX, "");
    while ((op = TAILQ_FIRST(&db->failed)) != NULL) {
        TAILQ_REMOVE(&db->failed, op, entry);
        pg_op_drop(op);
    }
    task_cancel(&db->task);
    timer_stop(&db->timer);
    loop_defer(db->loop, db_free, db); /* one of the driver's callbacks may close it */
}

static bool pg_health(const struct db *port, struct err *err)
{
    const struct pg_db *db = (const struct pg_db *)port;

    return db->usable || err_set(err, db->err.kind, "%s", db->err.msg);
}

static const struct err *pg_fatal(const struct db *port)
{
    const struct pg_db *db = (const struct pg_db *)port;

    return !db->usable && db->for_people ? &db->err : NULL;
}

struct db *pg_open(struct loop *loop, const struct db_options *options, const struct db_migration *migrations,
                   struct err *err)
{
    static const struct db_driver driver = {
        .run = pg_run,
        .close = pg_close,
        .health = pg_health,
        .fatal = pg_fatal,
    };
    struct pg_url url;

    if (!pg_url_init(&url, options->url, err))
        return NULL;

    struct pg_db *db = mem_alloc(sizeof(*db));
    db->port.driver = &driver;
    db->loop = loop;
    db->options = *options;
    db->options.url = NULL;
    db->migrations = migrations;
    db->url = url;
    for (int i = 0; i < PG_QUEUES; i++)
        TAILQ_INIT(&db->queues[i]);
    TAILQ_INIT(&db->failed);
    task_init(&db->task, loop, on_task, db);
    timer_init(&db->timer, loop, on_timer, db);
    db->count = options->connections;
    if (db->count < 1 || db->count > CONNECTIONS_MAX)
        db->count = db->count < 1 ? 1 : CONNECTIONS_MAX;
    db->conns = mem_alloc((size_t)db->count * sizeof(*db->conns));
    for (int i = 0; i < db->count; i++)
        pg_conn_init(&db->conns[i], db, i);
    err_set(&db->err, ERR_UNAVAILABLE, "not connected yet");
    pg_conn_start(&db->conns[0]);
    return &db->port;
}
