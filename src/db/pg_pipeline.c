/* pg_pipeline.c -- see pg_pipeline.h. In this order: sending, answers, the end of the connection. */
#include "db/pg_pipeline.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "db/pg_conn.h"
#include "db/pg_error.h"
#include "db/pg_pool.h"
#include "db/pg_set.h"

#include <stdlib.h>
#include <string.h>

/* The maximum length of a set's parameter. One operation adds little, because a request's body has at most
 * 64 KiB. */
#define SET_BYTES_MAX ((size_t)8 << 20)

struct pg_group {
    TAILQ_ENTRY(pg_group) entry;
    enum pg_queue kind;
    struct pg_prepared *prepares; /* a group that prepares a statement, and has no operations; or NULL */
    bool prepare_answered;
    struct pg_ops ops;
    struct pg_op *next; /* the operation, or the set, that is answered next; NULL: the Sync */
    int count;
    bool failed;         /* an error ended its transaction */
    bool delivered;      /* its Sync left libpq's buffer: before that the server cannot have committed */
    PGresult *at_commit; /* the error that came with the Sync */
    int64_t sent_at_ms;
};

void pg_pipeline_init(struct pg_pipeline *pipeline)
{
    TAILQ_INIT(&pipeline->groups);
}

static struct pg_group *group_new(struct pg_pipeline *pipeline, enum pg_queue kind)
{
    struct pg_group *group = mem_alloc(sizeof(*group));

    group->kind = kind;
    group->sent_at_ms = clock_ms();
    TAILQ_INIT(&group->ops);
    TAILQ_INSERT_TAIL(&pipeline->groups, group, entry);
    return group;
}

static void group_free(struct pg_group *group)
{
    PQclear(group->at_commit);
    free(group);
}

/* Prepares the statement, in a group of its own, unless this connection has prepared it already. */
static bool prepare(struct pg_conn *conn, const struct db_stmt *stmt)
{
    struct pg_prepared *prepared = pg_prepared_begin(&conn->pipeline.prepared, stmt);

    if (prepared == NULL)
        return true;
    group_new(&conn->pipeline, PG_READS)->prepares = prepared;
    return PQsendPrepare(conn->pg, stmt->name, stmt->postgres, 0, NULL) == 1 && PQpipelineSync(conn->pg) == 1;
}

/* Sends one statement: for `first` alone, or for the set that begins with it. */
static bool send_call(struct pg_conn *conn, struct pg_ops *ops, struct pg_op *first)
{
    const struct db_stmt *stmt = first->stmt;
    struct buf set;

    first->last = first;
    if (!stmt->set)
        return PQsendQueryPrepared(conn->pg, stmt->name, stmt->params, first->params, NULL, NULL, 0) == 1;
    buf_init(&set, SET_BYTES_MAX);
    first->last = pg_set_gather(ops, first, &set);
    const char *const params[] = { set.data };
    bool sent = PQsendQueryPrepared(conn->pg, stmt->name, 1, params, NULL, NULL, 0) == 1;
    buf_done(&set);
    return sent;
}

bool pg_pipeline_send(struct pg_conn *conn, struct pg_ops *ops, enum pg_queue kind)
{
    struct pg_pipeline *pipeline = &conn->pipeline;
    struct pg_op *op;
    bool sent = true;

    TAILQ_FOREACH (op, ops, entry)
        sent = sent && prepare(conn, op->stmt);

    struct pg_group *group = group_new(pipeline, kind);
    TAILQ_CONCAT(&group->ops, ops, entry);
    group->next = TAILQ_FIRST(&group->ops);
    TAILQ_FOREACH (op, &group->ops, entry)
        group->count++;
    for (op = group->next; op != NULL; op = TAILQ_NEXT(op->last, entry))
        sent = send_call(conn, &group->ops, op) && sent;
    pipeline->ops += group->count;
    pipeline->under_way[kind]++;
    return sent && PQpipelineSync(conn->pg) == 1; /* this also writes as much as possible */
}

void pg_pipeline_delivered(struct pg_pipeline *pipeline)
{
    struct pg_group *group;

    TAILQ_FOREACH_REVERSE (group, &pipeline->groups, pg_groups, entry) {
        if (group->delivered)
            return;
        group->delivered = true;
    }
}

int64_t pg_pipeline_oldest_ms(const struct pg_pipeline *pipeline)
{
    const struct pg_group *group = TAILQ_FIRST(&pipeline->groups);

    return group ? group->sent_at_ms : -1;
}

/* Removes the answered operation from its group. */
static void group_remove(struct pg_conn *conn, struct pg_group *group, struct pg_op *op)
{
    TAILQ_REMOVE(&group->ops, op, entry);
    conn->pipeline.ops--;
}

