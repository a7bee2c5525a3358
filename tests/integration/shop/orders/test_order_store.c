/* The statements of an order's path: an order is placed completely or not at all, claimed by one attempt
 * at a time, and ended once. */
#include "integration/shop/fixture.h"

static void test_placing_keeps_names_and_prices_and_leaves_an_outbox_row(void **state UNUSED)
{
    struct order_request request = request_of(1, 2);

    request_add(&request, 2, 1);
    assert_int_equal(place(1, &request, NULL, NULL, NULL), ORDER_PLACED);
    tell("UPDATE products SET price_cents = 999, name = 'New'");
    assert_string_equal(ask("SELECT status || total_cents || fulfilment FROM orders WHERE number = 1"),
                        "pending975new");
    assert_string_equal(
        ask("SELECT line || name || price_cents || 'x' || quantity FROM order_items WHERE order_number = 1 "
            "ORDER BY line"),
        "1Croissant350x2 2Muffin275x1");
    assert_int_equal(count_of("SELECT count(*) FROM outbox WHERE order_number = 1 AND NOT sent"), 1);
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "10"); /* only a claim takes stock */
}

static void assert_nothing_placed(void)
{
    assert_int_equal(count_of("SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM order_items) + "
                              "(SELECT count(*) FROM order_events) + (SELECT count(*) FROM outbox) + "
                              "(SELECT count(*) FROM idempotency_keys)"),
                     0);
}

static void test_a_product_that_is_not_on_sale_is_named_by_its_line_and_nothing_is_placed(void **state UNUSED)
{
    struct order_request request = request_of(1, 1);
    int line = -1;

    request_add(&request, 2, 1);
    request_add(&request, 3, 1); /* retired */
    request_add(&request, 999, 1);
    assert_int_equal(place(1, &request, "key", "print", &line), ORDER_PRODUCT_UNKNOWN);
    assert_int_equal(line, 2);
    assert_nothing_placed();
}

static void on_key(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct outcome *out = arg;
    const char *print = NULL;
    uint64_t number = 0;

    out->calls++;
    out->kind = err ? err->kind : ERR_NONE;
    out->value =
        rows && order_store_key_found(rows, &print, &number) && strcmp(print, "print") == 0 ? (int)number : 0;
}

static int order_of_key(const char *key)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome out = { 0 };

    order_store_key(shop_db, &ops, key, on_key, &out);
    await(&out);
    return out.value;
}

static void test_a_used_key_places_nothing_and_tells_its_order(void **state UNUSED)
{
    struct order_request request = request_of(1, 1);

    assert_int_equal(place(1, &request, "key", "print", NULL), ORDER_PLACED);
    assert_int_equal(place(2, &request, "key", "other", NULL), ORDER_KEY_USED);
    assert_int_equal(count_of("SELECT count(*) FROM orders"), 1);
    assert_int_equal(order_of_key("key"), 1);
    assert_int_equal(order_of_key("KEY"), 0);
}

static void test_a_twin_waits_for_the_one_that_came_first(void **state UNUSED)
{
    struct order_request request = request_of(1, 1);
    struct op_list ops = OP_LIST_INIT;
    struct outcome twin = { 0 };
    PGconn *first = connect_own();

    place_simple(1, 1, 1);
    tell_on(first,
            "BEGIN; INSERT INTO idempotency_keys (key, fingerprint, order_number) VALUES ('key', 'f', 1)");
    order_store_place(shop_db, &ops, &request, &no_pickup, false, "key", "print", on_placed, &twin);
    UNTIL(count_of("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
    assert_int_equal(twin.calls, 0);
    tell_on(first, "COMMIT");
    await(&twin);
    assert_int_equal(twin.value, ORDER_KEY_USED);
    assert_int_equal(count_of("SELECT count(*) FROM orders"), 1);
    PQfinish(first);
}

static void test_twins_of_one_turn_place_one_order(void **state UNUSED)
{
    struct order_request request = request_of(1, 1);
    struct op_list ops = OP_LIST_INIT;
    struct outcome out[3] = { 0 };

    for (int i = 0; i < 3; i++)
        order_store_place(shop_db, &ops, &request, &no_pickup, false, "key", "print", on_placed, &out[i]);
    for (int i = 0; i < 3; i++)
        await(&out[i]);
    assert_int_equal(out[0].value, ORDER_PLACED);
    assert_int_equal(out[1].value, ORDER_KEY_USED);
    assert_int_equal(out[2].value, ORDER_KEY_USED);
    assert_int_equal(count_of("SELECT count(*) FROM orders"), 1);
}

static void test_a_claim_reserves_and_holds_until_its_lease_ends(void **state UNUSED)
{
    struct order_claimed claimed;

    place_simple(1, 2, 4);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_int_equal(claimed.attempt, 1);
    assert_true(claimed.stock_enough);
    assert_int_equal(claimed.total_cents, 1100);
    assert_string_equal(claimed.payment_token, "");
    assert_int_equal(claimed.list_version, 0);
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "6");

    assert_int_equal(claim(1, &claimed), ORDER_HELD);
    tellf("UPDATE orders SET lease_until = %s", earlier("now", 1));
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_int_equal(claimed.attempt, 2);
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "6"); /* reserved once (I3) */
    assert_string_equal(ask("SELECT status || attempt FROM order_events ORDER BY attempt"),
                        "processing1 processing2");
    assert_int_equal(claim(2, &claimed), ORDER_NOT_FOUND);
    assert_ledger();
}

