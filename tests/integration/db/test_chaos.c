/* test_chaos.c -- writes under constant faults: a successful write is in the database exactly once, a
 * failed write is not there, and only ERR_UNKNOWN may be either. */
#include "integration/db/proxy.h"

#define WRITES   2500
#define PARALLEL 40

/* Every 101st divides by zero, so that groups fail and run again one by one. */
static const struct db_stmt mark = { .name = "mark",
                                     .access = DB_WRITE,
                                     .params = 1,
                                     .postgres = "INSERT INTO marks SELECT $1::int + 0 / ($1::int % 101)" };
static const struct db_stmt slow_mark = { .name = "slow_mark",
                                          .access = DB_WRITE,
                                          .params = 1,
                                          .postgres =
                                              "INSERT INTO marks SELECT $1::int FROM pg_sleep(0.002)" };
static const struct db_stmt look = {
    .name = "look", .access = DB_READ, .params = 1, .postgres = "SELECT $1::text FROM pg_sleep(0.001)"
};

static struct op_list ops = OP_LIST_INIT;
static struct answer *answers;
static struct answer reads[PARALLEL];
static int64_t seen[ERR_KINDS];

/* The server or the network does one of its worst. */
static void make_trouble(struct proxy *proxy, const struct db *db)
{
    switch (random_below(4)) {
    case 0:
        tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
             "AND application_name = 'bakery' ORDER BY random() LIMIT 2");
        break;
    case 1:
        proxy_cut(proxy);
        break;
    case 2:
        proxy->cut_after = random_below(2000);
        break;
    default: /* half-sent groups: the bytes wait, then the connection goes */
        proxy_stall(proxy, true);
        for (int i = 0; i < 3; i++)
            loop_turn(fixture.loop, 2);
        if (!LIST_EMPTY(&proxy->pairs))
            pair_free(LIST_FIRST(&proxy->pairs));
        proxy_stall(proxy, false);
    }
    for (int64_t until_ms = clock_ms() + 20; clock_ms() < until_ms || !db_health(db, NULL);)
        loop_turn(fixture.loop, 2);
    proxy->cut_after = -1;
}

static int check_one(int id)
{
    const struct answer *answer = &answers[id];
    char query[80];

    (void)snprintf(query, sizeof(query), "SELECT count(*) FROM marks WHERE id = %d", id);
    int rows = atoi(ask(query));
    assert_int_equal(answer->calls, 1);
    seen[answer->kind]++;
    if (answer->kind == ERR_NONE)
        assert_int_equal(rows, 1);
    else if (answer->kind == ERR_UNKNOWN)
        assert_in_range(rows, 0, 1);
    else
        assert_int_equal(rows, 0);
    return rows;
}

static void results_are_correct_under_random_faults(void **state UNUSED)
{
    struct proxy proxy;
    proxy_start(&proxy);
    struct db *db = open_through(&proxy, 4);
    int next = 0, waiting = 0;

    answers = mem_alloc(WRITES * sizeof(*answers));
    UNTIL(all_ready(db));
    for (int turn = 0; next < WRITES; turn++) {
        waiting = 0;
        for (int i = 0; i < next; i++)
            waiting += answers[i].calls == 0;
        for (; next < WRITES && waiting < PARALLEL && db_health(db, NULL); next++, waiting++) {
            char text[16];
            (void)snprintf(text, sizeof(text), "%d", next);
            start(db, &ops, next % 20 ? &mark : &slow_mark, text, NULL, &answers[next]);
        }
        struct answer *read = &reads[turn % PARALLEL];
        if (turn < PARALLEL || read->calls)
            start(db, &ops, &look, "x", NULL, read);
        loop_turn(fixture.loop, 5);
        if (turn % 20 == 19)
            make_trouble(&proxy, db);
    }
    UNTIL(op_list_empty(&ops) && pg(db)->pending == 0);
    for (int i = 0; i < WRITES; i++)
        (void)check_one(i);
    /* The faults were felt, and most was done nevertheless. */
    assert_true(seen[ERR_UNKNOWN] > 0);
    assert_true(seen[ERR_NONE] > WRITES / 10);
    close_db(db);
    proxy_end(&proxy);
    free(answers);
}

static int setup(void **state)
{
    (void)fixture_setup(state);
    tell("CREATE TABLE marks (id int)");
    tell("CREATE INDEX ON marks (id)");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_correct_under_random_faults),
    };

    return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
