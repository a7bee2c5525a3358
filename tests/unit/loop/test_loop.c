/* test_loop.c -- what happens in a turn of the loop, and in which order. */
#include "base/clock.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "loop/timer.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct loop *loop;
static char trace[64]; /* a letter for each thing that ran */

static int setup(void **state UNUSED)
{
    loop = loop_new();
    trace[0] = '\0';
    return 0;
}

static int teardown(void **state UNUSED)
{
    loop_free(loop);
    return 0;
}

static void note(void *letter)
{
    size_t len = strlen(trace);

    assert_true(len + 1 < sizeof(trace));
    trace[len] = *(const char *)letter;
    trace[len + 1] = '\0';
}

/* ---- the order of a turn ---------------------------------------------------------------------- */

struct everything {
    struct timer timer;
    struct task task;
};

static void start_everything(void *arg)
{
    struct everything *all = arg;

    loop_defer(loop, note, "f");
    task_post(&all->task);
    note("e");
}

static void a_turn_is_events_then_tasks_then_frees(void **state UNUSED)
{
    struct everything all;

    timer_init(&all.timer, loop, start_everything, &all);
    task_init(&all.task, loop, note, "t");
    timer_start(&all.timer, 0);
    loop_turn(loop, 100);
    assert_string_equal(trace, "etf");
    timer_done(&all.timer);
}

static void tasks_run_once_in_the_order_of_their_first_posting(void **state UNUSED)
{
    struct task a, b;

    task_init(&a, loop, note, "a");
    task_init(&b, loop, note, "b");
    task_post(&b);
    task_post(&a);
    task_post(&b);
    loop_turn(loop, 0);
    assert_string_equal(trace, "ba");
    loop_turn(loop, 0);
    assert_string_equal(trace, "ba");
    task_post(&a);
    loop_turn(loop, 0);
    assert_string_equal(trace, "baa");
}

struct repeating {
    struct task task;
    int left;
};

static void repeat(void *arg)
{
    struct repeating *repeating = arg;

    note("r");
    if (--repeating->left > 0)
        task_post(&repeating->task);
}

static void a_task_posted_by_a_task_runs_in_the_next_turn_which_does_not_wait(void **state UNUSED)
{
    struct repeating repeating = { .left = 3 };
    int64_t began_ms = clock_ms();

    task_init(&repeating.task, loop, repeat, &repeating);
    task_post(&repeating.task);
    loop_turn(loop, 10000);
    assert_string_equal(trace, "r");
    loop_turn(loop, 10000);
    assert_string_equal(trace, "rr");
    loop_turn(loop, 10000);
    assert_string_equal(trace, "rrr");
    assert_true(clock_ms() - began_ms < 5000);
}

static void cancel_it(void *arg)
{
    note("c");
    task_cancel(arg);
}

static void a_task_may_cancel_one_that_waits_behind_it(void **state UNUSED)
{
    struct task a, b, c;

    task_init(&b, loop, note, "b");
    task_init(&c, loop, note, "d");
    task_init(&a, loop, cancel_it, &b);
    task_post(&a);
    task_post(&b);
    task_post(&c);
    loop_turn(loop, 0);
    assert_string_equal(trace, "cd");
    task_cancel(&b); /* harmless when not posted */
    task_post(&b);
    task_cancel(&b);
    loop_turn(loop, 0);
    assert_string_equal(trace, "cd");
    task_post(&b);
    loop_turn(loop, 0);
    assert_string_equal(trace, "cdb");
}

struct owner {
    struct task task;
    char padding[100];
};

static void free_owner(void *arg)
{
    note("o");
    free(arg);
}

static void a_task_may_free_the_object_that_it_is_embedded_in(void **state UNUSED)
{
    struct owner *owner = mem_alloc(sizeof(*owner));
    struct task after;

    task_init(&owner->task, loop, free_owner, owner);
    task_init(&after, loop, note, "a");
    task_post(&owner->task);
    task_post(&after);
    loop_turn(loop, 0);
    assert_string_equal(trace, "oa");
}

static void defer_more(void *arg)
{
    note("m");
    loop_defer(loop, note, arg);
}

static void a_deferred_function_may_defer_another_in_the_same_turn(void **state UNUSED)
{
    loop_defer(loop, defer_more, "x");
    loop_defer(loop, note, "y");
    loop_turn(loop, 0);
    assert_string_equal(trace, "myx");
}