static void test_claims_of_one_turn_take_an_order_once(void **state UNUSED)
{
    struct op_list ops = OP_LIST_INIT;
    struct outcome out[2] = { 0 };

    place_simple(1, 2, 4);
    for (int i = 0; i < 2; i++)
        order_store_claim(shop_db, &ops, 1, on_claimed, &out[i]);
    for (int i = 0; i < 2; i++)
        await(&out[i]);
    assert_int_equal(out[0].value, ORDER_CLAIMED);
    assert_int_equal(out[1].value, ORDER_HELD);
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "6");
}

static void test_stock_is_reserved_for_all_lines_or_none(void **state UNUSED)
{
    struct order_request request = request_of(1, 1);
    struct order_claimed claimed;

    tell("INSERT INTO products (name, description, price_cents, category, stock) VALUES ('Rye', '', 500, "
         "'bread', 1);"
         "INSERT INTO stock_moves (product_id, kind, quantity) VALUES (4, 'adjust', 1)");
    request_add(&request, 2, 3);
    request_add(&request, 4, 2);
    assert_int_equal(place(1, &request, NULL, NULL, NULL), ORDER_PLACED);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_false(claimed.stock_enough);
    assert_string_equal(ask("SELECT stock FROM products WHERE stock IS NOT NULL ORDER BY id"), "10 1");
    assert_true(finish(1, 1, ORDER_OUT_OF_STOCK, NULL));
    assert_string_equal(ask("SELECT status || failure_reason FROM orders"), "failedout_of_stock");
    assert_string_equal(
        ask("SELECT product_id || 'left' || stock_left FROM order_items WHERE stock_left IS NOT NULL"),
        "4left1"); /* of the one that was short */
    assert_string_equal(ask("SELECT stock FROM products WHERE stock IS NOT NULL ORDER BY id"), "10 1");
    assert_ledger();
}

static void test_a_finish_names_the_attempt_that_holds_the_order(void **state UNUSED)
{
    struct order_claimed claimed;

    place_simple(1, 2, 1);
    assert_false(finish(1, 0, ORDER_OK, NULL)); /* still pending */
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    tellf("UPDATE orders SET lease_until = %s", earlier("now", 1));
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_false(finish(1, 1, ORDER_PAYMENT_DECLINED, NULL)); /* the first came too late */
    assert_true(finish(1, 2, ORDER_OK, NULL));
    assert_false(finish(1, 2, ORDER_PAYMENT_DECLINED, NULL)); /* a terminal state never changes */
    assert_int_equal(claim(1, &claimed), ORDER_ENDED);
    assert_string_equal(ask("SELECT status || attempt FROM orders"), "completed2");
    assert_string_equal(ask("SELECT amount_cents FROM payments WHERE order_number = 1"), "275");
    assert_int_equal(count_of("SELECT count(*) FROM order_events WHERE status = 'completed'"), 1);
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "9");
    assert_ledger();
}

