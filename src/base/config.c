/* config.c -- see base/config.h. The table `settings` defines everything: help, flags and parsing. */
#include "base/config.h"

#include "base/email.h"
#include "base/mem.h"
#include "base/origin.h"
#include "base/text.h"
#include "base/text_clean.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

/* A secret or a URL is one line; a longer one is some other file. */
#define VALUE_BYTES_MAX 4096

enum type { TEXT, WORDS, CURRENCY, ORIGIN, INTEGER, FRACTION, CHOICE };

struct setting {
    const char *name;  /* of the variable; the flag is its lower-case, dashed form without BAKERY_ */
    const char *value; /* the default */
    const char *help;
    size_t offset;
    enum type type;
    int64_t min, max;    /* of an INTEGER; the characters of WORDS */
    const char *choices; /* of a CHOICE: "off on"; its value is the position */
    size_t choice_size;  /* of the field that holds it */
};

#define FIELD(member)         offsetof(struct config, member)
#define CHOICE_(member, list) FIELD(member), CHOICE, 0, 0, list, sizeof(((struct config *)0)->member)

static const struct setting settings[] = {
    { "BAKERY_LISTEN", "127.0.0.1:8080",
      "ADDRESS:PORT; :PORT on all addresses; PORT on this machine only; unix:PATH for a proxy on this "
      "machine, "
      "whose X-Forwarded-For is trusted",
      FIELD(listen), TEXT, 0, 0, NULL, 0 },
    { "DATABASE_URL", "sqlite:bakery.db", "sqlite:FILE or postgresql://user:password@host:port/name",
      FIELD(database_url), TEXT, 0, 0, NULL, 0 },
    { "REDIS_URL", "", "redis://:password@host:port/0; if unset, the cache is in the process",
      FIELD(redis_url), TEXT, 0, 0, NULL, 0 },
    { "AMQP_URL", "", "amqp://user:password@host:port/vhost; if unset, the queue is in the process",
      FIELD(amqp_url), TEXT, 0, 0, NULL, 0 },
    { "BAKERY_ADMIN_TOKEN", "",
      "bearer token of scripts, with the rights of an owner, at least 16 characters; if unset, scripts have "
      "to "
      "sign in",
      FIELD(admin_token), TEXT, 0, 0, NULL, 0 },
    { "BAKERY_OWNER_EMAIL", "", "e-mail of an owner who is added while there is none", FIELD(owner_email),
      TEXT, 0, 0, NULL, 0 },
    { "BAKERY_OWNER_PASSWORD", "", "that owner's first password, at least 10 characters",
      FIELD(owner_password), TEXT, 0, 0, NULL, 0 },
    { "BAKERY_TRUSTED_PROXIES", "",
      "addresses and networks whose X-Forwarded-For is trusted: 10.0.0.0/8, ::1", FIELD(trusted_proxies),
      TEXT, 0, 0, NULL, 0 },
    { "BAKERY_NAME", "", "name of a new shop; its owner can change these four", FIELD(name), WORDS, 1, 60,
      NULL, 0 },
    { "BAKERY_ADDRESS", "", "where customers of a new shop collect orders", FIELD(address), WORDS, 0, 200,
      NULL, 0 },
    { "BAKERY_PHONE", "", "telephone number of a new shop", FIELD(phone), WORDS, 0, 40, NULL, 0 },
    { "BAKERY_CURRENCY", "", "currency of a new shop, as an ISO 4217 code; if empty, EUR", FIELD(currency),
      CURRENCY, 0, 0, NULL, 0 },
    { "BAKERY_PUBLIC_URL", "",
      "where customers find the shop, such as https://bakery.example; if unset, pages have no canonical link "
      "and there is no sitemap",
      FIELD(public_url), ORIGIN, 0, 0, NULL, 0 },
    { "BAKERY_WEB_DIR", "",
      "folder to serve the pages from during development; if unset, those in the binary", FIELD(web_dir),
      TEXT, 0, 0, NULL, 0 },
    { "BAKERY_RATE_LIMIT", "on",
      "per-address limits on placing orders, on requests for unknown orders and on signing in: on, off",
      CHOICE_(rate_limit, "off on") },
    { "BAKERY_SEED", "demo", "products loaded into an empty catalogue: demo, none",
      CHOICE_(seed_demo, "none demo") },
    { "BAKERY_PAYMENT_DELAY_MS", "1000", "duration of the simulated payment", FIELD(payment_delay_ms),
      INTEGER, 0, 20000, NULL, 0 },
    { "BAKERY_PAYMENT_DECLINE", "0", "share of payments that are declined, 0 to 1", FIELD(payment_decline),
      FRACTION, 0, 0, NULL, 0 },
    { "BAKERY_DB_CONNECTIONS", "4", "connections to the database", FIELD(db_connections), INTEGER, 1, 64,
      NULL, 0 },
    { "BAKERY_PREFETCH", "1000", "orders processed at the same time", FIELD(prefetch), INTEGER, 1, 10000,
      NULL, 0 },
    { "BAKERY_MAX_CONNECTIONS", "10000", "maximum number of client connections", FIELD(max_connections),
      INTEGER, 1, 1000000, NULL, 0 },
    { "BAKERY_MAX_CONNECTIONS_PER_ADDRESS", "256", "maximum for one client address; 0 means no limit",
      FIELD(max_connections_per_address), INTEGER, 0, 1000000, NULL, 0 },
    { "BAKERY_MAX_STREAMS", "6000",
      "maximum number of event streams, at most three quarters of all connections; above it, 503",
      FIELD(max_streams), INTEGER, 1, 1000000, NULL, 0 },
    { "BAKERY_REQUEST_TIMEOUT_MS", "5000", "time limit from a request to its response",
      FIELD(request_timeout_ms), INTEGER, 100, 60000, NULL, 0 },
    { "BAKERY_DRAIN_MS", "10000", "how long open requests may still run after SIGTERM", FIELD(drain_ms),
      INTEGER, 0, 60000, NULL, 0 },
    { "BAKERY_LOG_LEVEL", "info", "debug, info, warn, error", CHOICE_(log_level, "debug info warn error") },
    { "BAKERY_LOG_FORMAT", "logfmt", "logfmt, json", CHOICE_(log_format, "logfmt json") },
};

