/* pixels.h -- pixels in memory: which part of a photo to take, and how to put it upright. Pure. */
#ifndef IMAGE_PIXELS_H
#define IMAGE_PIXELS_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 8 bits for each of red, green and blue; rows without gaps. */
struct pixels {
    int width, height;
    uint8_t *rgb;
};

#define PIXEL_BYTES 3

MUST_CHECK bool pixels_init(struct pixels *pixels, int width, int height); /* false: no memory */
void pixels_done(struct pixels *pixels);

/* Makes RGB of RGBA, on white. Both may be the same memory. */
void pixels_drop_alpha(uint8_t *rgb, const uint8_t *rgba, size_t count);

/* A part of the stored photo, in its pixels, and how much it is reduced. */
struct cut {
    int x, y, width, height;
    int shrink; /* 1, 2, 4 or 8: so many pixels in each direction become one */
};

/* The largest 4:3 part around a focus in per cent, where photo and focus are upright, but the result is in
 * the stored photo. `orientation` is EXIF's, 1 … 8. The result is reduced while it is at least `width_max`
 * wide. */
struct cut cut_around(int width, int height, int orientation, int focus_x, int focus_y, int width_max);

/* Turns and mirrors the pixels as EXIF's orientation says. False: no memory. */
MUST_CHECK bool pixels_turn(struct pixels *pixels, int orientation);

/* Takes the rows of a photo from the top and keeps the cut. */
struct row_sink {
    struct pixels *out; /* borrowed */
    struct cut cut;
    int row;        /* of the next one */
    uint32_t *sums; /* of the rows that become one; NULL: nothing is reduced */
};

MUST_CHECK bool row_sink_init(struct row_sink *sink, struct pixels *out, const struct cut *cut);
void row_sink_done(struct row_sink *sink); /* leaves `out` */
void row_sink_add(struct row_sink *sink, const uint8_t *rgb);
bool row_sink_full(const struct row_sink *sink); /* it needs no more rows */

#endif
