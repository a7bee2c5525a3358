/* decoder.h -- what the decoders of the three formats share. */
#ifndef IMAGE_DECODER_H
#define IMAGE_DECODER_H

#include "image/decode.h"
#include "image/pixels.h"

#include <stdint.h>

/* What is decoded, how, and what comes out. */
struct decoding {
    const uint8_t *bytes; /* borrowed */
    size_t len;
    struct image_focus focus;
    const struct image_limits *limits;

    struct cut cut;   /* decoding_plan() sets it */
    int orientation;  /* EXIF's, 1 … 8 */
    uint8_t *profile; /* ICC, owned; NULL: sRGB */
    size_t profile_bytes;
    struct row_sink sink; /* of the formats that come in rows */
    struct pixels pixels;
};

/* With the header's size and orientation: whether the photo is within the limits, and which part to take. */
MUST_CHECK enum image_fault decoding_plan(struct decoding *decoding, int64_t width, int64_t height);

/* Reads the orientation from EXIF, with or without its prefix "Exif\0\0". */
void decoding_read_exif(struct decoding *decoding, const uint8_t *exif, size_t len);

/* Copies the colour profile. */
void decoding_set_profile(struct decoding *decoding, const uint8_t *profile, size_t len);

/* The formats. Each leaves `pixels` as they are stored. */
MUST_CHECK enum image_fault decode_jpeg(struct decoding *decoding);
MUST_CHECK enum image_fault decode_png(struct decoding *decoding);
MUST_CHECK enum image_fault decode_webp(struct decoding *decoding);

#endif
