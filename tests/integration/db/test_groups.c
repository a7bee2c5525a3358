/* test_groups.c -- writes of a turn share a commit, and a bad one does not affect the others. */
#include "integration/db/fixture.h"

#define XID "pg_current_xact_id()::text"

static const struct db_stmt note = { .name = "note",
                                     .access = DB_WRITE,
                                     .params = 1,
                                     .postgres = "INSERT INTO notes VALUES ($1) RETURNING " XID };
static const struct db_stmt once = {
    .name = "once", .access = DB_WRITE, .params = 1, .postgres = "INSERT INTO once VALUES ($1) RETURNING " XID
};
static const struct db_stmt child = { .name = "child",
                                      .access = DB_WRITE,
                                      .params = 1,
                                      .postgres = "INSERT INTO children VALUES ($1) RETURNING " XID };
static const struct db_stmt slow = {
    .name = "slow",
    .access = DB_WRITE,
    .params = 2,
    .postgres = "INSERT INTO notes SELECT $1 FROM pg_sleep($2::float8) RETURNING " XID
};
static const struct db_stmt bump = {
    .name = "bump",
    .access = DB_WRITE,
    .params = 1,
    .postgres = "UPDATE counters SET n = n + 1 WHERE id = $1::int RETURNING pg_sleep(0.1)"
};
static const struct db_stmt echo = {
    .name = "echo", .access = DB_READ, .params = 1, .postgres = "SELECT $1::text"
};
static const struct db_stmt divide = { .name = "divide",
                                       .access = DB_WRITE,
                                       .params = 1,
                                       .postgres =
                                           "INSERT INTO notes SELECT (10 / $1::int)::text RETURNING " XID };

static struct op_list ops = OP_LIST_INIT;

static int empty_tables(void **state UNUSED)
{
    tell("TRUNCATE notes, once, children, counters");
    tell("INSERT INTO counters VALUES (1, 0), (2, 0)");
    return 0;
}

static void writes_of_a_turn_share_a_transaction(void **state UNUSED)
{
    struct db *db = open_db(4);
    struct answer answers[10];
    int64_t commits = metric_get(METRIC_DB_COMMITS);

    for (int i = 0; i < 10; i++)
        start(db, &ops, &note, "n", NULL, &answers[i]);
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 10; i++) {
        assert_int_equal(answers[i].kind, ERR_NONE);
        assert_int_equal(answers[i].calls, 1);
        assert_string_equal(answers[i].text, answers[0].text);
    }
    assert_int_equal(metric_get(METRIC_DB_COMMITS) - commits, 1);
    close_db(db);
}

static void at_most_64_share_a_transaction(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer answers[150];
    int run = 1, longest = 1;

    for (int i = 0; i < 150; i++)
        start(db, &ops, &note, "n", NULL, &answers[i]);
    UNTIL(op_list_empty(&ops));
    for (int i = 1; i < 150; i++) {
        run = strcmp(answers[i].text, answers[i - 1].text) == 0 ? run + 1 : 1;
        longest = run > longest ? run : longest;
    }
    assert_int_equal(longest, 64);
    assert_string_equal(ask("SELECT count(*) FROM notes"), "150");
    close_db(db);
}

static void writes_collect_during_a_commit(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer first, later[10];

    start(db, &ops, &slow, "first", "0.3", &first);
    turn_twice();
    for (int i = 0; i < 10; i++) {
        start(db, &ops, &note, "later", NULL, &later[i]);
        turn_twice();
    }
    UNTIL(op_list_empty(&ops));
    for (int i = 1; i < 10; i++)
        assert_string_equal(later[i].text, later[0].text);
    assert_string_not_equal(first.text, later[0].text);
    close_db(db);
}

static void reads_do_not_wait_for_writes(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer write, more, read;

    start(db, &ops, &slow, "w", "0.4", &write);
    turn_twice();
    start(db, &ops, &slow, "w", "0", &more); /* the last connection is for reads */
    turn_twice();
    start(db, &ops, &echo, "r", NULL, &read);
    UNTIL(op_list_empty(&ops));
    assert_int_equal(read.order, write.order - 1);
    assert_true(more.order > write.order);
    close_db(db);
}

struct seen {
    char rows[16];
    int calls;
};

static void look(void *arg, const struct db_rows *rows UNUSED, const struct err *err)
{
    struct seen *seen = arg;

    assert_null(err);
    seen->calls++;
    (void)snprintf(seen->rows, sizeof(seen->rows), "%s", ask("SELECT count(*) FROM notes"));
}