static void answer_failed(struct pg_conn *conn, struct pg_op *op, const PGresult *result)
{
    struct err err = ERR_INIT;

    result = pg_prepared_failure(&conn->pipeline.prepared, op->stmt, result);
    pg_error_of_result(result, &err);
    if (err.kind == ERR_INTERNAL) {
        /* Only messages about the statement itself ("42…"): others may quote values. */
        const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        bool may_say = strncmp(pg_error_sqlstate(result), "42", 2) == 0 && text != NULL;
        log_error("db: statement %s: %s%s%s", op->stmt->name, err.msg, may_say ? ": " : "",
                  may_say ? text : "");
    }
    pg_pool_answer(conn->db, op, NULL, &err);
}

/* Removes `first`, with the rest of its set, from the group. A callback may close the database and with it
 * the group, so the operations must not be in it any more. */
static void take_call(struct pg_conn *conn, struct pg_group *group, struct pg_op *first, struct pg_ops *call)
{
    const struct pg_op *last = first->last;
    struct pg_op *op, *next = first;

    TAILQ_INIT(call);
    do {
        op = next;
        next = TAILQ_NEXT(op, entry);
        group_remove(conn, group, op);
        TAILQ_INSERT_TAIL(call, op, entry);
    } while (op != last);
}

/* Gives each of them its rows. */
static void answer_call(struct pg_conn *conn, struct pg_group *group, struct pg_op *first,
                        const PGresult *result)
{
    struct pg_rows rows;
    struct pg_db *db = conn->db;
    struct pg_ops call;
    struct pg_op *op;

    pg_rows_init(&rows, result, first->stmt->set ? 1 : 0);
    if (first->stmt->set)
        rows.rows.count = 0; /* the first slice begins after it */
    take_call(conn, group, first, &call);
    for (int member = 1; (op = TAILQ_FIRST(&call)) != NULL; member++) {
        TAILQ_REMOVE(&call, op, entry);
        if (op->stmt->set)
            pg_set_slice(&rows, member);
        pg_pool_answer(db, op, &rows.rows, NULL);
    }
}

/* They run once more, each alone. */
static void call_again(struct pg_conn *conn, struct pg_group *group, struct pg_op *first)
{
    struct pg_ops call;
    struct pg_op *op;

    take_call(conn, group, first, &call);
    while ((op = TAILQ_LAST(&call, pg_ops)) != NULL) { /* each goes to the front: backwards */
        TAILQ_REMOVE(&call, op, entry);
        pg_pool_again(conn->db, op);
    }
}

static void on_read_answer(struct pg_conn *conn, struct pg_group *group, PGresult *result)
{
    struct pg_op *first = group->next;
    ExecStatusType status = PQresultStatus(result);

    group->next = TAILQ_NEXT(first->last, entry);
    if (status == PGRES_PIPELINE_ABORTED || (status == PGRES_FATAL_ERROR && first->last != first)) {
        group->failed = true;
        call_again(conn, group, first);
    } else if (status == PGRES_FATAL_ERROR) {
        group->failed = true;
        group_remove(conn, group, first);
        answer_failed(conn, first, result);
    } else {
        answer_call(conn, group, first, result);
    }
    PQclear(result);
}

static void on_write_answer(struct pg_group *group, PGresult *result)
{
    struct pg_op *first = group->next;
    ExecStatusType status = PQresultStatus(result);

    group->next = TAILQ_NEXT(first->last, entry);
    group->failed = group->failed || status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED;
    first->result = result;
}

/* Whether a failed transaction's members get their second run: the fault may be another's, or be the clash of
 * two transactions (class 40), which one of them survives. */
static bool worth_again(const struct pg_group *group)
{
    const struct pg_op *first = TAILQ_FIRST(&group->ops);
    const PGresult *error = group->at_commit ? group->at_commit : first->result;

    return group->count > 1 || (!first->again && strncmp(pg_error_sqlstate(error), "40", 2) == 0);
}

/* A transaction that wrote has ended. */
static void end_writes(struct pg_conn *conn, struct pg_group *group)
{
    struct pg_db *db = conn->db;
    struct pg_op *op;

    if (!group->failed)
        metric_add(METRIC_DB_COMMITS, 1);
    if (group->failed && worth_again(group)) {
        while ((op = TAILQ_LAST(&group->ops, pg_ops)) != NULL) { /* each goes to the front: backwards */
            group_remove(conn, group, op);
            PQclear(op->result);
            op->result = NULL;
            pg_pool_again(db, op);
        }
    }
    while ((op = TAILQ_FIRST(&group->ops)) != NULL) {
        PGresult *result = op->result;

        op->result = NULL;
        if (group->failed) { /* it was alone */
            group_remove(conn, group, op);
            answer_failed(conn, op, group->at_commit ? group->at_commit : result);
        } else {
            answer_call(conn, group, op, result);
        }
        PQclear(result);
    }
}

