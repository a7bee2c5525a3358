/* photos.h -- makes photos in each format. Their picture, upright, has a red, a green, a blue and a white
 * quarter: from the left, at the top and then at the bottom. */
#ifndef TEST_IMAGE_PHOTOS_H
#define TEST_IMAGE_PHOTOS_H

#include "base/attr.h"
#include "base/mem.h"
#include "image/decode.h"
#include "image/pixels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* After stdio.h: it uses FILE. */
#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

struct photo {
    uint8_t *bytes;
    size_t len;
};

UNUSED static void photo_done(struct photo *photo)
{
    free(photo->bytes);
    *photo = (struct photo){ 0 };
}

static const uint8_t quarters[4][3] = {
    { 220, 30, 30 }, { 30, 200, 40 }, { 30, 40, 210 }, { 250, 250, 250 }
};

/* The upright picture, stored as EXIF's orientation says. */
UNUSED static struct pixels stored(int width, int height, int orientation)
{
    struct pixels pixels;
    bool on_its_side = orientation >= 5;

    assert_true(pixels_init(&pixels, on_its_side ? height : width, on_its_side ? width : height));
    for (int y = 0; y < pixels.height; y++) {
        for (int x = 0; x < pixels.width; x++) {
            /* Where each stored pixel is in the upright picture: from the table of EXIF 2.3, 4.6.4. */
            int right = pixels.width - 1 - x, up = pixels.height - 1 - y;
            const int upright[9][2] = { { 0, 0 }, { x, y },  { right, y },  { right, up }, { x, up },
                                        { y, x }, { up, x }, { up, right }, { y, right } };
            const int *at = upright[orientation];
            int quarter = (at[1] >= height / 2 ? 2 : 0) + (at[0] >= width / 2 ? 1 : 0);
            memcpy(pixels.rgb + ((size_t)y * (size_t)pixels.width + (size_t)x) * PIXEL_BYTES,
                   quarters[quarter], PIXEL_BYTES);
        }
    }
    return pixels;
}

/* EXIF with one entry, the orientation, big-endian. */
static size_t write_exif(uint8_t out[64], int orientation)
{
    static const uint8_t head[] = { 'E', 'x', 'i', 'f', 0,    0,    'M', 'M', 0, 42, 0, 0,
                                    0,   8,   0,   1,   0x01, 0x12, 0,   3,   0, 0,  0, 1 };

    memset(out, 0, 64);
    memcpy(out, head, sizeof(head));
    out[sizeof(head) + 1] = (uint8_t)orientation;
    return sizeof(head) + 8;
}

UNUSED static struct photo make_jpeg(int width, int height, int orientation, bool progressive)
{
    struct pixels pixels = stored(width, height, orientation);
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    struct photo photo = { 0 };
    unsigned long len = 0;
    uint8_t exif[64];

    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &photo.bytes, &len);
    info.image_width = (JDIMENSION)pixels.width;
    info.image_height = (JDIMENSION)pixels.height;
    info.input_components = PIXEL_BYTES;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    if (progressive)
        jpeg_simple_progression(&info);
    jpeg_start_compress(&info, TRUE);
    jpeg_write_marker(&info, JPEG_APP0 + 1, exif, (unsigned)write_exif(exif, orientation));
    for (int y = 0; y < pixels.height; y++) {
        JSAMPROW row = pixels.rgb + (size_t)y * (size_t)pixels.width * PIXEL_BYTES;
        (void)jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    pixels_done(&pixels);
    photo.len = len;
    return photo;
}

UNUSED static struct photo make_cmyk_jpeg(void)
{
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    struct photo photo = { 0 };
    unsigned long len = 0;
    static uint8_t ink[640 * 4];

    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &photo.bytes, &len);
    info.image_width = 640;
    info.image_height = 480;
    info.input_components = 4;
    info.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < 480; y++) {
        JSAMPROW row = ink;
        (void)jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    photo.len = len;
    return photo;
}

static void on_png_bytes(png_structp png, png_bytep bytes, size_t len)
{
    struct photo *photo = png_get_io_ptr(png);

    photo->bytes = mem_realloc(photo->bytes, photo->len + len);
    memcpy(photo->bytes + photo->len, bytes, len);
    photo->len += len;
}

struct png_kind {
    int color_type; /* of libpng */
    int bit_depth;  /* 8 or 16 */
    bool interlaced;
    uint8_t alpha;
};

/* A palette, or grey, has what it can: grey is the red part. */
UNUSED static struct photo make_png(int width, int height, int orientation, struct png_kind kind)
{
    struct pixels pixels = stored(width, height, orientation);
    struct photo photo = { 0 };
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    int bytes = kind.bit_depth / 8, channels = 0;
    uint8_t exif[64], *row;

    png_set_write_fn(png, &photo, on_png_bytes, NULL);
    png_set_IHDR(png, info, (png_uint_32)pixels.width, (png_uint_32)pixels.height, kind.bit_depth,
                 kind.color_type, kind.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
    if (kind.color_type == PNG_COLOR_TYPE_PALETTE) {
        png_color palette[4];
        for (int i = 0; i < 4; i++)
            palette[i] = (png_color){ quarters[i][0], quarters[i][1], quarters[i][2] };
        png_set_PLTE(png, info, palette, 4);
    }
    png_set_eXIf_1(png, info, (png_uint_32)(write_exif(exif, orientation) - 6), exif + 6);
    png_write_info(png, info);
    channels = png_get_channels(png, info);
    row = mem_alloc((size_t)pixels.width * (size_t)(channels * bytes));
    for (int pass = png_set_interlace_handling(png); pass > 0; pass--) {
        for (int y = 0; y < pixels.height; y++) {
            for (int x = 0; x < pixels.width; x++) {
                const uint8_t *rgb =
                    pixels.rgb + ((size_t)y * (size_t)pixels.width + (size_t)x) * PIXEL_BYTES;
                for (int c = 0; c < channels; c++) {
                    uint8_t value = (channels % 2 == 0 && c == channels - 1) ? kind.alpha : rgb[c];
                    if (kind.color_type == PNG_COLOR_TYPE_PALETTE)
                        for (value = 0; memcmp(quarters[value], rgb, PIXEL_BYTES) != 0;)
                            value++;
                    memset(row + (x * channels + c) * bytes, value, (size_t)bytes);
                }
            }
            png_write_row(png, row);
        }
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
    pixels_done(&pixels);
    return photo;
}

UNUSED static struct photo make_webp(int width, int height, bool lossless)
{
    struct pixels pixels = stored(width, height, 1);
    struct photo photo = { 0 };

    photo.len = lossless ? WebPEncodeLosslessRGB(pixels.rgb, width, height, width * PIXEL_BYTES, &photo.bytes)
                         : WebPEncodeRGB(pixels.rgb, width, height, width * PIXEL_BYTES, 90, &photo.bytes);
    assert_true(photo.len > 0);
    pixels_done(&pixels);
    return photo;
}

/* The head of an animation: WebP's extended header with the flag "animation", and nothing after it. */
UNUSED static const uint8_t animated_webp[] = { 'R',  'I', 'F', 'F', 22,  0,   0,  0,   'W', 'E',
                                                'B',  'P', 'V', 'P', '8', 'X', 10, 0,   0,   0,
                                                0x02, 0,   0,   0,   127, 2,   0,  223, 1,   0 };

#endif
