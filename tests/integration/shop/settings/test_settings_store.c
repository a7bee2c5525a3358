/* test_settings_store.c -- the settings and the calendar in the database, and what a process knows of them:
 * shop/settings/settings_store.h. */
#include "integration/shop/fixture.h"
#include "shop/settings/settings_store.h"

static struct settings_store *store_new(void)
{
    struct settings first;

    settings_init(&first, true);
    (void)strcpy(first.name, "First");
    return settings_store_new(shop_db, &first);
}

struct told {
    int calls;
    enum err_kind kind;
};

static void on_told(void *arg, const struct err *err)
{
    struct told *told = arg;

    told->calls++;
    told->kind = err != NULL ? err->kind : ERR_NONE;
}

static void begin_shop(struct settings_store *store)
{
    struct told told = { 0 };

    settings_store_db_ready(store, on_told, &told);
    UNTIL(told.calls > 0);
    assert_int_equal(told.kind, ERR_NONE);
}

static void refresh(struct settings_store *store)
{
    struct op_list ops = OP_LIST_INIT;
    struct told told = { 0 };

    settings_store_refresh(store, &ops, on_told, &told);
    assert_int_equal(told.calls, 0);
    UNTIL(told.calls > 0);
    assert_int_equal(told.kind, ERR_NONE);
}

static void test_a_new_shop_gets_its_first_settings_once(void **state UNUSED)
{
    struct settings_store *store = store_new(), *other;

    assert_string_equal(settings_store_known(store)->settings.name, "First");
    begin_shop(store);
    assert_string_equal(ask("SELECT version FROM settings"), "1");
    tell("UPDATE settings SET document = '{\"name\":\"Changed\"}'");
    other = store_new();
    begin_shop(other);
    assert_string_equal(settings_store_known(other)->settings.name, "Changed");
    settings_store_free(store);
    settings_store_free(other);
}

/* What is shown is composed once for each version: it must not begin without the calendar. */
static void test_a_version_is_known_only_with_the_calendar(void **state UNUSED)
{
    struct settings_store *store = store_new();
    const struct shop_state *known = settings_store_known(store);

    tell("INSERT INTO calendar (date, hours, reason) VALUES ('2000-01-01', '[]', 'past'), "
         "('9999-12-31', '[[\"08:00\",\"12:00\"]]', 'later')");
    begin_shop(store);
    assert_int_equal(known->version, 0);
    assert_false(settings_store_is_fresh(store));
    refresh(store);
    assert_int_equal(known->version, 1);
    assert_true(settings_store_is_fresh(store));
    assert_int_equal(known->day_count, 1);
    assert_string_equal(known->calendar[0].reason, "later");
    settings_store_changed(store, 2);
    assert_false(settings_store_is_fresh(store));
    settings_store_free(store);
}

static void test_requests_share_a_read(void **state UNUSED)
{
    struct settings_store *store = store_new();
    struct op_list ops = OP_LIST_INIT, cancelled = OP_LIST_INIT;
    struct told told[20] = { 0 }, never = { 0 };

    begin_shop(store);
    int64_t before = metric_get(METRIC_DB_STATEMENTS);
    settings_store_refresh(store, &cancelled, on_told, &never);
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        settings_store_refresh(store, &ops, on_told, &told[i]);
    op_list_cancel(&cancelled);
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        UNTIL(told[i].calls == 1);
    assert_int_equal(metric_get(METRIC_DB_STATEMENTS) - before, 1);
    assert_int_equal(never.calls, 0);
    settings_store_refresh(store, &ops, on_told, &never);
    settings_store_free(store); /* while it reads */
    assert_int_equal(never.calls, 0);
}

static int begin(void **state)
{
    int failed = shop_begin(state);

    tell("DELETE FROM settings");
    tell("DELETE FROM calendar");
    return failed;
}

#define SETTINGS_TEST(function) cmocka_unit_test_setup_teardown(function, begin, shop_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST(test_a_new_shop_gets_its_first_settings_once),
        SETTINGS_TEST(test_a_version_is_known_only_with_the_calendar),
        SETTINGS_TEST(test_requests_share_a_read),
    };

    return run_on_both("settings", tests, ARRAY_LEN(tests), ARRAY_LEN(tests));
}
