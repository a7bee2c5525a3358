/* test_migrate.c -- the schema is migrated once, whichever process is first; otherwise the database is not
 * used. */
#include "db/sql.h"
#include "integration/db/fixture.h"

/* db_open() with a list of migrations. */
static struct db *open_with(const struct db_migration *migrations, bool migrate)
{
    char *url = url_of(fixture.name, NULL, NULL);
    struct db_options options = { .url = url, .connections = 2, .migrate = migrate };
    struct err err = ERR_INIT;
    struct db *db = pg_open(fixture.loop, &options, migrations, &err);

    assert_non_null(db);
    free(url);
    return db;
}

static bool is_up(const struct db *db)
{
    return db_health(db, NULL);
}

static int empty_schema(void **state UNUSED)
{
    tell("DROP SCHEMA public CASCADE");
    tell("CREATE SCHEMA public");
    return 0;
}

static const struct db_migration two[] = {
    { 1, "001_first", "CREATE TABLE first (a int); INSERT INTO first VALUES (1);" },
    { 2, "002_it's", "CREATE TABLE second (a int); -- ends in a comment" },
    { 0, NULL, NULL },
};
static const struct db_migration broken[] = {
    { 1, "001_first", "CREATE TABLE first (a int)" },
    { 2, "002_broken", "CREATE TABLE second (a int); SELECT * FROM nowhere" },
    { 0, NULL, NULL },
};

static void the_real_migrations_run_once(void **state UNUSED)
{
    char *url = url_of(fixture.name, NULL, NULL);
    struct db_options options = { .url = url, .connections = 2, .migrate = true };
    struct err err = ERR_INIT;

    for (int round = 0; round < 2; round++) {
        struct db *db = db_open(fixture.loop, &options, &err);
        assert_non_null(db);
        UNTIL(all_ready(db));
        assert_null(db_fatal(db));
        close_db(db);
    }
    free(url);
    assert_string_equal(ask("SELECT count(*) FROM orders"), "0");
    assert_string_equal(ask("SELECT min(version) FROM schema_migrations"), "1");
}

static void each_migration_is_recorded_and_runs_once(void **state UNUSED)
{
    for (int round = 0; round < 3; round++) {
        struct db *db = open_with(two, round < 2);
        UNTIL(all_ready(db));
        close_db(db);
    }
    assert_string_equal(ask("SELECT count(*) FROM first"), "1");
    assert_string_equal(
        ask("SELECT string_agg(version || name, ',' ORDER BY version) FROM schema_migrations"),
        "1001_first,2002_it's");
}

static void only_one_of_two_processes_migrates(void **state UNUSED)
{
    static const struct db_migration slow[] = {
        { 1, "001_slow", "CREATE TABLE first (a int); INSERT INTO first VALUES (1); SELECT pg_sleep(0.6)" },
        { 0, NULL, NULL },
    };
    struct db *a = open_with(slow, true), *b = open_with(slow, true);

    UNTIL(all_ready(a) && all_ready(b));
    assert_string_equal(ask("SELECT count(*) FROM first"), "1");
    assert_string_equal(ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
    close_db(a);
    close_db(b);
}

static void a_newer_schema_is_refused(void **state UNUSED)
{
    struct db *db = open_with(two, true);
    struct err err = ERR_INIT;

    UNTIL(is_up(db));
    close_db(db);
    for (int migrate = 0; migrate < 2; migrate++) {
        const struct db_migration older[] = { two[0], two[2] };
        db = open_with(older, migrate == 1);
        UNTIL(db_fatal(db));
        assert_false(db_health(db, &err));
        assert_non_null(strstr(err.msg, "newer than this program"));
        close_db(db);
    }
}

static void an_older_schema_is_refused_until_it_is_migrated(void **state UNUSED)
{
    struct db *waiting = open_with(two, false), *migrating;

    UNTIL(db_fatal(waiting));
    assert_non_null(strstr(db_fatal(waiting)->msg, "run bakery migrate"));
    migrating = open_with(two, true);
    UNTIL(is_up(waiting));
    assert_null(db_fatal(waiting));
    close_db(waiting);
    close_db(migrating);
}

static void a_failing_migration_is_undone_and_reported(void **state UNUSED)
{
    struct db *db = open_with(broken, true);

    UNTIL(db_fatal(db));
    assert_non_null(strstr(db_fatal(db)->msg, "002_broken"));
    assert_string_equal(ask("SELECT to_regclass('second') IS NULL"), "t");
    assert_string_equal(ask("SELECT max(version) FROM schema_migrations"), "1");
    tell("CREATE TABLE nowhere (a int)"); /* somebody mends it while it runs */
    UNTIL(is_up(db));
    assert_string_equal(ask("SELECT max(version) FROM schema_migrations"), "2");
    close_db(db);
}

static void a_stuck_migration_does_not_block_the_server(void **state UNUSED)
{
    struct db *db;
    PGconn *stuck = connect_own();

    tell_on(stuck, "SELECT pg_advisory_lock(108169897439865)");
    db = open_with(two, true);
    for (int64_t until_ms = clock_ms() + 700; clock_ms() < until_ms;)
        loop_turn(fixture.loop, 10);
    assert_false(is_up(db));
    assert_string_equal(ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"),
                        "0");
    PQfinish(stuck);
    UNTIL(is_up(db));
    close_db(db);
}

static void closing_in_the_middle_of_a_migration_undoes_it(void **state UNUSED)
{
    static const struct db_migration slow[] = {
        { 1, "001_slow", "CREATE TABLE first (a int); SELECT pg_sleep(0.5)" },
        { 0, NULL, NULL },
    };
    struct db *db = open_with(slow, true);

    UNTIL(pg(db)->conns[0].migrate.step == PG_STEP_APPLY);
    close_db(db);
    db = open_with(slow, true);
    UNTIL(is_up(db));
    assert_string_equal(ask("SELECT count(*) FROM schema_migrations"), "1");
    close_db(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_real_migrations_run_once, empty_schema),
        cmocka_unit_test_setup(each_migration_is_recorded_and_runs_once, empty_schema),
        cmocka_unit_test_setup(only_one_of_two_processes_migrates, empty_schema),
        cmocka_unit_test_setup(a_newer_schema_is_refused, empty_schema),
        cmocka_unit_test_setup(an_older_schema_is_refused_until_it_is_migrated, empty_schema),
        cmocka_unit_test_setup(a_failing_migration_is_undone_and_reported, empty_schema),
        cmocka_unit_test_setup(a_stuck_migration_does_not_block_the_server, empty_schema),
        cmocka_unit_test_setup(closing_in_the_middle_of_a_migration_undoes_it, empty_schema),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
