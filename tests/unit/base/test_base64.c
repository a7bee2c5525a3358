/* test_base64.c -- bytes as text and back: base/base64.h. */
#include "base/attr.h"
#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_bytes_come_back(void **state UNUSED)
{
    static const char *const texts[] = {
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"
    }; /* RFC 4648, 10 */

    for (size_t len = 0; len < ARRAY_LEN(texts); len++) {
        char *text = base64_encode("foobar", len), bytes[8];
        size_t decoded;
        assert_string_equal(text, texts[len]);
        assert_true(BASE64_DECODED_BYTES(strlen(text)) >= len);
        assert_true(base64_decode(text, strlen(text), bytes, sizeof(bytes), &decoded));
        assert_int_equal(decoded, len);
        assert_memory_equal(bytes, "foobar", len);
        free(text);
    }
}

static void test_newlines_are_skipped_and_the_rest_is_strict(void **state UNUSED)
{
    static const char *const wrong[] = { "Zm9v!", "Zg=", "Zg", "Z", "Zm9v Zm9v", "=" };
    char bytes[8];
    size_t len;

    assert_true(base64_decode("Zm9v\nYmFy\n", 10, bytes, sizeof(bytes), &len));
    assert_int_equal(len, 6);
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_false(base64_decode(wrong[i], strlen(wrong[i]), bytes, sizeof(bytes), &len));
    assert_true(base64_decode("Zm9vYmFy", 8, bytes, 6, &len));
    assert_false(base64_decode("Zm9vYmFy", 8, bytes, 5, &len));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_come_back),
        cmocka_unit_test(test_newlines_are_skipped_and_the_rest_is_strict),
    };
    return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
