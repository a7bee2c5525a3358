/* http/proxy_trust.h -- the question that the rest of this room asks of http/trusted_proxies.h. */
#ifndef HTTP_PROXY_TRUST_H
#define HTTP_PROXY_TRUST_H

#include <stdbool.h>

struct address;
struct trusted_proxies;

bool trusted_proxies_has(const struct trusted_proxies *proxies, const struct address *address);

#endif
