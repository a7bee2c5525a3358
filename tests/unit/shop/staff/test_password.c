/* test_password.c -- which passwords are allowed; and that hashing and checking them is right, off the loop
 * and limited. */
#include "base/attr.h"
#include "base/clock.h"
#include "base/secret.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "shop/staff/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct loop *loop;
static struct passwords *passwords;
static struct op_list ops;
static char hash[PASSWORD_HASH_BYTES];
static int called, failed;
static bool matched;

static int setup(void **state UNUSED)
{
    loop = loop_new();
    passwords = passwords_new(loop);
    op_list_init(&ops);
    called = failed = 0;
    return 0;
}

static int teardown(void **state UNUSED)
{
    op_list_cancel(&ops);
    passwords_free(passwords);
    loop_free(loop);
    return 0;
}

static void until_called(int times)
{
    for (int64_t end_ms = clock_ms() + 20000; called < times;) {
        assert_true(clock_ms() < end_ms);
        loop_turn(loop, 10);
    }
}

static void on_hash(void *arg UNUSED, const char *result, const struct err *err)
{
    called++;
    assert_null(err);
    (void)snprintf(hash, sizeof(hash), "%s", result);
}

static void on_check(void *arg UNUSED, bool matches, const struct err *err)
{
    called++;
    if (err != NULL) {
        failed++;
        assert_int_equal(err->kind, ERR_UNAVAILABLE);
        assert_false(matches);
    }
    matched = matches;
}

static bool check(const char *password, const char *against)
{
    called = 0;
    matched = !matched;
    password_check(passwords, &ops, password, against, on_check, NULL);
    until_called(1);
    return matched;
}

static bool allowed(const char *password)
{
    struct err err = ERR_INIT;
    bool result = password_is_allowed(password, &err);

    if (!result)
        assert_string_equal(err.msg, "must have 10 to 128 characters");
    return result;
}

static void passwords_have_10_to_128_characters_in_any_composition(void **state UNUSED)
{
    char text[PASSWORD_MAX * 4 + 8] = "";

    assert_false(allowed(""));
    assert_false(allowed("123456789"));
    assert_true(allowed("1234567x90"));
    assert_true(allowed("          "));
    assert_true(allowed("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"));
    assert_false(allowed("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9")); /* 10 bytes */
    assert_false(allowed("abcdefghij\xff"));
    for (int i = 0; i < PASSWORD_MAX; i++)
        strcat(text, "\xf0\x9f\xa5\x90");
    assert_true(allowed(text));
    strcat(text, "x");
    assert_false(allowed(text));
}

static void the_commonest_passwords_are_refused(void **state UNUSED)
{
    static const char *const common[] = { "qwertyuiop", "1234567890", "QwertyUIOP" };
    struct err err = ERR_INIT;

    for (size_t i = 0; i < ARRAY_LEN(common); i++)
        assert_false(password_is_allowed(common[i], &err));
    assert_non_null(strstr(err.msg, "commonest"));
    assert_true(allowed("qwertyuiop1x")); /* only begins like one */
    assert_true(allowed("qwertyuiox"));
}

static void only_the_same_password_matches_its_hash(void **state UNUSED)
{
    char first[PASSWORD_HASH_BYTES], longest[PASSWORD_MAX * 4 + 1];

    password_hash(passwords, &ops, "correct horse", on_hash, NULL);
    until_called(1);
    (void)snprintf(first, sizeof(first), "%s", hash);
    assert_non_null(strstr(first, "$argon2id$v=19$m=19456,t=2,p=1$")); /* OWASP's minimum */
    assert_null(strstr(first, "correct"));
    assert_true(check("correct horse", first));
    assert_false(check("correct horsf", first));
    assert_false(check("correct hors", first));
    assert_false(check("", first));
    called = 0;
    password_hash(passwords, &ops, "correct horse", on_hash, NULL);
    until_called(1);
    assert_string_not_equal(first, hash); /* the salt differs */

    memset(longest, 'x', sizeof(longest)); /* each byte counts */
    longest[sizeof(longest) - 1] = '\0';
    called = 0;
    password_hash(passwords, &ops, longest, on_hash, NULL);
    until_called(1);
    assert_true(check(longest, hash));
    longest[sizeof(longest) - 2] = 'y';
    assert_false(check(longest, hash));
}

static void nothing_matches_without_a_usable_hash(void **state UNUSED)
{
    assert_false(check("correct horse", NULL));
    assert_false(check("", NULL));
    assert_false(check("correct horse", "not a hash"));
}

static void more_than_34_at_once_are_refused(void **state UNUSED)
{
    for (int i = 0; i < PASSWORDS_RUNNING + PASSWORDS_WAITING + 1; i++)
        password_check(passwords, &ops, "correct horse", NULL, on_check, NULL);
    assert_int_equal(called, 0);
    loop_turn(loop, 0);
    assert_int_equal(failed, 1);
    until_called(PASSWORDS_RUNNING + PASSWORDS_WAITING + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_commonest_passwords_are_refused),
        cmocka_unit_test(passwords_have_10_to_128_characters_in_any_composition),
        cmocka_unit_test_setup_teardown(only_the_same_password_matches_its_hash, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_matches_without_a_usable_hash, setup, teardown),
        cmocka_unit_test_setup_teardown(more_than_34_at_once_are_refused, setup, teardown),
    };
    secret_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