static bool on_sync(struct pg_conn *conn, struct pg_group *group, struct err *err)
{
    struct pg_pipeline *pipeline = &conn->pipeline;

    if (group->next != NULL || (group->prepares != NULL && !group->prepare_answered))
        return err_set(err, ERR_UNAVAILABLE, "the server answered too little");
    TAILQ_REMOVE(&pipeline->groups, group, entry);
    if (group->prepares == NULL)
        pipeline->under_way[group->kind]--;
    pg_pool_on_room(conn->db);
    if (group->kind != PG_READS)
        end_writes(conn, group);
    group_free(group);
    return true;
}

/* Whether the error concerns the connection rather than the statement: it comes from libpq, which has no
 * SQLSTATE, or the server closes the connection. */
static bool ends_connection(const PGresult *result, struct err *err)
{
    if (pg_error_is_fatal(result))
        pg_error_of_farewell(result, err);
    else if (pg_error_sqlstate(result)[0] == '\0')
        pg_error_of_broken(PQresultErrorMessage(result), err);
    return err_is_set(err);
}

/* Takes the result. */
static bool on_result(struct pg_conn *conn, PGresult *result, struct err *err)
{
    struct pg_group *group = TAILQ_FIRST(&conn->pipeline.groups);
    bool error = false;

    switch (PQresultStatus(result)) {
    case PGRES_PIPELINE_SYNC:
        PQclear(result);
        return on_sync(conn, group, err);
    case PGRES_FATAL_ERROR:
        if (ends_connection(result, err)) {
            PQclear(result);
            return false;
        }
        error = true;
        break;
    case PGRES_PIPELINE_ABORTED:
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
        break;
    default: /* COPY, and results that later versions of libpq may add */
        PQclear(result);
        return err_set(err, ERR_UNAVAILABLE, "a statement has an answer that is not rows");
    }
    if (group->prepares != NULL && !group->prepare_answered) {
        group->prepare_answered = true;
        if (error)
            group->prepares->failure = result;
        else
            PQclear(result);
    } else if (group->next == NULL) {
        if (!error || group->at_commit != NULL) {
            PQclear(result);
            return err_set(err, ERR_UNAVAILABLE, "the server answered too much");
        }
        group->failed = true;
        group->at_commit = result;
    } else if (group->kind == PG_READS) {
        on_read_answer(conn, group, result);
    } else {
        on_write_answer(group, result);
    }
    return true;
}

bool pg_pipeline_read(struct pg_conn *conn, struct err *err)
{
    struct pg_pipeline *pipeline = &conn->pipeline;

    /* A callback may close the database, and with it this connection. */
    while (conn->state == PG_READY && !PQisBusy(conn->pg) && !TAILQ_EMPTY(&pipeline->groups)) {
        PGresult *result = PQgetResult(conn->pg);
        bool twice = result == NULL && pipeline->answered_null;

        pipeline->answered_null = result == NULL; /* once after each statement */
        if (twice)
            return err_set(err, ERR_UNAVAILABLE, "the answers stopped");
        if (result != NULL && !on_result(conn, result, err))
            return false;
    }
    return true;
}

static void drop_op(struct pg_conn *conn, const struct pg_group *group, struct pg_op *op)
{
    bool may_be_done = group->kind != PG_READS && group->delivered && !group->failed;

    PQclear(op->result);
    op->result = NULL;
    if (may_be_done)
        pg_pool_fail(conn->db, op, ERR_UNKNOWN, "the database's answer was lost");
    else
        pg_pool_again(conn->db, op);
}

void pg_pipeline_drop(struct pg_conn *conn)
{
    struct pg_pipeline *pipeline = &conn->pipeline;
    struct pg_group *group;
    struct pg_op *op;

    while ((group = TAILQ_LAST(&pipeline->groups, pg_groups)) != NULL) { /* backwards, as in end_writes() */
        TAILQ_REMOVE(&pipeline->groups, group, entry);
        while ((op = TAILQ_LAST(&group->ops, pg_ops)) != NULL) {
            TAILQ_REMOVE(&group->ops, op, entry);
            drop_op(conn, group, op);
        }
        group_free(group);
    }
    pg_prepared_done(&pipeline->prepared);
    *pipeline = (struct pg_pipeline){ 0 };
    TAILQ_INIT(&pipeline->groups);
}
