/* base64.c -- see base/base64.h. */
#include "base/base64.h"

#include "base/mem.h"

#include <sodium.h>

char *base64_encode(const void *bytes, size_t len)
{
    size_t size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
    char *text = mem_alloc(size);

    (void)sodium_bin2base64(text, size, bytes, len, sodium_base64_VARIANT_ORIGINAL);
    return text;
}

bool base64_decode(const char *text, size_t text_len, void *out, size_t size, size_t *len)
{
    return sodium_base642bin(out, size, text, text_len, "\n", len, NULL, sodium_base64_VARIANT_ORIGINAL) == 0;
}
