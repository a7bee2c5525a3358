/* test_decode.c -- photos of each format become upright pixels, or a fault: image/decode.h. */
#include "unit/image/photos.h"

#include <lcms2.h>

static const struct image_focus middle = { 50, 50 };

static enum image_fault decode(const struct photo *photo, struct pixels *out)
{
    return image_decode(photo->bytes, photo->len, middle, &image_limits, out);
}

static const uint8_t *pixel_at(const struct pixels *pixels, int x_per_cent, int y_per_cent)
{
    size_t x = (size_t)(pixels->width * x_per_cent / 100), y = (size_t)(pixels->height * y_per_cent / 100);

    return pixels->rgb + (y * (size_t)pixels->width + x) * PIXEL_BYTES;
}

static void assert_is(const struct pixels *pixels, int x, int y, const uint8_t expected[3])
{
    const uint8_t *pixel = pixel_at(pixels, x, y);

    for (int c = 0; c < PIXEL_BYTES; c++)
        if (abs(pixel[c] - expected[c]) > 6)
            fail_msg("at %d %d: %d %d %d instead of %d %d %d", x, y, pixel[0], pixel[1], pixel[2],
                     expected[0], expected[1], expected[2]);
}

static void assert_upright(const struct pixels *pixels, int width, int height)
{
    assert_int_equal(pixels->width, width);
    assert_int_equal(pixels->height, height);
    assert_is(pixels, 20, 20, quarters[0]);
    assert_is(pixels, 80, 20, quarters[1]);
    assert_is(pixels, 20, 80, quarters[2]);
    assert_is(pixels, 80, 80, quarters[3]);
}

static void decodes(struct photo photo, int width, int height)
{
    struct pixels pixels;

    assert_int_equal(decode(&photo, &pixels), IMAGE_FINE);
    assert_upright(&pixels, width, height);
    pixels_done(&pixels);
    photo_done(&photo);
}

static void fails(struct photo photo, enum image_fault expected)
{
    struct pixels pixels;

    assert_int_equal(decode(&photo, &pixels), expected);
    assert_null(pixels.rgb);
    photo_done(&photo);
}

static const struct png_kind rgb = { PNG_COLOR_TYPE_RGB, 8, false, 255 };

static void test_jpegs_are_put_upright(void **state UNUSED)
{
    for (int orientation = 1; orientation <= 8; orientation++) {
        decodes(make_jpeg(640, 480, orientation, false), 640, 480);
        decodes(make_jpeg(4000, 3000, orientation, true), 2000, 1500);
    }
}

static void test_pngs_of_every_kind(void **state UNUSED)
{
    static const struct png_kind kinds[] = {
        { PNG_COLOR_TYPE_RGB, 8, true, 255 },        { PNG_COLOR_TYPE_RGB, 16, false, 255 },
        { PNG_COLOR_TYPE_RGB_ALPHA, 8, false, 255 }, { PNG_COLOR_TYPE_RGB_ALPHA, 16, true, 255 },
        { PNG_COLOR_TYPE_PALETTE, 8, false, 255 },   { PNG_COLOR_TYPE_PALETTE, 8, true, 255 },
    };

    for (int orientation = 1; orientation <= 8; orientation++)
        decodes(make_png(640, 480, orientation, rgb), 640, 480);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        decodes(make_png(640, 480, 1, kinds[i]), 640, 480);
    decodes(make_png(3300, 2475, 6, rgb), 1650, 1237);
}

static void test_grey_stays_grey(void **state UNUSED)
{
    struct photo photo = make_png(640, 480, 1, (struct png_kind){ PNG_COLOR_TYPE_GRAY, 8, false, 255 });
    struct pixels pixels;

    assert_int_equal(decode(&photo, &pixels), IMAGE_FINE);
    assert_is(&pixels, 20, 20, (const uint8_t[]){ 220, 220, 220 });
    assert_is(&pixels, 20, 80, (const uint8_t[]){ 30, 30, 30 });
    pixels_done(&pixels);
    photo_done(&photo);
}

