/* origin.c -- see base/origin.h. */
#include "base/origin.h"

#include "base/text.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define HOST_MAX 253 /* characters (RFC 1035, section 2.3.4) */

/* The characters of a host: a name or IPv4 address, or an IPv6 address in brackets. 0: there is none. */
static size_t host_len(const char *host)
{
    size_t len = *host == '[' ? strspn(host + 1, "0123456789abcdef:.") + 2
                              : strspn(host, "0123456789abcdefghijklmnopqrstuvwxyz-.");

    if (*host == '[' && (len == 2 || host[len - 1] != ']'))
        return 0;
    return len <= HOST_MAX && *host != '.' && *host != '-' ? len : 0;
}

static bool is_port(const char *text)
{
    uint64_t port;

    return text_to_u64(text, UINT16_MAX, &port) && port > 0;
}

bool origin_clean(char *text)
{
    size_t len = strlen(text);

    for (char *p = text; *p != '\0'; p++)
        *p = (char)tolower((unsigned char)*p);
    if (len > 0 && text[len - 1] == '/')
        text[len - 1] = '\0';
    size_t scheme = strncmp(text, "http://", 7) == 0 ? 7 : strncmp(text, "https://", 8) == 0 ? 8 : 0;
    size_t host = scheme > 0 ? host_len(text + scheme) : 0;
    const char *rest = text + scheme + host;
    return host > 0 && (*rest == '\0' || (*rest == ':' && is_port(rest + 1)));
}
