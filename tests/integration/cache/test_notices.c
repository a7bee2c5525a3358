/* test_notices.c -- notices between processes: cache_publish(), cache_hears(). */
#include "fixture.h"

#define NOTICES_MAX 1024

/* One of several processes that share a Redis; they share a loop here. */
struct process {
    struct cache *cache;
    struct op_list ops;
    char *notices[NOTICES_MAX];
    int notice_count;
    int hearing_changes;
};

static struct server server;
static struct loop *loop;

static void on_told(void *arg, const char *text)
{
    struct process *process = arg;

    assert_true(process->notice_count < NOTICES_MAX);
    process->notices[process->notice_count++] = mem_strdup(text);
}

static void on_hearing(void *arg)
{
    struct process *process = arg;

    process->hearing_changes++;
    assert_int_equal(cache_hears(process->cache), process->hearing_changes % 2);
}

static void process_open(struct process *process, const struct cache_options *given)
{
    struct cache_options options = *given;
    struct err err = ERR_INIT;

    *process = (struct process){ 0 };
    options.on_notice = on_told;
    options.on_hearing = on_hearing;
    options.arg = process;
    process->cache = cache_open(loop, &options, &err);
    if (process->cache == NULL)
        fail_msg("cache_open: %s", err.msg);
}

static void process_close(struct process *process)
{
    cache_close(process->cache);
    for (int i = 0; i < process->notice_count; i++)
        free(process->notices[i]);
}

static bool works(const struct process *process)
{
    return cache_health(process->cache, NULL) && cache_hears(process->cache);
}

/* Opens it at the test's Redis, and waits until it hears. */
static void process_open_hearing(struct process *process)
{
    process_open(process, &(struct cache_options){ .url = server.url });
    assert_false(cache_hears(process->cache));
    WAIT_UNTIL(loop, works(process));
}

/* What became of it: ERR_NONE, or why it was not told. */
static enum err_kind publish(struct process *process, const char *text)
{
    struct answer answer = { 0 };

    cache_publish(process->cache, &process->ops, text, on_done, &answer);
    assert_int_equal(answer.calls, 0);
    WAIT_UNTIL(loop, answer.calls == 1);
    return answer.err.kind;
}

/* One that is not lost to a busy machine. */
static void must_publish(struct process *process, const char *text)
{
    do
        WAIT_UNTIL(loop, cache_health(process->cache, NULL));
    while (publish(process, text) != ERR_NONE);
}

static bool heard(const struct process *process, const char *text)
{
    for (int i = 0; i < process->notice_count; i++)
        if (strcmp(process->notices[i], text) == 0)
            return true;
    return false;
}

static int setup(void **state UNUSED)
{
    struct process first;

    (void)signal(SIGPIPE, SIG_IGN);
    secret_setup();
    loop = loop_new();
    server_start(&server, NULL);
    process_open_hearing(&first); /* so the server answers */
    process_close(&first);
    return 0;
}

static int teardown(void **state UNUSED)
{
    loop_free(loop);
    if (server.pid > 0)
        server_kill(&server);
    return 0;
}

/* ---- a Redis that is well --------------------------------------------------------------------- */

static void a_notice_reaches_every_other_process_and_not_its_own(void **state UNUSED)
{
    struct process a, b, c;

    process_open_hearing(&a);
    process_open_hearing(&b);
    process_open_hearing(&c);
    must_publish(&a, "one");
    must_publish(&a, "and two");
    WAIT_UNTIL(loop, heard(&b, "and two") && heard(&c, "and two"));
    assert_string_equal(b.notices[0], "one"); /* in their order */
    must_publish(&b, "three");
    WAIT_UNTIL(loop, heard(&a, "three") && heard(&c, "three"));
    assert_string_equal(a.notices[0], "three"); /* the first that it heard */
    process_close(&a);
    process_close(&b);
    process_close(&c);
}

static void the_longest_notice_arrives_and_a_longer_one_is_rejected(void **state UNUSED)
{
    char text[CACHE_NOTICE_BYTES + 1];
    struct process a, b;

    process_open_hearing(&a);
    process_open_hearing(&b);
    memset(text, 'x', sizeof(text));
    text[CACHE_NOTICE_BYTES] = '\0';
    assert_int_equal(publish(&a, text), ERR_INTERNAL);
    text[CACHE_NOTICE_BYTES - 1] = '\0';
    must_publish(&a, text);
    WAIT_UNTIL(loop, b.notice_count > 0);
    assert_string_equal(b.notices[0], text);
    process_close(&a);
    process_close(&b);
}

