/* test_assets.c -- the pages as clients get them: http/assets.h. */
#include "http/assets.h"
#include "http/web_dir.h"
#include "integration/http/fixture.h"

#include <sys/stat.h>

#define GET(path, headers)  "GET " path " HTTP/1.1\r\nHost: shop\r\n" headers "\r\n"
#define HEAD(path, headers) "HEAD " path " HTTP/1.1\r\nHost: shop\r\n" headers "\r\n"
#define BYTES(text)         text, sizeof(text) - 1

#define FOREVER "Cache-Control: public, max-age=31536000, immutable"
#define ASKED   "Cache-Control: no-cache"

static const struct asset files[] = {
    { "/assets/index-B3x_9aZq.js", { [HTTP_IDENTITY] = { "\"js\"", BYTES("a script") } } },
    { "/assets/plain-baguette.svg", { [HTTP_IDENTITY] = { "\"svg\"", BYTES("<svg/>") } } },
    { "/assets/x-aB3", { [HTTP_IDENTITY] = { "\"x\"", BYTES("x") } } },
    { "/index-B3x_9aZq.css", { [HTTP_IDENTITY] = { "\"css\"", BYTES("css") } } },
    { "/index.html",
      { [HTTP_IDENTITY] = { "\"plain\"", BYTES("<p>index</p>") },
        [HTTP_GZIP] = { "\"gzip\"", BYTES("\037\213 not really") },
        [HTTP_BROTLI] = { "\"br\"", BYTES("brotli") } } },
    { "/only.gz.txt",
      { [HTTP_IDENTITY] = { "\"t\"", BYTES("text") }, [HTTP_GZIP] = { "\"tz\"", BYTES("gz") } } },
};

static const struct assets pages = { .files = files, .count = ARRAY_LEN(files) };

static void serve_pages(struct fixture *f)
{
    f->pages = &pages;
    serve(f, NULL);
}

static void test_a_file_is_sent_with_its_type_and_tag(void **state)
{
    struct fixture *f = *state;

    serve_pages(f);
    struct answer answer = ask(f, GET("/only.gz.txt", ""));
    assert_int_equal(answer.status, 200);
    assert_true(has_line(&answer, "Content-Type: text/plain; charset=utf-8"));
    assert_true(has_line(&answer, "ETag: \"t\""));
    assert_true(has_line(&answer, "Vary: Accept-Encoding"));
    assert_true(has_line(&answer, "X-Content-Type-Options: nosniff"));
    assert_body(&answer, "text");
    answer = ask(f, GET("/assets/x-aB3", ""));
    assert_true(has_line(&answer, "Content-Type: application/octet-stream"));
}

static void test_the_coding_follows_accept_encoding_and_has_its_own_tag(void **state)
{
    struct fixture *f = *state;

    serve_pages(f);
    struct answer answer = ask(f, GET("/index.html", "Accept-Encoding: gzip, br\r\n"));
    assert_true(has_line(&answer, "Content-Encoding: br"));
    assert_true(has_line(&answer, "ETag: \"br\""));
    assert_body(&answer, "brotli");
    answer = ask(f, GET("/index.html", "Accept-Encoding: gzip, br;q=0.1\r\n"));
    assert_true(has_line(&answer, "Content-Encoding: gzip"));
    assert_body(&answer, "\037\213 not really");
    answer = ask(f, GET("/index.html", ""));
    assert_null(memmem(answer.head, answer.head_len, "Content-Encoding", 16));
    assert_true(has_line(&answer, "Vary: Accept-Encoding"));
    assert_body(&answer, "<p>index</p>");
    answer = ask(f, GET("/only.gz.txt", "Accept-Encoding: br\r\n"));
    assert_body(&answer, "text");
}

static void test_a_client_with_the_current_etag_gets_304(void **state)
{
    struct fixture *f = *state;

    serve_pages(f);
    struct answer answer =
        ask(f, GET("/index.html", "Accept-Encoding: br\r\nIf-None-Match: \"x\", \"br\"\r\n"));
    assert_int_equal(answer.status, 304);
    assert_true(has_line(&answer, "ETag: \"br\""));
    assert_true(has_line(&answer, ASKED));
    assert_true(has_line(&answer, "Vary: Accept-Encoding"));
    assert_int_equal(answer.body_len, 0);

    /* These are the bytes of another coding. */
    answer = ask(f, GET("/index.html", "Accept-Encoding: br\r\nIf-None-Match: \"gzip\"\r\n"));
    assert_int_equal(answer.status, 200);
}

