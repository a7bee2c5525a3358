/* test_sqlite_open.c -- which files are opened; for any other file, one line says what is wrong and what
 * to do. */
#include "db/sql.h"
#include "integration/db/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define NOBODY 65534

static void assert_refused(const struct db_migration *migrations, bool migrate, const char *reason)
{
    struct err err = ERR_INIT;

    if (file_try(migrations, migrate, &err) != NULL)
        fail_msg("it was opened");
    if (strstr(err.msg, reason) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.msg, reason);
    assert_non_null(strstr(err.msg, fixture.path));
}

static void close_and_let_go(struct db *db)
{
    close_db(db);
    loop_turn(fixture.loop, 0);
}

static void put_into_file(const char *text)
{
    FILE *file = fopen(fixture.path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* ---- URLs ------------------------------------------------------------------------------------------ */

static void other_schemes_are_rejected_with_a_list_of_valid_ones(void **state UNUSED)
{
    static const char *const urls[] = { "", "mysql://host/name", "bakery.db", "SQLITE:x", "postgresql:/x" };

    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        const struct db_options options = { .url = urls[i] };
        struct err err = ERR_INIT, backup_err = ERR_INIT;

        assert_null(db_open(fixture.loop, &options, &err));
        assert_int_equal(err.kind, ERR_INVALID);
        assert_non_null(strstr(err.msg, "sqlite:FILE"));
        assert_non_null(strstr(err.msg, "postgresql://"));
        assert_false(db_backup(urls[i], "copy", &backup_err));
        assert_string_equal(backup_err.msg, err.msg);
    }
}

static void a_url_without_a_path_is_rejected(void **state UNUSED)
{
    static const char *const urls[] = { "sqlite:", "sqlite://bakery.db", "sqlite://" };

    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        const struct db_options options = { .url = urls[i], .migrate = true };
        struct err err = ERR_INIT;

        assert_null(db_open(fixture.loop, &options, &err));
        assert_int_equal(err.kind, ERR_INVALID);
    }
}

/* ---- files ----------------------------------------------------------------------------------------- */

static void a_new_file_is_made_for_us_alone(void **state UNUSED)
{
    mode_t mask = umask(0);
    struct db *db = file_open();
    struct stat stat_of;

    assert_int_equal(note_and_wait(db, "a"), ERR_NONE); /* and with it the WAL */
    assert_int_equal(stat(fixture.path, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 07777, 0600);
    file_use();
    assert_string_equal(ask("PRAGMA journal_mode"), "wal");
    file_leave();
    close_db(db);
    (void)umask(mask);
}

static void every_commit_is_durable_and_names_mean_only_files(void **state UNUSED)
{
    static const struct db_stmt setting = { .name = "setting",
                                            .access = DB_READ,
                                            .params = 0,
                                            .sqlite = "SELECT synchronous FROM pragma_synchronous" };
    char folder[128];
    struct answer answer;

    assert_non_null(getcwd(folder, sizeof(folder)));
    assert_int_equal(chdir(fixture.folder), 0);
    const struct db_options options = { .url = "sqlite::memory:", .migrate = true };
    struct db *db = sqlite_open(fixture.loop, &options, file_migrations, NULL);
    assert_non_null(db);
    assert_int_equal(access(":memory:", F_OK), 0);
    start(db, &file_test.ops, &setting, NULL, NULL, &answer);
    UNTIL(answer.calls);
    assert_string_equal(answer.text, "2"); /* FULL */
    close_and_let_go(db);
    assert_int_equal(unlink(":memory:"), 0);
    assert_int_equal(chdir(folder), 0);
}

static void what_is_no_database_is_left_as_it_is(void **state UNUSED)
{
    char text[64] = "";

    put_into_file("customer,product\nand more text than fits the head of a database file, which has 100 bytes"
                  " and a magic at its begin\n");
    assert_refused(file_migrations, true, "not a database");
    FILE *file = fopen(fixture.path, "r");
    assert_non_null(fgets(text, sizeof(text), file));
    (void)fclose(file);
    assert_string_equal(text, "customer,product\n");
}

static void does_not_change_the_database_of_another_program(void **state UNUSED)
{
    file_use();
    tell("CREATE TABLE mine (a)");
    file_leave();
    assert_refused(file_migrations, true, "another program");
    file_use();
    assert_string_equal(ask("SELECT name FROM sqlite_schema"), "mine");
    file_leave();
}

static void a_damaged_file_is_reported(void **state UNUSED)
{
    struct err err = ERR_INIT;
    struct db *db = file_open();
    int fd;

    close_and_let_go(db);
    fd = open(fixture.path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "garbage garbage garbage", 23, 100), 23); /* the root of the schema */
    assert_int_equal(close(fd), 0);
    assert_null(file_try(file_migrations, true, &err));
    assert_non_null(strstr(err.msg, "damaged"));
    assert_non_null(strstr(err.msg, "backup"));
}

