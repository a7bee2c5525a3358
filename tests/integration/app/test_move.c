/* test_move.c -- `bakery backup` and `bakery import`: a copy is complete, an imported shop equals its
 * source, and a partial import is never served. */
#include "app/commands.h"
#include "base/config.h"
#include "db/sql.h"
#include "integration/shop/fixture.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct {
    char *postgres; /* the URL of an empty database */
    char copy[96], copy_url[112];
} place_of;

/* A shop on a file, and an empty database to move it to. */
static int begin(void **state)
{
    tell_on(fixture.own, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    (void)snprintf(place_of.copy, sizeof(place_of.copy), "%s/copy.db", fixture.folder);
    (void)snprintf(place_of.copy_url, sizeof(place_of.copy_url), "sqlite:%s", place_of.copy);
    return shop_begin(state);
}

static void close_shop(void)
{
    if (shop_db != NULL)
        (void)shop_end(NULL);
    shop_db = NULL;
}

static int end(void **state UNUSED)
{
    close_shop();
    (void)unlink(place_of.copy);
    return 0;
}

static int setup(void **state)
{
    (void)fixture_setup(state);
    folder_make();
    place_of.postgres = url_of(fixture.name, NULL, NULL);
    return 0;
}

static int teardown(void **state)
{
    free(place_of.postgres);
    folder_remove();
    return fixture_teardown(state);
}

/* The exit status. */
static int import(char *from, char *to)
{
    char *const operands[] = { from, to };

    return command_import(NULL, operands);
}

static int backup(const char *url, char *file)
{
    const struct config config = { .database_url = url };
    char *const operands[] = { file };

    return command_backup(&config, operands);
}

static void fill_staff(void)
{
    tell("UPDATE products SET size = '900 g', ingredients = '*wheat*', daily_limit = 12, vat_permille = 135, "
         "allergens = '{\"contains\":[\"wheat\"],\"may_contain\":[]}', lead_days = 2, photo = "
         "'/photos/0123-480.webp' WHERE id = 2");
    tell("UPDATE settings SET version = 7, document = '{\"name\":\"M\xc3\xb8rk\"}'");
    tell("INSERT INTO settings (version, document) SELECT 7, '{\"name\":\"M\xc3\xb8rk\"}' "
         "WHERE NOT EXISTS (SELECT 1 FROM settings)");
    tell("INSERT INTO calendar (date, hours, reason) VALUES ('2026-06-24', '[]', 'Midsummer'), "
         "('2026-06-25', '[[\"08:00\",\"12:00\"]]', NULL)");
    for (int i = 0; i < 23; i++) /* three pages */
        tellf("INSERT INTO photos (file, bytes) VALUES ('%04d-480.webp', x'00ff%02x')", i * 7, i);
    tell("INSERT INTO staff_accounts (email, name, role, password_hash) VALUES ('o@example.com', "
         "'\xc3\x89milie \"O\"', 'owner', '$argon2id$x')");
    tell(
        "INSERT INTO staff_accounts (email, name, role, active) VALUES ('c@example.com', 'C', 'counter', 0)");
    tell("INSERT INTO history (account_id, actor, action, subject_id, subject, changes) VALUES "
         "(1, 'O', 'product_changed', 1, 'Croissant', '{\"name\":[\"A \\\"b\\\"\",\"\xc3\x89\"]}')");
    tell("INSERT INTO history (actor, action, subject) VALUES ('token', 'product_added', 'Rye')");
}

/* An order in each state, with keys, moves and payments. */
static void fill(void)
{
    struct order_request request = request_of(1, 2);
    struct order_claimed claimed;

    fill_staff();
    request_add(&request, 2, 3);
    (void)snprintf(request.customer_name, sizeof(request.customer_name),
                   "Jo\xc3\xabl \"\\' \xf0\x9f\xa5\x90");
    for (uint64_t number = 1; number <= 4; number++) {
        char key[8];
        (void)snprintf(key, sizeof(key), "key %d", (int)number);
        assert_int_equal(place(number, &request, number == 2 ? NULL : key, "print", NULL), ORDER_PLACED);
    }
    for (uint64_t number = 1; number <= 3; number++)
        assert_int_equal(claim(number, &claimed), ORDER_CLAIMED);
    assert_true(finish(1, 1, ORDER_OK, NULL));
    assert_true(finish(2, 1, ORDER_PAYMENT_DECLINED, NULL));
}

/* More orders than a page has, made by the database. */
static void fill_pages(void)
{
    tell("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) "
         "INSERT INTO orders (number, customer_name, customer_email, pickup_code, total_cents) "
         "SELECT 1000 + i * 9, 'n', 'e', 'c', 350 FROM n");
    tell("INSERT INTO order_items SELECT number, 1, 1, 1, 'Croissant', 350, NULL, NULL, 0 "
         "FROM orders WHERE number > 1000");
    tell("INSERT INTO outbox SELECT number, 0, '2026-01-01T00:00:00.000Z' FROM orders WHERE number > 1000");
}

/* Everything but ids that are given anew and the versions of the list. */
static const char *const contents[] = {
    "SELECT id || name || description || price_cents || category || coalesce(image, '-') || "
    "coalesce(stock, -1) || active || version || created_at || updated_at || coalesce(changed_by, '-') || "
    "size || "
    "ingredients || coalesce(allergens, '-') || lead_days || coalesce(daily_limit, '-') || "
    "coalesce(vat_permille, '-') || coalesce(photo, '-') FROM "
    "products ORDER BY id",
    "SELECT number || customer_name || customer_email || pickup_code || coalesce(payment_token, '-') || "
    "status "
    "|| "
    "coalesce(failure_reason, '-') || fulfilment || total_cents || attempt || coalesce(lease_until, '-') || "
    "created_at || updated_at FROM orders ORDER BY number",
    "SELECT order_number || line || product_id || quantity || name || price_cents || coalesce(allergens, "
    "'-') || "
    "coalesce(stock_left, "
    "'-') "
    "FROM order_items ORDER BY 1",
    "SELECT order_number || status || attempt || at FROM order_events ORDER BY 1",
    "SELECT product_id || kind || quantity || at || coalesce(order_number, 0) FROM stock_moves ORDER BY 1",
    "SELECT order_number || amount_cents || at FROM payments ORDER BY 1",
    "SELECT key || fingerprint || order_number || created_at FROM idempotency_keys ORDER BY key",
    "SELECT order_number FROM outbox ORDER BY 1",
    "SELECT id || email || name || role || active || coalesce(password_hash, '-') || created_at "
    "FROM staff_accounts ORDER BY id",
    "SELECT id || at || coalesce(account_id, '-') || actor || action || coalesce(subject_id, '-') || subject "
    "|| "
    "coalesce(changes, '-') FROM history ORDER BY id",
    "SELECT file || hex(bytes) || stored_at FROM photos ORDER BY file",
    "SELECT version || document FROM settings",
    "SELECT date || hours || coalesce(reason, '-') FROM calendar ORDER BY date",
    "SELECT key FROM order_ids", /* so that public ids stay what they were */
};

static void assert_same_contents(const char *path, const char *other)
{
    assert_null(fixture.file);
    for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
        struct buf texts[2];
        const char *const paths[] = { path, other };

        for (int k = 0; k < 2; k++) {
            buf_init(&texts[k], (size_t)1 << 22);
            assert_int_equal(sqlite3_open(paths[k], &fixture.file), SQLITE_OK);
            ask_sqlite(contents[i], &texts[k]);
            file_leave();
        }
        assert_true(texts[0].len > 0);
        assert_string_equal(texts[0].data, texts[1].data);
        buf_done(&texts[0]);
        buf_done(&texts[1]);
    }
}

