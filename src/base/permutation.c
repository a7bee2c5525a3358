/* permutation.c -- see base/permutation.h.
 *
 * The 53 bits are a left half of 27 and a right half of 26 bits. Each round changes one half by a hash of the
 * other. This permutes 0 … 2^53 - 1. The number that it maps to 0 gets the id that 0 would have. */
#include "base/permutation.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define ROUNDS     10 /* as many as FF1 */
#define RIGHT_BITS 26
#define RIGHT_MASK ((UINT64_C(1) << RIGHT_BITS) - 1)
#define LEFT_MASK  ((UINT64_C(1) << 27) - 1)

bool permutation_init(struct permutation *permutation, const char *hex)
{
    size_t len;

    return sodium_hex2bin(permutation->key, sizeof(permutation->key), hex, strlen(hex), NULL, &len, NULL) ==
               0 &&
           len == sizeof(permutation->key) && strlen(hex) == 2 * len;
}

static uint64_t round_hash(const struct permutation *permutation, int round, uint64_t half)
{
    unsigned char in[8], out[crypto_shorthash_BYTES];
    uint64_t hash = 0;

    half |= (uint64_t)round << 56;
    for (int i = 0; i < 8; i++)
        in[i] = (unsigned char)(half >> (8 * i));
    (void)crypto_shorthash(out, in, sizeof(in), permutation->key);
    for (int i = 0; i < 8; i++)
        hash |= (uint64_t)out[i] << (8 * i);
    return hash;
}

/* One round: even ones change the left half, odd ones the right half. Each is its own inverse. */
static uint64_t feistel(const struct permutation *permutation, int round, uint64_t n)
{
    uint64_t left = n >> RIGHT_BITS, right = n & RIGHT_MASK;

    if (round % 2 == 0)
        left ^= round_hash(permutation, round, right) & LEFT_MASK;
    else
        right ^= round_hash(permutation, round, left) & RIGHT_MASK;
    return left << RIGHT_BITS | right;
}

static uint64_t forward(const struct permutation *permutation, uint64_t n)
{
    for (int round = 0; round < ROUNDS; round++)
        n = feistel(permutation, round, n);
    return n;
}

static uint64_t backward(const struct permutation *permutation, uint64_t n)
{
    for (int round = ROUNDS - 1; round >= 0; round--)
        n = feistel(permutation, round, n);
    return n;
}

uint64_t permutation_apply(const struct permutation *permutation, uint64_t number)
{
    assert(number >= 1 && number <= PERMUTATION_MAX);
    uint64_t id = forward(permutation, number);
    return id != 0 ? id : forward(permutation, 0);
}

uint64_t permutation_invert(const struct permutation *permutation, uint64_t id)
{
    assert(id >= 1 && id <= PERMUTATION_MAX);
    uint64_t number = backward(permutation, id);
    return number != 0 ? number : backward(permutation, 0);
}
