/* config.h -- what an operator may set: environment variables and equal long flags, from one table.
 *
 * A flag wins over the environment, the environment over the default. BAKERY_ADMIN_TOKEN_FILE (any NAME_FILE)
 * reads the value from a file, for secrets. A bad value is one line that names the setting and what it takes.
 */
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
    const char *redis_url, *amqp_url; /* "" when not set */
    const char *admin_token;          /* "": product writes are refused */
    const char *trusted_proxies;
    const char *name, *address, *hours, *phone; /* of the shop, for people; "" but for the name: unknown */
    const char *currency;                       /* "EUR" */
    const char *web_dir;                        /* "": the pages are those in the binary */
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

/* Reads environment and flags (argv after the command's name). False: `err` is the line to show. The strings
 * in `config` live until config_done(), which may also be called after a failure. */
MUST_CHECK bool config_read(struct config *config, int argc, char *const argv[], struct err *err);
void config_done(struct config *config);

/* Logs each BAKERY_… in the environment that is no setting: mistyped, it would silently be without effect. */
void config_warn_unknown(void);

void config_help(FILE *out); /* every setting with its default */

#endif
