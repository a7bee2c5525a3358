/* test_op.c -- cancelling: whatever the moment, a cancelled operation calls nobody and an answered one calls
 * once. The backend here is the smallest that keeps the rules of loop/op.h. */
#include "base/attr.h"
#include "loop/op.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define OPS 5

struct toy {
    struct op op;
    int calls;
    struct op_list *cancel_when_called; /* NULL: cancel nothing */
};

static void toy_answer(struct toy *toy)
{
    if (!op_finish(&toy->op))
        return;
    toy->calls++;
    if (toy->cancel_when_called != NULL)
        op_list_cancel(toy->cancel_when_called);
}

static void an_operation_calls_back_once(void **state UNUSED)
{
    struct op_list owner = OP_LIST_INIT;
    struct toy toy = { 0 };

    assert_true(op_list_empty(&owner));
    op_start(&owner, &toy.op);
    assert_true(op_wanted(&toy.op));
    assert_false(op_list_empty(&owner));
    toy_answer(&toy);
    toy_answer(&toy);
    assert_int_equal(toy.calls, 1);
    assert_false(op_wanted(&toy.op));
    assert_true(op_list_empty(&owner));
}

static void the_owner_can_cancel_before_each_step(void **state UNUSED)
{
    for (int step = 0; step <= OPS; step++) {
        struct op_list owner = OP_LIST_INIT;
        struct toy toys[OPS] = { 0 };

        for (int i = 0; i < OPS; i++)
            op_start(&owner, &toys[i].op);
        for (int i = 0; i < OPS; i++) {
            if (i == step)
                op_list_cancel(&owner);
            toy_answer(&toys[i]);
        }
        for (int i = 0; i < OPS; i++)
            assert_int_equal(toys[i].calls, i < step ? 1 : 0);
        assert_true(op_list_empty(&owner));
        op_list_cancel(&owner); /* harmless when empty */
    }
}

static void each_callback_may_cancel_all_others(void **state UNUSED)
{
    for (int step = 0; step < OPS; step++) {
        struct op_list owner;
        struct toy toys[OPS] = { 0 };

        op_list_init(&owner);
        toys[step].cancel_when_called = &owner;
        for (int i = 0; i < OPS; i++)
            op_start(&owner, &toys[i].op);
        for (int i = 0; i < OPS; i++)
            toy_answer(&toys[i]);
        for (int i = 0; i < OPS; i++)
            assert_int_equal(toys[i].calls, i <= step ? 1 : 0);
        assert_true(op_list_empty(&owner));
    }
}

static void cancelling_one_owner_leaves_the_others(void **state UNUSED)
{
    struct op_list mine = OP_LIST_INIT, theirs = OP_LIST_INIT;
    struct toy a = { 0 }, b = { 0 };

    op_start(&mine, &a.op);
    op_start(&theirs, &b.op);
    op_list_cancel(&mine);
    toy_answer(&a);
    toy_answer(&b);
    assert_int_equal(a.calls, 0);
    assert_int_equal(b.calls, 1);
}

static void a_cancelled_operation_can_start_again(void **state UNUSED)
{
    struct op_list owner = OP_LIST_INIT;
    struct toy toy = { 0 };

    op_start(&owner, &toy.op);
    op_list_cancel(&owner);
    op_start(&owner, &toy.op);
    toy_answer(&toy);
    assert_int_equal(toy.calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_calls_back_once),
        cmocka_unit_test(the_owner_can_cancel_before_each_step),
        cmocka_unit_test(each_callback_may_cancel_all_others),
        cmocka_unit_test(cancelling_one_owner_leaves_the_others),
        cmocka_unit_test(a_cancelled_operation_can_start_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