static void test_what_is_transparent_becomes_white(void **state UNUSED)
{
    struct photo photo = make_png(640, 480, 1, (struct png_kind){ PNG_COLOR_TYPE_RGB_ALPHA, 16, false, 0 });
    struct pixels pixels;

    assert_int_equal(decode(&photo, &pixels), IMAGE_FINE);
    assert_is(&pixels, 20, 20, (const uint8_t[]){ 255, 255, 255 });
    pixels_done(&pixels);
    photo_done(&photo);
}

static void test_webps(void **state UNUSED)
{
    decodes(make_webp(640, 480, false), 640, 480);
    decodes(make_webp(640, 480, true), 640, 480);
    decodes(make_webp(3200, 2400, false), 1600, 1200);
}

static void test_the_focus_chooses_the_part(void **state UNUSED)
{
    static const struct {
        int x, quarter;
    } cases[] = { { 0, 0 }, { 100, 1 } };
    const struct photo photos[] = { make_jpeg(2000, 480, 6, false), make_png(2000, 480, 1, rgb),
                                    make_webp(2000, 480, false) };

    for (size_t i = 0; i < ARRAY_LEN(photos); i++) {
        for (size_t k = 0; k < ARRAY_LEN(cases); k++) {
            struct pixels pixels;
            assert_int_equal(image_decode(photos[i].bytes, photos[i].len,
                                          (struct image_focus){ cases[k].x, 50 }, &image_limits, &pixels),
                             IMAGE_FINE);
            assert_int_equal(pixels.width, 640);
            assert_is(&pixels, 20, 20, quarters[cases[k].quarter]);
            assert_is(&pixels, 80, 20, quarters[cases[k].quarter]);
            pixels_done(&pixels);
        }
        free(photos[i].bytes);
    }
}

static void test_colours_are_converted_to_srgb(void **state UNUSED)
{
    /* Adobe RGB (1998), which has a wider green. */
    const cmsCIExyY white = { 0.3127, 0.3290, 1 };
    const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1 }, { 0.21, 0.71, 1 }, { 0.15, 0.06, 1 } };
    cmsToneCurve *gamma = cmsBuildGamma(NULL, 2.2);
    cmsToneCurve *const curves[] = { gamma, gamma, gamma };
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
    static uint8_t icc[8192];
    cmsUInt32Number icc_bytes = sizeof(icc);
    assert_true(cmsSaveProfileToMem(profile, icc, &icc_bytes));
    cmsCloseProfile(profile);
    cmsFreeToneCurve(gamma);

    struct photo plain = make_jpeg(640, 480, 1, false);
    uint8_t head[18] = { 0xff, 0xe2, 0, 0, 'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, 1, 1 };
    head[2] = (uint8_t)((icc_bytes + 16) >> 8);
    head[3] = (uint8_t)((icc_bytes + 16) & 0xff);
    struct photo photo = { mem_alloc(plain.len + sizeof(head) + icc_bytes),
                           plain.len + sizeof(head) + icc_bytes };
    memcpy(photo.bytes, plain.bytes, 2);
    memcpy(photo.bytes + 2, head, sizeof(head));
    memcpy(photo.bytes + 2 + sizeof(head), icc, icc_bytes);
    memcpy(photo.bytes + 2 + sizeof(head) + icc_bytes, plain.bytes + 2, plain.len - 2);
    photo_done(&plain);

    struct pixels pixels;
    assert_int_equal(decode(&photo, &pixels), IMAGE_FINE);
    assert_true(pixel_at(&pixels, 20, 20)[0] > 245); /* its red 220 is more than sRGB's 255 can be */
    assert_is(&pixels, 80, 80, quarters[3]);         /* white stays white */
    pixels_done(&pixels);

    memset(photo.bytes + 2 + sizeof(head), 'x', icc_bytes); /* a profile that is none is ignored */
    assert_int_equal(decode(&photo, &pixels), IMAGE_FINE);
    assert_upright(&pixels, 640, 480);
    pixels_done(&pixels);
    photo_done(&photo);
}

static struct photo copy_of(const void *bytes, size_t len)
{
    return (struct photo){ mem_dup(bytes, len), len };
}

