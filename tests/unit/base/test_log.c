/* test_log.c -- a line an event, whatever a client makes us log. */
#include "base/attr.h"
#include "base/log.h"
#include "base/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static char logged[8192];
static int log_fd = -1, stderr_fd = -1;

static void begin(enum log_format format)
{
    log_setup(LOG_INFO, format);
    log_fd = memfd_create("log", MFD_CLOEXEC);
    stderr_fd = dup(STDERR_FILENO);
    assert_true(log_fd >= 0 && stderr_fd >= 0);
    (void)dup2(log_fd, STDERR_FILENO);
}

/* What was logged since begin(). */
static const char *end(void)
{
    ssize_t len = pread(log_fd, logged, sizeof(logged) - 1, 0);

    (void)dup2(stderr_fd, STDERR_FILENO);
    (void)close(log_fd);
    (void)close(stderr_fd);
    assert_true(len >= 0);
    logged[len] = '\0';
    return logged;
}

/* The line without its time, which it must have. */
static const char *after_time(const char *line, const char *before)
{
    size_t head = strlen(before) + strlen("2026-04-18T14:30:00.250Z");

    assert_memory_equal(line, before, strlen(before));
    assert_true(strlen(line) > head);
    return line + head;
}

static void logfmt_lines_quote_values_that_need_it(void **state UNUSED)
{
    begin(LOG_LOGFMT);
    log_event(LOG_WARN, "request", "id", "a1", "path", "/x y", "empty", "", "none", NULL, "sign", "a=b",
              NULL);
    log_info("cache: %d ready", 3);
    const char *lines = after_time(end(), "ts=");
    const char *want = " level=warn msg=request id=a1 path=\"/x y\" empty=\"\" none=- sign=\"a=b\"\n";
    assert_memory_equal(lines, want, strlen(want));
    assert_string_equal(after_time(lines + strlen(want), "ts="), " level=info msg=\"cache: 3 ready\"\n");
}

static void json_lines_are_objects_of_strings(void **state UNUSED)
{
    begin(LOG_JSON);
    log_event(LOG_ERROR, "it \"failed\"", "id", "a1", "none", NULL, NULL);
    assert_string_equal(
        after_time(end(), "{\"ts\":\""),
        "\",\"level\":\"error\",\"msg\":\"it \\\"failed\\\"\",\"id\":\"a1\",\"none\":\"-\"}\n");
}

static void lines_below_the_level_are_not_written(void **state UNUSED)
{
    begin(LOG_LOGFMT);
    log_debug("unheard");
    log_event(LOG_DEBUG, "unheard", NULL);
    assert_false(log_enabled(LOG_DEBUG));
    assert_true(log_enabled(LOG_INFO));
    assert_string_equal(end(), "");
}

static void nothing_in_a_message_can_forge_a_line_or_a_field(void **state UNUSED)
{
    for (int format = LOG_LOGFMT; format <= LOG_JSON; format++) {
        begin((enum log_format)format);
        for (int c = 1; c < 256; c++) {
            const char text[] = { 'x', (char)c, 'y', '\0' };
            log_event(LOG_INFO, text, "field", text, NULL);
        }
        const char *lines = end();
        int newlines = 0;
        for (const unsigned char *p = (const unsigned char *)lines; *p != '\0'; p++) {
            if (*p == '\n')
                newlines++;
            else
                assert_in_range(*p, 0x20, 0x7e); /* a lone high byte is not UTF-8 */
        }
        assert_true(newlines > 50); /* as many as fitted in `logged` */
        assert_null(strstr(lines, "x\"y"));
    }
}

static void control_characters_are_escaped_and_letters_are_not(void **state UNUSED)
{
    begin(LOG_LOGFMT);
    log_event(LOG_INFO, "a\nb\x1b[2J\x7f", "c1", "\xc2\x9b", "latin", "caf\xe9", "utf8",
              "caf\xc3\xa9 \xe2\x82\xac", NULL);
    assert_string_equal(after_time(end(), "ts="),
                        " level=info msg=\"a\\u000ab\\u001b[2J\\u007f\" c1=\"\\u009b\" latin=\"caf\\u00e9\""
                        " utf8=\"caf\xc3\xa9 \xe2\x82\xac\"\n");
}

/* A line of JSON is whole: balanced quotes, and a closing brace. */
static void assert_whole(const char *line)
{
    size_t len = strlen(line);
    int quotes = 0;

    assert_true(len <= 2048);
    assert_true(text_is_utf8(line, len));
    assert_string_equal(line + len - 3, "\"}\n");
    for (const char *p = line; *p != '\0'; p++) {
        if (*p == '\\') {
            assert_true(p[1] == '"' || p[1] == '\\' || strspn(p + 2, "0123456789abcdef") >= 4);
            p++;
        } else if (*p == '"') {
            quotes++;
        }
    }
    assert_int_equal(quotes % 4, 0); /* two for a name, two for a value */
}

static void a_long_value_is_cut_and_the_line_stays_complete(void **state UNUSED)
{
    static const char *const pieces[] = { "x",    "\n",      "\"", "\\", "\xc3\xa9", "\xf0\x9f\xa5\x90",
                                          "\xff", "\xc2\x85" };
    char text[6000];

    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        for (size_t shift = 0; shift < 8; shift++) {
            size_t len = strlen(pieces[i]);

            memset(text, 'a', shift);
            for (size_t at = shift; at < sizeof(text); at++)
                text[at] = pieces[i][(at - shift) % len];
            text[shift + len * 700] = '\0';
            begin(LOG_JSON);
            log_event(LOG_INFO, "long", "one", text, "two", text, "three", text, NULL);
            assert_whole(end());
            begin(LOG_JSON);
            log_info("%s", text);
            assert_whole(end());
        }
    }
}

static void fields_that_do_not_fit_are_omitted(void **state UNUSED)
{
    char text[2100];

    for (size_t len = 1900; len < 2060; len++) {
        memset(text, 'x', len);
        text[len] = '\0';
        begin(LOG_JSON);
        log_event(LOG_INFO, "m", "a", text, "b", "2", "c", "\n\n\n", NULL);
        assert_whole(end());
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logfmt_lines_quote_values_that_need_it),
        cmocka_unit_test(json_lines_are_objects_of_strings),
        cmocka_unit_test(lines_below_the_level_are_not_written),
        cmocka_unit_test(nothing_in_a_message_can_forge_a_line_or_a_field),
        cmocka_unit_test(control_characters_are_escaped_and_letters_are_not),
        cmocka_unit_test(a_long_value_is_cut_and_the_line_stays_complete),
        cmocka_unit_test(fields_that_do_not_fit_are_omitted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