static void a_silent_channel_is_not_considered_dead(void **state UNUSED)
{
    struct process process;

    process_open_hearing(&process);
    for (int64_t end_ms = clock_ms() + 3 * CACHE_HEARING_MS; clock_ms() < end_ms;)
        loop_turn(loop, 20);
    assert_true(cache_hears(process.cache));
    assert_int_equal(process.hearing_changes, 1);
    assert_int_equal(metric_get(METRIC_CACHE_HEARS), 1);
    process_close(&process);
    assert_int_equal(metric_get(METRIC_CACHE_HEARS), 0);
}

static void who_uses_another_database_of_the_server_does_not_hear_ours(void **state UNUSED)
{
    struct process here, elsewhere, witness;
    char url[80];

    process_open_hearing(&here);
    process_open_hearing(&witness);
    (void)snprintf(url, sizeof(url), "%s/1", server.url);
    process_open(&elsewhere, &(struct cache_options){ .url = url });
    WAIT_UNTIL(loop, works(&elsewhere));
    must_publish(&here, "one");
    WAIT_UNTIL(loop, heard(&witness, "one"));
    for (int i = 0; i < 10; i++)
        loop_turn(loop, 5);
    assert_int_equal(elsewhere.notice_count, 0);
    process_close(&here);
    process_close(&elsewhere);
    process_close(&witness);
}

static void what_others_say_on_the_channel_is_passed_over(void **state UNUSED)
{
    static const char *const rubbish[] = { "", "x", "0123456789abcdef", "0123456789abcdef ",
                                           "0123456789abcdef-x" };
    redisContext *other = meddle(server.port);
    char *giant = mem_alloc((size_t)1 << 20);
    struct process a, b;

    process_open_hearing(&a);
    process_open_hearing(&b);
    for (size_t i = 0; i < ARRAY_LEN(rubbish); i++)
        MEDDLE(other, "PUBLISH bakery:notices:0 %s", rubbish[i]);
    MEDDLE(other, "PUBLISH bakery:notices:0 %b", "0123456789abcdef a\0b", (size_t)20);
    memset(giant, 'x', (size_t)1 << 20);
    giant[16] = ' ';
    MEDDLE(other, "PUBLISH bakery:notices:0 %b", giant, (size_t)1 << 20);
    must_publish(&b, "the end");
    WAIT_UNTIL(loop, heard(&a, "the end"));
    assert_string_equal(a.notices[0], "the end");
    assert_int_equal(a.hearing_changes, 1);
    process_close(&a);
    process_close(&b);
    free(giant);
    redisFree(other);
}

/* ---- a Redis that suffers --------------------------------------------------------------------- */

static void a_redis_that_is_killed_ends_hearing_and_its_return_begins_it(void **state UNUSED)
{
    struct process a, b;

    process_open_hearing(&a);
    process_open_hearing(&b);
    server_kill(&server);
    WAIT_UNTIL(loop, !cache_hears(a.cache) && !cache_hears(b.cache));
    assert_int_equal(a.hearing_changes, 2);
    WAIT_UNTIL(loop, !cache_health(a.cache, NULL));
    assert_int_equal(publish(&a, "lost"), ERR_UNAVAILABLE);

    server_run(&server, NULL);
    WAIT_UNTIL(loop, works(&a) && works(&b));
    assert_int_equal(a.hearing_changes, 3);
    must_publish(&a, "found");
    WAIT_UNTIL(loop, heard(&b, "found"));
    assert_false(heard(&b, "lost"));
    process_close(&a);
    process_close(&b);
}

static void detects_a_hanging_redis_without_requests(void **state UNUSED)
{
    struct process process;

    process_open_hearing(&process);
    (void)kill(server.pid, SIGSTOP);
    int64_t began_ms = clock_ms();
    WAIT_UNTIL(loop, !cache_hears(process.cache));
    assert_in_range(clock_ms() - began_ms, 0, 2 * CACHE_HEARING_MS + 300);
    (void)kill(server.pid, SIGCONT);
    WAIT_UNTIL(loop, cache_hears(process.cache));
    process_close(&process);
}

