/* The rules for what a customer may order. */
#include "shop/orders/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define VALID "\"customer_name\":\"John Smith\",\"customer_email\":\"john@example.com\""
#define ITEMS "\"items\":[{\"product_id\":1,\"quantity\":2}]"

static struct order_request request;
static struct field_errors errors;

static bool read(const char *json)
{
    json_t *body = json_loads(json, JSON_DECODE_ANY, NULL);

    assert_non_null(body);
    errors = (struct field_errors){ 0 };
    bool valid = order_request_read(&request, body, &errors);
    json_decref(body);
    return valid;
}

static void assert_refused(const char *json, const char *pointer)
{
    if (read(json))
        fail_msg("accepted: %s", json);
    for (int i = 0; i < errors.count; i++)
        if (strcmp(errors.at[i].pointer, pointer) == 0)
            return;
    fail_msg("%s: no error names '%s', the first is '%s'", json, pointer, errors.at[0].pointer);
}

static void test_reads_a_valid_order(void **state)
{
    (void)state;
    assert_true(
        read("{" VALID ",\"items\":[{\"product_id\":1,\"quantity\":2},{\"product_id\":3,\"quantity\":1}]}"));
    assert_string_equal(request.customer_name, "John Smith");
    assert_string_equal(request.customer_email, "john@example.com");
    assert_string_equal(request.payment_token, "");
    assert_int_equal(request.line_count, 2);
    assert_int_equal(request.lines[1].product_id, 3);
    assert_int_equal(request.lines[1].quantity, 1);
    assert_int_equal(request.lines[1].item, 1);
}

static void test_trims_the_name(void **state)
{
    (void)state;
    assert_true(read("{\"customer_name\":\"  Zoë  \",\"customer_email\":\"z@x.org\"," ITEMS "}"));
    assert_string_equal(request.customer_name, "Zoë");
}

static void test_names_have_1_to_100_characters(void **state)
{
    char json[1024], name[512] = "";

    (void)state;
    for (int i = 0; i < 100; i++)
        strcat(name, "é");
    (void)snprintf(json, sizeof(json), "{\"customer_name\":\"%s\",\"customer_email\":\"z@x.org\"," ITEMS "}",
                   name);
    assert_true(read(json));
    (void)snprintf(json, sizeof(json), "{\"customer_name\":\"%sé\",\"customer_email\":\"z@x.org\"," ITEMS "}",
                   name);
    assert_refused(json, "/customer_name");
    assert_refused("{\"customer_name\":\"   \",\"customer_email\":\"z@x.org\"," ITEMS "}", "/customer_name");
    assert_refused("{\"customer_name\":\"a\\nb\",\"customer_email\":\"z@x.org\"," ITEMS "}",
                   "/customer_name");
    assert_refused("{\"customer_name\":7,\"customer_email\":\"z@x.org\"," ITEMS "}", "/customer_name");
    assert_refused("{\"customer_email\":\"z@x.org\"," ITEMS "}", "/customer_name");
}

static void test_a_name_needs_a_visible_character(void **state)
{
    static const char *const blank[] = { "\u200b", "\u202e", "\ufeff", "\u3164", "\u2800", "\u00ad\u00a0" };
    char json[2048], padding[1024] = "";

    (void)state;
    for (size_t i = 0; i < sizeof(blank) / sizeof(*blank); i++) {
        (void)snprintf(json, sizeof(json),
                       "{\"customer_name\":\"%s\",\"customer_email\":\"z@x.org\"," ITEMS "}", blank[i]);
        assert_refused(json, "/customer_name");
    }
    assert_true(
        read("{\"customer_name\":\"\ufeffZo\u202eë\u200b\",\"customer_email\":\"z@\u200bx.org\"," ITEMS "}"));
    assert_string_equal(request.customer_name, "Zoë");
    assert_string_equal(request.customer_email, "z@x.org");

    /* What is removed does not count. */
    for (int i = 0; i < 300; i++)
        strcat(padding, "\u200b");
    (void)snprintf(json, sizeof(json),
                   "{\"customer_name\":\"%sZoë\",\"customer_email\":\"z@x.org\"," ITEMS "}", padding);
    assert_true(read(json));
    assert_string_equal(request.customer_name, "Zoë");
}