static void test_a_failed_order_gives_its_stock_back_once_and_pays_nothing(void **state UNUSED)
{
    struct order_claimed claimed;
    int64_t list_version = 0;

    place_simple(1, 2, 10);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_int_equal(claimed.list_version, 2); /* sold out: the list has changed */
    assert_string_equal(ask("SELECT version || ' ' || told_version FROM catalog"), "2 1");
    assert_true(finish(1, 1, ORDER_PAYMENT_DECLINED, &list_version));
    assert_int_equal(list_version, 3); /* and again: it is there once more */
    assert_string_equal(ask("SELECT version || ' ' || told_version FROM catalog"), "3 1");
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "10");
    assert_false(finish(1, 1, ORDER_PAYMENT_DECLINED, &list_version));
    assert_string_equal(ask("SELECT stock FROM products WHERE id = 2"), "10");
    assert_int_equal(count_of("SELECT count(*) FROM payments"), 0);
    assert_ledger();
}

static void test_placing_takes_an_order_that_the_caller_sends_out_of_the_relays_reach(void **state UNUSED)
{
    struct order_request request = request_of(1, 1);
    struct op_list ops = OP_LIST_INIT;
    struct outcome out = { 0 };

    order_store_place(shop_db, &ops, &request, &no_pickup, true, NULL, NULL, on_placed, &out);
    await(&out);
    assert_int_equal(count_of("SELECT count(*) FROM outbox WHERE sent AND order_number = 1"), 1);
}

static void test_the_end_of_an_order_deletes_its_outbox_row(void **state UNUSED)
{
    struct order_claimed claimed;

    place_simple(1, 1, 1);
    place_simple(2, 1, 1);
    assert_int_equal(claim(1, &claimed), ORDER_CLAIMED);
    assert_int_equal(count_of("SELECT count(*) FROM outbox"), 2);
    assert_true(finish(1, 1, ORDER_OK, NULL));
    assert_string_equal(ask("SELECT order_number FROM outbox"), "2");
}

static void on_order(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct outcome *out = arg;
    struct buf json;

    out->calls++;
    out->kind = err ? err->kind : ERR_NONE;
    buf_init(&json, 4096);
    out->value = rows && order_store_write(&json, order_ids, rows);
    if (out->value)
        assert_non_null(strstr(
            json.data,
            "\"items\":[{\"product_id\":1,\"quantity\":2,\"name\":\"Croissant\",\"price\":3.50,\"allergens\":"
            "null},"
            "{\"product_id\":2,\"quantity\":1,\"name\":\"Muffin\",\"price\":2.75,\"allergens\":null}]"));
    assert_null(strstr(json.data, "john@example.com")); /* I9 */
    buf_done(&json);
}

static void test_an_order_has_its_lines_and_no_email_address(void **state UNUSED)
{
    struct order_request request = request_of(1, 2);
    struct op_list ops = OP_LIST_INIT;
    struct outcome found = { 0 }, missing = { 0 };

    request_add(&request, 2, 1);
    assert_int_equal(place(1, &request, NULL, NULL, NULL), ORDER_PLACED);
    order_store_get(shop_db, &ops, 1, on_order, &found);
    order_store_get(shop_db, &ops, 2, on_order, &missing);
    await(&found);
    await(&missing);
    assert_true(found.value);
    assert_false(missing.value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_placing_keeps_names_and_prices_and_leaves_an_outbox_row),
        SHOP_TEST(test_placing_takes_an_order_that_the_caller_sends_out_of_the_relays_reach),
        SHOP_TEST(test_the_end_of_an_order_deletes_its_outbox_row),
        SHOP_TEST(test_a_product_that_is_not_on_sale_is_named_by_its_line_and_nothing_is_placed),
        SHOP_TEST(test_a_used_key_places_nothing_and_tells_its_order),
        SHOP_TEST(test_twins_of_one_turn_place_one_order),
        SHOP_TEST(test_a_claim_reserves_and_holds_until_its_lease_ends),
        SHOP_TEST(test_claims_of_one_turn_take_an_order_once),
        SHOP_TEST(test_stock_is_reserved_for_all_lines_or_none),
        SHOP_TEST(test_a_finish_names_the_attempt_that_holds_the_order),
        SHOP_TEST(test_a_failed_order_gives_its_stock_back_once_and_pays_nothing),
        SHOP_TEST(test_an_order_has_its_lines_and_no_email_address),
        /* of several writers at once */
        SHOP_TEST(test_a_twin_waits_for_the_one_that_came_first),
    };

    return run_on_both("order store", tests, ARRAY_LEN(tests), ARRAY_LEN(tests) - 1);
}