static void a_missing_folder_or_a_folder_instead_of_a_file_is_reported(void **state UNUSED)
{
    struct db_options options = { .url = "sqlite:/no/such/folder/shop.db", .migrate = true };
    struct err missing = ERR_INIT, folder = ERR_INIT;

    assert_null(sqlite_open(fixture.loop, &options, file_migrations, &missing));
    assert_non_null(strstr(missing.msg, "No such file or directory"));
    options.url = "sqlite:/tmp";
    assert_null(sqlite_open(fixture.loop, &options, file_migrations, &folder));
    assert_non_null(strstr(folder.msg, "Is a directory"));
}

static void only_a_migrating_process_creates_a_file(void **state UNUSED)
{
    assert_refused(file_migrations, false, "bakery migrate");
    assert_int_equal(access(fixture.path, F_OK), -1);
}

/* ---- rights ---------------------------------------------------------------------------------------- */

/* Opens the file in a process without special rights; its answer is its end: 0, or 1 and `reason`. */
static void assert_refused_to_nobody(const char *reason)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        struct err err = ERR_INIT;
        if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(3);
        bool refused = file_try(file_migrations, true, &err) == NULL && strstr(err.msg, reason) != NULL;
        if (!refused)
            (void)fprintf(stderr, "not refused for \"%s\", but \"%s\"\n", reason, err.msg);
        _exit(refused ? 0 : 2);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void without_the_right_to_write_it_is_refused(void **state UNUSED)
{
    close_and_let_go(file_open());
    assert_int_equal(chmod(fixture.folder, 0755), 0);
    assert_int_equal(chmod(fixture.path, 0444), 0);
    assert_refused_to_nobody("may write");
    assert_int_equal(chmod(fixture.path, 0666), 0);
    assert_int_equal(chmod(fixture.folder, 0555), 0);
    assert_refused_to_nobody("folder"); /* there is no place for the WAL */
    file_remove();
    assert_refused_to_nobody("folder"); /* nor for the file */
    assert_int_equal(chmod(fixture.folder, 0700), 0);
}

/* ---- who else is there ------------------------------------------------------------------------------- */

static pid_t open_in_child(void)
{
    int ready[2];
    char byte;
    pid_t child;

    assert_int_equal(pipe(ready), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)file_open();
        (void)!write(ready[1], "", 1);
        (void)pause();
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
    (void)close(ready[1]);
    return child;
}

