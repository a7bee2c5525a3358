/* http/address.h -- IP addresses as 16 bytes. IPv4 is mapped into IPv6, so that a client has only one form.
 */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include "base/attr.h"
#include "http/trusted_proxies.h"

#include <stdbool.h>
#include <stdint.h>

#define ADDRESS_V4_PREFIX 96 /* bits before the IPv4 part of a mapped address */

struct sockaddr;

struct address {
    unsigned char bytes[16];
};

MUST_CHECK bool address_parse(const char *text, struct address *out); /* no port, no scope */
MUST_CHECK bool address_from_sockaddr(const struct sockaddr *from, struct address *out);
void address_format(const struct address *address, char out[CLIENT_ADDRESS_BYTES]);

bool address_is_v4(const struct address *address);
bool address_equal(const struct address *a, const struct address *b);
bool address_within(const struct address *address, const struct address *network, int prefix_bits);

/* The unit of caps and rates: an IPv4 address, or an IPv6 /64, the smallest network that a customer gets. */
struct address address_client_key(const struct address *address);

/* `seed` is random, so that nobody can choose addresses with the same hash. */
uint64_t address_hash(const struct address *address, uint64_t seed);

#endif
