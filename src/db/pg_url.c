/* pg_url.c -- see pg_url.h. */
#include "db/pg_url.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than libpq knows. */
#define OPTIONS_MAX 96

/* Defaults for connections; the URL can override them. A dead peer is detected within 25 s even if nothing
 * is sent. Kerberos is off because libpq would look for its tickets first, which may block. */
static const char *const defaults[][2] = {
    { "application_name", "bakery" }, { "gssencmode", "disable" }, { "keepalives_idle", "10" },
    { "keepalives_interval", "5" },   { "keepalives_count", "3" }, { "tcp_user_timeout", "10000" },
    { "client_encoding", "UTF8" },
};

/* The limits keep a statement below the watchdog of its connection; the server notices a dead client as we do
 * a dead server, since its locks would remain. Every statement finds a few rows by an index, and a plan that
 * was made while a table was small must not go on reading all of it when it is large: hence neither
 * sequential scans nor merge joins where there is another way. The best plan never depends on a parameter, so
 * none is made twice: for the statements that place and end orders, planning takes longer than a small set.
 * The URL's own settings follow and win... */
#define SETTINGS_BEFORE                                                                            \
    "-c statement_timeout=4000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000 " \
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 "            \
    "-c tcp_user_timeout=10000 -c timezone=UTC -c datestyle=ISO -c enable_seqscan=off -c "         \
    "enable_mergejoin=off -c jit=off -c plan_cache_mode=force_generic_plan"
/* ...except for what correctness depends on: commits are durable, and each statement sees what was
 * committed. */
#define SETTINGS_AFTER "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed"

static const char *given(const struct pg_url *url, const char *keyword)
{
    for (const PQconninfoOption *option = url->given; option->keyword != NULL; option++)
        if (strcmp(option->keyword, keyword) == 0 && option->val != NULL && option->val[0] != '\0')
            return option->val;
    return NULL;
}

static bool is_numeric(const char *host)
{
    unsigned char binary[sizeof(struct in6_addr)];

    return inet_pton(AF_INET, host, binary) == 1 || inet_pton(AF_INET6, host, binary) == 1;
}

bool pg_url_init(struct pg_url *url, const char *text, struct err *err)
{
    char *message = NULL;

    *url = (struct pg_url){ 0 };
    if (strncmp(text, "postgresql://", 13) != 0 && strncmp(text, "postgres://", 11) != 0)
        return err_set(err, ERR_INVALID, "the database's URL does not begin with postgresql://");
    url->given = PQconninfoParse(text, &message);
    PQfreemem(message);
    if (url->given == NULL)
        return err_set(err, ERR_INVALID, "the database's URL cannot be read");

    const char *host = given(url, "host");
    const char *address = given(url, "hostaddr");
    const char *port = given(url, "port");
    const char *options = given(url, "options");

    if ((host && strchr(host, ',')) || (address && strchr(address, ',')) || (port && strchr(port, ',')) ||
        given(url, "service")) {
        pg_url_done(url);
        return err_set(err, ERR_INVALID, "the database's URL must name one host, and no service");
    }
    if (host == NULL && address == NULL)
        host = getenv("PGHOST"); /* like libpq, which would block on the lookup */
    if (host != NULL && address == NULL && host[0] != '/' && host[0] != '@' && !is_numeric(host))
        url->host = host;
    url->server_options = mem_printf("%s %s %s", SETTINGS_BEFORE, options ? options : "", SETTINGS_AFTER);
    (void)snprintf(url->name, sizeof(url->name), "%s:%s",
                   host ? host : (address ? address : "the local socket"), port ? port : "5432");
    return true;
}

void pg_url_done(struct pg_url *url)
{
    PQconninfoFree(url->given);
    free(url->server_options);
    *url = (struct pg_url){ 0 };
}

struct pairs {
    const char *keywords[OPTIONS_MAX], *values[OPTIONS_MAX];
    size_t count;
};

static void pairs_add(struct pairs *pairs, const char *keyword, const char *value)
{
    if (value == NULL || pairs->count == OPTIONS_MAX - 1)
        return;
    pairs->keywords[pairs->count] = keyword;
    pairs->values[pairs->count++] = value;
}

PGconn *pg_url_connect(const struct pg_url *url, const char *address)
{
    struct pairs pairs = { .count = 0 };

    /* Later ones win. */
    for (size_t i = 0; i < ARRAY_LEN(defaults); i++)
        pairs_add(&pairs, defaults[i][0], defaults[i][1]);
    for (const PQconninfoOption *option = url->given; option->keyword != NULL; option++)
        pairs_add(&pairs, option->keyword, option->val);
    pairs_add(&pairs, "options", url->server_options);
    pairs_add(&pairs, "host", url->host);
    pairs_add(&pairs, "hostaddr", address);
    return PQconnectStartParams(pairs.keywords, pairs.values, 0);
}
