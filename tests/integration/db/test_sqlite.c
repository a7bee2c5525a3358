/* test_sqlite.c -- db_run() on a file: one commit per turn, a bad statement does not affect others, and
 * answers come after the commit. */
#include "integration/db/file.h"

#define GROUP_MAX 64 /* of sqlite_db.c */

static struct op_list *const ops = &file_test.ops;

static const struct db_stmt pair = { .name = "pair",
                                     .access = DB_READ,
                                     .params = 2,
                                     .sqlite = "SELECT $2, CAST($1 AS INTEGER), $2 IS NULL, 1 > 2, NULL" };
static const struct db_stmt wrong = {
    .name = "wrong", .access = DB_READ, .params = 0, .sqlite = "SELECT x FROM no_such_table"
};
static const struct db_stmt many = {
    .name = "many",
    .access = DB_READ,
    .params = 1,
    .sqlite =
        "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < CAST($1 AS INTEGER)) "
        "SELECT i, 'some text' FROM s"
};
/* Adds the note and its echo, and fails at the end if the note is there already. */
static const struct db_stmt steps = { .name = "steps",
                                      .access = DB_WRITE,
                                      .params = 2,
                                      .sqlite = "INSERT INTO notes (text) VALUES ($1 || '-echo');\n"
                                                "SELECT 'rows of this one are not shown';\n"
                                                "INSERT INTO notes (text) VALUES ($1);\n"
                                                "SELECT $2 || changes() ;\n" };

static int64_t commits(void)
{
    return metric_get(METRIC_DB_COMMITS);
}

static void check_pair(void *arg, const struct db_rows *rows, const struct err *err)
{
    assert_null(err);
    assert_int_equal(db_rows_count(rows), 1);
    assert_true(db_is_null(rows, 0, 0));
    assert_string_equal(db_text(rows, 0, 0), "");
    assert_int_equal(db_int(rows, 0, 1), -7);
    assert_true(db_bool(rows, 0, 2));
    assert_false(db_bool(rows, 0, 3));
    assert_int_equal(db_int(rows, 0, 4), 0);
    *(bool *)arg = true;
}

static void parameters_are_copied_and_keep_their_numbers_and_nulls(void **state UNUSED)
{
    struct db *db = file_open();
    char seven[] = "-7";
    const char *const params[] = { seven, NULL };
    bool checked = false;

    db_run(db, ops, &pair, params, check_pair, &checked);
    memcpy(seven, "99", 2);
    UNTIL(checked);
    assert_true(op_list_empty(ops));
    close_db(db);
}

static void a_large_result_is_complete(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer answer;

    start(db, ops, &many, "50000", NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.rows, 50000);
    close_db(db);
}

static void a_wrong_statement_is_our_fault_and_harms_no_other(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer answers[3];

    start(db, ops, &count, NULL, NULL, &answers[0]);
    start(db, ops, &wrong, NULL, NULL, &answers[1]);
    start(db, ops, &count, NULL, NULL, &answers[2]);
    UNTIL(op_list_empty(ops));
    assert_int_equal(answers[0].kind, ERR_NONE);
    assert_int_equal(answers[1].kind, ERR_INTERNAL);
    assert_int_equal(answers[2].kind, ERR_NONE);
    assert_true(db_health(db, NULL));
    close_db(db);
}

static void several_statements_are_one_and_show_the_last_ones_rows(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer answer;

    start(db, ops, &steps, "a", "wrote ", &answer);
    UNTIL(answer.calls);
    assert_string_equal(answer.text, "wrote 1");
    assert_int_equal(note_and_wait(db, "b"), ERR_NONE);
    start(db, ops, &steps, "b", "", &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_CONFLICT);
    file_use();
    assert_string_equal(ask("SELECT text FROM notes ORDER BY text"), "a a-echo b");
    file_leave();
    close_db(db);
}

static void the_writes_of_a_turn_are_one_commit(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer answers[GROUP_MAX];
    int64_t before = commits();

    for (int i = 0; i < GROUP_MAX; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%d", i);
        start(db, ops, i % 3 ? &note : &labour, text, NULL, &answers[i]);
    }
    loop_turn(fixture.loop, 0);
    assert_int_equal(commits() - before, 1);
    for (int i = 0; i < GROUP_MAX; i++) {
        assert_int_equal(answers[i].calls, 1);
        assert_int_equal(atoi(answers[i].text), i);
    }
    close_db(db);
}

