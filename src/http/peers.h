/* http/peers.h -- counts the connections of each client address. */
#ifndef HTTP_PEERS_H
#define HTTP_PEERS_H

#include "base/attr.h"

struct address;
struct peers;
struct peer;

struct peers *peers_new(int connections); /* expected at most in all */
void peers_free(struct peers *peers);     /* accepts NULL; every peer must have been left */

/* Counts one more connection of the address (IPv6: of its /64); NULL when it has `cap` already. The result
 * belongs to the connection until peers_leave(). */
MUST_CHECK struct peer *peers_join(struct peers *peers, const struct address *address, int cap);
void peers_leave(struct peers *peers, struct peer *peer); /* accepts NULL */

#endif
