/* test_sqlite_faults.c -- the disk fails, or the process dies: what was acknowledged is stored, what may
 * be stored is reported as unknown, and the driver recovers by itself. */
#include "integration/db/file.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* ---- a disk that fails ------------------------------------------------------------------------------- */

/* Stands before SQLite's own access to the WAL, where commits go, and lets chosen calls fail. */
static struct {
    sqlite3_vfs vfs, *real;
    sqlite3_io_methods methods;
    const sqlite3_io_methods *real_methods;
    bool fail_sync;
    int write_failure; /* SQLITE_OK, or what writes give */
} disk;

static int disk_sync(sqlite3_file *file, int flags)
{
    return disk.fail_sync ? SQLITE_IOERR_FSYNC : disk.real_methods->xSync(file, flags);
}

static int disk_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    return disk.write_failure ? disk.write_failure : disk.real_methods->xWrite(file, bytes, len, at);
}

static int disk_open(sqlite3_vfs *vfs UNUSED, const char *name, sqlite3_file *file, int flags, int *out)
{
    int code = disk.real->xOpen(disk.real, name, file, flags, out);

    if (code != SQLITE_OK || !(flags & SQLITE_OPEN_WAL))
        return code;
    disk.real_methods = file->pMethods;
    disk.methods = *file->pMethods;
    disk.methods.xSync = disk_sync;
    disk.methods.xWrite = disk_write;
    file->pMethods = &disk.methods;
    return code;
}

static void disk_stand_before(void)
{
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "failing";
    disk.vfs.xOpen = disk_open;
    disk.vfs.pNext = NULL;
    assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

static void disk_step_aside(void)
{
    (void)sqlite3_vfs_unregister(&disk.vfs);
    (void)sqlite3_vfs_register(disk.real, 1);
    disk.fail_sync = false;
    disk.write_failure = SQLITE_OK;
}

static struct db *open_on_failing_disk(void)
{
    struct db *db;

    disk_stand_before();
    db = file_open();
    assert_int_equal(note_and_wait(db, "before"), ERR_NONE);
    return db;
}

static void close_on_failing_disk(struct db *db)
{
    close_db(db);
    loop_turn(fixture.loop, 0);
    disk_step_aside();
}

static void assert_down(struct db *db, const char *reason)
{
    struct err err = ERR_INIT;

    assert_false(db_health(db, &err));
    assert_int_equal(err.kind, ERR_UNAVAILABLE);
    assert_non_null(strstr(err.msg, reason));
    assert_int_equal(metric_get(METRIC_DB_UP), 0);
    assert_null(db_fatal(db));
}

static void assert_comes_back(struct db *db)
{
    int ready = file_test.ready;

    UNTIL(db_health(db, NULL) && file_test.ready == ready + 1);
    assert_int_equal(metric_get(METRIC_DB_UP), 1);
    assert_int_equal(note_and_wait(db, "after"), ERR_NONE);
}

static void a_disk_that_takes_no_more_fails_all_of_the_turn_and_comes_back(void **state UNUSED)
{
    static const struct {
        int code;
        const char *says;
    } failures[] = { { SQLITE_FULL, "disk is full" }, { SQLITE_IOERR_WRITE, "quota" } };

    for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
        struct db *db = open_on_failing_disk();
        struct answer answers[3];
        const char *says = failures[i].says;

        disk.write_failure = failures[i].code;
        write_note(db, "a", &answers[0]);
        write_note(db, "before", &answers[1]); /* which fails by itself */
        write_note(db, "b", &answers[2]);
        UNTIL(op_list_empty(&file_test.ops));
        assert_int_equal(answers[0].kind, ERR_UNAVAILABLE);
        assert_int_equal(answers[1].kind, ERR_CONFLICT);
        assert_int_equal(answers[2].kind, ERR_UNAVAILABLE);
        assert_down(db, says);
        assert_int_equal(note_and_wait(db, "c"), ERR_UNAVAILABLE); /* at once */
        assert_int_equal(count_notes(db), 1);                      /* looking is still possible */
        disk.write_failure = SQLITE_OK;
        assert_comes_back(db);
        assert_int_equal(count_notes(db), 2);
        close_on_failing_disk(db);
        file_remove();
    }
}

static void a_commit_whose_fsync_fails_is_unknown_until_the_disk_is_back(void **state UNUSED)
{
    struct db *db = open_on_failing_disk();

    disk.fail_sync = true;
    assert_int_equal(note_and_wait(db, "lost"), ERR_UNKNOWN);
    assert_down(db, "disk");
    disk.fail_sync = false;
    assert_comes_back(db);
    assert_int_equal(count_notes(db), 2); /* "before" and "after": now it is known that it did not happen */
    close_on_failing_disk(db);
    close_db(db = file_open());
    file_use();
    assert_string_equal(ask("SELECT text FROM notes ORDER BY id"), "before after");
    file_leave();
}

static void a_limit_of_the_system_is_like_a_full_disk(void **state UNUSED)
{
    struct db *db = file_open();
    struct rlimit before, tight;

    assert_int_equal(note_and_wait(db, "before"), ERR_NONE);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = 20000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    assert_int_equal(note_and_wait(db, "too much"), ERR_UNAVAILABLE);
    assert_down(db, "quota");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_comes_back(db);
    close_db(db);
}

