/* test_sets.c -- a statement for a set gives each caller the same result as if it had run alone. */
#include "integration/db/fixture.h"

#define MEMBERS "jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)"

/* Member 'k' gets k rows: 'k', 0 … k-1. */
static const struct db_stmt repeat = {
    .name = "repeat",
    .access = DB_READ,
    .params = 1,
    .set = true,
    .postgres =
        "SELECT n, m->>0, i FROM " MEMBERS ", generate_series(0, (m->>0)::int - 1) AS i ORDER BY n, i",
};
static const struct db_stmt pair = {
    .name = "pair",
    .access = DB_READ,
    .params = 2,
    .set = true,
    .postgres =
        "SELECT n, coalesce(m->>0, 'null') || '|' || coalesce(m->>1, 'null') FROM " MEMBERS " ORDER BY n",
};
static const struct db_stmt divide = {
    .name = "divide",
    .access = DB_READ,
    .params = 1,
    .set = true,
    .postgres = "SELECT n, 10 / (m->>0)::int FROM " MEMBERS " ORDER BY n",
};
static const struct db_stmt once = {
    .name = "once",
    .access = DB_WRITE,
    .params = 1,
    .set = true,
    .postgres = "WITH added AS (INSERT INTO once SELECT m->>0 FROM " MEMBERS " RETURNING text) "
                "SELECT n, pg_current_xact_id()::text FROM " MEMBERS " JOIN added ON text = m->>0 ORDER BY n",
};
static const struct db_stmt count_runs = {
    .name = "count_runs",
    .access = DB_WRITE,
    .params = 1,
    .set = true,
    .postgres = "WITH run AS (INSERT INTO runs SELECT jsonb_array_length($1::jsonb)) "
                "SELECT n, m->>0 FROM " MEMBERS " ORDER BY n",
};
static const struct db_stmt other = { .name = "other",
                                      .access = DB_WRITE,
                                      .params = 1,
                                      .postgres = "INSERT INTO notes VALUES ($1) RETURNING text" };

static struct op_list ops = OP_LIST_INIT;

static int empty_tables(void **state UNUSED)
{
    tell("TRUNCATE once, runs, notes");
    return 0;
}

static void each_member_gets_its_own_rows(void **state UNUSED)
{
    static const char *const wanted[] = { "2", "0", "3", "0", "1" };
    struct db *db = open_db(2);
    struct answer answers[5];

    for (int i = 0; i < 5; i++)
        start(db, &ops, &repeat, wanted[i], NULL, &answers[i]);
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(answers[i].kind, ERR_NONE);
        assert_int_equal(answers[i].rows, atoi(wanted[i]));
        assert_string_equal(answers[i].text, atoi(wanted[i]) ? wanted[i] : "");
    }
    close_db(db);
}

static void parameters_arrive_unchanged(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct answer quoted, null;

    start(db, &ops, &pair, "\"\\\t\xc3\xa9]", "", &quoted);
    start(db, &ops, &pair, NULL, "[1,2]", &null);
    UNTIL(op_list_empty(&ops));
    assert_string_equal(quoted.text, "\"\\\t\xc3\xa9]|");
    assert_string_equal(null.text, "null|[1,2]");
    close_db(db);
}

static void the_statement_runs_once_per_turn(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer answers[12];

    /* Others between them do not part them. */
    for (int i = 0; i < 12; i++)
        start(db, &ops, i % 2 ? &count_runs : &other, i % 2 ? "x" : "y", NULL, &answers[i]);
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 12; i++)
        assert_string_equal(answers[i].text, i % 2 ? "x" : "y");
    assert_string_equal(ask("SELECT count(*) FROM runs"), "1");
    assert_string_equal(ask("SELECT sum(members) FROM runs"), "6");
    assert_string_equal(ask("SELECT count(*) FROM notes"), "6");
    close_db(db);
}

static void a_bad_member_of_a_read_fails_alone(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer good, bad, better;

    start(db, &ops, &divide, "5", NULL, &good);
    start(db, &ops, &divide, "0", NULL, &bad);
    start(db, &ops, &divide, "2", NULL, &better);
    UNTIL(op_list_empty(&ops));
    assert_string_equal(good.text, "2");
    assert_int_equal(bad.kind, ERR_INTERNAL);
    assert_string_equal(better.text, "5");
    close_db(db);
}

static void a_bad_member_of_a_write_fails_alone(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer answers[3];

    tell("INSERT INTO once VALUES ('taken')");
    start(db, &ops, &once, "a", NULL, &answers[0]);
    start(db, &ops, &once, "taken", NULL, &answers[1]);
    start(db, &ops, &once, "b", NULL, &answers[2]);
    UNTIL(op_list_empty(&ops));
    assert_int_equal(answers[0].kind, ERR_NONE);
    assert_int_equal(answers[1].kind, ERR_CONFLICT);
    assert_int_equal(answers[2].kind, ERR_NONE);
    assert_string_equal(ask("SELECT count(*) FROM once"), "3");
    close_db(db);
}

static void a_cancelled_member_is_not_called_back_but_others_are(void **state UNUSED)
{
    struct db *db = open_db(1);
    struct op_list gone = OP_LIST_INIT;
    struct answer first, cancelled, last;

    start(db, &ops, &repeat, "1", NULL, &first);
    start(db, &gone, &repeat, "2", NULL, &cancelled);
    start(db, &ops, &repeat, "3", NULL, &last);
    loop_turn(fixture.loop, 0); /* sent */
    op_list_cancel(&gone);
    UNTIL(op_list_empty(&ops));
    assert_int_equal(cancelled.calls, 0);
    assert_int_equal(first.rows, 1);
    assert_int_equal(last.rows, 3);
    close_db(db);
}

static void close_it(void *arg, const struct db_rows *rows UNUSED, const struct err *err UNUSED)
{
    struct db **db = arg;

    db_close(*db);
    *db = NULL;
}

static void a_member_may_close_the_database(void **state UNUSED)
{
    static const struct db_stmt *const stmts[] = { &repeat, &once };

    for (size_t i = 0; i < ARRAY_LEN(stmts); i++) {
        struct db *db = open_db(1);
        const char *const params[] = { "2" };
        struct answer before, after[3];

        start(db, &ops, stmts[i], "1", NULL, &before);
        db_run(db, &ops, stmts[i], params, close_it, &db);
        for (int k = 0; k < 3; k++)
            start(db, &ops, stmts[i], k == 0 ? "3" : k == 1 ? "4" : "5", NULL, &after[k]);
        UNTIL(db == NULL);
        loop_turn(fixture.loop, 0);
        assert_true(op_list_empty(&ops));
        assert_int_equal(before.calls, 1);
        for (int k = 0; k < 3; k++)
            assert_int_equal(after[k].calls, 0);
    }
}

static int setup(void **state)
{
    (void)fixture_setup(state);
    tell("CREATE TABLE once (text text PRIMARY KEY)");
    tell("CREATE TABLE runs (members int)");
    tell("CREATE TABLE notes (text text)");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_member_gets_its_own_rows, empty_tables),
        cmocka_unit_test_setup(parameters_arrive_unchanged, empty_tables),
        cmocka_unit_test_setup(the_statement_runs_once_per_turn, empty_tables),
        cmocka_unit_test_setup(a_bad_member_of_a_read_fails_alone, empty_tables),
        cmocka_unit_test_setup(a_bad_member_of_a_write_fails_alone, empty_tables),
        cmocka_unit_test_setup(a_member_may_close_the_database, empty_tables),
        cmocka_unit_test_setup(a_cancelled_member_is_not_called_back_but_others_are, empty_tables),
    };

    return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
