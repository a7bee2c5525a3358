/* The settings: where each may come from, what wins, and what is said of a bad one. */
#include "base/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct config config;
static struct err err;

static int begin(void **state)
{
    (void)state;
    log_setup(LOG_ERROR + 1, LOG_LOGFMT);
    return clearenv() || setenv("HOME", "/", 1); /* no process starts without any environment */
}

static int end(void **state)
{
    (void)state;
    config_done(&config);
    return 0;
}

/* Reads with these flags, up to a NULL. */
static bool read_flags(const char *first, ...)
{
    char *argv[8];
    int argc = 0;
    va_list flags;

    va_start(flags, first);
    for (const char *flag = first; flag != NULL && argc < 8; flag = va_arg(flags, const char *))
        argv[argc++] = (char *)(uintptr_t)flag;
    va_end(flags);
    config_done(&config);
    err = (struct err)ERR_INIT;
    return config_read(&config, argc, argv, &err);
}

static void set(const char *name, const char *value)
{
    assert_int_equal(setenv(name, value, 1), 0);
}

/* Reading fails, and the line says each of the words. */
static void assert_refused(const char *name, const char *words)
{
    assert_false(read_flags(NULL));
    if (strstr(err.msg, name) == NULL || strstr(err.msg, words) == NULL)
        fail_msg("'%s' does not say '%s' and '%s'", err.msg, name, words);
}

/* A file in a fresh place, for NAME_FILE. The caller unlinks it. */
static void write_file(char path[32], const char *text, size_t len)
{
    (void)strcpy(path, "/tmp/bakery_config_XXXXXX");
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), len);
    assert_int_equal(close(fd), 0);
}

static void test_nothing_set_gives_the_defaults(void **state)
{
    (void)state;
    assert_true(read_flags(NULL));
    assert_string_equal(config.listen, "127.0.0.1:8080");
    assert_string_equal(config.database_url, "sqlite:bakery.db");
    assert_string_equal(config.admin_token, "");
    assert_true(config.rate_limit);
    assert_true(config.seed_demo);
    assert_string_equal(config.name, "");
    assert_string_equal(config.currency, "");
    assert_int_equal(config.payment_delay_ms, 1000);
    assert_true(config.payment_decline >= 0 && config.payment_decline <= 0);
    assert_int_equal(config.drain_ms, 10000);
    assert_int_equal(config.log_level, LOG_INFO);
    assert_int_equal(config.log_format, LOG_LOGFMT);
}

static void test_the_environment_wins_over_defaults_and_flags_over_both(void **state)
{
    (void)state;
    set("BAKERY_PAYMENT_DELAY_MS", "7");
    set("BAKERY_LISTEN", "0.0.0.0:1");
    set("BAKERY_RATE_LIMIT", "off");
    set("BAKERY_SEED", "none");
    assert_true(read_flags("--payment-delay-ms", "8", "--log-format=json", "--log-level=warn", NULL));
    assert_int_equal(config.payment_delay_ms, 8);
    assert_string_equal(config.listen, "0.0.0.0:1");
    assert_false(config.rate_limit);
    assert_false(config.seed_demo);
    assert_int_equal(config.log_format, LOG_JSON);
    assert_int_equal(config.log_level, LOG_WARN);
    assert_true(read_flags("--listen=a:1", "--listen", "b:2", "--database-url=postgresql://x/y=z", NULL));
    assert_string_equal(config.listen, "b:2"); /* the last of its name */
    assert_string_equal(config.database_url, "postgresql://x/y=z");
}

static void test_a_file_gives_its_first_line(void **state)
{
    char path[32];

    (void)state;
    write_file(path, "0123456789abcdef\r\nsecond\n", 25);
    set("BAKERY_ADMIN_TOKEN_FILE", path);
    assert_true(read_flags(NULL));
    assert_string_equal(config.admin_token, "0123456789abcdef");
    assert_int_equal(unlink(path), 0);
    assert_refused("BAKERY_ADMIN_TOKEN_FILE", "cannot be opened");
}

static void test_rejects_an_empty_and_an_endless_file(void **state)
{
    char path[32], *text = malloc(5000);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', 5000);
    write_file(path, "", 0);
    set("AMQP_URL_FILE", path);
    assert_refused("AMQP_URL_FILE", "empty");
    assert_int_equal(unlink(path), 0);

    write_file(path, text, 4096);
    set("AMQP_URL_FILE", path);
    assert_true(read_flags(NULL));
    assert_int_equal(strlen(config.amqp_url), 4096);
    assert_int_equal(unlink(path), 0);

    write_file(path, text, 4097);
    set("AMQP_URL_FILE", path);
    assert_refused("AMQP_URL_FILE", "too long");
    assert_int_equal(unlink(path), 0);
    free(text);
}