static void end_child(pid_t child)
{
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void a_second_process_cannot_open_the_file_by_any_path(void **state UNUSED)
{
    pid_t child = open_in_child();
    struct err err = ERR_INIT;
    char url[112], other[80];

    assert_refused(file_migrations, true, "another process");
    (void)snprintf(other, sizeof(other), "%.60s/link.db", fixture.folder);
    (void)snprintf(url, sizeof(url), "sqlite:%s", other);
    assert_int_equal(symlink(fixture.path, other), 0);
    const struct db_options options = { .url = url, .migrate = true };
    assert_null(sqlite_open(fixture.loop, &options, file_migrations, &err));
    assert_non_null(strstr(err.msg, "another process"));
    assert_int_equal(unlink(other), 0);
    end_child(child);
    close_and_let_go(file_open());
}

static void a_file_in_use_can_be_read(void **state UNUSED)
{
    pid_t child = open_in_child();
    const struct db_options options = { .url = fixture.url, .read_only = true };
    struct db *db = sqlite_open(fixture.loop, &options, file_migrations, NULL);

    assert_non_null(db);
    assert_int_equal(count_notes(db), 0);
    close_and_let_go(db);
    end_child(child);
}

/* ---- the schema ------------------------------------------------------------------------------------ */

static const struct db_migration two[] = {
    { 1, "001_notes", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)" },
    { 2, "002_it's", "CREATE TABLE second (a); INSERT INTO second VALUES (1); -- ends in a comment" },
    { 0, NULL, NULL },
};

static void the_real_migrations_run_once(void **state UNUSED)
{
    const struct db_options options = { .url = fixture.url, .migrate = true };

    for (int round = 0; round < 2; round++) {
        struct db *db = db_open(fixture.loop, &options, NULL);
        assert_non_null(db);
        assert_null(db_fatal(db));
        close_and_let_go(db);
    }
    file_use();
    assert_string_equal(ask("SELECT count(*) FROM orders"), "0");
    assert_string_equal(ask("SELECT min(version) FROM schema_migrations"), "1");
    file_leave();
}

static void each_migration_is_recorded_and_runs_once(void **state UNUSED)
{
    close_and_let_go(file_open()); /* the first of them */
    assert_refused(two, false, "run bakery migrate");
    for (int round = 0; round < 2; round++) {
        struct err err = ERR_INIT;
        struct db *db = file_try(two, round == 0, &err);
        assert_non_null(db);
        close_and_let_go(db);
    }
    file_use();
    assert_string_equal(ask("SELECT version || name FROM schema_migrations"), "1001_notes 2002_it's");
    assert_string_equal(ask("SELECT count(*) FROM second"), "1");
    file_leave();
}

static void a_newer_schema_is_refused(void **state UNUSED)
{
    struct err err = ERR_INIT;
    struct db *db = file_try(two, true, &err);

    assert_non_null(db);
    close_and_let_go(db);
    assert_refused(file_migrations, true, "newer than this program");
    assert_refused(file_migrations, false, "newer than this program");
}

static void a_failing_migration_is_undone_and_reported(void **state UNUSED)
{
    static const struct db_migration broken[] = {
        { 1, "001_notes", "CREATE TABLE notes (text TEXT)" },
        { 2, "002_broken", "CREATE TABLE second (a); SELECT * FROM nowhere" },
        { 0, NULL, NULL },
    };

    assert_refused(broken, true, "002_broken");
    file_use();
    assert_string_equal(ask("SELECT count(*) FROM sqlite_schema"), "0");
    file_leave();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(other_schemes_are_rejected_with_a_list_of_valid_ones),
        FILE_TEST(a_url_without_a_path_is_rejected),
        FILE_TEST(a_new_file_is_made_for_us_alone),
        FILE_TEST(every_commit_is_durable_and_names_mean_only_files),
        FILE_TEST(what_is_no_database_is_left_as_it_is),
        FILE_TEST(does_not_change_the_database_of_another_program),
        FILE_TEST(a_damaged_file_is_reported),
        FILE_TEST(a_missing_folder_or_a_folder_instead_of_a_file_is_reported),
        FILE_TEST(only_a_migrating_process_creates_a_file),
        FILE_TEST(without_the_right_to_write_it_is_refused),
        FILE_TEST(a_second_process_cannot_open_the_file_by_any_path),
        FILE_TEST(a_file_in_use_can_be_read),
        FILE_TEST(the_real_migrations_run_once),
        FILE_TEST(each_migration_is_recorded_and_runs_once),
        FILE_TEST(a_newer_schema_is_refused),
        FILE_TEST(a_failing_migration_is_undone_and_reported),
    };

    return cmocka_run_group_tests_name("sqlite files", tests, fixture_setup_file, fixture_teardown_file);
}
