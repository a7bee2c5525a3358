/* pg_url.h -- parses DATABASE_URL once, for all connections. */
#ifndef DB_PG_URL_H
#define DB_PG_URL_H

#include "base/attr.h"
#include "base/err.h"

#include <libpq-fe.h>

struct pg_url {
    PQconninfoOption *given; /* as the URL says */
    const char *host;        /* the host to look up; NULL for a socket's folder or a numeric address */
    char *server_options;    /* the session settings in the form of the option `options` */
    char name[128];          /* host:port, for people */
};

/* The messages of libpq would quote the URL with its password, so `err` never contains them. */
MUST_CHECK bool pg_url_init(struct pg_url *url, const char *text, struct err *err);
void pg_url_done(struct pg_url *url); /* accepts a zeroed one */

/* Starts to connect. `address` is the result of looking up url->host, or NULL if there was nothing to look
 * up. Returns NULL if memory is short. */
PGconn *pg_url_connect(const struct pg_url *url, const char *address);

#endif
