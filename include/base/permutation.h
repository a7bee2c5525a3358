/* permutation.h -- a keyed permutation of the numbers 1 … 2^53 - 1, which every JSON reader holds exactly.
 *
 * It turns numbers that are in sequence into ids that nobody can guess: without the key, neither the next id
 * nor the number behind an id can be told better than by chance. It is a Feistel network, as FF1 of NIST
 * SP 800-38G is, with SipHash-2-4 as its round function. */
#ifndef BASE_PERMUTATION_H
#define BASE_PERMUTATION_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

#define PERMUTATION_MAX       ((uint64_t)9007199254740991) /* 2^53 - 1 */
#define PERMUTATION_KEY_BYTES 16

struct permutation {
    unsigned char key[PERMUTATION_KEY_BYTES];
};

/* False: `hex` is not a key, which has 32 hexadecimal digits. */
MUST_CHECK bool permutation_init(struct permutation *permutation, const char *hex);

/* Each other's inverse. The argument is from 1 to PERMUTATION_MAX, and so is the result. */
uint64_t permutation_apply(const struct permutation *permutation, uint64_t number);
uint64_t permutation_invert(const struct permutation *permutation, uint64_t id);

#endif
