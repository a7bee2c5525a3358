/* The simulated provider: what it declines follows from the order alone, and it calls back once or never. */
#include "base/clock.h"
#include "base/secret.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "worker/payment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct loop *loop;
static struct op_list ops;

struct answer {
    int calls;
    bool declined;
};

static void on_charged(void *arg, bool declined)
{
    struct answer *answer = arg;

    answer->calls++;
    answer->declined = declined;
}

static int begin(void **state)
{
    (void)state;
    secret_setup();
    loop = loop_new();
    op_list_init(&ops);
    return 0;
}

static int end(void **state)
{
    (void)state;
    loop_free(loop);
    return 0;
}

static void charge(struct payment *payment, uint64_t order_id, const char *token, struct answer *answer)
{
    *answer = (struct answer){ 0 };
    payment_charge(payment, &ops, order_id, 350, token, on_charged, answer);
    assert_int_equal(answer->calls, 0); /* never before it has returned */
}

/* How many of the orders 1 … 1000 are declined; which[i] tells them. */
static int declined_of_1000(double rate, bool which[1000])
{
    static struct answer answers[1000];
    struct payment *payment = payment_new(loop, 0, rate);
    int64_t until_ms = clock_ms() + 5000;
    int declined = 0;

    for (uint64_t id = 1; id <= 1000; id++)
        charge(payment, id, "", &answers[id - 1]);
    while (!op_list_empty(&ops) && clock_ms() < until_ms)
        loop_turn(loop, 10);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(answers[i].calls, 1);
        which[i] = answers[i].declined;
        declined += which[i];
    }
    payment_free(payment);
    return declined;
}

static void test_the_rate_declines_the_same_orders_each_time(void **state)
{
    bool first[1000], again[1000], more[1000];

    (void)state;
    int declined = declined_of_1000(0.3, first);
    assert_true(declined > 230 && declined < 370);
    assert_int_equal(declined_of_1000(0.3, again), declined);
    assert_true(declined_of_1000(0.6, more) > declined);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(first[i], again[i]);
        assert_true(!first[i] || more[i]);
    }
    assert_int_equal(declined_of_1000(0, first), 0);
    assert_int_equal(declined_of_1000(1, first), 1000);
}

static void test_the_token_declines_at_any_rate(void **state)
{
    struct payment *payment = payment_new(loop, 0, 0);
    struct answer bad, other;

    (void)state;
    charge(payment, 1, "tok_declined", &bad);
    charge(payment, 2, "tok_declined2", &other);
    for (int64_t until_ms = clock_ms() + 5000; !op_list_empty(&ops) && clock_ms() < until_ms;)
        loop_turn(loop, 10);
    assert_true(bad.calls == 1 && bad.declined);
    assert_true(other.calls == 1 && !other.declined);
    payment_free(payment);
}

static void test_it_takes_its_time(void **state)
{
    struct payment *payment = payment_new(loop, 60, 0);
    struct answer answer;
    int64_t start_ms = clock_ms();

    (void)state;
    charge(payment, 1, "", &answer);
    for (; answer.calls == 0 && clock_ms() < start_ms + 5000;)
        loop_turn(loop, 10);
    assert_int_equal(answer.calls, 1);
    assert_true(clock_ms() - start_ms >= 50); /* libevent's clock has ticks of some milliseconds */
    payment_free(payment);
}

static void test_a_cancelled_charge_never_calls_back(void **state)
{
    struct payment *payment = payment_new(loop, 5, 0);
    struct answer cancelled, later;
    struct op_list others = OP_LIST_INIT;

    (void)state;
    charge(payment, 1, "", &cancelled);
    op_list_cancel(&ops);
    payment_charge(payment, &others, 2, 350, "", on_charged, &later);
    later = (struct answer){ 0 };
    for (int64_t until_ms = clock_ms() + 5000; later.calls == 0 && clock_ms() < until_ms;)
        loop_turn(loop, 10);
    assert_int_equal(later.calls, 1);
    assert_int_equal(cancelled.calls, 0);
    payment_free(payment);
}

static void test_freeing_the_provider_runs_no_callback(void **state)
{
    struct payment *payment = payment_new(loop, 0, 0);
    struct answer answers[2];

    (void)state;
    charge(payment, 1, "", &answers[0]);
    charge(payment, 2, "", &answers[1]);
    payment_free(payment);
    assert_true(op_list_empty(&ops));
    loop_turn(loop, 10);
    assert_int_equal(answers[0].calls + answers[1].calls, 0);
    payment_free(NULL);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_rate_declines_the_same_orders_each_time),
        TEST(test_the_token_declines_at_any_rate),
        TEST(test_it_takes_its_time),
        TEST(test_a_cancelled_charge_never_calls_back),
        TEST(test_freeing_the_provider_runs_no_callback),
    };

    return cmocka_run_group_tests_name("payment", tests, NULL, NULL);
}
