/* What processes tell each other about orders: gathered by the turn, bounded, and never lost in silence. The
 * cache is this file's own. */
#include "base/attr.h"
#include "base/clock.h"
#include "base/mem.h"
#include "cache/cache.h"
#include "loop/loop.h"
#include "shop/orders/order_notices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PUBLISHED_MAX 32

static struct loop *loop;
static struct order_notices *notices;
static char published[PUBLISHED_MAX][CACHE_NOTICE_BYTES];
static int published_count;
static cache_done_fn *done[PUBLISHED_MAX]; /* of each of them */
static void *done_arg;

void cache_publish(struct cache *cache UNUSED, struct op_list *owner UNUSED, const char *text,
                   cache_done_fn *fn, void *arg)
{
    assert_true(published_count < PUBLISHED_MAX && strlen(text) < CACHE_NOTICE_BYTES);
    (void)strcpy(published[published_count], text);
    done[published_count++] = fn;
    done_arg = arg;
}

static void answer(int index, bool told)
{
    struct err err = ERR_INIT;

    (void)err_set(&err, ERR_UNAVAILABLE, "Redis is unusable");
    done[index](done_arg, told ? NULL : &err);
}

static void turn(void)
{
    loop_turn(loop, 0);
}

static int setup(void **state UNUSED)
{
    loop = loop_new();
    notices = order_notices_new(loop, NULL);
    published_count = 0;
    return 0;
}

static int teardown(void **state UNUSED)
{
    order_notices_free(notices);
    loop_free(loop);
    return 0;
}

static void test_changes_of_a_turn_share_one_notice(void **state UNUSED)
{
    order_notices_add(notices, 1);
    order_notices_add(notices, 9007199254740991);
    assert_int_equal(published_count, 0);
    turn();
    assert_int_equal(published_count, 1);
    assert_string_equal(published[0], "1 9007199254740991");
    turn();
    assert_int_equal(published_count, 1);
    order_notices_add(notices, 2);
    turn();
    assert_string_equal(published[1], "2");
}

static void test_more_than_one_notice_holds_are_several(void **state UNUSED)
{
    char id[24];
    int found = 0;

    for (uint64_t i = 0; i < 1000; i++)
        order_notices_add(notices, 9007199254740991 - i);
    turn();
    assert_in_range(published_count, 4, 6);
    for (uint64_t i = 0; i < 1000; i++) {
        (void)snprintf(id, sizeof(id), "%llu", (unsigned long long)(9007199254740991 - i));
        for (int n = 0; n < published_count; n++)
            found += strstr(published[n], id) != NULL;
    }
    assert_int_equal(found, 1000);
}

static void test_a_lost_notice_is_replaced_by_one_for_all_orders(void **state UNUSED)
{
    order_notices_repeat(notices);
    turn();
    assert_int_equal(published_count, 0); /* nothing was lost yet */

    order_notices_add(notices, 1);
    turn();
    answer(0, false);
    order_notices_repeat(notices);
    turn();
    assert_string_equal(published[1], "*");
    answer(1, false); /* in vain again */
    order_notices_add(notices, 2);
    turn();
    assert_string_equal(published[2], "*"); /* which says 2 too */
    answer(2, true);
    order_notices_repeat(notices);
    order_notices_add(notices, 3);
    turn();
    assert_int_equal(published_count, 4);
    assert_string_equal(published[3], "3");
}

static uint64_t read_ids[8];
static int read_count;

static void on_id(void *arg, uint64_t id)
{
    assert_ptr_equal(arg, read_ids);
    read_ids[read_count++] = id;
}

static bool read_notice(const char *text)
{
    read_count = 0;
    return order_notice_read(text, on_id, read_ids);
}

static void test_a_notice_is_read_as_it_was_written(void **state UNUSED)
{
    assert_true(read_notice("1 9007199254740991 3"));
    assert_int_equal(read_count, 3);
    assert_int_equal(read_ids[0], 1);
    assert_int_equal(read_ids[1], 9007199254740991);
    assert_int_equal(read_ids[2], 3);
    assert_true(read_notice(""));
    assert_int_equal(read_count, 0);
}

static void test_an_unreadable_notice_may_mean_any_order(void **state UNUSED)
{
    static const char *const texts[] = { "*",
                                         "x",
                                         "1 x",
                                         "-1",
                                         "0",
                                         "1,2",
                                         "01",
                                         " ",
                                         "1  2",
                                         "1 2 *",
                                         "9007199254740992",
                                         "123456789012345678" };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (read_notice(texts[i]))
            fail_msg("read: %s", texts[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_changes_of_a_turn_share_one_notice),
        TEST(test_more_than_one_notice_holds_are_several),
        TEST(test_a_lost_notice_is_replaced_by_one_for_all_orders),
        TEST(test_a_notice_is_read_as_it_was_written),
        TEST(test_an_unreadable_notice_may_mean_any_order),
    };
    return cmocka_run_group_tests_name("order notices", tests, NULL, NULL);
}