static void test_rejects_both_a_value_and_a_file_for_a_setting(void **state)
{
    (void)state;
    set("REDIS_URL", "redis://127.0.0.1");
    set("REDIS_URL_FILE", "/tmp/whatever");
    assert_refused("REDIS_URL_FILE", "both set");
}

static void test_errors_for_bad_values_list_valid_ones(void **state)
{
    static const struct {
        const char *name, *value, *words;
    } bad[] = {
        { "BAKERY_PAYMENT_DELAY_MS", "-1", "from 0 to 20000" },
        { "BAKERY_PAYMENT_DELAY_MS", "20001", "from 0 to 20000" },
        { "BAKERY_PAYMENT_DELAY_MS", "", "from 0 to 20000" },
        { "BAKERY_DB_CONNECTIONS", "0", "from 1 to 64" },
        { "BAKERY_PREFETCH", "99999999999999999999", "from 1 to 10000" },
        { "BAKERY_PAYMENT_DECLINE", "1.01", "from 0 to 1" },
        { "BAKERY_PAYMENT_DECLINE", "nan", "from 0 to 1" },
        { "BAKERY_PAYMENT_DECLINE", "0.5x", "from 0 to 1" },
        { "BAKERY_RATE_LIMIT", "yes", "off on" },
        { "BAKERY_SEED", "dem", "none demo" },
        { "BAKERY_LOG_LEVEL", "INFO", "debug info warn error" },
        { "BAKERY_LOG_FORMAT", "", "logfmt json" },
        { "BAKERY_ADMIN_TOKEN", "0123456789abcde", "16 characters" },
        { "BAKERY_NAME", "\xe2\x80\x8b\xc2\xa0", "UTF-8 of 1 to 60 characters" }, /* nothing visible */
        { "BAKERY_NAME", "Mor\nrow", "control character" },
        { "BAKERY_NAME", "Mor\177row", "control character" },
        { "BAKERY_NAME", "Mor\xc2\x85row", "control character" },
        { "BAKERY_ADDRESS", "\xff\xfe street", "UTF-8" },
        { "BAKERY_PHONE", "0123456789 0123456789 0123456789 012345678", "0 to 40" },
        { "BAKERY_CURRENCY", "eur", "three capital letters" },
        { "BAKERY_CURRENCY", "EURO", "three capital letters" },
        { "BAKERY_CURRENCY", "E1R", "three capital letters" },
        { "BAKERY_PUBLIC_URL", "morrow.example", "http:// or https:// and a host, without a path" },
        { "BAKERY_PUBLIC_URL", "https://morrow.example/shop", "without a path" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        set(bad[i].name, bad[i].value);
        assert_refused(bad[i].name, bad[i].words);
        if (bad[i].value[0] != '\0' && strlen(bad[i].value) > 8)
            assert_null(strstr(err.msg, bad[i].value)); /* never an echo: it may be a secret */
        assert_int_equal(unsetenv(bad[i].name), 0);
    }
    assert_true(read_flags(NULL));
}

static void test_shop_details_may_be_in_any_script_or_empty(void **state)
{
    static const char sixty[] = "éééééééééééééééééééééééééééééé"
                                "éééééééééééééééééééééééééééééé";

    (void)state;
    assert_true(read_flags("--name", sixty, "--address=<&\"'> 通り", "--phone=", "--currency=JPY", NULL));
    assert_string_equal(config.name, sixty);
    assert_string_equal(config.address, "<&\"'> 通り");
    assert_string_equal(config.phone, "");
    assert_string_equal(config.currency, "JPY");
}

static void test_rejects_unknown_flags_without_repeating_their_value(void **state)
{
    (void)state;
    assert_false(read_flags("--admin-tokn=0123456789abcdef", NULL));
    assert_non_null(strstr(err.msg, "--admin-tokn"));
    assert_null(strstr(err.msg, "0123456789abcdef"));
    assert_false(read_flags("--listen", NULL));
    assert_non_null(strstr(err.msg, "--listen needs a value"));
    assert_false(read_flags("listen", NULL));
    assert_false(read_flags("--listen2=x", NULL));
    assert_false(read_flags("--list=x", NULL));
    assert_false(read_flags("--", NULL));
}

static void test_only_names_like_ours_that_are_no_setting_are_logged(void **state)
{
    FILE *file = tmpfile();
    int standard_error = dup(STDERR_FILENO);
    char log[1024] = "";

    (void)state;
    assert_non_null(file);
    set("BAKERY_LISTEN", "127.0.0.1:1");
    set("BAKERY_ADMIN_TOKEN_FILE", "/dev/null");
    set("BAKERY_TEST_SLOT", "1");
    set("PATH", "/bin");
    set("BAKERY_LISTN", "secret");
    log_setup(LOG_WARN, LOG_JSON);
    (void)dup2(fileno(file), STDERR_FILENO);
    config_warn_unknown();
    (void)dup2(standard_error, STDERR_FILENO);
    (void)close(standard_error);

    rewind(file);
    (void)!fread(log, 1, sizeof(log) - 1, file);
    (void)fclose(file);
    assert_non_null(strstr(log, "\"msg\":\"config: unknown setting BAKERY_LISTN: see bakery --help\"}\n"));
    assert_ptr_equal(strchr(log, '\n'), log + strlen(log) - 1); /* the only one */
}

static void test_done_may_follow_a_failure_and_itself(void **state)
{
    (void)state;
    assert_false(read_flags("--listen=a:1", "--nonsense", NULL));
    config_done(&config);
    assert_null(config.listen);
    config_done(&config);
}

static void test_the_help_names_every_setting_with_its_default(void **state)
{
    static const char *const wanted[] = {
        "BAKERY_LISTEN, --listen\n",
        "(default 127.0.0.1:8080)",
        "DATABASE_URL, --database-url\n",
        "REDIS_URL, --redis-url\n",
        "AMQP_URL, --amqp-url\n",
        "BAKERY_ADMIN_TOKEN, --admin-token\n",
        "BAKERY_OWNER_EMAIL, --owner-email\n",
        "BAKERY_OWNER_PASSWORD, --owner-password\n",
        "BAKERY_TRUSTED_PROXIES, --trusted-proxies\n",
        "BAKERY_NAME, --name\n",
        "BAKERY_ADDRESS, --address\n",
        "BAKERY_PHONE, --phone\n",
        "BAKERY_CURRENCY, --currency\n",
        "BAKERY_PUBLIC_URL, --public-url\n",
        "BAKERY_RATE_LIMIT, --rate-limit\n",
        "BAKERY_SEED, --seed\n",
        "(default demo)",
        "BAKERY_PAYMENT_DELAY_MS, --payment-delay-ms\n",
        "(default 1000)",
        "BAKERY_PAYMENT_DECLINE, --payment-decline\n",
        "BAKERY_DB_CONNECTIONS, --db-connections\n",
        "BAKERY_PREFETCH, --prefetch\n",
        "BAKERY_MAX_CONNECTIONS, --max-connections\n",
        "BAKERY_MAX_CONNECTIONS_PER_ADDRESS, --max-connections-per-address\n",
        "BAKERY_REQUEST_TIMEOUT_MS, --request-timeout-ms\n",
        "BAKERY_DRAIN_MS, --drain-ms\n",
        "BAKERY_LOG_LEVEL, --log-level\n",
        "BAKERY_LOG_FORMAT, --log-format\n",
    };
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    assert_non_null(out);
    config_help(out);
    assert_int_equal(fclose(out), 0);
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
        if (strstr(text, wanted[i]) == NULL)
            fail_msg("the help does not say '%s'", wanted[i]);
    free(text);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_set_gives_the_defaults),
        TEST(test_the_environment_wins_over_defaults_and_flags_over_both),
        TEST(test_a_file_gives_its_first_line),
        TEST(test_rejects_an_empty_and_an_endless_file),
        TEST(test_rejects_both_a_value_and_a_file_for_a_setting),
        TEST(test_errors_for_bad_values_list_valid_ones),
        TEST(test_shop_details_may_be_in_any_script_or_empty),
        TEST(test_rejects_unknown_flags_without_repeating_their_value),
        TEST(test_only_names_like_ours_that_are_no_setting_are_logged),
        TEST(test_done_may_follow_a_failure_and_itself),
        TEST(test_the_help_names_every_setting_with_its_default),
    };

    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
