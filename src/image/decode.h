/* decode.h -- decodes a JPEG, PNG or WebP to the pixels that the pictures are made from. No I/O.
 *
 * Reads the header first, and decodes only if the photo is within the limits. Rows outside the crop are
 * dropped as they come, and a large photo is reduced while it is read, so that memory depends on the result.
 */
#ifndef IMAGE_DECODE_H
#define IMAGE_DECODE_H

#include "base/attr.h"
#include "image/images.h"
#include "image/pixels.h"

#include <stdint.h>

/* Why a photo cannot be used. */
enum image_fault {
    IMAGE_FINE,
    IMAGE_UNKNOWN, /* not a JPEG, PNG or WebP */
    IMAGE_DAMAGED, /* or cut off */
    IMAGE_ANIMATED,
    IMAGE_CMYK,
    IMAGE_TOO_LARGE, /* more pixels than the limit */
    IMAGE_TOO_SMALL, /* for the smallest picture */
    IMAGE_NO_MEMORY,
    IMAGE_TOO_SLOW,
    IMAGE_FAULTS
};

struct image_limits {
    int64_t pixels_max;
    int width_min; /* of the crop */
    int width_max; /* a crop of more than twice this width is reduced while it is read */
};

extern const struct image_limits image_limits;

/* Decodes the largest 4:3 part of the upright photo around `focus`, in sRGB. IMAGE_FINE: the caller frees
 * `out`. */
MUST_CHECK enum image_fault image_decode(const uint8_t *bytes, size_t len, struct image_focus focus,
                                         const struct image_limits *limits, struct pixels *out);

#endif
