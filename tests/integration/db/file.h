/* file.h -- shared by the tests of the SQLite driver: a file with two tables, opened by a driver and by a
 * connection of the test. */
#ifndef TESTS_DB_FILE_H
#define TESTS_DB_FILE_H

#include "integration/db/fixture.h"

static const struct db_migration file_migrations[] = {
    { 1, "001_notes", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE, n INTEGER) STRICT" },
    { 0, NULL, NULL },
};

static const struct db_stmt note = { .name = "note",
                                     .access = DB_WRITE,
                                     .params = 1,
                                     .sqlite = "INSERT INTO notes (text) VALUES ($1) RETURNING text" };
UNUSED static const struct db_stmt labour = { .name = "labour",
                                              .access = DB_WORK,
                                              .params = 1,
                                              .sqlite =
                                                  "INSERT INTO notes (text) VALUES ($1) RETURNING text" };
UNUSED static const struct db_stmt count = {
    .name = "count", .access = DB_READ, .params = 0, .sqlite = "SELECT count(*) FROM notes"
};

static struct {
    struct op_list ops;
    int ready; /* calls of on_ready */
} file_test;

/* The driver's inside. */
UNUSED static struct sqlite_db *inside(struct db *db)
{
    return (struct sqlite_db *)db;
}

static void on_ready(void *arg UNUSED)
{
    file_test.ready++;
}

/* NULL: `err` says why. */
static struct db *file_try(const struct db_migration *migrations, bool migrate, struct err *err)
{
    const struct db_options options = { .url = fixture.url, .migrate = migrate, .on_ready = on_ready };

    return sqlite_open(fixture.loop, &options, migrations, err);
}

UNUSED static struct db *file_open(void)
{
    struct err err = ERR_INIT;
    struct db *db = file_try(file_migrations, true, &err);

    if (db == NULL)
        fail_msg("%s", err.msg);
    inside(db)->group_ms = 60000; /* groups of any size, also on a busy machine */
    return db;
}

/* Each test begins with a new file. */
UNUSED static int file_begin(void **state UNUSED)
{
    file_remove();
    op_list_init(&file_test.ops);
    file_test.ready = 0;
    return 0;
}

#define FILE_TEST(function) cmocka_unit_test_setup(function, file_begin)

UNUSED static void write_note(struct db *db, const char *text, struct answer *answer)
{
    start(db, &file_test.ops, &note, text, NULL, answer);
}

UNUSED static enum err_kind note_and_wait(struct db *db, const char *text)
{
    struct answer answer;

    write_note(db, text, &answer);
    UNTIL(answer.calls);
    return answer.kind;
}

/* How many notes the driver sees. */
UNUSED static int count_notes(struct db *db)
{
    struct answer answer;

    start(db, &file_test.ops, &count, NULL, NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_NONE);
    return atoi(answer.text);
}

#endif
