/* photo_path.c -- see shop/catalog/photo_path.h. */
#include "shop/catalog/photo_path.h"

#include "base/buf.h"
#include "base/secret.h"
#include "image/images.h"

#include <stdio.h>
#include <string.h>

#define HASH_CHARS 32

void photo_path(const struct image_set *set, char out[PHOTO_PATH_BYTES])
{
    char hash[FINGERPRINT_HEX_BYTES];
    struct buf all;

    buf_init(&all, IMAGE_SIZES * IMAGE_BYTES_MAX);
    for (int i = 0; i < set->count; i++)
        buf_add(&all, set->images[i].bytes, set->images[i].len);
    fingerprint(all.data, all.len, hash);
    buf_done(&all);
    (void)snprintf(out, PHOTO_PATH_BYTES, PHOTO_PATH "%.*s-%d.webp", HASH_CHARS, hash,
                   set->images[set->count - 1].width);
}

void photo_file(const char *path, int width, char out[PHOTO_PATH_BYTES])
{
    (void)snprintf(out, PHOTO_PATH_BYTES, "%.*s-%d.webp", HASH_CHARS, path + strlen(PHOTO_PATH), width);
}

bool photo_is_file(const char *file)
{
    if (strspn(file, "0123456789abcdef") != HASH_CHARS)
        return false;
    for (int i = 0; i < IMAGE_SIZES; i++) {
        char end[16];
        (void)snprintf(end, sizeof(end), "-%d.webp", image_widths[i]);
        if (strcmp(file + HASH_CHARS, end) == 0)
            return true;
    }
    return false;
}
