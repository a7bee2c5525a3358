/* test_offload.c -- jobs on threads: results come back to the loop, and queue, time and threads are limited.
 */
#include "base/attr.h"
#include "base/clock.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "loop/offload.h"
#include "loop/op.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define THREADS       2
#define WAITING       3
#define TIME_LIMIT_MS 300

static struct loop *loop;
static struct offload *offload;
static struct op_list ops;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER; /* held: jobs that pass it wait */
static atomic_int freed, ran, at_the_gate;
static int called, failed;
static int last_result;

struct job {
    bool waits;
    int number, result;
    bool on_loop_thread, takes_signals;
    pthread_t loop_thread;
};

static void begin_with(int time_limit_ms)
{
    loop = loop_new();
    offload = offload_new(loop, &(struct offload_options){ "test", THREADS, WAITING, time_limit_ms });
    op_list_init(&ops);
    freed = ran = at_the_gate = called = failed = last_result = 0;
}

static int setup(void **state UNUSED)
{
    begin_with(60000);
    return 0;
}

static int setup_with_limit(void **state UNUSED)
{
    begin_with(TIME_LIMIT_MS);
    return 0;
}

static int teardown(void **state UNUSED)
{
    (void)pthread_mutex_trylock(&gate); /* a test that failed may have held it */
    pthread_mutex_unlock(&gate);
    op_list_cancel(&ops);
    offload_free(offload);
    loop_free(loop);
    return 0;
}

static void run_job(void *arg)
{
    struct job *job = arg;
    sigset_t blocked;

    if (job->waits) {
        at_the_gate++;
        pthread_mutex_lock(&gate);
        pthread_mutex_unlock(&gate);
    }
    job->on_loop_thread = pthread_equal(pthread_self(), job->loop_thread);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    job->takes_signals = sigismember(&blocked, SIGTERM) == 0;
    job->result = job->number * 2;
    ran++;
}

static void free_job(void *job)
{
    freed++;
    free(job);
}

static void on_job(void *arg UNUSED, void *result, const struct err *err)
{
    struct job *job = result;

    called++;
    if (err != NULL) {
        failed++;
        assert_true(job->waits); /* what was given */
        assert_int_equal(err->kind, ERR_UNAVAILABLE);
        return;
    }
    assert_false(job->on_loop_thread);
    assert_false(job->takes_signals);
    last_result = job->result;
}

static void start(int number, bool waits)
{
    struct job *job = mem_alloc(sizeof(*job));

    *job = (struct job){ .number = number, .waits = waits, .loop_thread = pthread_self() };
    offload_run(offload, &ops, run_job, job, free_job, on_job, NULL);
}

/* Runs the loop until the condition holds, for at most 10 s. */
#define UNTIL(condition)                                       \
    for (int64_t end_ms = clock_ms() + 10000; !(condition);) { \
        assert_true(clock_ms() < end_ms);                      \
        loop_turn(loop, 10);                                   \
    }

static void a_job_runs_on_a_thread_and_its_result_comes_back(void **state UNUSED)
{
    start(21, false);
    assert_int_equal(called, 0);
    UNTIL(called == 1);
    assert_int_equal(last_result, 42);
    assert_int_equal(freed, 1);
    assert_int_equal(failed, 0);
}

static void so_many_jobs_run_and_wait_and_the_next_is_refused(void **state UNUSED)
{
    pthread_mutex_lock(&gate);
    for (int i = 0; i < THREADS + WAITING; i++)
        start(i, true);
    loop_turn(loop, 0);
    assert_int_equal(called, 0); /* the last one that has room */
    start(100, true);
    assert_int_equal(called, 0); /* never before offload_run() has returned */
    loop_turn(loop, 0);
    assert_int_equal(called, 1);
    assert_int_equal(failed, 1);
    assert_true(at_the_gate <= THREADS);
    pthread_mutex_unlock(&gate);
    UNTIL(called == 1 + THREADS + WAITING);
    assert_int_equal(failed, 1);
    start(1, false);
    UNTIL(called == 2 + THREADS + WAITING);
    assert_int_equal(failed, 1); /* there is room again */
}

static void a_cancelled_job_is_not_called_back_and_makes_room(void **state UNUSED)
{
    pthread_mutex_lock(&gate);
    for (int i = 0; i < THREADS + WAITING; i++)
        start(i, true);
    UNTIL(at_the_gate == THREADS);
    op_list_cancel(&ops);
    start(50, false);
    loop_turn(loop, 0);
    assert_int_equal(failed, 0);
    assert_int_equal(freed, WAITING); /* they did not begin */
    pthread_mutex_unlock(&gate);
    UNTIL(called == 1);
    UNTIL(freed == THREADS + WAITING + 1);
    assert_int_equal(ran, THREADS + 1);
    assert_int_equal(last_result, 100);
}

static void a_job_that_takes_too_long_fails(void **state UNUSED)
{
    int64_t begun_ms = clock_ms();

    pthread_mutex_lock(&gate);
    for (int i = 0; i < THREADS + 1; i++)
        start(i, true);
    UNTIL(called == THREADS + 1);
    assert_true(clock_ms() - begun_ms >= TIME_LIMIT_MS);
    assert_int_equal(failed, THREADS + 1);
    assert_int_equal(freed, 1); /* threads still use the others */
    pthread_mutex_unlock(&gate);
    UNTIL(freed == THREADS + 1);
    assert_int_equal(called, THREADS + 1); /* not a second time */
    assert_int_equal(ran, THREADS);
}

static void the_end_waits_for_jobs_that_run(void **state UNUSED)
{
    pthread_mutex_lock(&gate);
    for (int i = 0; i < THREADS + 1; i++)
        start(i, true);
    UNTIL(at_the_gate == THREADS);
    pthread_mutex_unlock(&gate);
    offload_free(offload);
    offload = NULL;
    assert_true(ran >= THREADS);
    assert_int_equal(freed, THREADS + 1);
    assert_int_equal(called, 0);
    assert_true(op_list_empty(&ops));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_job_runs_on_a_thread_and_its_result_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(so_many_jobs_run_and_wait_and_the_next_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_cancelled_job_is_not_called_back_and_makes_room, setup, teardown),
        cmocka_unit_test_setup_teardown(a_job_that_takes_too_long_fails, setup_with_limit, teardown),
        cmocka_unit_test_setup_teardown(the_end_waits_for_jobs_that_run, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
