/* test_waiters.c -- requests that wait for the same answer: loop/waiters.h. */
#include "loop/waiters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef void answer_fn(void *arg, int answer);

static int calls, sum;
static struct waiters *waits_again; /* a callback that asks again at once; NULL: none does */
static struct op_list again = OP_LIST_INIT;

static void on_answer(void *arg, int answer)
{
    calls++;
    sum += *(int *)arg * answer;
    if (waits_again != NULL)
        waiters_add(waits_again, &again, (waiter_fn *)on_answer, arg);
}

static void answer(struct waiters *waiters, int value)
{
    struct waiters taken;
    struct waiter_call call;

    waiters_take_all(waiters, &taken);
    while (waiters_next(&taken, &call))
        ((answer_fn *)call.fn)(call.arg, value);
}

static int reset(void **state UNUSED)
{
    calls = sum = 0;
    waits_again = NULL;
    return 0;
}

static void test_each_is_called_once_in_order(void **state UNUSED)
{
    struct op_list owner = OP_LIST_INIT;
    struct waiters waiters;
    struct waiter_call call;
    int numbers[] = { 1, 2, 4 };

    waiters_init(&waiters);
    assert_true(waiters_empty(&waiters));
    for (int i = 0; i < 3; i++)
        waiters_add(&waiters, &owner, (waiter_fn *)on_answer, &numbers[i]);
    assert_false(waiters_empty(&waiters));
    assert_true(waiters_next(&waiters, &call));
    assert_ptr_equal(call.arg, &numbers[0]);
    answer(&waiters, 10);
    answer(&waiters, 10);
    assert_int_equal(calls, 2);
    assert_int_equal(sum, 60);
    assert_true(waiters_empty(&waiters));
    assert_true(op_list_empty(&owner));
}

static void test_who_has_cancelled_is_not_called(void **state UNUSED)
{
    struct op_list leaves = OP_LIST_INIT, stays = OP_LIST_INIT;
    struct waiters waiters;
    int one = 1, two = 2;

    waiters_init(&waiters);
    waiters_add(&waiters, &leaves, (waiter_fn *)on_answer, &one);
    waiters_add(&waiters, &stays, (waiter_fn *)on_answer, &two);
    waiters_add(&waiters, &leaves, (waiter_fn *)on_answer, &one);
    op_list_cancel(&leaves);
    answer(&waiters, 1);
    assert_int_equal(sum, 2);
}

static void test_who_waits_again_waits_for_the_next_answer(void **state UNUSED)
{
    struct op_list owner = OP_LIST_INIT;
    struct waiters waiters;
    int one = 1;

    waiters_init(&waiters);
    waits_again = &waiters;
    waiters_add(&waiters, &owner, (waiter_fn *)on_answer, &one);
    answer(&waiters, 1);
    assert_int_equal(calls, 1);
    answer(&waiters, 1);
    assert_int_equal(calls, 2);
    waiters_drop(&waiters);
    assert_int_equal(calls, 2);
    assert_true(op_list_empty(&again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_each_is_called_once_in_order, reset),
        cmocka_unit_test_setup(test_who_has_cancelled_is_not_called, reset),
        cmocka_unit_test_setup(test_who_waits_again_waits_for_the_next_answer, reset),
    };

    return cmocka_run_group_tests_name("waiters", tests, NULL, NULL);
}
