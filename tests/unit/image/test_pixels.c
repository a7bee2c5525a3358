/* test_pixels.c -- which part of a photo becomes the picture, and how it is put upright: image/pixels.h. */
#include "unit/image/photos.h"

static void test_cuts_the_largest_part_around_the_focus(void **state UNUSED)
{
    static const struct {
        const char *name;
        int width, height, orientation, focus_x, focus_y;
        struct cut cut;
    } cases[] = {
        { "4:3 is whole", 1200, 900, 1, 50, 50, { 0, 0, 1200, 900, 1 } },
        { "wide, in the middle", 2000, 900, 1, 50, 50, { 400, 0, 1200, 900, 1 } },
        { "wide, left", 2000, 900, 1, 0, 50, { 0, 0, 1200, 900, 1 } },
        { "wide, right", 2000, 900, 1, 100, 50, { 800, 0, 1200, 900, 1 } },
        { "wide, a bit left", 2000, 900, 1, 40, 50, { 200, 0, 1200, 900, 1 } },
        { "high, at the top", 900, 1600, 1, 50, 0, { 0, 0, 900, 675, 1 } },
        { "high, at the bottom", 900, 1600, 1, 50, 100, { 0, 925, 900, 675, 1 } },
        { "mirrored: the left is stored right", 2000, 900, 2, 0, 50, { 800, 0, 1200, 900, 1 } },
        { "upside down: the left top is stored right", 2000, 900, 3, 0, 0, { 800, 0, 1200, 900, 1 } },
        { "turned right: stored wide, it is high", 1600, 900, 6, 50, 0, { 0, 0, 675, 900, 1 } },
        { "turned left: stored wide, it is high", 1600, 900, 8, 50, 0, { 925, 0, 675, 900, 1 } },
        { "just below twice the width", 3199, 2400, 1, 50, 50, { 0, 1, 3199, 2399, 1 } },
        { "twice the width", 3200, 2400, 1, 50, 50, { 0, 0, 3200, 2400, 2 } },
        { "a phone's 50 megapixels", 8160, 6120, 1, 50, 50, { 0, 0, 8160, 6120, 4 } },
        { "no more than an eighth", 40000, 30000, 1, 50, 50, { 0, 0, 40000, 30000, 8 } },
        { "a line", 1, 5000, 1, 50, 50, { 0, 2500, 1, 1, 1 } },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct cut cut = cut_around(cases[i].width, cases[i].height, cases[i].orientation, cases[i].focus_x,
                                    cases[i].focus_y, 1600);
        if (memcmp(&cut, &cases[i].cut, sizeof(cut)) != 0)
            fail_msg("%s: %d %d %d x %d / %d", cases[i].name, cut.x, cut.y, cut.width, cut.height,
                     cut.shrink);
    }
}

static void test_a_cut_is_within_the_photo(void **state UNUSED)
{
    for (int width = 1; width < 70; width += 3)
        for (int height = 1; height < 70; height += 3)
            for (int orientation = 1; orientation <= 8; orientation++)
                for (int focus = 0; focus <= 100; focus += 20) {
                    struct cut cut = cut_around(width, height, orientation, focus, 100 - focus, 8);
                    assert_in_range(cut.x, 0, width - cut.width);
                    assert_in_range(cut.y, 0, height - cut.height);
                    assert_in_range(cut.width / cut.shrink, 1, width);
                    assert_in_range(cut.height / cut.shrink, 1, height);
                }
}

static void test_turns_each_orientation_upright(void **state UNUSED)
{
    struct pixels upright = stored(6, 4, 1);

    for (int orientation = 1; orientation <= 8; orientation++) {
        struct pixels pixels = stored(6, 4, orientation);
        assert_true(pixels_turn(&pixels, orientation));
        assert_int_equal(pixels.width, 6);
        assert_int_equal(pixels.height, 4);
        assert_memory_equal(pixels.rgb, upright.rgb, 6 * 4 * PIXEL_BYTES);
        pixels_done(&pixels);
    }
    pixels_done(&upright);
}

static void test_rows_become_the_average_of_their_squares(void **state UNUSED)
{
    /* Of 6 x 5 pixels, the 4 x 4 from column 1 and row 1 on become 2 x 2. */
    const struct cut cut = { 1, 1, 4, 4, 2 };
    struct row_sink sink;
    struct pixels out;
    uint8_t row[6 * PIXEL_BYTES];

    assert_true(row_sink_init(&sink, &out, &cut));
    for (int y = 0; y < 5; y++) {
        assert_false(row_sink_full(&sink));
        for (int x = 0; x < 6; x++)
            memset(row + x * PIXEL_BYTES, 40 * y + x, PIXEL_BYTES);
        row_sink_add(&sink, row);
    }
    assert_true(row_sink_full(&sink));
    row_sink_done(&sink);
    assert_int_equal(out.width, 2);
    assert_int_equal(out.height, 2);
    assert_int_equal(out.rgb[0], 62); /* 41 42 81 82: 61.5 */
    assert_int_equal(out.rgb[PIXEL_BYTES], 64);
    assert_int_equal(out.rgb[2 * PIXEL_BYTES], 142);
    assert_int_equal(out.rgb[3 * PIXEL_BYTES + 2], 144);
    pixels_done(&out);
}

static void test_what_is_transparent_becomes_white(void **state UNUSED)
{
    uint8_t pixels[] = { 10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 200, 128 };

    pixels_drop_alpha(pixels, pixels, 3);
    static const uint8_t expected[] = { 10, 20, 30, 255, 255, 255, 127, 177, 227 };
    assert_memory_equal(pixels, expected, sizeof(expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts_the_largest_part_around_the_focus),
        cmocka_unit_test(test_a_cut_is_within_the_photo),
        cmocka_unit_test(test_turns_each_orientation_upright),
        cmocka_unit_test(test_rows_become_the_average_of_their_squares),
        cmocka_unit_test(test_what_is_transparent_becomes_white),
    };
    return cmocka_run_group_tests_name("pixels", tests, NULL, NULL);
}
