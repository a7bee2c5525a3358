/* test_web_dir.c -- what can be read from a folder of pages, and that nothing else can: http/web_dir.h. */
#include "base/attr.h"
#include "base/mem.h"
#include "http/web_dir.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SECRET "not for anybody"

/* A folder "web" with pages in it, beside a file that must stay hidden. */
struct fixture {
    char root[64];
    char *web;
    struct buf out;
};

static char *below(const struct fixture *f, const char *path)
{
    return mem_printf("%s/%s", f->root, path);
}

static void put(const struct fixture *f, const char *path, const char *text)
{
    char *name = below(f, path);
    FILE *file = fopen(name, "w");

    assert_non_null(file);
    (void)fputs(text, file);
    assert_int_equal(fclose(file), 0);
    free(name);
}

static void make_dir(const struct fixture *f, const char *path)
{
    char *name = below(f, path);

    assert_int_equal(mkdir(name, 0700), 0);
    free(name);
}

static void make_link(const struct fixture *f, const char *to, const char *path)
{
    char *name = below(f, path);

    assert_int_equal(symlink(to, name), 0);
    free(name);
}

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof(*f));

    strcpy(f->root, "/tmp/bakery-web-XXXXXX");
    assert_non_null(mkdtemp(f->root));
    f->web = below(f, "web");
    make_dir(f, "web");
    make_dir(f, "web/assets");
    put(f, "web/index.html", "<p>index</p>");
    put(f, "web/assets/page.js", "page()");
    put(f, "secret.txt", SECRET);
    buf_init(&f->out, WEB_FILE_BYTES_MAX);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    char *command = mem_printf("rm -r %s", f->root);

    assert_int_equal(system(command), 0);
    free(command);
    buf_done(&f->out);
    free(f->web);
    free(f);
    return 0;
}

static void assert_reads(struct fixture *f, const char *path, const char *text)
{
    struct err err = ERR_INIT;

    buf_clear(&f->out);
    if (!web_dir_read(f->web, path, &f->out, &err))
        fail_msg("%s: %s", path, err.msg);
    assert_string_equal(f->out.data, text);
}

static void assert_refuses(struct fixture *f, const char *path)
{
    struct err err = ERR_INIT;

    buf_clear(&f->out);
    if (web_dir_read(f->web, path, &f->out, &err))
        fail_msg("%s was read: %s", path, f->out.data);
    assert_int_equal(err.kind, ERR_NOT_FOUND);
    assert_int_equal(f->out.len, 0);
}

static void test_files_are_read_as_they_are_at_that_moment(void **state)
{
    struct fixture *f = *state;

    assert_reads(f, "/index.html", "<p>index</p>");
    assert_reads(f, "/assets/page.js", "page()");
    put(f, "web/index.html", "<p>changed</p>");
    assert_reads(f, "/index.html", "<p>changed</p>");
    put(f, "web/empty", "");
    assert_reads(f, "/empty", "");
}

static void test_the_folder_may_be_replaced_while_it_is_served(void **state)
{
    struct fixture *f = *state;
    char *old = below(f, "old");

    assert_int_equal(rename(f->web, old), 0);
    assert_refuses(f, "/index.html");
    make_dir(f, "web");
    put(f, "web/index.html", "new");
    assert_reads(f, "/index.html", "new");
    free(old);
}

static void test_no_path_leads_out_of_the_folder(void **state)
{
    static const char *const paths[] = {
        "/../secret.txt",      "/assets/../../secret.txt", "/..",
        "/./../secret.txt",    "//../secret.txt",          "/..%2Fsecret.txt",
        "/assets/..",          "/%2e%2e/secret.txt",       "//etc/hostname",
        "//proc/self/environ", "/\\..\\secret.txt",        "/assets/page.js/.",
        "/assets/page.js/",
    };

    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        assert_refuses(*state, paths[i]);
}

static void test_links_are_followed_within_the_folder_only(void **state)
{
    struct fixture *f = *state;
    char *secret = below(f, "secret.txt");

    make_link(f, "assets/page.js", "web/inside.js");
    make_link(f, "../secret.txt", "web/outside.txt");
    make_link(f, secret, "web/absolute.txt");
    make_link(f, "..", "web/up");
    make_link(f, "/proc/self/cwd", "web/magic");
    make_link(f, "around.txt", "web/around.txt");
    assert_reads(f, "/inside.js", "page()");
    assert_refuses(f, "/outside.txt");
    assert_refuses(f, "/absolute.txt");
    assert_refuses(f, "/up/secret.txt");
    assert_refuses(f, "/up/web/index.html"); /* there and back again */
    assert_refuses(f, "/magic/CMakeLists.txt");
    assert_refuses(f, "/around.txt");
    free(secret);
}

static void test_only_regular_files_are_read_and_none_is_waited_for(void **state)
{
    struct fixture *f = *state;
    char *pipe = below(f, "web/pipe");

    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_refuses(f, "/pipe");
    assert_refuses(f, "/assets");
    assert_refuses(f, "/");
    assert_refuses(f, "/none");
    free(pipe);
}

static void test_hidden_files_are_no_pages(void **state)
{
    struct fixture *f = *state;

    make_dir(f, "web/.git");
    put(f, "web/.git/config", SECRET);
    put(f, "web/.env", SECRET);
    assert_refuses(f, "/.env");
    assert_refuses(f, "/.git/config");
}

static void test_a_file_over_the_cap_is_an_error_and_not_half_a_file(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    char *name = below(f, "web/big");

    put(f, "web/big", "");
    assert_int_equal(truncate(name, WEB_FILE_BYTES_MAX + 1), 0);
    assert_false(web_dir_read(f->web, "/big", &f->out, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    buf_clear(&f->out);
    assert_int_equal(truncate(name, WEB_FILE_BYTES_MAX), 0);
    assert_true(web_dir_read(f->web, "/big", &f->out, &err));
    assert_int_equal(f->out.len, WEB_FILE_BYTES_MAX);
    free(name);
}

static void test_rejects_a_path_that_is_not_a_folder(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    char *file = below(f, "secret.txt");

    assert_true(web_dir_check(f->web, &err));
    assert_false(web_dir_check(file, &err));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_non_null(strstr(err.msg, "Not a directory"));
    assert_false(web_dir_check("/nowhere/at/all", &err));
    free(file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_files_are_read_as_they_are_at_that_moment),
        TEST(test_the_folder_may_be_replaced_while_it_is_served),
        TEST(test_no_path_leads_out_of_the_folder),
        TEST(test_links_are_followed_within_the_folder_only),
        TEST(test_only_regular_files_are_read_and_none_is_waited_for),
        TEST(test_hidden_files_are_no_pages),
        TEST(test_a_file_over_the_cap_is_an_error_and_not_half_a_file),
        TEST(test_rejects_a_path_that_is_not_a_folder),
    };
    return cmocka_run_group_tests_name("http web_dir", tests, NULL, NULL);
}