static void test_only_names_with_a_hash_may_be_kept_for_ever(void **state)
{
    struct fixture *f = *state;
    struct answer answer;

    serve_pages(f);
    answer = ask(f, GET("/assets/index-B3x_9aZq.js", ""));
    assert_true(has_line(&answer, FOREVER));
    answer = ask(f, GET("/assets/plain-baguette.svg", ""));
    assert_true(has_line(&answer, ASKED));
    answer = ask(f, GET("/index-B3x_9aZq.css", ""));
    assert_true(has_line(&answer, ASKED));
    answer = ask(f, GET("/", ""));
    assert_true(has_line(&answer, ASKED));
}

static void test_head_gets_the_head_alone(void **state)
{
    struct fixture *f = *state;
    size_t offset = 0;
    struct answer answer;

    serve_pages(f);
    struct client *client = client_open(f);
    client_send(client, HEAD("/index.html", "Connection: close\r\n"));
    WAIT_FOR(f, client->gone);
    assert_true(next_answer(client, &offset, true, &answer));
    assert_int_equal(answer.status, 200);
    assert_true(has_line(&answer, "Content-Length: 12"));
    assert_int_equal(offset, client->len);
}

static void test_unknown_paths_give_the_index_and_unknown_files_404(void **state)
{
    static const char *const app_paths[] = { GET("/", ""), GET("/basket", ""), GET("/orders/7/", ""),
                                             GET("/a.b/c", ""), GET("//", "") };
    static const char *const missing[] = { GET("/none.js", ""), GET("/assets/index-00000000.js", ""),
                                           GET("/.env", ""), GET("/index.html/x.y", "") };
    struct fixture *f = *state;

    serve_pages(f);
    for (size_t i = 0; i < ARRAY_LEN(app_paths); i++) {
        struct answer answer = ask(f, app_paths[i]);
        assert_int_equal(answer.status, 200);
        assert_true(has_line(&answer, "Content-Type: text/html; charset=utf-8"));
        assert_body(&answer, "<p>index</p>");
    }
    for (size_t i = 0; i < ARRAY_LEN(missing); i++) {
        struct answer answer = ask(f, missing[i]);
        assert_int_equal(answer.status, 404);
        assert_true(has_line(&answer, "Content-Type: application/problem+json"));
    }
}

static void compose_index(struct req *req)
{
    req_reply(req, 200, "text/html", "composed", 8);
}

static void test_a_handler_takes_the_place_of_the_index_and_of_nothing_else(void **state)
{
    struct fixture *f = *state;
    struct assets composed = pages;
    struct answer answer;

    composed.handle_index = compose_index;
    f->pages = &composed;
    serve(f, NULL);
    answer = ask(f, GET("/", ""));
    assert_body(&answer, "composed");
    answer = ask(f, GET("/basket", "Accept-Encoding: br\r\n"));
    assert_body(&answer, "composed");
    answer = ask(f, GET("/index.html", ""));
    assert_body(&answer, "composed");
    answer = ask(f, GET("/only.gz.txt", ""));
    assert_body(&answer, "text");
    assert_int_equal(ask(f, GET("/none.js", "")).status, 404);
}

static void test_paths_of_routes_are_never_pages(void **state)
{
    struct fixture *f = *state;

    serve_pages(f);
    struct answer answer = ask(f, GET("/hello", ""));
    assert_body(&answer, "hello");
    assert_int_equal(ask(f, GET("/hello/more", "")).status, 404);
    assert_int_equal(ask(f, GET("/show", "")).status, 404);
    assert_int_equal(ask(f, GET("/%73how", "")).status, 404);
    assert_int_equal(ask(f, GET("/echo", "")).status, 405);
    answer = ask(f, "POST /basket HTTP/1.1\r\nHost: shop\r\n\r\n");
    assert_int_equal(answer.status, 405);
    assert_true(has_line(&answer, "Allow: GET, HEAD, OPTIONS"));
}

static void test_pages_run_only_our_scripts_and_cannot_be_framed(void **state)
{
    struct fixture *f = *state;
    static const char name[] = "\r\nContent-Security-Policy: ";

    serve_pages(f);
    struct answer answer = ask(f, GET("/", ""));
    const char *policy = memmem(answer.head, answer.head_len, name, sizeof(name) - 1);
    assert_non_null(policy);
    char *text = mem_dup(policy, strcspn(policy + 2, "\r") + 2);
    assert_non_null(strstr(text, "default-src 'none'"));
    assert_non_null(strstr(text, "script-src 'self';"));
    assert_non_null(strstr(text, "frame-ancestors 'none'"));
    assert_null(strstr(text, "unsafe"));
    free(text);
    assert_true(has_line(&answer, "Referrer-Policy: same-origin"));
    assert_non_null(memmem(answer.head, answer.head_len, "\r\nPermissions-Policy: camera=()", 30));
}