static void test_emails_are_plausible(void **state)
{
    static const char *const good[] = { "a@b.co", "first.last+tag@sub.example.org", "ü@bücher.example" };
    static const char *const bad[] = { "",        "a",        "a@b",      "@b.co",    "a@",
                                       "a@b..co", "a@.b.co",  "a@b.co.",  "a b@c.de", "a@b@c.de",
                                       "a@-b.co", "<a@b.co>", "a@b_c.de", "a,b@c.de" };
    char json[512];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        (void)snprintf(json, sizeof(json), "{\"customer_name\":\"J\",\"customer_email\":\"%s\"," ITEMS "}",
                       good[i]);
        assert_true(read(json));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        (void)snprintf(json, sizeof(json), "{\"customer_name\":\"J\",\"customer_email\":\"%s\"," ITEMS "}",
                       bad[i]);
        assert_refused(json, "/customer_email");
    }
}

static void test_quantities_are_whole_numbers_from_1_to_99(void **state)
{
    static const char *const bad[] = { "0",    "-1",   "100",
                                       "1.0",  "1.5",  "\"2\"",
                                       "null", "true", "9223372036854775807" };
    char json[256];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        (void)snprintf(json, sizeof(json), "{" VALID ",\"items\":[{\"product_id\":1,\"quantity\":%s}]}",
                       bad[i]);
        assert_refused(json, "/items/0/quantity");
    }
    assert_true(read("{" VALID ",\"items\":[{\"product_id\":1,\"quantity\":99}]}"));
}

static void test_the_same_product_twice_is_one_line(void **state)
{
    (void)state;
    assert_true(read("{" VALID
                     ",\"items\":[{\"product_id\":1,\"quantity\":2},{\"product_id\":3,\"quantity\":1},"
                     "{\"product_id\":1,\"quantity\":3}]}"));
    assert_int_equal(request.line_count, 2);
    assert_int_equal(request.lines[0].quantity, 5);
    assert_refused("{" VALID
                   ",\"items\":[{\"product_id\":1,\"quantity\":60},{\"product_id\":1,\"quantity\":40}]}",
                   "/items/1/quantity");
}

static void test_orders_have_1_to_50_items(void **state)
{
    char json[4096] = "{" VALID ",\"items\":[";

    (void)state;
    assert_refused("{" VALID "}", "/items");
    assert_refused("{" VALID ",\"items\":[]}", "/items");
    assert_refused("{" VALID ",\"items\":{}}", "/items");
    assert_refused("{" VALID ",\"items\":[7]}", "/items/0");
    for (int i = 1; i <= 50; i++)
        (void)snprintf(json + strlen(json), sizeof(json) - strlen(json),
                       "%s{\"product_id\":%d,\"quantity\":1}", i > 1 ? "," : "", i);
    size_t fifty = strlen(json);
    strcat(json, "]}");
    assert_true(read(json));
    strcpy(json + fifty, ",{\"product_id\":51,\"quantity\":1}]}");
    assert_refused(json, "/items");
}

static void test_rejects_unknown_fields(void **state)
{
    (void)state;
    assert_refused("{" VALID "," ITEMS ",\"coupon\":1}", "/coupon");
    assert_refused("{" VALID ",\"items\":[{\"product_id\":1,\"quantity\":1,\"price\":0.01}]}",
                   "/items/0/price");
    assert_refused("{" VALID "," ITEMS ",\"payment\":{\"token\":\"t\",\"cvc\":1}}", "/payment/cvc");
    assert_refused("[]", "");
}

static void test_reads_a_payment_token(void **state)
{
    (void)state;
    assert_true(read("{" VALID "," ITEMS ",\"payment\":{\"token\":\"tok_declined\"}}"));
    assert_string_equal(request.payment_token, "tok_declined");
    assert_refused("{" VALID "," ITEMS ",\"payment\":{}}", "/payment/token");
    assert_refused("{" VALID "," ITEMS ",\"payment\":7}", "/payment");
}

