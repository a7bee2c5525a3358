/* test_faults.c -- a lost, stalled, broken or refusing server: nothing waits for ever, every outcome is
 * reported correctly, and the pool recovers within 5 s. */
#include "integration/db/proxy.h"

static const struct db_stmt echo = {
    .name = "echo", .access = DB_READ, .params = 1, .postgres = "SELECT $1::text"
};
static const struct db_stmt nap = {
    .name = "nap", .access = DB_READ, .params = 1, .postgres = "SELECT 'slept' FROM pg_sleep($1::float8)"
};
static const struct db_stmt many = { .name = "many",
                                     .access = DB_READ,
                                     .params = 1,
                                     .postgres = "SELECT repeat('x', 100) FROM generate_series(1, $1::int)" };
static const struct db_stmt note = {
    .name = "note", .access = DB_WRITE, .params = 1, .postgres = "INSERT INTO notes VALUES ($1)"
};
static const struct db_stmt slow_note = { .name = "slow_note",
                                          .access = DB_WRITE,
                                          .params = 2,
                                          .postgres =
                                              "INSERT INTO notes SELECT $1 FROM pg_sleep($2::float8)" };

static struct op_list ops = OP_LIST_INIT;

/* Ends the backends that work on something, or all. */
#define KILL                                                         \
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity " \
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'bakery' "

static int busy(void)
{
    return atoi(ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND application_name = 'bakery' AND wait_event = 'PgSleep'"));
}

static int empty_notes(void **state UNUSED)
{
    tell("TRUNCATE notes");
    return 0;
}

static void a_read_whose_connection_is_lost_runs_again(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer answer;

    start(db, &ops, &nap, "0.5", NULL, &answer);
    UNTIL(busy() == 1);
    tell(KILL "AND wait_event = 'PgSleep'");
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_NONE);
    assert_string_equal(answer.text, "slept");
    assert_true(db_health(db, NULL));
    UNTIL(all_ready(db));
    close_db(db);
}

static int sleeper(void)
{
    return atoi(ask("SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                    "AND application_name = 'bakery' AND wait_event = 'PgSleep'"));
}

static void a_read_that_loses_two_connections_fails(void **state UNUSED)
{
    struct db *db = open_db(3);
    struct answer answer;
    int killed = 0;

    start(db, &ops, &nap, "2", NULL, &answer);
    for (int i = 0; i < 2; i++) {
        UNTIL(busy() == 1 && sleeper() != killed); /* it may sleep again before the first has gone */
        killed = sleeper();
        tell(KILL "AND wait_event = 'PgSleep'");
    }
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_UNAVAILABLE);
    close_db(db);
}

static void a_write_whose_answer_is_lost_is_unknown(void **state UNUSED)
{
    struct db *db = open_db(2);
    struct answer answers[3];

    for (int i = 0; i < 3; i++)
        start(db, &ops, &slow_note, "n", "0.5", &answers[i]);
    UNTIL(busy() == 1);
    tell(KILL "AND wait_event = 'PgSleep'");
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 3; i++)
        assert_int_equal(answers[i].kind, ERR_UNKNOWN);
    close_db(db);
}

static void a_write_that_was_not_sent_completely_runs_again(void **state UNUSED)
{
    struct proxy proxy;
    proxy_start(&proxy);
    struct db *db = open_through(&proxy, 2);
    char *large = mem_alloc((32u << 20) + 1); /* more than all the buffers on the way */
    struct answer answer;

    memset(large, 'n', 32u << 20);
    UNTIL(all_ready(db));
    proxy_stall(&proxy, true);
    start(db, &ops, &note, large, NULL, &answer);
    for (int i = 0; i < 20; i++)
        loop_turn(fixture.loop, 10);
    assert_int_equal(answer.calls, 0);
    proxy.stalled = false; /* for new connections; the old ones keep their bytes */
    pair_free(pg(db)->conns[0].pipeline.under_way[PG_WRITES] ? LIST_NEXT(LIST_FIRST(&proxy.pairs), entry)
                                                             : LIST_FIRST(&proxy.pairs));
    proxy_stall(&proxy, false);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_NONE);
    assert_string_equal(ask("SELECT count(*) FROM notes"), "1");
    free(large);
    close_db(db);
    proxy_end(&proxy);
}

static int readies;

static void on_ready(void *arg UNUSED)
{
    readies++;
}

