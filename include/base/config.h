/* config.h -- the settings: environment variables and the equivalent long flags, from one table.
 *
 * A flag overrides the environment, which overrides the default. For secrets, NAME_FILE (for example
 * BAKERY_ADMIN_TOKEN_FILE) reads the value of NAME from a file. The error for a bad value is one line with
 * the name of the setting and the values that it accepts. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/err.h"
#include "base/log.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct config {
    const char *listen;
    const char *database_url;
    const char *redis_url, *amqp_url;         /* "" when not set */
    const char *admin_token;                  /* "": there is none */
    const char *owner_email, *owner_password; /* of the first owner; "": none is made */
    const char *trusted_proxies;
    const char *name, *address, *phone; /* of a new shop; "": not set */
    const char *currency;               /* "EUR" */
    const char *public_url;             /* "https://morrow.example"; "": not known */
    const char *web_dir;                /* "": serve the pages in the binary */
    bool rate_limit;
    bool seed_demo;
    int64_t payment_delay_ms;
    double payment_decline; /* 0 … 1 */
    int64_t db_connections, prefetch;
    int64_t max_connections, max_connections_per_address, max_streams;
    int64_t request_timeout_ms, drain_ms;
    enum log_level log_level;
    enum log_format log_format;
};

/* Reads the environment and the flags (`argv` after the command's name). On failure `err` is the line to
 * show. The strings in `config` live until config_done(), which must also be called after a failure. */
MUST_CHECK bool config_read(struct config *config, int argc, char *const argv[], struct err *err);
void config_done(struct config *config);

/* Logs each BAKERY_… variable that is not a setting. Otherwise a typo would go unnoticed. */
void config_warn_unknown(void);

void config_help(FILE *out); /* every setting with its default */

#endif