static void test_a_file_larger_than_all_buffers_arrives_completely(void **state)
{
    static char big[BIG_BYTES];
    struct fixture *f = *state;
    const struct asset file = { "/big.bin", { [HTTP_IDENTITY] = { "\"big\"", big, sizeof(big) } } };
    const struct assets one = { .files = &file, .count = 1 };

    for (size_t i = 0; i < sizeof(big); i++)
        big[i] = (char)(i * 2654435761u >> 24);
    f->pages = &one;
    serve(f, NULL);
    struct answer answer = ask(f, GET("/big.bin", ""));
    assert_int_equal(answer.body_len, sizeof(big));
    assert_memory_equal(answer.body, big, sizeof(big));
    assert_int_equal(ask(f, GET("/", "")).status, 404); /* without an index */
}

/* ---- from a folder ---- */

static void put(const char *dir, const char *name, const char *text)
{
    char *path = mem_printf("%s/%s", dir, name);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    (void)fputs(text, file);
    assert_int_equal(fclose(file), 0);
    free(path);
}

static void test_a_folder_is_served_in_place_of_the_embedded_files(void **state)
{
    struct fixture *f = *state;
    char dir[] = "/tmp/bakery-pages-XXXXXX";
    const struct assets from_dir = { .files = files, .count = ARRAY_LEN(files), .dir = mkdtemp(dir) };
    struct answer answer;

    put(dir, "index.html", "one");
    put(dir, "a.css", "p {}");
    f->pages = &from_dir;
    serve(f, NULL);
    answer = ask(f, GET("/basket", "Accept-Encoding: br\r\n"));
    assert_body(&answer, "one");
    assert_true(has_line(&answer, "Cache-Control: no-store"));
    assert_non_null(memmem(answer.head, answer.head_len, "Content-Security-Policy", 23));
    answer = ask(f, GET("/a.css", ""));
    assert_true(has_line(&answer, "Content-Type: text/css; charset=utf-8"));
    put(dir, "index.html", "two");
    answer = ask(f, GET("/", ""));
    assert_body(&answer, "two");
    assert_int_equal(ask(f, GET("/assets/plain-baguette.svg", "")).status, 404);
    assert_int_equal(ask(f, GET("/hello/none", "")).status, 404);
    assert_int_equal(ask(f, GET("/../index.html", "")).status, 400);
    assert_int_equal(ask(f, GET("/%2e%2e/index.html", "")).status, 400);
    assert_int_equal(ask(f, GET("/..%2Fetc/x.conf", "")).status, 404);

    char *command = mem_printf("rm -r %s", dir);
    assert_int_equal(system(command), 0);
    free(command);
    assert_int_equal(ask(f, GET("/", "")).status, 404);
}

static void test_a_missing_folder_is_an_error_at_start(void **state)
{
    struct fixture *f = *state;
    const struct assets nowhere = { .files = files, .count = ARRAY_LEN(files), .dir = "/nowhere/at/all" };
    struct http_options options = {
        .listen = "127.0.0.1:0", .limits = http_default_limits, .routes = fixture_tables, .pages = &nowhere
    };
    struct err err = ERR_INIT;

    assert_null(http_server_new(f->loop, &options, &err));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_non_null(strstr(err.msg, "BAKERY_WEB_DIR: /nowhere/at/all"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_file_is_sent_with_its_type_and_tag),
        TEST(test_the_coding_follows_accept_encoding_and_has_its_own_tag),
        TEST(test_a_client_with_the_current_etag_gets_304),
        TEST(test_only_names_with_a_hash_may_be_kept_for_ever),
        TEST(test_head_gets_the_head_alone),
        TEST(test_unknown_paths_give_the_index_and_unknown_files_404),
        TEST(test_a_handler_takes_the_place_of_the_index_and_of_nothing_else),
        TEST(test_paths_of_routes_are_never_pages),
        TEST(test_pages_run_only_our_scripts_and_cannot_be_framed),
        TEST(test_a_file_larger_than_all_buffers_arrives_completely),
        TEST(test_a_folder_is_served_in_place_of_the_embedded_files),
        TEST(test_a_missing_folder_is_an_error_at_start),
    };
    return cmocka_run_group_tests_name("http assets", tests, NULL, NULL);
}
