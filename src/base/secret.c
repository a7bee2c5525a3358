/* secret.c -- see base/secret.h. */
#include "base/secret.h"

#include "base/log.h"

#include <sodium.h>
#include <string.h>

void secret_setup(void)
{
    if (sodium_init() < 0)
        log_fatal("secret: the system has no source of randomness");
}

uint64_t random_u64(void)
{
    uint64_t n;

    randombytes_buf(&n, sizeof(n));
    return n;
}

uint32_t random_below(uint32_t bound)
{
    return randombytes_uniform(bound);
}

double random_unit(void)
{
    return (double)(random_u64() >> 11) / 9007199254740992.0; /* 2^53: every such fraction is exact */
}

void fingerprint(const void *bytes, size_t len, char out[FINGERPRINT_HEX_BYTES])
{
    unsigned char hash[32];

    (void)crypto_generichash(hash, sizeof(hash), bytes, len, NULL, 0);
    (void)sodium_bin2hex(out, FINGERPRINT_HEX_BYTES, hash, sizeof(hash));
}

void secret_token(char out[SECRET_TOKEN_BYTES])
{
    unsigned char bytes[32];

    randombytes_buf(bytes, sizeof(bytes));
    (void)sodium_bin2hex(out, SECRET_TOKEN_BYTES, bytes, sizeof(bytes));
    sodium_memzero(bytes, sizeof(bytes));
}

bool secret_equal(const char *a, const char *b)
{
    size_t len = strlen(a);

    return len == strlen(b) && sodium_memcmp(a, b, len) == 0;
}
