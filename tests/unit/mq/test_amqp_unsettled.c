/* test_amqp_unsettled.c -- which acks of a turn become one. Checked also against a model of the broker, which
 * settles what an ack covers and closes the channel over an unknown tag. */
#include "mq/amqp_unsettled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char emitted[200]; /* "3+ 5 " : up to 3, then 5 */

static void on_emit(void *arg UNUSED, uint64_t tag, bool multiple)
{
    size_t len = strlen(emitted);

    (void)snprintf(emitted + len, sizeof(emitted) - len, "%d%s ", (int)tag, multiple ? "+" : "");
}

static void add_through(struct amqp_unsettled *unsettled, uint64_t last)
{
    amqp_unsettled_init(unsettled, last);
    for (uint64_t tag = 1; tag <= last; tag++)
        assert_true(amqp_unsettled_add(unsettled, tag));
}

static void expect_flush(struct amqp_unsettled *unsettled, const char *expected)
{
    emitted[0] = '\0';
    amqp_unsettled_flush(unsettled, on_emit, NULL);
    assert_string_equal(emitted, expected);
}

static void acks_without_a_gap_become_one(void **state UNUSED)
{
    struct amqp_unsettled unsettled;

    add_through(&unsettled, 5);
    assert_true(amqp_unsettled_ack(&unsettled, 2));
    assert_true(amqp_unsettled_ack(&unsettled, 1));
    assert_true(amqp_unsettled_ack(&unsettled, 3));
    expect_flush(&unsettled, "3+ ");
    assert_int_equal(unsettled.count, 2);
    amqp_unsettled_done(&unsettled);
}

static void an_unsettled_delivery_limits_the_multiple_ack(void **state UNUSED)
{
    struct amqp_unsettled unsettled;

    add_through(&unsettled, 6);
    assert_true(amqp_unsettled_ack(&unsettled, 1));
    assert_true(amqp_unsettled_ack(&unsettled, 2));
    assert_true(amqp_unsettled_ack(&unsettled, 4));
    assert_true(amqp_unsettled_ack(&unsettled, 5));
    expect_flush(&unsettled, "2+ 4 5 ");
    assert_true(amqp_unsettled_ack(&unsettled, 6)); /* 3 is held, and older */
    expect_flush(&unsettled, "6 ");
    assert_true(amqp_unsettled_ack(&unsettled, 3));
    expect_flush(&unsettled, "3 ");
    expect_flush(&unsettled, "");
    amqp_unsettled_done(&unsettled);
}

static void a_multiple_ack_names_an_acked_delivery(void **state UNUSED)
{
    struct amqp_unsettled unsettled;

    add_through(&unsettled, 4);
    assert_true(amqp_unsettled_ack(&unsettled, 1));
    assert_true(amqp_unsettled_reject(&unsettled, 2));
    assert_true(amqp_unsettled_ack(&unsettled, 3));
    assert_true(amqp_unsettled_reject(&unsettled, 4));
    expect_flush(&unsettled, "3+ ");
    assert_int_equal(unsettled.count, 0);
    amqp_unsettled_done(&unsettled);
}

static void settling_twice_or_an_unknown_tag_does_nothing(void **state UNUSED)
{
    struct amqp_unsettled unsettled;

    add_through(&unsettled, 2);
    assert_true(amqp_unsettled_ack(&unsettled, 1));
    assert_false(amqp_unsettled_ack(&unsettled, 1));
    assert_false(amqp_unsettled_reject(&unsettled, 1));
    assert_false(amqp_unsettled_ack(&unsettled, 3));
    assert_true(amqp_unsettled_reject(&unsettled, 2));
    assert_false(amqp_unsettled_ack(&unsettled, 2));
    expect_flush(&unsettled, "1 ");
    assert_false(amqp_unsettled_ack(&unsettled, 1));
    expect_flush(&unsettled, "");
    amqp_unsettled_done(&unsettled);
}

static void deliveries_are_limited_and_tags_must_increase(void **state UNUSED)
{
    struct amqp_unsettled unsettled;

    add_through(&unsettled, 3);
    assert_false(amqp_unsettled_add(&unsettled, 4));
    assert_true(amqp_unsettled_ack(&unsettled, 2));
    expect_flush(&unsettled, "2 ");
    assert_false(amqp_unsettled_add(&unsettled, 3));
    assert_true(amqp_unsettled_add(&unsettled, 4));
    amqp_unsettled_done(&unsettled);
}

/* ---- against a model */

#define MODEL_TAGS 400

enum fate { NOT_DELIVERED, HELD, WANTS_ACK, REJECTED, SETTLED };
static enum fate model[MODEL_TAGS];

static void on_model_ack(void *arg UNUSED, uint64_t tag, bool multiple)
{
    assert_int_equal(model[tag], WANTS_ACK); /* the broker knows it, and we acked it */
    for (uint64_t t = multiple ? 1 : tag; t <= tag; t++) {
        assert_int_not_equal(model[t], HELD); /* an ack must never cover what nobody acked */
        if (model[t] == WANTS_ACK)
            model[t] = SETTLED;
    }
}

static void settle_some(struct amqp_unsettled *unsettled, uint64_t next)
{
    for (uint64_t tag = 1; tag < next; tag++) {
        int dice = rand() % 10;

        if (model[tag] == HELD && dice < 4) {
            assert_true(amqp_unsettled_ack(unsettled, tag));
            model[tag] = WANTS_ACK;
        } else if (model[tag] == HELD && dice == 4) {
            assert_true(amqp_unsettled_reject(unsettled, tag));
            model[tag] = REJECTED;
        }
    }
}

static void in_any_order_every_ack_is_sent_once_and_covers_no_other(void **state UNUSED)
{
    for (unsigned seed = 1; seed <= 200; seed++) {
        struct amqp_unsettled unsettled;
        uint64_t next = 1;

        srand(seed);
        memset(model, 0, sizeof(model));
        amqp_unsettled_init(&unsettled, 20);
        while (next < MODEL_TAGS) {
            while (next < MODEL_TAGS && amqp_unsettled_add(&unsettled, next))
                model[next++] = HELD;
            settle_some(&unsettled, next);
            amqp_unsettled_flush(&unsettled, on_model_ack, NULL);
            for (uint64_t tag = 1; tag < next; tag++)
                assert_int_not_equal(model[tag], WANTS_ACK);
        }
        amqp_unsettled_done(&unsettled);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acks_without_a_gap_become_one),
        cmocka_unit_test(an_unsettled_delivery_limits_the_multiple_ack),
        cmocka_unit_test(a_multiple_ack_names_an_acked_delivery),
        cmocka_unit_test(settling_twice_or_an_unknown_tag_does_nothing),
        cmocka_unit_test(deliveries_are_limited_and_tags_must_increase),
        cmocka_unit_test(in_any_order_every_ack_is_sent_once_and_covers_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
