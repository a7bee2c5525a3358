/* test_pg_url.c -- which URLs are taken, what is looked up, and that no password gets out. */
#include "db/pg_url.h"

/* cmocka.h needs these before it. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>
#include <string.h>

static void a_host_name_needs_a_lookup_and_an_address_does_not(void **state UNUSED)
{
    static const struct {
        const char *url, *host, *name;
    } known[] = {
        { "postgresql://u:p@db.example:5433/x", "db.example", "db.example:5433" },
        { "postgres://db/x?sslmode=require", "db", "db:5432" },
        { "postgresql://127.0.0.1/x", NULL, "127.0.0.1:5432" },
        { "postgresql://[::1]:6/x", NULL, "::1:6" },
        { "postgresql:///x?host=/run/postgresql&port=7", NULL, "/run/postgresql:7" },
        { "postgresql://db/x?hostaddr=10.0.0.1", NULL, "db:5432" },
        { "postgresql:///x", NULL, "the local socket:5432" },
    };

    (void)unsetenv("PGHOST");
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        struct pg_url url;
        struct err err = ERR_INIT;
        assert_true(pg_url_init(&url, known[i].url, &err));
        if (known[i].host != NULL)
            assert_string_equal(url.host, known[i].host);
        else
            assert_null(url.host);
        assert_string_equal(url.name, known[i].name);
        pg_url_done(&url);
    }
}

static void bad_urls_are_rejected_without_quoting_them(void **state UNUSED)
{
    static const char *const bad[] = {
        "",
        "sqlite:shop.db",
        "host=db password=hunter2",
        "postgresql://u:hunter2%zz@db/x",
        "postgresql://u:hunter2@db/x?hunter2=1",
        "postgresql://u:hunter2@a,b/x",
        "postgresql://u:hunter2@a/x?hostaddr=1.1.1.1,2.2.2.2",
        "postgresql:///x?service=hunter2",
    };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct pg_url url;
        struct err err = ERR_INIT;
        assert_false(pg_url_init(&url, bad[i], &err));
        assert_int_equal(err.kind, ERR_INVALID);
        assert_null(strstr(err.msg, "hunter2"));
        pg_url_done(&url);
    }
}

/* The value that a connection would be made with. */
static char *value_of(PGconn *pg, const char *keyword)
{
    PQconninfoOption *options = PQconninfo(pg);
    char *value = NULL;

    for (PQconninfoOption *option = options; option->keyword != NULL; option++)
        if (strcmp(option->keyword, keyword) == 0 && option->val != NULL)
            value = strdup(option->val);
    PQconninfoFree(options);
    return value;
}

static void url_options_override_all_settings_but_durability(void **state UNUSED)
{
    static const char *const wanted[][2] = {
        { "hostaddr", "127.0.0.1" },   { "host", "db.example" },     { "sslmode", "disable" },
        { "dbname", "x y" },           { "application_name", "me" }, { "keepalives_idle", "10" },
        { "client_encoding", "UTF8" },
    };
    struct pg_url url;
    struct err err = ERR_INIT;

    assert_true(pg_url_init(&url,
                            "postgresql://u@db.example:1/x%20y?sslmode=disable&application_name=me"
                            "&options=-c%20lock_timeout%3D1%20-c%20synchronous_commit%3Doff",
                            &err));
    PGconn *pg = pg_url_connect(&url, "127.0.0.1");
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        char *value = value_of(pg, wanted[i][0]);
        assert_string_equal(value, wanted[i][1]);
        free(value);
    }

    char *options = value_of(pg, "options");
    const char *ours = strstr(options, "lock_timeout=2000"), *theirs = strstr(options, "lock_timeout=1 ");
    const char *off = strstr(options, "synchronous_commit=off"),
               *on = strstr(options, "synchronous_commit=on");
    assert_true(ours != NULL && theirs != NULL && ours < theirs);
    assert_true(off != NULL && on != NULL && off < on);
    free(options);
    PQfinish(pg);
    pg_url_done(&url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_name_needs_a_lookup_and_an_address_does_not),
        cmocka_unit_test(bad_urls_are_rejected_without_quoting_them),
        cmocka_unit_test(url_options_override_all_settings_but_durability),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
