/* test_statements.c -- db_run() while the database works normally. */
#include "integration/db/fixture.h"

static const struct db_stmt echo = {
    .name = "echo", .access = DB_READ, .params = 1, .postgres = "SELECT $1::text"
};
static const struct db_stmt pair = { .name = "pair",
                                     .access = DB_READ,
                                     .params = 2,
                                     .postgres = "SELECT $1::text, $2::int, $2 IS NULL, NULL::int" };
static const struct db_stmt divide = {
    .name = "divide", .access = DB_READ, .params = 1, .postgres = "SELECT 10 / $1::int"
};
static const struct db_stmt nap = {
    .name = "nap", .access = DB_READ, .params = 1, .postgres = "SELECT pg_sleep($1::float8)"
};
static const struct db_stmt missing = {
    .name = "missing", .access = DB_READ, .params = 0, .postgres = "SELECT x FROM no_such_table"
};
static const struct db_stmt many = { .name = "many",
                                     .access = DB_READ,
                                     .params = 1,
                                     .postgres =
                                         "SELECT g, repeat('x', 100) FROM generate_series(1, $1::int) g" };
static const struct db_stmt note = { .name = "note",
                                     .access = DB_WRITE,
                                     .params = 1,
                                     .postgres = "INSERT INTO notes VALUES ($1) RETURNING text" };
static const struct db_stmt unique = {
    .name = "unique", .access = DB_WRITE, .params = 1, .postgres = "INSERT INTO once VALUES ($1)"
};
static const struct db_stmt settings = {
    .name = "settings", .access = DB_READ, .params = 1, .postgres = "SELECT current_setting($1)"
};

static struct op_list ops = OP_LIST_INIT;

static void a_statement_returns_its_rows(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer answer;

    start(db, &ops, &echo, "h\xc3\xa9llo", NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_NONE);
    assert_int_equal(answer.rows, 1);
    assert_string_equal(answer.text, "h\xc3\xa9llo");
    assert_true(op_list_empty(&ops));
    close_db(db);
}

static void check_pair(void *arg, const struct db_rows *rows, const struct err *err)
{
    assert_null(err);
    assert_int_equal(db_rows_count(rows), 1);
    assert_string_equal(db_text(rows, 0, 0), "");
    assert_true(db_is_null(rows, 0, 0));
    assert_int_equal(db_int(rows, 0, 1), -7);
    assert_false(db_is_null(rows, 0, 1));
    assert_false(db_bool(rows, 0, 2));
    assert_int_equal(db_int(rows, 0, 3), 0);
    *(bool *)arg = true;
}

static void null_parameters_and_null_columns_are_kept(void **state UNUSED)
{
    struct db *db = open_db(1);
    const char *const params[] = { NULL, "-7" };
    bool checked = false;

    db_run(db, &ops, &pair, params, check_pair, &checked);
    UNTIL(checked);
    close_db(db);
}

static void parameters_are_copied(void **state UNUSED)
{
    struct db *db = open_db(1);
    char text[] = "before";
    struct answer answer;

    start(db, &ops, &echo, text, NULL, &answer);
    memcpy(text, "after!", 6);
    UNTIL(answer.calls);
    assert_string_equal(answer.text, "before");
    close_db(db);
}

static void reads_of_one_connection_answer_in_order(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer answers[200];

    for (int i = 0; i < 200; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%d", i);
        start(db, &ops, &echo, text, NULL, &answers[i]);
    }
    UNTIL(answers[199].calls);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(answers[i].calls, 1);
        assert_int_equal(atoi(answers[i].text), i);
        assert_true(i == 0 || answers[i].order > answers[i - 1].order);
    }
    close_db(db);
}

static void a_failed_read_does_not_affect_others(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer answers[40];

    for (int i = 0; i < 40; i++)
        start(db, &ops, &divide, i % 4 == 3 ? "0" : "5", NULL, &answers[i]);
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 40; i++) {
        assert_int_equal(answers[i].calls, 1);
        assert_int_equal(answers[i].kind, i % 4 == 3 ? ERR_INTERNAL : ERR_NONE);
    }
    close_db(db);
}

