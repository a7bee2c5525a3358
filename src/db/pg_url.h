/* pg_url.h -- parses DATABASE_URL once, for all connections. */
#ifndef DB_PG_URL_H
#define DB_PG_URL_H

#include "base/attr.h"
#include "base/err.h"

#include <libpq-fe.h>

struct pg_url {
    PQconninfoOption *given; /* as the URL says */
    const char *host;        /* to look up, or NULL: a socket's folder or a numeric address was given */
    char *server_options;    /* the session settings, as the option `options` takes them */
    char name[128];          /* host:port, for people */
};

/* libpq's own messages would quote the URL with its password, so `err` never holds them. */
MUST_CHECK bool pg_url_init(struct pg_url *url, const char *text, struct err *err);
void pg_url_done(struct pg_url *url); /* accepts one that is zeroed */

/* Begins to connect. `address` is what url->host was found to be, or NULL if there was nothing to look up.
 * NULL: out of memory. */
PGconn *pg_url_connect(const struct pg_url *url, const char *address);

#endif