static void more_than_a_group_takes_more_turns_in_the_order_of_asking(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer answers[3 * GROUP_MAX];
    int64_t before = commits();

    for (int i = 0; i < 3 * GROUP_MAX; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%d", i);
        write_note(db, text, &answers[i]);
    }
    loop_turn(fixture.loop, 0);
    assert_int_equal(answers[GROUP_MAX - 1].calls, 1);
    assert_int_equal(answers[GROUP_MAX].calls, 0);
    UNTIL(op_list_empty(ops));
    assert_int_equal(commits() - before, 3);
    for (int i = 1; i < 3 * GROUP_MAX; i++)
        assert_true(answers[i].order > answers[i - 1].order);
    close_db(db);
}

static void a_bad_member_fails_alone(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer answers[20];
    int64_t before;

    assert_int_equal(note_and_wait(db, "same"), ERR_NONE);
    before = commits();
    for (int i = 0; i < 20; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%d", i);
        write_note(db, i % 5 == 2 ? "same" : text, &answers[i]);
    }
    UNTIL(op_list_empty(ops));
    assert_int_equal(commits() - before, 1);
    for (int i = 0; i < 20; i++)
        assert_int_equal(answers[i].kind, i % 5 == 2 ? ERR_CONFLICT : ERR_NONE);
    assert_int_equal(count_notes(db), 17);
    close_db(db);
}

static void an_answer_comes_after_the_commit(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer written, read;

    write_note(db, "a", &written);
    start(db, ops, &count, NULL, NULL, &read); /* in the same turn: it sees the write */
    file_use();
    assert_string_equal(ask("SELECT count(*) FROM notes"), "0");
    while (!written.calls)
        loop_turn(fixture.loop, 0);
    assert_string_equal(ask("SELECT count(*) FROM notes"), "1"); /* from another connection */
    UNTIL(read.calls);
    assert_string_equal(read.text, "1");
    assert_true(written.order < read.order);
    file_leave();
    close_db(db);
}

static void what_takes_long_goes_with_the_next_turns(void **state UNUSED)
{
    static const struct db_stmt slow = {
        .name = "slow",
        .access = DB_WRITE,
        .params = 1,
        .sqlite = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 300000) "
                  "INSERT INTO notes (text, n) SELECT $1, count(*) FROM s RETURNING text"
    };
    struct db *db = file_open();
    struct answer answers[4];

    inside(db)->group_ms = 4;
    start(db, ops, &slow, "0", NULL, &answers[0]);
    start(db, ops, &slow, "1", NULL, &answers[1]);
    start(db, ops, &labour, "2", NULL, &answers[2]);
    start(db, ops, &slow, "3", NULL, &answers[3]);
    loop_turn(fixture.loop, 0);
    assert_int_equal(answers[0].calls, 1);
    assert_int_equal(answers[1].calls + answers[2].calls + answers[3].calls, 0);
    UNTIL(op_list_empty(ops));
    assert_true(answers[1].order < answers[3].order);
    assert_int_equal(metric_get(METRIC_DB_QUEUED), 0);
    close_db(db);
}

static void workers_do_not_keep_customers_waiting_nor_the_other_way_round(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer labours[4 * GROUP_MAX], notes[10];

    for (int i = 0; i < 4 * GROUP_MAX; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "labour %d", i);
        start(db, ops, &labour, text, NULL, &labours[i]);
    }
    for (int i = 0; i < 10; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "note %d", i);
        write_note(db, text, &notes[i]);
    }
    loop_turn(fixture.loop, 0);
    assert_int_equal(notes[9].calls, 1);
    assert_int_equal(labours[GROUP_MAX - 11].calls, 1);
    UNTIL(op_list_empty(ops));
    close_db(db);
}

static void what_was_cancelled_never_runs(void **state UNUSED)
{
    struct db *db = file_open();
    struct op_list mine = OP_LIST_INIT;
    struct answer cancelled, kept;

    start(db, &mine, &note, "cancelled", NULL, &cancelled);
    write_note(db, "kept", &kept);
    op_list_cancel(&mine);
    UNTIL(kept.calls);
    assert_int_equal(cancelled.calls, 0);
    assert_int_equal(count_notes(db), 1);
    assert_int_equal(inside(db)->pending, 0);
    close_db(db);
}

static void cancel_others(void *arg, const struct db_rows *rows UNUSED, const struct err *err UNUSED)
{
    op_list_cancel(arg);
}

