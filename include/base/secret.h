/* secret.h -- random numbers, fingerprints and the comparison of secrets, from libsodium. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FINGERPRINT_HEX_BYTES 65

void secret_setup(void); /* call it once, first; aborts if the system has no source of randomness */

uint64_t random_u64(void);
uint32_t random_below(uint32_t bound); /* 0 … bound-1, uniform */
double random_unit(void);              /* 0 … 1, for jitter and rates */

/* BLAKE2b-256 in hex. */
void fingerprint(const void *bytes, size_t len, char out[FINGERPRINT_HEX_BYTES]);

/* A new secret of 256 random bits, in hex. */
#define SECRET_TOKEN_BYTES 65

void secret_token(char out[SECRET_TOKEN_BYTES]);

/* Compares in constant time; the duration tells only whether the lengths are equal. */
MUST_CHECK bool secret_equal(const char *a, const char *b);

#endif