static void freeing_the_loop_runs_deferred_functions(void **state UNUSED)
{
    struct loop *other = loop_new();

    loop_defer(other, free, mem_alloc(10));
    loop_defer(other, note, "z");
    loop_free(other);
    assert_string_equal(trace, "z");
    loop_free(NULL);
}

/* ---- running and waiting ---------------------------------------------------------------------- */

static void stop_it(void *arg UNUSED)
{
    note("s");
    loop_stop(loop);
}

static void stopping_ends_the_run_after_the_turn(void **state UNUSED)
{
    struct timer timer;
    struct task task;

    timer_init(&timer, loop, stop_it, NULL);
    task_init(&task, loop, note, "t");
    timer_start(&timer, 10);
    task_post(&task);
    loop_run(loop);
    assert_string_equal(trace, "ts");
    loop_defer(loop, note, "f");
    task_init(&task, loop, stop_it, NULL);
    task_post(&task);
    loop_run(loop);
    assert_string_equal(trace, "tssf"); /* a task may stop it too, and its turn is ended */
    timer_done(&timer);
}

static void a_turn_without_anything_to_do_ends_in_its_time(void **state UNUSED)
{
    int64_t began_ms = clock_ms();

    loop_turn(loop, 30);
    assert_in_range(clock_ms() - began_ms, 28, 5000);
    began_ms = clock_ms();
    loop_turn(loop, 0);
    assert_true(clock_ms() - began_ms < 5000);
}

static void without_any_event_the_loop_sleeps_instead_of_spinning(void **state UNUSED)
{
    const struct itimerval in_100_ms = { .it_value.tv_usec = 100000 };
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) { /* nothing will ever happen here, but for the alarm that ends the process */
        (void)signal(SIGVTALRM, SIG_DFL);
        (void)setitimer(ITIMER_VIRTUAL, &in_100_ms, NULL); /* counts CPU time */
        struct loop *empty = loop_new();
        (void)alarm(1);
        loop_run(empty);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGALRM);
}

/* ---- timers ----------------------------------------------------------------------------------- */

static void a_timer_fires_once_and_not_before_its_time(void **state UNUSED)
{
    struct timer timer;
    int64_t began_ms = clock_ms();

    timer_init(&timer, loop, note, "t");
    assert_false(timer_running(&timer));
    timer_start(&timer, 30);
    assert_true(timer_running(&timer));
    while (trace[0] == '\0' && clock_ms() - began_ms < 5000)
        loop_turn(loop, 100);
    assert_true(clock_ms() - began_ms >= 29); /* libevent and we round differently */
    assert_false(timer_running(&timer));
    loop_turn(loop, 50);
    assert_string_equal(trace, "t");
    timer_done(&timer);
}

static void starting_a_timer_again_moves_it(void **state UNUSED)
{
    struct timer timer;

    timer_init(&timer, loop, note, "t");
    timer_start(&timer, 1);
    timer_start(&timer, 100000);
    loop_turn(loop, 30);
    assert_string_equal(trace, "");
    timer_start(&timer, -5); /* the past is now */
    loop_turn(loop, 1000);
    assert_string_equal(trace, "t");
    timer_done(&timer);
}

static void a_stopped_timer_does_not_fire(void **state UNUSED)
{
    struct timer timer, zeroed = { 0 };

    timer_init(&timer, loop, note, "t");
    timer_start(&timer, 0);
    timer_stop(&timer);
    timer_stop(&timer);
    loop_turn(loop, 20);
    timer_start(&timer, 0);
    timer_done(&timer);
    timer_done(&timer);
    loop_turn(loop, 20);
    assert_string_equal(trace, "");
    timer_done(&zeroed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_turn_is_events_then_tasks_then_frees),
        TEST(tasks_run_once_in_the_order_of_their_first_posting),
        TEST(a_task_posted_by_a_task_runs_in_the_next_turn_which_does_not_wait),
        TEST(a_task_may_cancel_one_that_waits_behind_it),
        TEST(a_task_may_free_the_object_that_it_is_embedded_in),
        TEST(a_deferred_function_may_defer_another_in_the_same_turn),
        TEST(freeing_the_loop_runs_deferred_functions),
        TEST(stopping_ends_the_run_after_the_turn),
        TEST(a_turn_without_anything_to_do_ends_in_its_time),
        TEST(without_any_event_the_loop_sleeps_instead_of_spinning),
        TEST(a_timer_fires_once_and_not_before_its_time),
        TEST(starting_a_timer_again_moves_it),
        TEST(a_stopped_timer_does_not_fire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