static void a_write_is_answered_after_its_commit(void **state UNUSED)
{
    struct db *db = open_db(1);
    const char *const params[] = { "n" };
    struct seen seen[5] = { 0 };

    for (int i = 0; i < 5; i++)
        db_run(db, &ops, &note, params, look, &seen[i]);
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 5; i++)
        assert_string_equal(seen[i].rows, "5");
    close_db(db);
}

static void a_bad_write_fails_alone_and_the_others_run_once(void **state UNUSED)
{
    struct db *db = open_db(3);
    struct answer answers[20];

    tell("INSERT INTO once VALUES ('taken')");
    for (int i = 0; i < 20; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%d", i);
        start(db, &ops, i % 2 ? &once : &note, i == 7 ? "taken" : text, NULL, &answers[i]);
    }
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 20; i++) {
        assert_int_equal(answers[i].calls, 1);
        assert_int_equal(answers[i].kind, i == 7 ? ERR_CONFLICT : ERR_NONE);
    }
    assert_string_equal(ask("SELECT count(*) FROM notes"), "10");
    assert_string_equal(ask("SELECT count(DISTINCT text) FROM notes"), "10");
    assert_string_equal(ask("SELECT count(*) FROM once"), "10");
    assert_string_not_equal(answers[0].text, answers[1].text); /* each in a transaction of its own */
    close_db(db);
}

static void equal_statements_in_one_group_get_their_own_results(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer answers[2];

    start(db, &ops, &once, "twin", NULL, &answers[0]);
    start(db, &ops, &once, "twin", NULL, &answers[1]);
    UNTIL(op_list_empty(&ops));
    assert_int_equal(answers[0].kind, ERR_NONE);
    assert_int_equal(answers[1].kind, ERR_CONFLICT);
    assert_string_equal(ask("SELECT count(*) FROM once"), "1");
    close_db(db);
}

static void a_failed_commit_is_reported(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer answers[3];

    tell("INSERT INTO once VALUES ('parent')");
    for (int round = 0; round < 2; round++) { /* the second finds the connection in order */
        start(db, &ops, &child, "parent", NULL, &answers[0]);
        start(db, &ops, &child, "orphan", NULL, &answers[1]); /* a deferred constraint */
        start(db, &ops, &child, "parent", NULL, &answers[2]);
        UNTIL(op_list_empty(&ops));
        assert_int_equal(answers[0].kind, ERR_NONE);
        assert_int_equal(answers[1].kind, ERR_CONFLICT);
        assert_int_equal(answers[2].kind, ERR_NONE);
    }
    start(db, &ops, &child, "orphan", NULL, &answers[1]);
    start(db, &ops, &echo, "after it, on the same connection", NULL, &answers[0]);
    UNTIL(op_list_empty(&ops));
    assert_int_equal(answers[1].kind, ERR_CONFLICT);
    assert_string_equal(answers[0].text, "after it, on the same connection");
    assert_string_equal(ask("SELECT string_agg(text, ',') FROM children"), "parent,parent,parent,parent");
    close_db(db);
}

static void a_cancelled_write_of_a_failed_group_does_not_run_again(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct op_list mine = OP_LIST_INIT;
    struct answer gone, bad, kept;

    start(db, &mine, &slow, "gone", "0.1", &gone);
    start(db, &ops, &divide, "0", NULL, &bad);
    start(db, &ops, &note, "kept", NULL, &kept);
    turn_twice();
    op_list_cancel(&mine);
    UNTIL(op_list_empty(&ops));
    assert_int_equal(bad.kind, ERR_INTERNAL);
    assert_int_equal(kept.kind, ERR_NONE);
    assert_string_equal(ask("SELECT string_agg(text, ',') FROM notes"), "kept");
    assert_int_equal(pg(db)->pending, 0);
    close_db(db);
}

/* Without blocking the loop, so that the group goes on meanwhile. */
static bool has_answered(PGconn *conn)
{
    return PQconsumeInput(conn) == 1 && PQisBusy(conn) == 0;
}

static void a_group_that_deadlocks_with_another_process_runs_once(void **state UNUSED)
{
    struct db *db = open_db(3);
    PGconn *other = connect_own();
    struct answer answers[2];

    tell_on(other, "BEGIN");
    tell_on(other, "UPDATE counters SET n = n + 10 WHERE id = 2");
    start(db, &ops, &bump, "1", NULL, &answers[0]);
    start(db, &ops, &bump, "2", NULL, &answers[1]);
    UNTIL(atoi(ask("SELECT count(*) FROM pg_locks WHERE NOT granted")) == 1);
    assert_int_equal(PQsendQuery(other, "UPDATE counters SET n = n + 10 WHERE id = 1; COMMIT"), 1);
    UNTIL(has_answered(other) && op_list_empty(&ops));
    PQfinish(other);
    assert_int_equal(answers[0].kind, ERR_NONE);
    assert_int_equal(answers[1].kind, ERR_NONE);
    assert_string_equal(ask("SELECT string_agg(n::text, ',') FROM counters"), "11,11");
    close_db(db);
}