/* ---- import ---------------------------------------------------------------------------------------- */

static void a_shop_is_the_same_after_a_move_to_postgresql_and_back(void **state UNUSED)
{
    fill();
    fill_pages();
    close_shop();
    assert_int_equal(import(fixture.url, place_of.postgres), 0);
    assert_int_equal(count_of("SELECT count(*) FROM orders"), 1005);
    assert_string_equal(ask("INSERT INTO staff_accounts (email, name, role) VALUES ('x@y.z', 'x', 'counter') "
                            "RETURNING id"),
                        "3");
    tell("DELETE FROM staff_accounts WHERE id = 3");
    assert_string_equal(ask("SELECT seeded FROM catalog"), "t");
    assert_string_equal(ask("INSERT INTO products (name, description, price_cents, category) "
                            "VALUES ('Rye', '', 500, 'bread') RETURNING id"),
                        "4"); /* ids go on */
    tell("ALTER TABLE products DISABLE TRIGGER USER; DELETE FROM products WHERE id = 4; "
         "ALTER TABLE products ENABLE TRIGGER USER");
    assert_int_equal(import(place_of.postgres, place_of.copy_url), 0);
    assert_same_contents(fixture.path, place_of.copy);
}

static void an_import_requires_an_empty_target(void **state UNUSED)
{
    fill();
    close_shop();
    assert_int_equal(import(fixture.url, place_of.postgres), 0);
    assert_int_equal(import(fixture.url, place_of.postgres), 1);
    assert_int_equal(import(place_of.postgres, fixture.url), 1);
    assert_int_equal(count_of("SELECT count(*) FROM orders"), 4);
}

static void what_cannot_be_opened_is_refused(void **state UNUSED)
{
    char bad[] = "mysql://host/name", missing[] = "sqlite:/no/such/file";

    assert_int_equal(import(fixture.url, place_of.postgres), 1); /* it is being served */
    close_shop();
    assert_int_equal(import(bad, place_of.postgres), 2);
    assert_int_equal(import(fixture.url, bad), 2);
    assert_int_equal(import(missing, place_of.postgres), 1);
}

