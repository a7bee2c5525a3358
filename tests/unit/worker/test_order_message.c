/* What the queue carries, and what a consumer refuses to read. */
#include "worker/order_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_reads_what_it_writes(void **state)
{
    char message[ORDER_MESSAGE_BYTES];
    uint64_t number = 0;

    (void)state;
    size_t len = order_message_write(9007199254740991, message);
    assert_true(order_message_read(message, len, &number));
    assert_int_equal(number, 9007199254740991);
}

static void test_ignores_unknown_fields(void **state)
{
    const char *message = "{\"order_number\":7,\"since\":2}";
    uint64_t number = 0;

    (void)state;
    assert_true(order_message_read(message, strlen(message), &number));
    assert_int_equal(number, 7);
}

static void test_rejects_messages_without_an_order(void **state)
{
    static const char *const bad[] = { "",
                                       "x",
                                       "{",
                                       "[]",
                                       "7",
                                       "{}",
                                       "{\"order_number\":0}",
                                       "{\"order_number\":-1}",
                                       "{\"order_number\":\"7\"}",
                                       "{\"order_number\":7.0}",
                                       "{\"order_number\":9007199254740992}",
                                       "{\"order_number\":7}x",
                                       "{\"order_number\":7,\"order_number\":8}" };
    uint64_t number;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        if (order_message_read(bad[i], strlen(bad[i]), &number))
            fail_msg("read: %s", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_what_it_writes),
        cmocka_unit_test(test_ignores_unknown_fields),
        cmocka_unit_test(test_rejects_messages_without_an_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
