/* address.c -- see http/address.h. */
#include "http/address.h"

#include <arpa/inet.h>
#include <string.h>

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static void set_v4(struct address *out, const void *four_bytes)
{
    memcpy(out->bytes, mapped, sizeof(mapped));
    memcpy(out->bytes + sizeof(mapped), four_bytes, 4);
}

bool address_parse(const char *text, struct address *out)
{
    struct in_addr v4;

    if (inet_pton(AF_INET, text, &v4) == 1) {
        set_v4(out, &v4);
        return true;
    }
    return inet_pton(AF_INET6, text, out->bytes) == 1;
}

bool address_from_sockaddr(const struct sockaddr *from, struct address *out)
{
    if (from->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, from, sizeof(in));
        set_v4(out, &in.sin_addr);
        return true;
    }
    if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, from, sizeof(in6));
        memcpy(out->bytes, &in6.sin6_addr, sizeof(out->bytes));
        return true;
    }
    return false;
}

void address_format(const struct address *address, char out[CLIENT_ADDRESS_BYTES])
{
    const char *text = address_is_v4(address)
                           ? inet_ntop(AF_INET, address->bytes + sizeof(mapped), out, CLIENT_ADDRESS_BYTES)
                           : inet_ntop(AF_INET6, address->bytes, out, CLIENT_ADDRESS_BYTES);

    if (text == NULL)
        out[0] = '\0';
}

bool address_is_v4(const struct address *address)
{
    return memcmp(address->bytes, mapped, sizeof(mapped)) == 0;
}

bool address_equal(const struct address *a, const struct address *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool address_within(const struct address *address, const struct address *network, int prefix_bits)
{
    size_t whole = (size_t)prefix_bits / 8;
    unsigned rest = (unsigned)prefix_bits % 8;

    if (memcmp(address->bytes, network->bytes, whole) != 0)
        return false;
    if (rest == 0)
        return true;
    return ((address->bytes[whole] ^ network->bytes[whole]) >> (8 - rest)) == 0;
}

struct address address_client_key(const struct address *address)
{
    struct address key = *address;

    if (!address_is_v4(address))
        memset(key.bytes + 8, 0, 8);
    return key;
}

uint64_t address_hash(const struct address *address, uint64_t seed)
{
    uint64_t high, low;

    memcpy(&high, address->bytes, sizeof(high));
    memcpy(&low, address->bytes + sizeof(high), sizeof(low));

    /* The finalizer of MurmurHash3, once a half. */
    uint64_t hash = seed ^ high;
    for (int half = 0; half < 2; half++) {
        hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
        hash = (hash ^ (hash >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
        hash ^= hash >> 33;
        if (half == 0)
            hash ^= low;
    }
    return hash;
}
