/* test_sqlite_busy.c -- another program, such as the sqlite3 shell, is in a transaction: statements wait
 * for it, the loop does not. */
#include "integration/db/file.h"

static void waits_for_another_programs_transaction_without_blocking(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer written, read;
    int64_t begun_ms;

    file_use();
    tell("BEGIN IMMEDIATE");
    write_note(db, "a", &written);
    start(db, &file_test.ops, &count, NULL, NULL, &read);
    begun_ms = clock_ms();
    for (int i = 0; i < 5; i++)
        loop_turn(fixture.loop, 0);
    assert_true(clock_ms() - begun_ms < 500);
    assert_int_equal(read.calls, 1);
    assert_int_equal(written.calls, 0);
    tell("COMMIT");
    UNTIL(written.calls);
    assert_int_equal(written.kind, ERR_NONE);
    file_leave();
    close_db(db);
}

static void a_transaction_that_does_not_end_is_given_up(void **state UNUSED)
{
    struct db *db = file_open();
    struct answer written;
    int64_t begun_ms = clock_ms();

    file_use();
    tell("BEGIN IMMEDIATE");
    write_note(db, "a", &written);
    UNTIL(written.calls);
    assert_int_equal(written.kind, ERR_BUSY);
    assert_true(clock_ms() - begun_ms >= 1900);
    assert_true(db_health(db, NULL));
    tell("ROLLBACK");
    assert_int_equal(note_and_wait(db, "b"), ERR_NONE);
    file_leave();
    close_db(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(waits_for_another_programs_transaction_without_blocking),
        FILE_TEST(a_transaction_that_does_not_end_is_given_up),
    };

    return cmocka_run_group_tests_name("sqlite busy", tests, fixture_setup_file, fixture_teardown_file);
}
