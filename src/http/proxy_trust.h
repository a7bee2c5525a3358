/* http/proxy_trust.h -- the part of trusted proxies that only this room uses. */
#ifndef HTTP_PROXY_TRUST_H
#define HTTP_PROXY_TRUST_H

#include <stdbool.h>

struct address;
struct trusted_proxies;

bool trusted_proxies_has(const struct trusted_proxies *proxies, const struct address *address);

#endif
