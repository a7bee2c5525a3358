/* test_router.c -- which route a path and a method find: http/router.h. */
#include "base/attr.h"
#include "http/router.h"
#include "http/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void handle(struct req *req UNUSED)
{
}

static const struct route products[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/products", handle },
    { HTTP_POST, ROUTE_PUBLIC, "/api/products", handle },
    { HTTP_PUT, ROUTE_PUBLIC, "/api/products/{id}", handle },
    { HTTP_GET, ROUTE_PUBLIC, "/api/products/new", handle },
    { 0 },
};

static const struct route others[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/", handle },
    { HTTP_GET, ROUTE_PUBLIC, "/a/{x}/c", handle },
    { HTTP_GET, ROUTE_PUBLIC, "/a/b/d", handle },
    { HTTP_DELETE, ROUTE_PUBLIC, "/o/{order}/lines/{line}", handle },
    { 0 },
};

static const struct route *const tables[] = { products, others, NULL };

struct fixture {
    struct router *router;
    struct arena arena;
    struct target target;
    struct route_match match;
};

static int setup(void **state)
{
    struct fixture *fixture = mem_alloc(sizeof(*fixture));
    struct err err = ERR_INIT;

    fixture->router = router_new(tables, NULL, &err);
    assert_non_null(fixture->router);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    router_free(fixture->router);
    arena_done(&fixture->arena);
    free(fixture);
    return 0;
}

static const struct route_match *match(struct fixture *fixture, enum http_method method, const char *path)
{
    struct refusal refusal;

    assert_true(target_read(&fixture->target, path, &fixture->arena, &refusal));
    router_match(fixture->router, method, &fixture->target, &fixture->match);
    return &fixture->match;
}

static const char *pattern(struct fixture *fixture, enum http_method method, const char *path)
{
    const struct route *route = match(fixture, method, path)->route;

    return route ? route->pattern : "";
}

static void test_a_path_and_a_method_find_their_route(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(pattern(f, HTTP_GET, "/"), "/");
    assert_string_equal(pattern(f, HTTP_GET, "/api/products"), "/api/products");
    assert_string_equal(pattern(f, HTTP_PUT, "/api/products/7"), "/api/products/{id}");
    assert_string_equal(pattern(f, HTTP_GET, "/a/b/d"), "/a/b/d");
}

static void test_prefers_a_literal_over_a_name(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(pattern(f, HTTP_GET, "/api/products/new"), "/api/products/new");
    assert_string_equal(pattern(f, HTTP_PUT, "/api/products/new"), "/api/products/{id}");
    assert_string_equal(pattern(f, HTTP_GET, "/a/b/c"), "/a/{x}/c");
}

static void test_unknown_paths_have_no_methods(void **state)
{
    static const char *const paths[] = { "/api",   "/api/products/", "/api/products/1/2",
                                         "//",     "/api//products", "/API/products",
                                         "/a/%2F", "/apix" };

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const struct route_match *found = match(*state, HTTP_GET, paths[i]);

        assert_null(found->route);
        assert_int_equal(found->allowed, 0);
    }
}

static void test_known_paths_list_the_methods_of_all_matching_routes(void **state)
{
    char allow[ROUTER_ALLOW_BYTES];
    const struct route_match *found = match(*state, HTTP_DELETE, "/api/products/new");

    assert_null(found->route);
    router_allow(found->allowed, allow);
    assert_string_equal(allow, "GET, HEAD, PUT, OPTIONS");
    router_allow(~0u, allow);
    assert_string_equal(allow, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
}

static void test_names_match_decoded_segments(void **state)
{
    const struct route_match *found = match(*state, HTTP_DELETE, "/o/a%2Fb/lines/%20");

    assert_non_null(found->route);
    assert_int_equal(found->count, 2);
    assert_memory_equal(found->params[0].name, "order", found->params[0].name_len);
    assert_string_equal(found->params[0].value, "a/b");
    assert_memory_equal(found->params[1].name, "line", found->params[1].name_len);
    assert_string_equal(found->params[1].value, " ");
}

static void test_a_path_of_too_many_segments_finds_nothing(void **state)
{
    char path[256] = "";

    for (int i = 0; i < 3 * TARGET_SEGMENTS_MAX; i++)
        strcat(path, "/a");
    assert_null(match(*state, HTTP_GET, path)->route);
}

static void test_the_fallback_gets_paths_without_a_route(void **state)
{
    static const struct route page = { HTTP_GET, ROUTE_PUBLIC, "/{page}", handle };
    static const struct route *const only_products[] = { products, NULL };
    static const char *const pages[] = { "/",     "/basket", "/orders/7", "/apix", "/API/products",
                                         "//api", "/a.js" };
    static const char *const others_own[] = { "/api", "/api/", "/api/none", "/api/products/7/8",
                                              "/%61pi/none" };
    struct fixture *f = *state;
    struct err err = ERR_INIT;

    router_free(f->router);
    f->router = router_new(only_products, &page, &err);
    assert_non_null(f->router);
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        assert_ptr_equal(match(f, HTTP_GET, pages[i])->route, &page);
        assert_null(match(f, HTTP_POST, pages[i])->route);
        assert_int_equal(f->match.allowed, 1u << HTTP_GET);
        assert_int_equal(f->match.count, 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(others_own); i++) {
        assert_null(match(f, HTTP_GET, others_own[i])->route);
        assert_int_equal(f->match.allowed, 0);
    }
    assert_null(match(f, HTTP_DELETE, "/api/products")->route);
    assert_int_equal(f->match.allowed, 1u << HTTP_GET | 1u << HTTP_POST);
}

static void test_rejects_bad_tables(void **state UNUSED)
{
    static const struct route bad[][3] = {
        { { HTTP_GET, ROUTE_PUBLIC, "/a", handle }, { HTTP_GET, ROUTE_PUBLIC, "/a", handle }, { 0 } },
        { { HTTP_GET, ROUTE_PUBLIC, "/{a}", handle }, { HTTP_GET, ROUTE_PUBLIC, "/{b}", handle }, { 0 } },
        { { HTTP_GET, ROUTE_PUBLIC, "a", handle }, { 0 } },
        { { HTTP_GET, ROUTE_PUBLIC, "/{a}/{b}/{c}/{d}/{e}", handle }, { 0 } },
        { { HTTP_GET, ROUTE_PUBLIC, "/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7", handle }, { 0 } },
    };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const struct route *const list[] = { bad[i], NULL };
        struct err err = ERR_INIT;

        assert_null(router_new(list, NULL, &err));
        assert_int_equal(err.kind, ERR_INTERNAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_path_and_a_method_find_their_route, setup, teardown),
        cmocka_unit_test_setup_teardown(test_prefers_a_literal_over_a_name, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_paths_have_no_methods, setup, teardown),
        cmocka_unit_test_setup_teardown(test_known_paths_list_the_methods_of_all_matching_routes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_names_match_decoded_segments, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_path_of_too_many_segments_finds_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_fallback_gets_paths_without_a_route, setup, teardown),
        cmocka_unit_test(test_rejects_bad_tables),
    };
    return cmocka_run_group_tests_name("http router", tests, NULL, NULL);
}
