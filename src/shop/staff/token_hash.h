/* token_hash.h -- how tokens of sessions and links are stored: nobody who reads the database can use them.
 * They are random, so that a fast hash without a salt is enough. */
#ifndef SHOP_STAFF_TOKEN_HASH_H
#define SHOP_STAFF_TOKEN_HASH_H

#include "base/secret.h"

#include <string.h>

static inline const char *token_hash(const char *token, char out[FINGERPRINT_HEX_BYTES])
{
    fingerprint(token, strlen(token), out);
    return out;
}

#endif
