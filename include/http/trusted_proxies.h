/* http/trusted_proxies.h -- the networks whose X-Forwarded-For is believed. */
#ifndef HTTP_TRUSTED_PROXIES_H
#define HTTP_TRUSTED_PROXIES_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

#define CLIENT_ADDRESS_BYTES 46 /* INET6_ADDRSTRLEN */

struct trusted_proxies;

/* Reads "127.0.0.1, 10.0.0.0/8, ::1"; "" trusts nobody. */
MUST_CHECK struct trusted_proxies *trusted_proxies_new(const char *list, struct err *err);
void trusted_proxies_free(struct trusted_proxies *proxies); /* accepts NULL */

/* The peer of a unix socket, in the place of its address: always a trusted proxy. */
#define PEER_UNIX "unix"

/* The client: the rightmost address of `forwarded_for` that is not itself a trusted proxy, when `peer` is
 * one; else `peer`, or "" when that has no address. A malformed header ends the walk at the last good
 * address. `proxies`, `forwarded_for` may be NULL. */
void trusted_proxies_client(const struct trusted_proxies *proxies, const char *peer,
                            const char *forwarded_for, char out[CLIENT_ADDRESS_BYTES]);

#endif
