/* pixels.c -- see image/pixels.h. */
#include "image/pixels.h"

#include <stdlib.h>
#include <string.h>

bool pixels_init(struct pixels *pixels, int width, int height)
{
    *pixels = (struct pixels){ width, height, NULL };
    pixels->rgb = malloc((size_t)width * (size_t)height * PIXEL_BYTES);
    return pixels->rgb != NULL;
}

void pixels_done(struct pixels *pixels)
{
    free(pixels->rgb);
    *pixels = (struct pixels){ 0 };
}

void pixels_drop_alpha(uint8_t *rgb, const uint8_t *rgba, size_t count)
{
    for (size_t i = 0; i < count; i++, rgb += PIXEL_BYTES, rgba += 4) {
        const int alpha = rgba[3];
        for (int c = 0; c < PIXEL_BYTES; c++)
            rgb[c] = (uint8_t)((rgba[c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}

/* ---- which part ---- */

static bool is_on_its_side(int orientation)
{
    return orientation >= 5;
}

/* Where `size` of `whole` begins so that the focus is as near to its middle as possible. */
static int place(int whole, int size, int focus)
{
    int64_t at = (int64_t)whole * focus / 100 - size / 2;

    return at < 0 ? 0 : at > whole - size ? whole - size : (int)at;
}

/* Whether EXIF's orientation mirrors the stored columns or rows of the upright photo. */
static bool mirrors_columns(int orientation)
{
    return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
}

static bool mirrors_rows(int orientation)
{
    return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
}

struct cut cut_around(int width, int height, int orientation, int focus_x, int focus_y, int width_max)
{
    bool on_its_side = is_on_its_side(orientation);
    int upright_width = on_its_side ? height : width, upright_height = on_its_side ? width : height;
    int64_t widest = (int64_t)upright_height * 4 / 3;
    int w = widest < upright_width ? (int)widest : upright_width;
    int h = (int)((int64_t)w * 3 / 4);

    w = w > 0 ? w : 1;
    h = h > 0 ? h : 1;
    int x = place(upright_width, w, focus_x), y = place(upright_height, h, focus_y);
    struct cut cut = on_its_side ? (struct cut){ y, x, h, w, 1 } : (struct cut){ x, y, w, h, 1 };

    if (mirrors_columns(orientation))
        cut.x = width - cut.width - cut.x;
    if (mirrors_rows(orientation))
        cut.y = height - cut.height - cut.y;
    while (cut.shrink < 8 && w / (cut.shrink * 2) >= width_max)
        cut.shrink *= 2;
    return cut;
}

/* ---- upright ---- */

bool pixels_turn(struct pixels *pixels, int orientation)
{
    int width = pixels->width, height = pixels->height;
    struct pixels turned;

    if (orientation <= 1)
        return true;
    if (!pixels_init(&turned, is_on_its_side(orientation) ? height : width,
                     is_on_its_side(orientation) ? width : height))
        return false;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int column = mirrors_columns(orientation) ? width - 1 - x : x;
            int row = mirrors_rows(orientation) ? height - 1 - y : y;
            size_t to = is_on_its_side(orientation) ? (size_t)column * (size_t)height + (size_t)row
                                                    : (size_t)row * (size_t)width + (size_t)column;
            size_t from = (size_t)y * (size_t)width + (size_t)x;
            memcpy(turned.rgb + to * PIXEL_BYTES, pixels->rgb + from * PIXEL_BYTES, PIXEL_BYTES);
        }
    }
    pixels_done(pixels);
    *pixels = turned;
    return true;
}

/* ---- rows ---- */

bool row_sink_init(struct row_sink *sink, struct pixels *out, const struct cut *cut)
{
    *sink = (struct row_sink){ .out = out, .cut = *cut };
    if (!pixels_init(out, cut->width / cut->shrink, cut->height / cut->shrink))
        return false;
    if (cut->shrink > 1)
        sink->sums = calloc((size_t)out->width * PIXEL_BYTES, sizeof(*sink->sums));
    return cut->shrink == 1 || sink->sums != NULL;
}

void row_sink_done(struct row_sink *sink)
{
    free(sink->sums);
    sink->sums = NULL;
}

static void add_to_sums(struct row_sink *sink, const uint8_t *rgb)
{
    const int shrink = sink->cut.shrink;

    for (int x = 0; x < sink->out->width; x++)
        for (int i = 0; i < shrink; i++, rgb += PIXEL_BYTES)
            for (int c = 0; c < PIXEL_BYTES; c++)
                sink->sums[x * PIXEL_BYTES + c] += rgb[c];
}

static void average(struct row_sink *sink, uint8_t *out)
{
    const uint32_t count = (uint32_t)(sink->cut.shrink * sink->cut.shrink);

    for (int i = 0; i < sink->out->width * PIXEL_BYTES; i++) {
        out[i] = (uint8_t)((sink->sums[i] + count / 2) / count);
        sink->sums[i] = 0;
    }
}

void row_sink_add(struct row_sink *sink, const uint8_t *rgb)
{
    const struct cut *cut = &sink->cut;
    int row = sink->row++ - cut->y;
    int out_row = row / cut->shrink;

    if (row < 0 || out_row >= sink->out->height)
        return;
    uint8_t *out = sink->out->rgb + (size_t)out_row * (size_t)sink->out->width * PIXEL_BYTES;
    rgb += (size_t)cut->x * PIXEL_BYTES;
    if (cut->shrink == 1) {
        memcpy(out, rgb, (size_t)sink->out->width * PIXEL_BYTES);
        return;
    }
    add_to_sums(sink, rgb);
    if (row % cut->shrink == cut->shrink - 1)
        average(sink, out);
}

bool row_sink_full(const struct row_sink *sink)
{
    return sink->row >= sink->cut.y + sink->out->height * sink->cut.shrink;
}
