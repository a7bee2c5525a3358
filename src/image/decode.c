/* decode.c -- see image/decode.h: finds the format, and does what follows for all of them. */
#include "image/decode.h"

#include "image/decoder.h"

#include <lcms2.h>
#include <libexif/exif-data.h>
#include <stdlib.h>
#include <string.h>

/* Larger profiles than those of cameras and screens are ignored. */
#define PROFILE_BYTES_MAX ((size_t)4 << 20)

static const char exif_prefix[6] = "Exif\0";

const struct image_limits image_limits = { 50 * 1000 * 1000, 480, 1600 };

/* ---- for the formats ---- */

enum image_fault decoding_plan(struct decoding *decoding, int64_t width, int64_t height)
{
    const struct image_limits *limits = decoding->limits;

    if (width < 1 || height < 1)
        return IMAGE_DAMAGED;
    if (width > limits->pixels_max / height)
        return IMAGE_TOO_LARGE;
    struct cut cut = cut_around((int)width, (int)height, decoding->orientation, decoding->focus.x,
                                decoding->focus.y, limits->width_max);
    int longer = cut.width > cut.height ? cut.width : cut.height;
    if (longer < limits->width_min)
        return IMAGE_TOO_SMALL;
    decoding->cut = cut;
    return IMAGE_FINE;
}

void decoding_read_exif(struct decoding *decoding, const uint8_t *exif, size_t len)
{
    bool prefixed = len >= sizeof(exif_prefix) && memcmp(exif, exif_prefix, sizeof(exif_prefix)) == 0;
    size_t prefix = prefixed ? 0 : sizeof(exif_prefix);
    uint8_t *copy = malloc(prefix + len);

    if (copy == NULL)
        return;
    memcpy(copy, exif_prefix, prefix);
    memcpy(copy + prefix, exif, len);
    ExifData *data = exif_data_new_from_data(copy, (unsigned)(prefix + len));
    free(copy);
    if (data == NULL)
        return;
    ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    if (entry != NULL && entry->format == EXIF_FORMAT_SHORT && entry->components == 1) {
        int orientation = exif_get_short(entry->data, exif_data_get_byte_order(data));
        if (orientation >= 1 && orientation <= 8)
            decoding->orientation = orientation;
    }
    exif_data_unref(data);
}

void decoding_set_profile(struct decoding *decoding, const uint8_t *profile, size_t len)
{
    if (decoding->profile != NULL || len == 0 || len > PROFILE_BYTES_MAX)
        return;
    decoding->profile = malloc(len);
    if (decoding->profile == NULL)
        return;
    memcpy(decoding->profile, profile, len);
    decoding->profile_bytes = len;
}

/* ---- colours ---- */

/* Converts to sRGB, because the profile is dropped with the rest of the metadata. A profile that cannot be
 * used is ignored: most browsers do the same. */
static void convert_colours(struct decoding *decoding)
{
    struct pixels *pixels = &decoding->pixels;
    cmsHPROFILE from = cmsOpenProfileFromMem(decoding->profile, (cmsUInt32Number)decoding->profile_bytes);
    cmsHPROFILE to = cmsCreate_sRGBProfile();

    if (from != NULL && to != NULL && cmsGetColorSpace(from) == cmsSigRgbData) {
        cmsHTRANSFORM transform =
            cmsCreateTransform(from, TYPE_RGB_8, to, TYPE_RGB_8, INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE);
        size_t row_bytes = (size_t)pixels->width * PIXEL_BYTES;
        for (int y = 0; transform != NULL && y < pixels->height; y++) {
            uint8_t *row = pixels->rgb + (size_t)y * row_bytes;
            cmsDoTransform(transform, row, row, (cmsUInt32Number)pixels->width);
        }
        if (transform != NULL)
            cmsDeleteTransform(transform);
    }
    if (from != NULL)
        (void)cmsCloseProfile(from);
    if (to != NULL)
        (void)cmsCloseProfile(to);
}

/* ---- image/decode.h ---- */

static bool starts_with(const struct decoding *decoding, size_t at, const char *magic, size_t len)
{
    return decoding->len >= at + len && memcmp(decoding->bytes + at, magic, len) == 0;
}

/* The content decides, not a name or a Content-Type. */
static enum image_fault decode_format(struct decoding *decoding)
{
    if (starts_with(decoding, 0, "\xff\xd8\xff", 3))
        return decode_jpeg(decoding);
    if (starts_with(decoding, 0, "\x89PNG\r\n\x1a\n", 8))
        return decode_png(decoding);
    if (starts_with(decoding, 0, "RIFF", 4) && starts_with(decoding, 8, "WEBP", 4))
        return decode_webp(decoding);
    return IMAGE_UNKNOWN;
}

enum image_fault image_decode(const uint8_t *bytes, size_t len, struct image_focus focus,
                              const struct image_limits *limits, struct pixels *out)
{
    struct decoding decoding = {
        .bytes = bytes, .len = len, .focus = focus, .limits = limits, .orientation = 1
    };
    enum image_fault fault = decode_format(&decoding);

    if (fault == IMAGE_FINE && !pixels_turn(&decoding.pixels, decoding.orientation))
        fault = IMAGE_NO_MEMORY;
    if (fault == IMAGE_FINE && decoding.profile != NULL)
        convert_colours(&decoding);
    row_sink_done(&decoding.sink);
    free(decoding.profile);
    *out = decoding.pixels;
    if (fault != IMAGE_FINE)
        pixels_done(out);
    return fault;
}
