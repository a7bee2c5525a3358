/* decode_png.c -- PNG, with libpng: row by row, or if it is interlaced as a whole. */
#include "image/decoder.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* libpng allocates what a chunk announces: without this limit up to 2 GB for a few bytes of EXIF. */
#define ALLOCATION_BYTES_MAX 8000000

struct png {
    png_structp png;
    png_infop info;
    const uint8_t *at; /* what was not read yet */
    size_t left;
    uint8_t *rows; /* one, or all if it is interlaced */
};

static png_voidp allocate(png_structp png, png_alloc_size_t size)
{
    (void)png;
    return size <= ALLOCATION_BYTES_MAX ? malloc(size) : NULL;
}

static void release(png_structp png, png_voidp memory)
{
    (void)png;
    free(memory);
}

static void on_error(png_structp png, png_const_charp message)
{
    bool *no_memory = png_get_error_ptr(png);

    *no_memory = strstr(message, "emory") != NULL;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void on_read(png_structp png, png_bytep out, size_t len)
{
    struct png *state = png_get_io_ptr(png);

    if (len > state->left)
        png_error(png, "cut off");
    memcpy(out, state->at, len);
    state->at += len;
    state->left -= len;
}

static void read_metadata(struct png *state, struct decoding *decoding)
{
    png_bytep exif, profile;
    png_uint_32 exif_bytes, profile_bytes;
    png_charp name;
    int compression;

    if (png_get_eXIf_1(state->png, state->info, &exif_bytes, &exif) != 0)
        decoding_read_exif(decoding, exif, exif_bytes);
    if (png_get_iCCP(state->png, state->info, &name, &compression, &profile, &profile_bytes) != 0 &&
        (png_get_color_type(state->png, state->info) & PNG_COLOR_MASK_COLOR) != 0)
        decoding_set_profile(decoding, profile, profile_bytes);
}

/* Whatever it is becomes 8 bits of red, green, blue and alpha. */
static void make_rgba(png_structp png)
{
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
}

static enum image_fault read_rows(struct png *state, struct decoding *decoding, int passes)
{
    png_uint_32 height = png_get_image_height(state->png, state->info);
    size_t row_bytes = png_get_rowbytes(state->png, state->info);

    state->rows = malloc(row_bytes * (passes > 1 ? height : 1));
    if (state->rows == NULL || !row_sink_init(&decoding->sink, &decoding->pixels, &decoding->cut))
        return IMAGE_NO_MEMORY;
    for (int pass = 1; pass < passes; pass++)
        for (png_uint_32 y = 0; y < height; y++)
            png_read_row(state->png, state->rows + y * row_bytes, NULL);
    for (png_uint_32 y = 0; y < height && !row_sink_full(&decoding->sink); y++) {
        uint8_t *row = state->rows + (passes > 1 ? y * row_bytes : 0);
        png_read_row(state->png, row, NULL);
        pixels_drop_alpha(row, row, png_get_image_width(state->png, state->info));
        row_sink_add(&decoding->sink, row);
    }
    return IMAGE_FINE;
}

static enum image_fault decode(struct png *state, struct decoding *decoding)
{
    png_structp png = state->png;

    png_set_read_fn(png, state, on_read);
    png_read_info(png, state->info);
    read_metadata(state, decoding);
    enum image_fault fault = decoding_plan(decoding, png_get_image_width(png, state->info),
                                           png_get_image_height(png, state->info));
    if (fault != IMAGE_FINE)
        return fault;
    make_rgba(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, state->info);
    return read_rows(state, decoding, passes);
}

enum image_fault decode_png(struct decoding *decoding)
{
    struct png *state = calloc(1, sizeof(*state));
    bool no_memory = false;
    volatile enum image_fault fault = IMAGE_NO_MEMORY;

    if (state == NULL)
        return IMAGE_NO_MEMORY;
    state->at = decoding->bytes;
    state->left = decoding->len;
    state->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &no_memory, on_error, on_warning, NULL,
                                          allocate, release);
    state->info = state->png != NULL ? png_create_info_struct(state->png) : NULL;
    if (state->info != NULL) {
        if (setjmp(png_jmpbuf(state->png)) == 0)
            fault = decode(state, decoding);
        else
            fault = no_memory ? IMAGE_NO_MEMORY : IMAGE_DAMAGED;
    }
    png_destroy_read_struct(&state->png, &state->info, NULL);
    free(state->rows);
    free(state);
    return fault;
}
