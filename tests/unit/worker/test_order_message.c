/* What the queue carries, and what a consumer refuses to read. */
#include "worker/order_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_what_is_written_is_read(void **state)
{
    char message[ORDER_MESSAGE_BYTES];
    uint64_t id = 0;

    (void)state;
    size_t len = order_message_write(9007199254740991, message);
    assert_true(order_message_read(message, len, &id));
    assert_int_equal(id, 9007199254740991);
}

static void test_passes_over_unknown_fields(void **state)
{
    const char *message = "{\"order_id\":7,\"since\":2}";
    uint64_t id = 0;

    (void)state;
    assert_true(order_message_read(message, strlen(message), &id));
    assert_int_equal(id, 7);
}

static void test_refuses_what_names_no_order(void **state)
{
    static const char *const bad[] = { "",
                                       "x",
                                       "{",
                                       "[]",
                                       "7",
                                       "{}",
                                       "{\"order_id\":0}",
                                       "{\"order_id\":-1}",
                                       "{\"order_id\":\"7\"}",
                                       "{\"order_id\":7.0}",
                                       "{\"order_id\":9007199254740992}",
                                       "{\"order_id\":7}x",
                                       "{\"order_id\":7,\"order_id\":8}" };
    uint64_t id;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        if (order_message_read(bad[i], strlen(bad[i]), &id))
            fail_msg("read: %s", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_passes_over_unknown_fields),
        cmocka_unit_test(test_refuses_what_names_no_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