/* "BAKERY_DB_CONNECTIONS" -> "db-connections". */
static void flag_name(const struct setting *setting, char out[64])
{
    const char *name = setting->name;
    size_t len = 0;

    if (strncmp(name, "BAKERY_", 7) == 0)
        name += 7;
    for (; *name != '\0' && len < 63; name++)
        out[len++] = *name == '_' ? '-' : (char)(*name | 0x20);
    out[len] = '\0';
}

/* The position of `value` in the list of words, or -1. */
static int choice_index(const char *choices, const char *value)
{
    size_t len = strlen(value);
    int index = 0;

    for (const char *word = choices; word != NULL; index++) {
        const char *end = strchr(word, ' ');
        size_t word_len = end ? (size_t)(end - word) : strlen(word);
        if (word_len == len && strncmp(word, value, len) == 0)
            return index;
        word = end ? end + 1 : NULL;
    }
    return -1;
}

static bool is_text(const struct setting *setting)
{
    return setting->type == TEXT || setting->type == WORDS || setting->type == CURRENCY ||
           setting->type == ORIGIN;
}

static void set_text(const char *value, char **out)
{
    free(*out);
    *out = mem_strdup(value);
}

/* For people: it is inserted into pages and responses unchanged. "": not set. */
static bool set_words(const struct setting *setting, const char *value, char **out, struct err *err)
{
    bool valid = text_is_utf8(value, strlen(value)) && !text_has_control(value);

    set_text(value, out);
    if (value[0] == '\0')
        return true;
    if (valid)
        text_clean(*out);
    if (!valid || text_length(*out) < (size_t)setting->min || text_length(*out) > (size_t)setting->max)
        return err_set(err, ERR_INVALID,
                       "%s must be UTF-8 of %lld to %lld characters, none of them a control character",
                       setting->name, (long long)setting->min, (long long)setting->max);
    return true;
}

