/* permutation.h -- a keyed permutation of the numbers 1 … 2^53 - 1, which are exact in every JSON parser.
 *
 * It turns sequential numbers into ids that nobody can guess: without the key, neither the next id nor the
 * number of an id can be found except by chance. It is a Feistel network, like FF1 of NIST SP 800-38G, with
 * SipHash-2-4 as the round function. */
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

/* False if `hex` is not a key of 32 hexadecimal digits. */
MUST_CHECK bool permutation_init(struct permutation *permutation, const char *hex);

/* Inverse functions. Argument and result are from 1 to PERMUTATION_MAX. */
uint64_t permutation_apply(const struct permutation *permutation, uint64_t number);
uint64_t permutation_invert(const struct permutation *permutation, uint64_t id);

#endif
