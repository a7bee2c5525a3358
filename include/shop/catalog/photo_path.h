/* photo_path.h -- the names of pictures: "/photos/HASH-WIDTH.webp". Pure.
 *
 * The hash is that of the photo's pictures, so a name's content never changes and may be cached for ever. The
 * largest picture names the photo; the smaller ones differ in the width. */
#ifndef SHOP_CATALOG_PHOTO_PATH_H
#define SHOP_CATALOG_PHOTO_PATH_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

struct image_set;

#define PHOTO_PATH "/photos/"
/* "/photos/", 32 hex digits, "-1600.webp" */
#define PHOTO_PATH_BYTES (sizeof(PHOTO_PATH) - 1 + 32 + sizeof("-1600.webp"))

/* The path of the largest picture. */
void photo_path(const struct image_set *set, char out[PHOTO_PATH_BYTES]);

/* The file of the picture with this width, without the folder: "HASH-480.webp". */
void photo_file(const char *path, int width, char out[PHOTO_PATH_BYTES]);

/* Whether it can be the file of a picture. */
MUST_CHECK bool photo_is_file(const char *file);

#endif