static void a_statement_that_cannot_be_prepared_fails_alone_and_again(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer answers[4];

    for (int round = 0; round < 2; round++) {
        start(db, &ops, &echo, "a", NULL, &answers[0]);
        start(db, &ops, &missing, NULL, NULL, &answers[1]);
        start(db, &ops, &missing, NULL, NULL, &answers[2]);
        start(db, &ops, &echo, "b", NULL, &answers[3]);
        UNTIL(op_list_empty(&ops));
        assert_int_equal(answers[0].kind, ERR_NONE);
        assert_int_equal(answers[1].kind, ERR_INTERNAL);
        assert_int_equal(answers[2].kind, ERR_INTERNAL);
        assert_string_equal(answers[3].text, "b");
    }
    tell("CREATE TABLE no_such_table AS SELECT 'now' AS x");
    start(db, &ops, &missing, NULL, NULL, &answers[1]);
    UNTIL(answers[1].calls);
    assert_string_equal(answers[1].text, "now");
    tell("DROP TABLE no_such_table");
    close_db(db);
}

static void a_large_result_arrives_completely(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer answer;

    start(db, &ops, &many, "50000", NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.rows, 50000);
    close_db(db);
}

static void a_large_parameter_is_sent_completely(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer answers[8];
    char *text = mem_alloc((4u << 20) + 1);

    /* More than the socket takes at once, both ways. */
    memset(text, 'p', 4u << 20);
    for (int i = 0; i < 8; i++)
        start(db, &ops, &echo, text, NULL, &answers[i]);
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 8; i++)
        assert_int_equal(answers[i].kind, ERR_NONE);
    free(text);
    close_db(db);
}

static void a_violated_constraint_is_a_conflict(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer first, second;

    start(db, &ops, &unique, "same", NULL, &first);
    UNTIL(first.calls);
    start(db, &ops, &unique, "same", NULL, &second);
    UNTIL(second.calls);
    assert_int_equal(first.kind, ERR_NONE);
    assert_int_equal(second.kind, ERR_CONFLICT);
    close_db(db);
}

static void a_statement_cancelled_before_it_was_sent_never_runs(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct op_list mine = OP_LIST_INIT;
    struct answer cancelled, kept;

    tell("TRUNCATE notes");
    start(db, &mine, &note, "cancelled", NULL, &cancelled);
    start(db, &ops, &note, "kept", NULL, &kept);
    op_list_cancel(&mine);
    UNTIL(kept.calls);
    assert_int_equal(cancelled.calls, 0);
    assert_string_equal(ask("SELECT string_agg(text, ',') FROM notes"), "kept");
    assert_int_equal(pg(db)->pending, 0);
    close_db(db);
}

static void the_result_of_a_cancelled_statement_is_discarded(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct op_list mine = OP_LIST_INIT;
    struct answer cancelled, kept;

    tell("TRUNCATE notes");
    start(db, &mine, &note, "sent", NULL, &cancelled);
    turn_twice();
    assert_int_equal(pg(db)->conns[0].pipeline.ops, 1);
    op_list_cancel(&mine);
    start(db, &ops, &echo, "after", NULL, &kept);
    UNTIL(kept.calls && pg(db)->pending == 0);
    assert_int_equal(cancelled.calls, 0);
    assert_string_equal(ask("SELECT string_agg(text, ',') FROM notes"), "sent");
    close_db(db);
}

static void statements_over_the_cap_fail_and_the_others_are_answered(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer *answers = mem_alloc((DB_QUEUE_MAX + 10) * sizeof(*answers));
    int refused = 0;

    for (int i = 0; i < DB_QUEUE_MAX + 10; i++)
        start(db, &ops, &echo, "x", NULL, &answers[i]);
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < DB_QUEUE_MAX + 10; i++) {
        assert_int_equal(answers[i].calls, 1);
        refused += answers[i].kind == ERR_UNAVAILABLE;
    }
    assert_int_equal(refused, 10);
    assert_int_equal(pg(db)->pending, 0);
    assert_int_equal(metric_get(METRIC_DB_QUEUED), 0);
    free(answers);
    close_db(db);
}

static void the_server_limits_slow_statements(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer slow;

    start(db, &ops, &nap, "5", NULL, &slow);
    UNTIL(slow.calls);
    assert_int_equal(slow.kind, ERR_UNAVAILABLE);
    assert_true(db_health(db, NULL));
    close_db(db);
}

