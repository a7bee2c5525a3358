/* redis_url.h -- parses the URL of Redis: address, credentials and database. */
#ifndef CACHE_REDIS_URL_H
#define CACHE_REDIS_URL_H

#include "base/err.h"

#include <stdbool.h>

#define REDIS_HOST_BYTES   256 /* a DNS name has at most 253 characters */
#define REDIS_SECRET_BYTES 256

struct redis_url {
    char host[REDIS_HOST_BYTES]; /* without the brackets of an IPv6 address */
    char port[6];
    char user[REDIS_SECRET_BYTES];     /* "": the default user */
    char password[REDIS_SECRET_BYTES]; /* "": none is asked for */
    char db[6];                        /* "0" unless given */
};

/* Reads redis://[[user]:password@]host[:port][/db]; user and password may be percent-encoded. The error never
 * repeats the URL, since it holds the password. */
MUST_CHECK bool redis_url_parse(const char *url, struct redis_url *out, struct err *err);

#endif