static struct photo cut_off(struct photo photo, size_t len)
{
    photo.len = len;
    return photo;
}

static void test_other_files_are_unknown(void **state UNUSED)
{
    static const char *const files[] = { "",
                                         "\xff\xd8",
                                         "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                                         "<!doctype html><script>alert(1)</script>",
                                         "PK\x03\x04",
                                         "GIF89a",
                                         "RIFF....WAVE",
                                         "%PDF-1.7" };

    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        fails(copy_of(files[i], strlen(files[i])), IMAGE_UNKNOWN);
}

static void test_damaged_photos_fail(void **state UNUSED)
{
    const struct photo photos[] = { make_jpeg(640, 480, 1, false), make_jpeg(640, 480, 1, true),
                                    make_png(640, 480, 1, rgb), make_webp(640, 480, false) };

    for (size_t i = 0; i < ARRAY_LEN(photos); i++)
        fails(cut_off(photos[i], photos[i].len / 2), IMAGE_DAMAGED);
    fails(copy_of("\xff\xd8\xff", 3), IMAGE_DAMAGED);
    fails(copy_of("\x89PNG\r\n\x1a\n", 8), IMAGE_DAMAGED);
    fails(copy_of("RIFF\x04\0\0\0WEBP", 12), IMAGE_DAMAGED);
}

static void test_photos_that_are_of_no_use_fail(void **state UNUSED)
{
    fails(make_cmyk_jpeg(), IMAGE_CMYK);
    fails(copy_of(animated_webp, sizeof(animated_webp)), IMAGE_ANIMATED);
}

static void test_the_smallest_photo(void **state UNUSED)
{
    decodes(make_jpeg(480, 360, 1, false), 480, 360);
    decodes(make_jpeg(480, 360, 6, false), 480, 360);
    fails(make_jpeg(479, 360, 1, false), IMAGE_TOO_SMALL);
    fails(make_jpeg(480, 359, 1, false), IMAGE_TOO_SMALL);
    fails(make_jpeg(479, 360, 8, false), IMAGE_TOO_SMALL);
    fails(make_png(3000, 300, 1, rgb), IMAGE_TOO_SMALL);
}

static void test_the_largest_photo(void **state UNUSED)
{
    struct photo photo = make_png(800, 600, 1, rgb);
    struct image_limits limits = image_limits;
    struct pixels pixels;

    limits.pixels_max = 800 * 600;
    assert_int_equal(image_decode(photo.bytes, photo.len, middle, &limits, &pixels), IMAGE_FINE);
    pixels_done(&pixels);
    limits.pixels_max--;
    assert_int_equal(image_decode(photo.bytes, photo.len, middle, &limits, &pixels), IMAGE_TOO_LARGE);
    photo_done(&photo);
}

/* A small file of 900 megapixels: only its head is read. */
static void test_a_bomb_is_not_decoded(void **state UNUSED)
{
    struct photo photo = make_png(800, 600, 1, rgb);
    static const uint8_t head[] = {
        0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0, 0xe9, 0x45, 0x6f, 0xed
    };

    memcpy(photo.bytes + 16, head, sizeof(head)); /* IHDR: 30,000 x 30,000 */
    fails(photo, IMAGE_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jpegs_are_put_upright),
        cmocka_unit_test(test_pngs_of_every_kind),
        cmocka_unit_test(test_grey_stays_grey),
        cmocka_unit_test(test_what_is_transparent_becomes_white),
        cmocka_unit_test(test_webps),
        cmocka_unit_test(test_the_focus_chooses_the_part),
        cmocka_unit_test(test_colours_are_converted_to_srgb),
        cmocka_unit_test(test_other_files_are_unknown),
        cmocka_unit_test(test_damaged_photos_fail),
        cmocka_unit_test(test_photos_that_are_of_no_use_fail),
        cmocka_unit_test(test_the_smallest_photo),
        cmocka_unit_test(test_the_largest_photo),
        cmocka_unit_test(test_a_bomb_is_not_decoded),
    };
    return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