static void reads_avoid_a_busy_connection(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer slow, fast;

    start(db, &ops, &nap, "0.5", NULL, &slow);
    turn_twice();
    start(db, &ops, &echo, "x", NULL, &fast);
    UNTIL(slow.calls && fast.calls);
    assert_true(fast.order < slow.order);
    close_db(db);
}

static void sessions_have_their_limits_and_commit_durably(void **state UNUSED)
{
    static const char *const wanted[][2] = {
        { "statement_timeout", "4s" },
        { "lock_timeout", "2s" },
        { "TimeZone", "UTC" },
        { "application_name", "bakery" },
        { "client_encoding", "UTF8" },
        { "synchronous_commit", "on" },
        { "default_transaction_isolation", "read committed" },
    };
    struct answer answers[ARRAY_LEN(wanted)];

    tell("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); "
         "END $$");
    struct db *db = open_db(1);
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
        start(db, &ops, &settings, wanted[i][0], NULL, &answers[i]);
    UNTIL(op_list_empty(&ops));
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
        assert_string_equal(answers[i].text, wanted[i][1]);
    close_db(db);
}

static void closing_with_pending_statements_runs_no_callback(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer answers[30];

    for (int i = 0; i < 30; i++) {
        start(db, &ops, i % 2 ? &note : &nap, i % 2 ? "closing" : "0.2", NULL, &answers[i]);
        if (i == 15)
            loop_turn(fixture.loop, 0);
    }
    close_db(db);
    assert_true(op_list_empty(&ops));
    for (int i = 0; i < 20; i++)
        loop_turn(fixture.loop, 5);
    for (int i = 0; i < 30; i++)
        assert_int_equal(answers[i].calls, 0);
}

static void close_it(void *arg, const struct db_rows *rows UNUSED, const struct err *err UNUSED)
{
    struct db **db = arg;

    db_close(*db);
    *db = NULL;
}

static void a_callback_may_close_the_database(void **state UNUSED)
{
    static const struct db_stmt *const closers[] = { &echo, &note, &divide, &missing };

    for (size_t i = 0; i < ARRAY_LEN(closers); i++) {
        struct db *db = open_db(1);
        const char *const zero[] = { "0" };
        struct answer answers[20];

        for (int k = 0; k < 10; k++)
            start(db, &ops, closers[i]->access == DB_READ ? &echo : &note, "1", NULL, &answers[k]);
        db_run(db, &ops, closers[i], zero, close_it, &db);
        for (int k = 10; k < 20; k++)
            start(db, &ops, closers[i]->access == DB_READ ? &echo : &note, "1", NULL, &answers[k]);
        UNTIL(db == NULL);
        loop_turn(fixture.loop, 0);
        assert_true(op_list_empty(&ops));
        for (int k = 0; k < 10; k++)
            assert_int_equal(answers[k].calls, 1);
        for (int k = 10; k < 20; k++)
            assert_int_equal(answers[k].calls, 0);
    }
}

static int setup(void **state)
{
    (void)fixture_setup(state);
    tell("CREATE TABLE notes (text text)");
    tell("CREATE TABLE once (text text PRIMARY KEY)");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_returns_its_rows),
        cmocka_unit_test(null_parameters_and_null_columns_are_kept),
        cmocka_unit_test(parameters_are_copied),
        cmocka_unit_test(reads_of_one_connection_answer_in_order),
        cmocka_unit_test(a_failed_read_does_not_affect_others),
        cmocka_unit_test(a_statement_that_cannot_be_prepared_fails_alone_and_again),
        cmocka_unit_test(a_large_result_arrives_completely),
        cmocka_unit_test(a_large_parameter_is_sent_completely),
        cmocka_unit_test(a_violated_constraint_is_a_conflict),
        cmocka_unit_test(a_statement_cancelled_before_it_was_sent_never_runs),
        cmocka_unit_test(the_result_of_a_cancelled_statement_is_discarded),
        cmocka_unit_test(statements_over_the_cap_fail_and_the_others_are_answered),
        cmocka_unit_test(the_server_limits_slow_statements),
        cmocka_unit_test(reads_avoid_a_busy_connection),
        cmocka_unit_test(sessions_have_their_limits_and_commit_durably),
        cmocka_unit_test(closing_with_pending_statements_runs_no_callback),
        cmocka_unit_test(a_callback_may_close_the_database),
    };

    return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
