/* trusted_proxies.c -- see http/trusted_proxies.h. */
#include "http/trusted_proxies.h"

#include "base/mem.h"
#include "base/text.h"
#include "http/address.h"
#include "http/proxy_trust.h"

#include <stdlib.h>
#include <string.h>

/* More networks than anybody has proxies: the list is walked for each forwarded address. */
#define NETWORKS_MAX 64

struct network {
    struct address address;
    int prefix_bits;
};

struct trusted_proxies {
    int count;
    struct network networks[NETWORKS_MAX];
};

/* Copies text[0 … len) without the blanks around it; false when it does not fit. */
static bool copy_trimmed(const char *text, size_t len, char *out, size_t size)
{
    while (len > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    if (len >= size)
        return false;
    memcpy(out, text, len);
    out[len] = '\0';
    return true;
}

static bool network_parse(char *text, struct network *out)
{
    char *slash = strchr(text, '/');
    uint64_t bits;

    if (slash != NULL)
        *slash = '\0';
    if (!address_parse(text, &out->address))
        return false;

    /* A prefix counts the bits of the family it is written in. */
    bool written_as_v4 = strchr(text, ':') == NULL;
    int offset = written_as_v4 ? ADDRESS_V4_PREFIX : 0;
    out->prefix_bits = 128;
    if (slash == NULL)
        return true;
    if (!text_to_u64(slash + 1, (uint64_t)(128 - offset), &bits))
        return false;
    out->prefix_bits = offset + (int)bits;
    return true;
}

struct trusted_proxies *trusted_proxies_new(const char *list, struct err *err)
{
    struct trusted_proxies *proxies = mem_alloc(sizeof(*proxies));
    const char *at = list;
    int position = 0;

    for (;;) {
        size_t len = strcspn(at, ",");
        char item[CLIENT_ADDRESS_BYTES + sizeof("/128")];
        bool fits = copy_trimmed(at, len, item, sizeof(item));

        position++;
        if (!fits || item[0] != '\0') {
            if (proxies->count == NETWORKS_MAX) {
                err_set(err, ERR_INVALID, "trusted proxies: more than %d networks", NETWORKS_MAX);
                break;
            }
            if (!fits || !network_parse(item, &proxies->networks[proxies->count])) {
                err_set(err, ERR_INVALID, "trusted proxies: entry %d is not an address or a network",
                        position);
                break;
            }
            proxies->count++;
        }
        if (at[len] == '\0')
            return proxies;
        at += len + 1;
    }
    trusted_proxies_free(proxies);
    return NULL;
}

void trusted_proxies_free(struct trusted_proxies *proxies)
{
    free(proxies);
}

bool trusted_proxies_has(const struct trusted_proxies *proxies, const struct address *address)
{
    if (proxies == NULL)
        return false;
    for (int i = 0; i < proxies->count; i++)
        if (address_within(address, &proxies->networks[i].address, proxies->networks[i].prefix_bits))
            return true;
    return false;
}

void trusted_proxies_client(const struct trusted_proxies *proxies, const char *peer,
                            const char *forwarded_for, char out[CLIENT_ADDRESS_BYTES])
{
    struct address client;
    bool known = address_parse(peer, &client);
    bool trusted = known ? trusted_proxies_has(proxies, &client) : strcmp(peer, PEER_UNIX) == 0;
    size_t end = forwarded_for ? strlen(forwarded_for) : 0;

    while (end > 0 && trusted) {
        size_t start = end;
        char item[CLIENT_ADDRESS_BYTES];
        struct address next;

        while (start > 0 && forwarded_for[start - 1] != ',')
            start--;
        if (!copy_trimmed(forwarded_for + start, end - start, item, sizeof(item)) ||
            !address_parse(item, &next))
            break;
        client = next;
        known = true;
        trusted = trusted_proxies_has(proxies, &client);
        end = start > 0 ? start - 1 : 0;
    }
    out[0] = '\0';
    if (known)
        address_format(&client, out);
}