static void a_locked_row_does_not_delay_other_writes(void **state UNUSED)
{
    struct db *db = open_db(4);
    PGconn *holder = connect_own();
    struct answer held, free, later;

    tell_on(holder, "BEGIN");
    tell_on(holder, "UPDATE counters SET n = 7 WHERE id = 1");
    start(db, &ops, &bump, "1", NULL, &held);
    start(db, &ops, &note, "free", NULL, &free);
    UNTIL(free.calls);
    start(db, &ops, &note, "later", NULL, &later);
    UNTIL(later.calls);
    assert_int_equal(held.calls, 0);
    tell_on(holder, "ROLLBACK");
    PQfinish(holder);
    UNTIL(held.calls);
    assert_int_equal(held.kind, ERR_NONE);
    assert_int_equal(free.kind, ERR_NONE);
    assert_int_equal(later.kind, ERR_NONE);
    close_db(db);
}

static void the_server_limits_waiting_for_a_lock(void **state UNUSED)
{
    struct db *db = open_db(2);
    PGconn *holder = connect_own();
    struct answer answer;

    tell_on(holder, "BEGIN");
    tell_on(holder, "UPDATE counters SET n = 7");
    start(db, &ops, &bump, "1", NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_BUSY);
    PQfinish(holder);
    close_db(db);
}

struct crowd {
    struct db *db;
    int writes;
    bool over;
};

/* Whoever is answered comes again. */
static void come_again(void *arg, const struct db_rows *rows UNUSED, const struct err *err)
{
    struct crowd *crowd = arg;
    const char *const params[] = { "crowd" };

    assert_null(err);
    crowd->writes++;
    if (!crowd->over)
        db_run(crowd->db, &ops, &note, params, come_again, crowd);
}

static void one_kind_of_writes_does_not_starve_another(void **state UNUSED)
{
    static const struct db_stmt work = {
        .name = "work", .access = DB_WORK, .params = 1, .postgres = "INSERT INTO notes VALUES ($1)"
    };
    struct crowd crowd = { .db = open_db(1) };
    struct answer answer, bad, good;

    for (int i = 0; i < 5; i++)
        come_again(&crowd, NULL, NULL);
    UNTIL(crowd.writes > 20);
    int before = crowd.writes;
    start(crowd.db, &ops, &work, "work", NULL, &answer);
    UNTIL(answer.calls);
    start(crowd.db, &ops, &divide, "0", NULL, &bad); /* and what runs again alone */
    start(crowd.db, &ops, &divide, "1", NULL, &good);
    UNTIL(bad.calls && good.calls);
    assert_in_range(crowd.writes - before, 0, 200);
    crowd.over = true;
    UNTIL(op_list_empty(&ops));
    close_db(crowd.db);
}

static int setup(void **state)
{
    (void)fixture_setup(state);
    tell("CREATE TABLE notes (text text)");
    tell("CREATE TABLE once (text text PRIMARY KEY)");
    tell("CREATE TABLE children (text text REFERENCES once DEFERRABLE INITIALLY DEFERRED)");
    tell("CREATE TABLE counters (id int PRIMARY KEY, n int)");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(writes_of_a_turn_share_a_transaction, empty_tables),
        cmocka_unit_test_setup(at_most_64_share_a_transaction, empty_tables),
        cmocka_unit_test_setup(writes_collect_during_a_commit, empty_tables),
        cmocka_unit_test_setup(reads_do_not_wait_for_writes, empty_tables),
        cmocka_unit_test_setup(a_write_is_answered_after_its_commit, empty_tables),
        cmocka_unit_test_setup(a_bad_write_fails_alone_and_the_others_run_once, empty_tables),
        cmocka_unit_test_setup(equal_statements_in_one_group_get_their_own_results, empty_tables),
        cmocka_unit_test_setup(a_failed_commit_is_reported, empty_tables),
        cmocka_unit_test_setup(a_cancelled_write_of_a_failed_group_does_not_run_again, empty_tables),
        cmocka_unit_test_setup(a_group_that_deadlocks_with_another_process_runs_once, empty_tables),
        cmocka_unit_test_setup(a_locked_row_does_not_delay_other_writes, empty_tables),
        cmocka_unit_test_setup(one_kind_of_writes_does_not_starve_another, empty_tables),
        cmocka_unit_test_setup(the_server_limits_waiting_for_a_lock, empty_tables),
    };

    return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