/* As db_open() and its first moments see it. */
static void assert_not_served(const char *url)
{
    const struct db_options options = { .url = url, .connections = 1, .migrate = true };
    struct err err = ERR_INIT;
    struct db *db = db_open(fixture.loop, &options, &err);

    if (db != NULL) {
        UNTIL(db_fatal(db) != NULL);
        assert_false(db_health(db, &err));
        close_db(db);
    }
    assert_non_null(strstr(err.msg, "import into it did not end"));
}

static void a_partial_import_is_not_served(void **state UNUSED)
{
    char *const targets[] = { place_of.postgres, place_of.copy_url };

    fill();
    tell("INSERT INTO stock_moves (product_id, kind, quantity) VALUES (99, 'adjust', 5)"); /* of no product */
    close_shop();
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        assert_int_equal(import(fixture.url, targets[i]), 1);
        assert_not_served(targets[i]);
        assert_int_equal(import(fixture.url, targets[i]), 1);
    }
}

static void a_killed_import_is_not_served_and_leaves_the_source_unchanged(void **state UNUSED)
{
    pid_t child;

    fill();
    fill_pages();
    close_shop();
    assert_int_equal(backup(fixture.url, place_of.copy), 0);
    child = fork();
    if (child == 0)
        _exit(import(fixture.url, place_of.postgres));
    assert_true(child > 0);
    UNTIL(count_of("SELECT count(to_regclass('orders'))") == 1);
    UNTIL(count_of("SELECT count(*) FROM orders") > 0);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(count_of("SELECT count(*) FROM orders") < 1005);
    assert_not_served(place_of.postgres);
    assert_same_contents(fixture.path, place_of.copy);
}

/* ---- backup ---------------------------------------------------------------------------------------- */

static void a_backup_is_complete_and_private_to_its_owner(void **state UNUSED)
{
    mode_t mask = umask(0);
    struct stat stat_of;

    fill();
    assert_int_equal(backup(fixture.url, place_of.copy), 0); /* while it is served */
    assert_int_equal(stat(place_of.copy, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 07777, 0600);
    close_shop();
    assert_same_contents(fixture.path, place_of.copy);
    (void)umask(mask);

    struct db *db = shop_db_open(place_of.copy_url, 1); /* and can take its place */
    UNTIL(healthy(db));
    close_db(db);
}

static void a_backup_replaces_nothing_and_leaves_no_part(void **state UNUSED)
{
    char missing[] = "/no/such/folder/copy.db";
    char *part = mem_printf("%s.part", place_of.copy);

    assert_int_equal(backup(fixture.url, fixture.path), 1);
    assert_int_equal(backup(fixture.url, place_of.copy), 0);
    assert_int_equal(backup(fixture.url, place_of.copy), 1);
    assert_int_equal(backup("sqlite:/no/such/file", missing), 1);
    (void)unlink(place_of.copy);
    assert_int_equal(backup("sqlite:/no/such/file", place_of.copy), 1);
    assert_int_equal(access(place_of.copy, F_OK), -1);
    assert_int_equal(access(part, F_OK), -1);
    assert_int_equal(backup(place_of.postgres, place_of.copy), 2);
    free(part);
}

static void place_until_killed(int told)
{
    struct db *db;

    fixture.file = NULL;
    db = shop_db_open_own(1);
    shop_db = db;
    for (uint64_t number = 1;; number++) {
        place_simple(number, 1, 1);
        (void)!write(told, &number, sizeof(number));
    }
}

static void a_backup_while_orders_come_in_holds_those_that_were_answered(void **state UNUSED)
{
    int ends[2];
    uint64_t number = 0;
    pid_t child;

    close_shop();
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0)
        place_until_killed(ends[1]);
    assert_true(child > 0);
    (void)close(ends[1]);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 20; i++)
            assert_int_equal(read(ends[0], &number, sizeof(number)), sizeof(number));
        assert_int_equal(backup(fixture.url, place_of.copy), 0);
        assert_int_equal(sqlite3_open(place_of.copy, &fixture.file), SQLITE_OK);
        assert_string_equal(ask("PRAGMA integrity_check"), "ok");
        assert_true(count_of("SELECT count(*) FROM orders") >= (long)number);
        assert_string_equal(
            ask("SELECT count(*) FROM orders WHERE number NOT IN (SELECT order_number FROM order_items)"),
            "0");
        file_leave();
        assert_int_equal(unlink(place_of.copy), 0);
    }
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    (void)close(ends[0]);
}

#define MOVE_TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        MOVE_TEST(a_shop_is_the_same_after_a_move_to_postgresql_and_back),
        MOVE_TEST(an_import_requires_an_empty_target),
        MOVE_TEST(what_cannot_be_opened_is_refused),
        MOVE_TEST(a_partial_import_is_not_served),
        MOVE_TEST(a_killed_import_is_not_served_and_leaves_the_source_unchanged),
        MOVE_TEST(a_backup_is_complete_and_private_to_its_owner),
        MOVE_TEST(a_backup_replaces_nothing_and_leaves_no_part),
        MOVE_TEST(a_backup_while_orders_come_in_holds_those_that_were_answered),
    };

    return cmocka_run_group_tests_name("backup and import", tests, setup, teardown);
}
