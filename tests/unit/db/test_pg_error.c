/* test_pg_error.c -- what PostgreSQL's codes and libpq's messages become. */
#include "db/pg_error.h"

/* cmocka.h needs these before it. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

static void codes_have_kinds(void **state UNUSED)
{
    static const struct {
        const char *sqlstate;
        enum err_kind kind;
    } known[] = {
        { "23505", ERR_CONFLICT },    { "23514", ERR_CONFLICT },    { "40P01", ERR_BUSY },
        { "40001", ERR_BUSY },        { "40003", ERR_UNKNOWN },     { "55P03", ERR_BUSY },
        { "53300", ERR_UNAVAILABLE }, { "53100", ERR_UNAVAILABLE }, { "57014", ERR_UNAVAILABLE },
        { "57P01", ERR_UNAVAILABLE }, { "25006", ERR_UNAVAILABLE }, { "25001", ERR_INTERNAL },
        { "42601", ERR_INTERNAL },    { "22P02", ERR_INTERNAL },    { "", ERR_INTERNAL },
        { "XX000", ERR_INTERNAL },    { "58030", ERR_UNAVAILABLE }, { "55000", ERR_INTERNAL },
    };

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        assert_int_equal(pg_error_kind(known[i].sqlstate), known[i].kind);
}

static void messages_do_not_quote_the_servers(void **state UNUSED)
{
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_FATAL_ERROR);
    struct err err = ERR_INIT;

    pg_error_of_result(result, &err); /* without any field */
    assert_int_equal(err.kind, ERR_INTERNAL);
    assert_string_equal(pg_error_sqlstate(result), "");
    assert_false(pg_error_is_fatal(result));
    PQclear(result);
}

struct sample {
    const char *message, *reason;
    bool for_people;
};

static void reasons_of_a_failed_connect_are_found(void **state UNUSED)
{
    static const struct sample samples[] = {
        { "connection to server at \"127.0.0.1\", port 5432 failed: Connection refused\n\tIs the server "
          "running?\n",
          "Connection refused", false },
        { "connection to server at \"db\" (10.0.0.1), port 5432 failed: FATAL:  28P01: password "
          "authentication "
          "failed for user \"bakery\"\nLOCATION:  auth_failed, auth.c:326\n",
          "password authentication failed for user \"bakery\" (28P01)", true },
        { "connection to server at \"::1\", port 5 failed: FATAL:  3D000: database \"x\" does not exist\n",
          "database \"x\" does not exist (3D000)", true },
        { "connection to server at \"::1\", port 5 failed: FATAL:  57P03: the database system is starting "
          "up\n"
          "connection to server at \"::1\", port 5 failed: FATAL:  28P01: second try\n",
          "the database system is starting up (57P03)", false },
        { "connection to server at \"::1\", port 5 failed: \xd0\x92\xd0\x90\xd0\x96:  28000: "
          "\xd0\xbd\xd0\xb5\xd1\x82\n",
          "\xd0\xbd\xd0\xb5\xd1\x82 (28000)", true },
        { "invalid sslmode value: \"x\"\n", "invalid sslmode value: \"x\"", false },
        { "", "it cannot be reached", false },
    };

    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct err err = ERR_INIT;
        assert_int_equal(pg_error_of_connecting(samples[i].message, &err), samples[i].for_people);
        assert_string_equal(err.msg, samples[i].reason);
        assert_int_equal(err.kind, ERR_UNAVAILABLE);
    }
}

static void reasons_of_a_broken_connection_leave_statements_out(void **state UNUSED)
{
    static const struct sample samples[] = {
        { "ERROR:  22P02: invalid input syntax for type integer: \"secret\"\nLOCATION:  here\n"
          "server closed the connection unexpectedly\n\tThis probably means\n\tsomething.\n",
          "server closed the connection unexpectedly", false },
        { "ERROR:  22P02: invalid input syntax for type integer: \"secret\"\n", "the connection broke",
          false },
        { "", "the connection broke", false },
        { "could not receive data from server: Connection reset by peer\n",
          "could not receive data from server: Connection reset by peer", false },
    };

    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct err err = ERR_INIT;
        pg_error_of_broken(samples[i].message, &err);
        assert_string_equal(err.msg, samples[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_kinds),
        cmocka_unit_test(messages_do_not_quote_the_servers),
        cmocka_unit_test(reasons_of_a_failed_connect_are_found),
        cmocka_unit_test(reasons_of_a_broken_connection_leave_statements_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
