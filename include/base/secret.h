/* secret.h -- randomness, fingerprints and comparison of secrets, by libsodium. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FINGERPRINT_HEX_BYTES 65

void secret_setup(void); /* once, before the rest; aborts if the system has no randomness */

uint64_t random_u64(void);
uint32_t random_below(uint32_t bound); /* 0 … bound-1, uniform */
double random_unit(void);              /* 0 … 1, for jitter and rates */

/* BLAKE2b-256 in hex: equal for equal bytes only. */
void fingerprint(const void *bytes, size_t len, char out[FINGERPRINT_HEX_BYTES]);

/* Takes as long for a wrong guess as for the right one; only the lengths' equality may be learned. */
MUST_CHECK bool secret_equal(const char *a, const char *b);

#endif