static bool set_currency(const struct setting *setting, const char *value, char **out, struct err *err)
{
    if (value[0] != '\0' && (strlen(value) != 3 || strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3))
        return err_set(err, ERR_INVALID, "%s must be three capital letters such as EUR", setting->name);
    set_text(value, out);
    return true;
}

static bool set_origin(const struct setting *setting, const char *value, char **out, struct err *err)
{
    set_text(value, out);
    return value[0] == '\0' || origin_clean(*out) ||
           err_set(
               err, ERR_INVALID,
               "%s must be http:// or https:// and a host, without a path, such as https://bakery.example",
               setting->name);
}

static bool set_integer(const struct setting *setting, const char *value, int64_t *out, struct err *err)
{
    uint64_t number;

    if (!text_to_u64(value, (uint64_t)setting->max, &number) || (int64_t)number < setting->min)
        return err_set(err, ERR_INVALID, "%s must be a whole number from %lld to %lld", setting->name,
                       (long long)setting->min, (long long)setting->max);
    *out = (int64_t)number;
    return true;
}

static bool set_fraction(const struct setting *setting, const char *value, double *out, struct err *err)
{
    char *end;
    double number = strtod(value, &end);

    if (end == value || *end != '\0' || !(number >= 0 && number <= 1))
        return err_set(err, ERR_INVALID, "%s must be a number from 0 to 1", setting->name);
    *out = number;
    return true;
}

static bool set_choice(const struct setting *setting, const char *value, void *field, struct err *err)
{
    int index = choice_index(setting->choices, value);

    if (index < 0)
        return err_set(err, ERR_INVALID, "%s must be one of: %s", setting->name, setting->choices);
    if (setting->choice_size == sizeof(bool))
        *(bool *)field = index != 0;
    else
        *(unsigned *)field = (unsigned)index; /* an enum */
    return true;
}

static bool set(struct config *config, const struct setting *setting, const char *value, struct err *err)
{
    void *field = (char *)config + setting->offset;

    switch (setting->type) {
    case TEXT:
        set_text(value, field);
        return true;
    case WORDS:
        return set_words(setting, value, field, err);
    case CURRENCY:
        return set_currency(setting, value, field, err);
    case ORIGIN:
        return set_origin(setting, value, field, err);
    case INTEGER:
        return set_integer(setting, value, field, err);
    case FRACTION:
        return set_fraction(setting, value, field, err);
    case CHOICE:
        return set_choice(setting, value, field, err);
    }
    return false;
}

/* Reads the first line of the file that NAME_FILE names. */
static bool set_from_file(struct config *config, const struct setting *setting, const char *path,
                          struct err *err)
{
    char line[VALUE_BYTES_MAX + 2];
    FILE *file = fopen(path, "r");

    if (file == NULL)
        return err_set(err, ERR_INVALID, "%s_FILE: the file cannot be opened: %m", setting->name);
    bool read = fgets(line, sizeof(line), file) != NULL;
    (void)fclose(file);
    if (!read)
        return err_set(err, ERR_INVALID, "%s_FILE: the file is empty", setting->name);
    line[strcspn(line, "\r\n")] = '\0';
    if (strlen(line) > VALUE_BYTES_MAX)
        return err_set(err, ERR_INVALID, "%s_FILE: the first line is too long", setting->name);
    return set(config, setting, line, err);
}

static bool read_environment(struct config *config, const struct setting *setting, struct err *err)
{
    char name[80];
    const char *value = getenv(setting->name);

    (void)snprintf(name, sizeof(name), "%s_FILE", setting->name);
    const char *path = getenv(name);
    if (value != NULL && path != NULL)
        return err_set(err, ERR_INVALID, "%s and %s are both set: choose one", setting->name, name);
    if (path != NULL)
        return set_from_file(config, setting, path, err);
    return value == NULL || set(config, setting, value, err);
}