static void a_full_database_keeps_what_was_committed(void **state UNUSED)
{
    static const struct db_stmt bulk = { .name = "bulk",
                                         .access = DB_WRITE,
                                         .params = 1,
                                         .sqlite =
                                             "INSERT INTO notes (text) VALUES (hex(randomblob($1 + 0)))" };
    struct db *db = file_open();
    struct answer answer;

    assert_int_equal(note_and_wait(db, "before"), ERR_NONE);
    assert_int_equal(sqlite3_exec(inside(db)->file.sqlite, "PRAGMA max_page_count = 20", NULL, NULL, NULL),
                     SQLITE_OK);
    start(db, &file_test.ops, &bulk, "100000", NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_UNAVAILABLE);
    assert_down(db, "disk is full");
    assert_comes_back(db); /* for what is small */
    assert_int_equal(count_notes(db), 2);
    close_db(db);
}

static void a_file_that_is_damaged_while_it_is_open_is_for_people(void **state UNUSED)
{
    struct db *db = file_open();
    struct err err = ERR_INIT;
    struct answer answer;

    assert_int_equal(note_and_wait(db, "before"), ERR_NONE);
    file_use();
    tell("PRAGMA wal_checkpoint(TRUNCATE)");
    file_leave();
    (void)sqlite3_exec(inside(db)->file.sqlite, "PRAGMA cache_size = 0", NULL, NULL, NULL);
    (void)sqlite3_db_release_memory(inside(db)->file.sqlite);
    assert_int_equal(truncate(fixture.path, 4096), 0); /* the schema's page is left */
    start(db, &file_test.ops, &count, NULL, NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_UNAVAILABLE);
    assert_false(db_health(db, &err));
    assert_non_null(db_fatal(db));
    assert_non_null(strstr(db_fatal(db)->msg, "backup"));
    assert_int_equal(note_and_wait(db, "after"), ERR_UNAVAILABLE);
    close_db(db);
}

/* ---- a process that dies ------------------------------------------------------------------------------- */

static int answered_to;

static void on_noted(void *arg, const struct db_rows *rows, const struct err *err)
{
    int number = *(int *)arg;

    free(arg);
    if (err == NULL && db_rows_count(rows) == 1)
        (void)!write(answered_to, &number, sizeof(number));
}

/* Writes notes 0, 1, 2, … as fast as it can, some in each turn, and tells each that was answered. */
static void write_until_killed(void)
{
    struct db *db = file_open();

    for (int number = 0;; number++) {
        char text[16];
        const char *const params[] = { text };
        int *arg = mem_dup(&number, sizeof(number));

        (void)snprintf(text, sizeof(text), "%d", number);
        db_run(db, &file_test.ops, &note, params, on_noted, arg);
        if (number % 7 == 6)
            loop_turn(fixture.loop, 0);
    }
}

static pid_t start_writer(int *answers)
{
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        answered_to = ends[1];
        write_until_killed();
    }
    (void)close(ends[1]);
    *answers = ends[0];
    return child;
}

/* Reads what was answered, until the writer's end; the last number. */
static int last_answered(int answers)
{
    int number, last = -1;

    while (read(answers, &number, sizeof(number)) == sizeof(number)) {
        assert_int_equal(number, last + 1);
        last = number;
    }
    (void)close(answers);
    return last;
}

static void assert_notes_are_there(int last)
{
    struct db *db = file_open();

    file_use();
    assert_string_equal(ask("PRAGMA integrity_check"), "ok");
    char expected[16];
    (void)snprintf(expected, sizeof(expected), "%d", last + 1);
    char *query = mem_printf("SELECT count(*) FROM notes WHERE CAST(text AS INTEGER) <= %d", last);
    assert_string_equal(ask(query), expected);
    free(query);
    file_leave();
    close_db(db);
    loop_turn(fixture.loop, 0);
}

static void what_was_answered_survives_a_kill_at_any_moment(void **state UNUSED)
{
    int most = 0;

    for (int round = 0; round < 12; round++) {
        int answers, first;
        pid_t child = start_writer(&answers);

        assert_int_equal(read(answers, &first, sizeof(first)), sizeof(first));
        (void)usleep((useconds_t)(round * 1700));
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);
        /* the first was read already */
        int number, last = first;
        while (read(answers, &number, sizeof(number)) == sizeof(number))
            last = number;
        (void)close(answers);
        assert_notes_are_there(last);
        most = last > most ? last : most;
        file_remove();
    }
    assert_true(most > 7); /* it was no idle run */
}

static void a_kill_around_the_commit_leaves_all_of_the_turn_or_nothing(void **state UNUSED)
{
    static const struct {
        const char *at, *notes;
    } points[] = { { "sqlite_before_commit", "0" }, { "sqlite_after_commit", "7" } };

    for (size_t i = 0; i < ARRAY_LEN(points); i++) {
        int answers, status;

        assert_int_equal(setenv("BAKERY_CRASH_AT", points[i].at, 1), 0);
        pid_t child = start_writer(&answers);
        assert_int_equal(unsetenv("BAKERY_CRASH_AT"), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        assert_int_equal(last_answered(answers), -1); /* nobody was told anything */
        struct db *db = file_open();
        file_use();
        assert_string_equal(ask("SELECT count(*) FROM notes"), points[i].notes);
        file_leave();
        close_db(db);
        loop_turn(fixture.loop, 0);
        file_remove();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(a_disk_that_takes_no_more_fails_all_of_the_turn_and_comes_back),
        FILE_TEST(a_commit_whose_fsync_fails_is_unknown_until_the_disk_is_back),
        FILE_TEST(a_limit_of_the_system_is_like_a_full_disk),
        FILE_TEST(a_full_database_keeps_what_was_committed),
        FILE_TEST(a_file_that_is_damaged_while_it_is_open_is_for_people),
        FILE_TEST(what_was_answered_survives_a_kill_at_any_moment),
        FILE_TEST(a_kill_around_the_commit_leaves_all_of_the_turn_or_nothing),
    };

    return cmocka_run_group_tests_name("sqlite faults", tests, fixture_setup_file, fixture_teardown_file);
}