static void what_is_cancelled_by_an_answer_of_its_own_group_swallows_its_answer(void **state UNUSED)
{
    struct db *db = file_open();
    struct op_list mine = OP_LIST_INIT;
    const char *const params[] = { "first" };
    struct answer cancelled;

    db_run(db, ops, &note, params, cancel_others, &mine);
    start(db, &mine, &note, "second", NULL, &cancelled);
    UNTIL(inside(db)->pending == 0);
    assert_int_equal(cancelled.calls, 0);
    assert_int_equal(count_notes(db), 2);
    close_db(db);
}

static void statements_over_the_cap_fail_and_the_others_are_answered(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer *answers = mem_alloc((DB_QUEUE_MAX + 10) * sizeof(*answers));
    int refused = 0;

    for (int i = 0; i < DB_QUEUE_MAX + 10; i++)
        start(db, ops, &count, NULL, NULL, &answers[i]);
    UNTIL(op_list_empty(ops));
    for (int i = 0; i < DB_QUEUE_MAX + 10; i++) {
        assert_int_equal(answers[i].calls, 1);
        refused += answers[i].kind == ERR_UNAVAILABLE;
    }
    assert_int_equal(refused, 10);
    assert_int_equal(inside(db)->pending, 0);
    assert_int_equal(metric_get(METRIC_DB_QUEUED), 0);
    free(answers);
    close_db(db);
}

static void closing_with_waiting_statements_runs_no_callback(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer answers[30];

    for (int i = 0; i < 30; i++)
        start(db, ops, i % 2 ? &note : &count, "closing", NULL, &answers[i]);
    close_db(db);
    assert_true(op_list_empty(ops));
    turn_twice();
    for (int i = 0; i < 30; i++)
        assert_int_equal(answers[i].calls, 0);
    assert_int_equal(metric_get(METRIC_DB_QUEUED), 0);
}

static void close_it(void *arg, const struct db_rows *rows UNUSED, const struct err *err UNUSED)
{
    struct db **db = arg;

    db_close(*db);
    *db = NULL;
}

static void a_callback_may_close_the_database(void **state UNUSED)
{
    static const struct db_stmt *const closers[] = { &count, &note, &wrong };

    for (size_t i = 0; i < ARRAY_LEN(closers); i++) {
        struct db *db = file_open();
        const struct db_stmt *stmt = closers[i]->access == DB_READ ? &count : &note;
        const char *const params[] = { "closer" };
        struct answer before, after;

        start(db, ops, stmt, "before", NULL, &before);
        db_run(db, ops, closers[i], params, close_it, &db);
        start(db, ops, stmt, "after", NULL, &after);
        UNTIL(db == NULL);
        loop_turn(fixture.loop, 0);
        assert_true(op_list_empty(ops));
        assert_int_equal(before.calls, 1);
        assert_int_equal(after.calls, 0);
        file_remove();
    }
}

static void it_is_ready_from_the_loop_and_says_so_once(void **state UNUSED)
{
    struct db *db = file_open();

    assert_true(db_health(db, NULL));
    assert_int_equal(file_test.ready, 0);
    turn_twice();
    assert_int_equal(file_test.ready, 1);
    assert_int_equal(metric_get(METRIC_DB_UP), 1);
    close_db(db);
    assert_int_equal(metric_get(METRIC_DB_UP), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(parameters_are_copied_and_keep_their_numbers_and_nulls),
        FILE_TEST(a_large_result_is_complete),
        FILE_TEST(a_wrong_statement_is_our_fault_and_harms_no_other),
        FILE_TEST(several_statements_are_one_and_show_the_last_ones_rows),
        FILE_TEST(the_writes_of_a_turn_are_one_commit),
        FILE_TEST(more_than_a_group_takes_more_turns_in_the_order_of_asking),
        FILE_TEST(a_bad_member_fails_alone),
        FILE_TEST(an_answer_comes_after_the_commit),
        FILE_TEST(what_takes_long_goes_with_the_next_turns),
        FILE_TEST(workers_do_not_keep_customers_waiting_nor_the_other_way_round),
        FILE_TEST(what_was_cancelled_never_runs),
        FILE_TEST(what_is_cancelled_by_an_answer_of_its_own_group_swallows_its_answer),
        FILE_TEST(statements_over_the_cap_fail_and_the_others_are_answered),
        FILE_TEST(closing_with_waiting_statements_runs_no_callback),
        FILE_TEST(a_callback_may_close_the_database),
        FILE_TEST(it_is_ready_from_the_loop_and_says_so_once),
    };

    return cmocka_run_group_tests_name("sqlite", tests, fixture_setup_file, fixture_teardown_file);
}