static bool read_flag(struct config *config, const char *flag, const char *next, int *used, struct err *err)
{
    const char *equals = strchr(flag, '=');
    size_t len = equals ? (size_t)(equals - flag) : strlen(flag);

    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        char name[64];

        flag_name(&settings[i], name);
        if (strlen(name) != len - 2 || strncmp(flag + 2, name, len - 2) != 0)
            continue;
        const char *value = equals ? equals + 1 : next;
        if (value == NULL)
            return err_set(err, ERR_INVALID, "--%s needs a value", name);
        *used = equals ? 1 : 2;
        return set(config, &settings[i], value, err);
    }
    return err_set(err, ERR_INVALID, "unknown option %.*s: see bakery --help", (int)(len < 60 ? len : 60),
                   flag); /* without its value, which may be a secret */
}

/* The tests' own names pass. */
void config_warn_unknown(void)
{
    for (char **entry = environ; *entry != NULL; entry++) {
        bool known = strncmp(*entry, "BAKERY_", 7) != 0 || strncmp(*entry, "BAKERY_TEST_", 12) == 0 ||
                     strncmp(*entry, "BAKERY_CRASH_AT=", 16) == 0;
        size_t len = strcspn(*entry, "=");

        for (size_t i = 0; i < ARRAY_LEN(settings) && !known; i++) {
            size_t name_len = strlen(settings[i].name);
            known = strncmp(*entry, settings[i].name, name_len) == 0 &&
                    (len == name_len || (len == name_len + 5 && strncmp(*entry + name_len, "_FILE", 5) == 0));
        }
        if (!known)
            log_warn("config: unknown setting %.*s: see bakery --help", (int)(len < 80 ? len : 80), *entry);
    }
}

bool config_read(struct config *config, int argc, char *const argv[], struct err *err)
{
    *config = (struct config){ 0 };
    for (size_t i = 0; i < ARRAY_LEN(settings); i++)
        if (!set(config, &settings[i], settings[i].value, err))
            return false;
    for (size_t i = 0; i < ARRAY_LEN(settings); i++)
        if (!read_environment(config, &settings[i], err))
            return false;
    for (int i = 0, used = 0; i < argc; i += used) {
        if (strncmp(argv[i], "--", 2) != 0)
            return err_set(err, ERR_INVALID, "unexpected argument %.60s: see bakery --help", argv[i]);
        if (!read_flag(config, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used, err))
            return false;
    }
    if (config->admin_token[0] != '\0' && strlen(config->admin_token) < 16)
        return err_set(err, ERR_INVALID, "BAKERY_ADMIN_TOKEN must have 16 characters or more");
    if ((config->owner_email[0] == '\0') != (config->owner_password[0] == '\0'))
        return err_set(err, ERR_INVALID, "BAKERY_OWNER_EMAIL and BAKERY_OWNER_PASSWORD belong together");
    if (config->owner_email[0] != '\0' &&
        (strlen(config->owner_email) > EMAIL_MAX || !email_is_plausible(config->owner_email)))
        return err_set(err, ERR_INVALID, "BAKERY_OWNER_EMAIL must be an e-mail address");
    return true;
}

void config_done(struct config *config)
{
    for (size_t i = 0; i < ARRAY_LEN(settings); i++)
        if (is_text(&settings[i])) {
            char **field = (char **)(void *)((char *)config + settings[i].offset);
            free(*field);
            *field = NULL;
        }
}

void config_help(FILE *out)
{
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        char flag[64];

        flag_name(&settings[i], flag);
        (void)fprintf(out, "  %s, --%s\n        %s", settings[i].name, flag, settings[i].help);
        if (settings[i].value[0] != '\0')
            (void)fprintf(out, " (default %s)", settings[i].value);
        (void)fputc('\n', out);
    }
}
