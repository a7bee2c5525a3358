/* blob.c -- see base/blob.h. */
#include "base/blob.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct blob *blob_new(const void *bytes, size_t len)
{
    struct blob *blob = mem_alloc(sizeof(*blob) + len + 1);

    blob->len = len;
    blob->refs = 1;
    if (len > 0)
        memcpy(blob->bytes, bytes, len);
    return blob;
}

struct blob *blob_ref(struct blob *blob)
{
    if (blob != NULL)
        blob->refs++;
    return blob;
}

void blob_unref(struct blob *blob)
{
    if (blob != NULL && --blob->refs == 0)
        free(blob);
}