/* Redis ends the subscription of who does not read: what it missed it cannot know, but that it did. */
static void a_process_too_busy_to_listen_learns_that_it_missed_something(void **state UNUSED)
{
    redisContext *other = meddle(server.port);
    size_t len = (size_t)256 << 10;
    char *text = mem_alloc(len);
    struct process process;

    MEDDLE(other, "CONFIG SET client-output-buffer-limit %s", "pubsub 1mb 1mb 1");
    process_open_hearing(&process);
    memset(text, 'x', len);
    for (int i = 0; i < 64; i++)
        MEDDLE(other, "PUBLISH bakery:notices:0 %b", text, len);
    WAIT_UNTIL(loop, process.hearing_changes >= 3 && cache_hears(process.cache));
    process_close(&process);
    free(text);
    redisFree(other);
}

static void a_long_turn_of_ours_does_not_end_hearing(void **state UNUSED)
{
    struct process process;

    process_open_hearing(&process);
    for (int i = 0; i < 3; i++) {
        usleep(2 * CACHE_HEARING_MS * 1000);
        loop_turn(loop, 0);
        loop_turn(loop, 0);
    }
    for (int i = 0; i < 10; i++)
        loop_turn(loop, 20);
    assert_int_equal(process.hearing_changes, 1);
    process_close(&process);
}

static void a_missing_right_to_the_channel_is_reported(void **state UNUSED)
{
    redisContext *other = meddle(server.port);
    struct process process;
    char url[96];

    MEDDLE(other, "ACL SETUSER deaf on >secret ~* +@all resetchannels");
    (void)snprintf(url, sizeof(url), "redis://deaf:secret@127.0.0.1:%d", server.port);
    process_open(&process, &(struct cache_options){ .url = url });
    WAIT_UNTIL(loop, cache_health(process.cache, NULL));
    assert_int_equal(publish(&process, "x"), ERR_UNAVAILABLE);
    struct err err = ERR_INIT;
    assert_false(cache_health(process.cache, &err));
    assert_non_null(strstr(err.msg, "refuses notices: NOPERM"));
    assert_int_equal(process.hearing_changes, 0);

    MEDDLE(other, "ACL SETUSER deaf allchannels");
    WAIT_UNTIL(loop, cache_hears(process.cache)); /* it has gone on asking */
    assert_int_equal(publish(&process, "x"), ERR_NONE);
    assert_true(cache_health(process.cache, NULL));
    process_close(&process);
    redisFree(other);
}

static void closing_in_any_turn_while_connecting_is_clean(void **state UNUSED)
{
    for (int turns = 0; turns < 12; turns++) {
        struct process process;

        process_open(&process, &(struct cache_options){ .url = server.url });
        for (int i = 0; i < turns; i++)
            loop_turn(loop, 5);
        cache_publish(process.cache, &process.ops, "x", on_done, NULL);
        op_list_cancel(&process.ops);
        process_close(&process);
    }
}

/* ---- no Redis --------------------------------------------------------------------------------- */

static void a_single_process_misses_no_notices(void **state UNUSED)
{
    struct process process;

    process_open(&process, &(struct cache_options){ .url = NULL });
    assert_true(cache_hears(process.cache));
    assert_int_equal(metric_get(METRIC_CACHE_HEARS), 1);
    assert_int_equal(publish(&process, "x"), ERR_NONE);
    assert_int_equal(process.notice_count + process.hearing_changes, 0);
    process_close(&process);
}

static void one_of_several_processes_without_redis_gets_no_notices(void **state UNUSED)
{
    struct process process;

    process_open(&process, &(struct cache_options){ .shared = true });
    assert_false(cache_hears(process.cache));
    assert_int_equal(metric_get(METRIC_CACHE_HEARS), 0);
    assert_int_equal(publish(&process, "x"), ERR_NONE); /* they know that they do not hear, too */
    process_close(&process);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_notice_reaches_every_other_process_and_not_its_own),
        TEST(the_longest_notice_arrives_and_a_longer_one_is_rejected),
        TEST(a_silent_channel_is_not_considered_dead),
        TEST(who_uses_another_database_of_the_server_does_not_hear_ours),
        TEST(what_others_say_on_the_channel_is_passed_over),
        TEST(a_redis_that_is_killed_ends_hearing_and_its_return_begins_it),
        TEST(detects_a_hanging_redis_without_requests),
        TEST(a_process_too_busy_to_listen_learns_that_it_missed_something),
        TEST(a_long_turn_of_ours_does_not_end_hearing),
        TEST(a_missing_right_to_the_channel_is_reported),
        TEST(closing_in_any_turn_while_connecting_is_clean),
        TEST(a_single_process_misses_no_notices),
        TEST(one_of_several_processes_without_redis_gets_no_notices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
