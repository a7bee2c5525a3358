/* http/trusted_proxies.h -- the networks whose X-Forwarded-For is trusted. */
#ifndef HTTP_TRUSTED_PROXIES_H
#define HTTP_TRUSTED_PROXIES_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

#define CLIENT_ADDRESS_BYTES 46 /* INET6_ADDRSTRLEN */

struct trusted_proxies;

/* Parses a list such as "127.0.0.1, 10.0.0.0/8, ::1"; "" trusts nobody. */
MUST_CHECK struct trusted_proxies *trusted_proxies_new(const char *list, struct err *err);
void trusted_proxies_free(struct trusted_proxies *proxies); /* accepts NULL */

/* Stands for the address of the peer of a unix socket, which is always a trusted proxy. */
#define PEER_UNIX "unix"

/* Finds the client's address. If `peer` is a trusted proxy, that is the rightmost address of `forwarded_for`
 * that is not a trusted proxy itself; the search stops at a malformed address. Otherwise it is `peer`, or ""
 * if that has no address. `proxies` and `forwarded_for` may be NULL. */
void trusted_proxies_client(const struct trusted_proxies *proxies, const char *peer,
                            const char *forwarded_for, char out[CLIENT_ADDRESS_BYTES]);

#endif