static void fingerprint_of(const char *json, char out[FINGERPRINT_HEX_BYTES])
{
    assert_true(read(json));
    order_request_fingerprint(&request, out);
}

static void test_reads_note_and_telephone(void **state UNUSED)
{
    static const char *const phones[] = { "12345", "+353 86 555 0199", "(086) 555-0199", "030/555.01.99",
                                          "12345678901234567890" };
    static const char *const others[] = { "1234",        "123456789012345678901",
                                          "086 call me", "++353 86 555",
                                          "-",           "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1" };
    char json[1024];

    assert_true(read("{" VALID "," ITEMS ",\"note\":\" sliced \",\"phone\":null}"));
    assert_string_equal(request.note, "sliced");
    assert_string_equal(request.phone, "");
    for (size_t i = 0; i < ARRAY_LEN(phones); i++) {
        (void)snprintf(json, sizeof(json), "{" VALID "," ITEMS ",\"phone\":\"%s\"}", phones[i]);
        assert_true(read(json));
        assert_string_equal(request.phone, phones[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        (void)snprintf(json, sizeof(json), "{" VALID "," ITEMS ",\"phone\":\"%s\"}", others[i]);
        assert_refused(json, "/phone");
    }
    (void)snprintf(json, sizeof(json), "{" VALID "," ITEMS ",\"note\":\"%0*d\"}", ORDER_NOTE_MAX, 1);
    assert_true(read(json));
    (void)snprintf(json, sizeof(json), "{" VALID "," ITEMS ",\"note\":\"%0*d\"}", ORDER_NOTE_MAX + 1, 1);
    assert_refused(json, "/note");
    assert_refused("{" VALID "," ITEMS ",\"note\":7}", "/note");
}

static void test_fingerprints_do_not_depend_on_the_json_spelling(void **state)
{
    char a[FINGERPRINT_HEX_BYTES], b[FINGERPRINT_HEX_BYTES], c[FINGERPRINT_HEX_BYTES];

    (void)state;
    fingerprint_of("{" VALID "," ITEMS "}", a);
    fingerprint_of("{ " ITEMS ", " VALID " }", b);
    fingerprint_of("{" VALID ",\"items\":[{\"product_id\":1,\"quantity\":3}]}", c);
    assert_string_equal(a, b);
    assert_string_not_equal(a, c);
}

static void test_order_ids(void **state)
{
    uint64_t id;

    (void)state;
    assert_true(order_id_parse("9007199254740991", &id));
    assert_int_equal(id, ORDER_ID_MAX);
    assert_false(order_id_parse("9007199254740992", &id));
    assert_false(order_id_parse("0", &id));
    assert_false(order_id_parse("01", &id));
    assert_false(order_id_parse("-1", &id));
    assert_false(order_id_parse("1 ", &id));
    assert_false(order_id_parse("", &id));
}

static void test_idempotency_keys(void **state)
{
    char key[300];

    (void)state;
    memset(key, 'k', sizeof(key));
    key[255] = '\0';
    assert_true(order_key_valid(key));
    key[255] = 'k';
    key[256] = '\0';
    assert_false(order_key_valid(key));
    assert_false(order_key_valid(""));
    assert_false(order_key_valid("a b"));
    assert_false(order_key_valid("sch\xc3\xb6n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_a_valid_order),
        cmocka_unit_test(test_reads_note_and_telephone),
        cmocka_unit_test(test_trims_the_name),
        cmocka_unit_test(test_names_have_1_to_100_characters),
        cmocka_unit_test(test_a_name_needs_a_visible_character),
        cmocka_unit_test(test_emails_are_plausible),
        cmocka_unit_test(test_quantities_are_whole_numbers_from_1_to_99),
        cmocka_unit_test(test_the_same_product_twice_is_one_line),
        cmocka_unit_test(test_orders_have_1_to_50_items),
        cmocka_unit_test(test_rejects_unknown_fields),
        cmocka_unit_test(test_reads_a_payment_token),
        cmocka_unit_test(test_fingerprints_do_not_depend_on_the_json_spelling),
        cmocka_unit_test(test_order_ids),
        cmocka_unit_test(test_idempotency_keys),
    };

    secret_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
