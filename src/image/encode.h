/* encode.h -- makes one picture for the web. */
#ifndef IMAGE_ENCODE_H
#define IMAGE_ENCODE_H

#include "base/attr.h"
#include "image/pixels.h"

/* Writes the pixels, scaled to this size, as WebP without metadata. False: no memory. The caller frees *out.
 */
MUST_CHECK bool image_encode(const struct pixels *pixels, int width, int height, uint8_t **out, size_t *len);

#endif
