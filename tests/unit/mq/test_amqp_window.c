/* test_amqp_window.c -- confirms in any order, several at once, and the bound of the window. */
#include "base/attr.h"
#include "base/mem.h"
#include "mq/amqp_window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int items[MQ_UNCONFIRMED_MAX + 10]; /* items[n] stands for the publish with number n */

static struct amqp_window *window_with(int count)
{
    struct amqp_window *window = mem_alloc(sizeof(*window));

    amqp_window_init(window);
    for (int n = 1; n <= count; n++)
        amqp_window_add(window, &items[n]);
    return window;
}

static void numbers_count_from_one(void **state UNUSED)
{
    struct amqp_window *window = window_with(0);

    assert_true(amqp_window_empty(window));
    assert_null(amqp_window_oldest(window));
    assert_false(amqp_window_knows(window, 0));
    assert_false(amqp_window_knows(window, 1));
    amqp_window_add(window, &items[1]);
    assert_true(amqp_window_knows(window, 1));
    assert_false(amqp_window_knows(window, 2));
    assert_ptr_equal(amqp_window_oldest(window), &items[1]);
    free(window);
}

static void confirms_may_come_in_any_order(void **state UNUSED)
{
    struct amqp_window *window = window_with(4);

    assert_ptr_equal(amqp_window_take(window, 3), &items[3]);
    assert_ptr_equal(amqp_window_oldest(window), &items[1]);
    assert_ptr_equal(amqp_window_take(window, 1), &items[1]);
    assert_ptr_equal(amqp_window_oldest(window), &items[2]);
    assert_ptr_equal(amqp_window_take(window, 2), &items[2]);
    assert_ptr_equal(amqp_window_oldest(window), &items[4]); /* past 3, which was confirmed before */
    assert_ptr_equal(amqp_window_take(window, 4), &items[4]);
    assert_true(amqp_window_empty(window));
    free(window);
}

static void a_number_can_be_taken_once(void **state UNUSED)
{
    struct amqp_window *window = window_with(3);

    assert_ptr_equal(amqp_window_take(window, 2), &items[2]);
    assert_null(amqp_window_take(window, 2));
    assert_null(amqp_window_take(window, 4));
    assert_null(amqp_window_take(window, 0));
    assert_true(amqp_window_knows(window, 2));
    free(window);
}

static void a_multiple_confirm_takes_publishes_oldest_first(void **state UNUSED)
{
    struct amqp_window *window = window_with(5);

    assert_ptr_equal(amqp_window_take(window, 2), &items[2]);
    assert_ptr_equal(amqp_window_take_through(window, 4), &items[1]);
    assert_ptr_equal(amqp_window_take_through(window, 4), &items[3]);
    assert_ptr_equal(amqp_window_take_through(window, 4), &items[4]);
    assert_null(amqp_window_take_through(window, 4));
    assert_ptr_equal(amqp_window_take_through(window, UINT64_MAX), &items[5]);
    assert_null(amqp_window_take_through(window, UINT64_MAX));
    free(window);
}

static void a_late_confirm_reduces_the_window_until_it_arrives(void **state UNUSED)
{
    struct amqp_window *window = window_with(MQ_UNCONFIRMED_MAX);

    assert_true(amqp_window_full(window));
    for (uint64_t n = 2; n <= MQ_UNCONFIRMED_MAX; n++)
        assert_ptr_equal(amqp_window_take(window, n), &items[n]);
    assert_true(amqp_window_full(window)); /* 1 is still out */
    assert_ptr_equal(amqp_window_take(window, 1), &items[1]);
    assert_false(amqp_window_full(window));
    assert_true(amqp_window_empty(window));
    free(window);
}

static void the_ring_wraps_around(void **state UNUSED)
{
    struct amqp_window *window = window_with(3);

    for (uint64_t n = 4; n < 3 * MQ_UNCONFIRMED_MAX; n++) {
        amqp_window_add(window, &items[n % MQ_UNCONFIRMED_MAX]);
        assert_non_null(amqp_window_take(window, n - 3));
    }
    assert_non_null(amqp_window_take_through(window, UINT64_MAX));
    assert_non_null(amqp_window_take_through(window, UINT64_MAX));
    assert_non_null(amqp_window_take_through(window, UINT64_MAX));
    assert_true(amqp_window_empty(window));
    free(window);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_count_from_one),
        cmocka_unit_test(confirms_may_come_in_any_order),
        cmocka_unit_test(a_number_can_be_taken_once),
        cmocka_unit_test(a_multiple_confirm_takes_publishes_oldest_first),
        cmocka_unit_test(a_late_confirm_reduces_the_window_until_it_arrives),
        cmocka_unit_test(the_ring_wraps_around),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