static void an_outage_fails_at_once_and_ends_within_5_s(void **state UNUSED)
{
    struct proxy proxy;
    proxy_start(&proxy);
    char *url = url_of(fixture.name, "127.0.0.1", proxy.port);
    struct db_options options = { .url = url, .connections = 3, .on_ready = on_ready };
    struct err err = ERR_INIT;
    struct answer before, during, after;

    readies = 0;
    struct db *db = pg_open(fixture.loop, &options, no_migrations, &err);
    assert_non_null(db);
    start(db, &ops, &echo, "too early", NULL, &before);
    UNTIL(before.calls);
    assert_int_equal(before.kind, ERR_UNAVAILABLE);
    UNTIL(all_ready(db));
    assert_int_equal(readies, 1);
    assert_int_equal(metric_get(METRIC_DB_UP), 1);

    for (int round = 2; round < 4; round++) {
        proxy_down(&proxy);
        UNTIL(!db_health(db, NULL));
        assert_int_equal(metric_get(METRIC_DB_UP), 0);
        start(db, &ops, &echo, "x", NULL, &during);
        turn_twice();
        assert_int_equal(during.kind, ERR_UNAVAILABLE);
        for (int64_t until_ms = clock_ms() + 2500; clock_ms() < until_ms;) /* backing off as far as it does */
            loop_turn(fixture.loop, 10);

        proxy_listen(&proxy);
        int64_t since_ms = clock_ms();
        UNTIL(all_ready(db));
        assert_true(clock_ms() - since_ms < 5000);
        assert_int_equal(readies, round);
        start(db, &ops, &echo, "back", NULL, &after);
        UNTIL(after.calls);
        assert_string_equal(after.text, "back");
    }
    close_db(db);
    free(url);
    proxy_end(&proxy);
}

static void a_stalled_server_is_abandoned_after_6_s(void **state UNUSED)
{
    struct proxy proxy;
    proxy_start(&proxy);
    struct db *db = open_through(&proxy, 2);
    struct answer read, write, late;

    UNTIL(all_ready(db));
    proxy_stall(&proxy, true);
    int64_t since_ms = clock_ms();
    start(db, &ops, &echo, "r", NULL, &read);
    start(db, &ops, &note, "w", NULL, &write);
    UNTIL(read.calls && write.calls);
    assert_in_range(clock_ms() - since_ms, 5500, 8000);
    assert_int_equal(read.kind, ERR_UNAVAILABLE);
    assert_int_equal(write.kind, ERR_UNKNOWN);
    UNTIL(!db_health(db, NULL));
    proxy_stall(&proxy, false);
    UNTIL(all_ready(db));
    start(db, &ops, &echo, "r", NULL, &late);
    UNTIL(late.calls);
    assert_int_equal(late.kind, ERR_NONE);
    close_db(db);
    proxy_end(&proxy);
}

static void statements_waiting_for_a_stalled_pool_fail_too(void **state UNUSED)
{
    struct proxy proxy;
    proxy_start(&proxy);
    struct db *db = open_through(&proxy, 1);
    struct answer answers[4];

    UNTIL(all_ready(db));
    proxy_stall(&proxy, true);
    for (int i = 0; i < 4; i++) { /* two groups go, two wait */
        start(db, &ops, &echo, "r", NULL, &answers[i]);
        turn_twice();
    }
    assert_false(TAILQ_EMPTY(&pg(db)->queues[PG_READS]));
    UNTIL(op_list_empty(&ops));
    for (int i = 0; i < 4; i++)
        assert_int_equal(answers[i].kind, ERR_UNAVAILABLE);
    close_db(db);
    proxy_end(&proxy);
}

static void a_read_with_a_truncated_result_runs_again(void **state UNUSED)
{
    for (long cut = 1; cut < 200000; cut = cut * 5 + 1) {
        struct proxy proxy;
        proxy_start(&proxy);
        struct db *db = open_through(&proxy, 2);
        struct answer answer;

        UNTIL(all_ready(db));
        start(db, &ops, &many, "2000", NULL, &answer);
        proxy.cut_after = cut;
        UNTIL(proxy.cut_after < 0);
        proxy.cut_after = -1;
        UNTIL(answer.calls);
        /* Both connections were cut: the second run may have found neither. */
        assert_true(answer.kind == ERR_UNAVAILABLE || answer.rows == 2000);
        UNTIL(all_ready(db));
        start(db, &ops, &many, "2000", NULL, &answer);
        UNTIL(answer.calls);
        assert_int_equal(answer.rows, 2000);
        close_db(db);
        proxy_end(&proxy);
    }
}

static void a_server_that_never_answers_is_abandoned_after_3_s(void **state UNUSED)
{
    struct proxy proxy;
    proxy_start(&proxy);
    proxy.stalled = true;
    struct db *db = open_through(&proxy, 1);
    struct err err = ERR_INIT;
    int64_t since_ms = clock_ms();

    UNTIL(strstr(pg(db)->err.msg, "within 3 s"));
    assert_in_range(clock_ms() - since_ms, 2500, 4500);
    assert_false(db_health(db, &err));
    assert_null(db_fatal(db));
    proxy_stall(&proxy, false);
    UNTIL(db_health(db, NULL));
    close_db(db);
    proxy_end(&proxy);
}

static void garbage_from_the_server_is_harmless(void **state UNUSED)
{
    static const char *const said[] = { "HTTP/1.1 400 Bad Request\r\n\r\n", "R\xff\xff\xff\xff\xff",
                                        "E\x7f\xff\xff\xffSFATAL", "N" };

    for (size_t i = 0; i < ARRAY_LEN(said); i++) {
        struct proxy proxy;
        proxy_start(&proxy);
        proxy.rude = said[i];
        struct db *db = open_through(&proxy, 1);

        UNTIL(strcmp(pg(db)->err.msg, "not connected yet") != 0);
        assert_false(db_health(db, NULL));
        proxy.rude = NULL;
        UNTIL(db_health(db, NULL));
        close_db(db);
        proxy_end(&proxy);
    }
}

static void a_missing_database_is_reported_and_awaited(void **state UNUSED)
{
    char *name = mem_printf("%s_late", fixture.name), *url = url_of(name, NULL, NULL);
    char *create = mem_printf("CREATE DATABASE %s", name), *drop = mem_printf("DROP DATABASE %s", name);
    struct db *db = open_url(url, 1);

    UNTIL(db_fatal(db));
    assert_non_null(strstr(db_fatal(db)->msg, "3D000"));
    tell_on(fixture.server, create);
    UNTIL(db_health(db, NULL));
    assert_null(db_fatal(db));
    close_db(db);
    UNTIL(atoi(ask("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE '%\\_late'")) == 0);
    tell_on(fixture.server, drop);
    free(name);
    free(url);
    free(create);
    free(drop);
}

static void too_few_connections_are_enough(void **state UNUSED)
{
    struct answer answer;

    /* Besides the test's own. */
    tell("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 2', current_database()); END $$");
    UNTIL(atoi(ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")) == 1);
    char *url = url_of(fixture.name, NULL, NULL);
    struct db *db = open_url(url, 4);
    UNTIL(db_health(db, NULL) && pg(db)->conns[1].complained && pg(db)->conns[3].complained);
    start(db, &ops, &echo, "x", NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_NONE);
    start(db, &ops, &note, "x", NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_NONE);
    tell("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT -1', current_database()); END $$");
    UNTIL(all_ready(db));
    close_db(db);
    free(url);
}

static void a_read_only_server_is_unavailable_for_writes(void **state UNUSED)
{
    struct answer read, write;

    tell("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', "
         "current_database()); END $$");
    struct db *db = open_db(2);
    start(db, &ops, &echo, "x", NULL, &read);
    start(db, &ops, &note, "x", NULL, &write);
    UNTIL(op_list_empty(&ops));
    assert_int_equal(read.kind, ERR_NONE);
    assert_int_equal(write.kind, ERR_UNAVAILABLE);
    close_db(db);
    tell("SET default_transaction_read_only = off");
    tell("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', "
         "current_database()); END $$");
}

static void a_host_name_is_looked_up(void **state UNUSED)
{
    struct proxy proxy;
    struct answer answer;

    proxy_start(&proxy);
    char *url = url_of(fixture.name, "localhost", proxy.port);
    struct db *db = open_url(url, 1);
    assert_int_equal(pg(db)->conns[0].state, PG_RESOLVING);
    UNTIL(all_ready(db));
    start(db, &ops, &echo, "x", NULL, &answer);
    UNTIL(answer.calls);
    assert_int_equal(answer.kind, ERR_NONE);
    close_db(db);
    free(url);
    proxy_end(&proxy);
}

static void closing_is_harmless_at_every_step_of_connecting(void **state UNUSED)
{
    for (int turns = 0; turns < 40; turns++) {
        char *url = url_of(fixture.name, turns % 2 ? "localhost" : NULL, NULL);
        struct db *db = open_url(url, 2);
        struct answer answer;

        start(db, &ops, &echo, "x", NULL, &answer);
        for (int i = 0; i < turns; i++)
            loop_turn(fixture.loop, 1);
        close_db(db);
        assert_true(op_list_empty(&ops));
        free(url);
    }
}

static int setup(void **state)
{
    (void)fixture_setup(state);
    tell("CREATE TABLE notes (text text)");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_read_whose_connection_is_lost_runs_again, empty_notes),
        cmocka_unit_test_setup(a_read_that_loses_two_connections_fails, empty_notes),
        cmocka_unit_test_setup(a_write_whose_answer_is_lost_is_unknown, empty_notes),
        cmocka_unit_test_setup(a_write_that_was_not_sent_completely_runs_again, empty_notes),
        cmocka_unit_test_setup(an_outage_fails_at_once_and_ends_within_5_s, empty_notes),
        cmocka_unit_test_setup(a_stalled_server_is_abandoned_after_6_s, empty_notes),
        cmocka_unit_test_setup(statements_waiting_for_a_stalled_pool_fail_too, empty_notes),
        cmocka_unit_test_setup(a_read_with_a_truncated_result_runs_again, empty_notes),
        cmocka_unit_test_setup(a_server_that_never_answers_is_abandoned_after_3_s, empty_notes),
        cmocka_unit_test_setup(garbage_from_the_server_is_harmless, empty_notes),
        cmocka_unit_test_setup(a_missing_database_is_reported_and_awaited, empty_notes),
        cmocka_unit_test_setup(too_few_connections_are_enough, empty_notes),
        cmocka_unit_test_setup(a_read_only_server_is_unavailable_for_writes, empty_notes),
        cmocka_unit_test_setup(a_host_name_is_looked_up, empty_notes),
        cmocka_unit_test_setup(closing_is_harmless_at_every_step_of_connecting, empty_notes),
    };

    return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
