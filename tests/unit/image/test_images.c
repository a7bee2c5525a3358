/* test_images.c -- photos become pictures in a process of their own: image/images.h. This program is the
 * helper, too: some focus values make it misbehave as a decoder that was taken over would. */
#include "base/clock.h"
#include "base/log.h"
#include "image/helper.h"
#include "image/sandbox.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "unit/image/photos.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <webp/decode.h>
#include <webp/demux.h>

/* Values of the focus. */
enum { HANGS = 80, CRASHES, IS_SILENT, IS_CUT_OFF, LIES, WRITES_WITHOUT_END, OPENS_FILE, CONNECTS, FORKS };

struct fixture {
    struct loop *loop;
    struct images *images;
    struct op_list ops;
    int answers;
    struct err err;
    int count;
    int widths[IMAGE_SIZES];
    struct photo pictures[IMAGE_SIZES];
};

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof(*f));

    log_setup(LOG_ERROR, LOG_LOGFMT);
    f->loop = loop_new();
    f->images = images_new(f->loop, &(struct images_options){ .time_limit_ms = 5000 });
    *state = f;
    return 0;
}

static void forget(struct fixture *f)
{
    for (int i = 0; i < IMAGE_SIZES; i++)
        photo_done(&f->pictures[i]);
    f->err = (struct err)ERR_INIT;
    f->count = 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    images_free(f->images);
    forget(f);
    loop_free(f->loop);
    free(f);
    return 0;
}

static void on_images(void *arg, const struct image_set *set, const struct err *err)
{
    struct fixture *f = arg;

    f->answers++;
    if (err != NULL)
        f->err = *err;
    if (set != NULL)
        f->count = set->count;
    for (int i = 0; i < f->count; i++) {
        f->widths[i] = set->images[i].width;
        f->pictures[i] =
            (struct photo){ mem_dup(set->images[i].bytes, set->images[i].len), set->images[i].len };
    }
}

static void start(struct fixture *f, struct photo photo, int focus)
{
    images_make(f->images, &f->ops, photo.bytes, photo.len, (struct image_focus){ focus, 50 }, on_images, f);
}

static void wait_for_answers(struct fixture *f, int count)
{
    while (f->answers < count)
        loop_turn(f->loop, 100);
}

static void make(struct fixture *f, struct photo photo, int focus)
{
    int before = f->answers;

    forget(f);
    start(f, photo, focus);
    assert_int_equal(f->answers, before);
    wait_for_answers(f, before + 1);
}

static struct photo junk(void)
{
    return (struct photo){ mem_dup("junk", 4), 4 };
}

static void test_makes_pictures_of_each_width_without_metadata(void **state)
{
    struct fixture *f = *state;

    make(f, make_jpeg(2400, 1800, 6, false), 50);
    assert_string_equal(f->err.msg, "");
    assert_int_equal(f->count, IMAGE_SIZES);
    for (int i = 0; i < IMAGE_SIZES; i++) {
        int width, height;
        uint8_t *rgb = WebPDecodeRGB(f->pictures[i].bytes, f->pictures[i].len, &width, &height);
        assert_non_null(rgb);
        assert_int_equal(width, image_widths[i]);
        assert_int_equal(f->widths[i], width);
        assert_int_equal(height, IMAGE_HEIGHT(width));
        assert_in_range(rgb[0], 200, 240); /* red: it is upright */
        WebPFree(rgb);

        const WebPData data = { f->pictures[i].bytes, f->pictures[i].len };
        WebPDemuxer *demuxer = WebPDemux(&data);
        assert_non_null(demuxer);
        assert_int_equal(WebPDemuxGetI(demuxer, WEBP_FF_FORMAT_FLAGS), 0);
        WebPDemuxDelete(demuxer);
    }
}

static void test_a_small_photo_is_not_enlarged(void **state)
{
    static const struct {
        int width, height, count;
    } cases[] = { { 480, 360, 1 }, { 959, 720, 1 }, { 960, 720, 2 }, { 1599, 1200, 2 }, { 1600, 1200, 3 } };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        make(f, make_jpeg(cases[i].width, cases[i].height, 1, false), 50);
        assert_int_equal(f->count, cases[i].count);
    }
}

static void test_the_same_photo_gives_the_same_pictures(void **state)
{
    struct fixture *f = *state;

    make(f, make_jpeg(640, 480, 1, false), 50);
    struct photo first = { mem_dup(f->pictures[0].bytes, f->pictures[0].len), f->pictures[0].len };
    make(f, make_jpeg(640, 480, 1, false), 50);
    assert_int_equal(f->pictures[0].len, first.len);
    assert_memory_equal(f->pictures[0].bytes, first.bytes, first.len);
    photo_done(&first);
}

static void test_says_what_is_wrong_with_a_photo(void **state)
{
    struct fixture *f = *state;
    struct photo half = make_jpeg(640, 480, 1, false);

    make(f, junk(), 50);
    assert_int_equal(f->err.kind, ERR_UNSUPPORTED);
    assert_string_equal(f->err.msg, "send a photo as JPEG, PNG or WebP");
    half.len /= 2;
    make(f, half, 50);
    assert_int_equal(f->err.kind, ERR_INVALID);
    assert_string_equal(f->err.msg, "the photo is damaged or incomplete: choose it again");
    make(f, make_cmyk_jpeg(), 50);
    assert_string_equal(f->err.msg, "the photo has the colours of print (CMYK): save it with RGB colours");
    make(f, (struct photo){ mem_dup("", 0), 0 }, 50);
    assert_int_equal(f->err.kind, ERR_UNSUPPORTED);
}

static void test_a_helper_that_hangs_is_ended(void **state)
{
    struct fixture *f = *state;

    images_free(f->images);
    f->images = images_new(f->loop, &(struct images_options){ .time_limit_ms = 200 });
    make(f, junk(), HANGS);
    assert_int_equal(f->err.kind, ERR_INVALID);
    assert_string_equal(f->err.msg, "decoding the photo takes more than 10 seconds: make it smaller");
}

static void test_a_helper_that_misbehaves_is_an_error(void **state)
{
    static const int ways[] = { CRASHES, IS_CUT_OFF, LIES, WRITES_WITHOUT_END };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        make(f, junk(), ways[i]);
        assert_int_equal(f->count, 0);
        assert_true(err_is_set(&f->err));
    }
    make(f, junk(), IS_SILENT);
    assert_int_equal(f->err.kind, ERR_INTERNAL);
    make(f, make_jpeg(640, 480, 1, false), 50); /* and the next photo is fine */
    assert_int_equal(f->count, 1);
}

static void test_the_sandbox_ends_what_reaches_out(void **state)
{
    static const int ways[] = { OPENS_FILE, CONNECTS, FORKS };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        make(f, junk(), ways[i]);
        assert_int_equal(f->err.kind,
                         ERR_INVALID); /* killed by a signal; else its status would make it internal */
    }
}

static void test_a_program_that_cannot_start_is_unavailable(void **state)
{
    struct fixture *f = *state;

    images_free(f->images);
    f->images = images_new(f->loop, &(struct images_options){ .program = "/nowhere/bakery" });
    make(f, junk(), 50);
    assert_int_equal(f->err.kind, ERR_UNAVAILABLE);
}

static void test_few_photos_wait(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 9; i++) /* one in work, and eight */
        start(f, junk(), 50);
    wait_for_answers(f, 9);
    assert_int_equal(f->err.kind, ERR_UNSUPPORTED);

    for (int i = 0; i < 10; i++)
        start(f, junk(), 50);
    f->err = (struct err)ERR_INIT;
    wait_for_answers(f, 10);
    assert_int_equal(f->err.kind, ERR_UNAVAILABLE);
    wait_for_answers(f, 19);
}

static void test_cancelled_and_stopped(void **state)
{
    struct fixture *f = *state;

    start(f, junk(), 50);
    op_list_cancel(&f->ops);
    start(f, make_jpeg(640, 480, 1, false), 50);
    wait_for_answers(f, 1);
    assert_int_equal(f->count, 1);
    start(f, make_jpeg(640, 480, 1, false), 50); /* teardown frees them while this is in work */
}

static void test_a_stop_does_not_wait_for_a_photo(void **state)
{
    struct fixture *f = *state;
    int64_t begin_ms = clock_ms();

    start(f, junk(), HANGS);
    while (clock_ms() - begin_ms < 200) /* it has begun */
        loop_turn(f->loop, 50);
    begin_ms = clock_ms();
    images_free(f->images);
    f->images = NULL;
    assert_in_range(clock_ms() - begin_ms, 0, 2000); /* its time limit is 5 s */
    assert_int_equal(f->answers, 0);
}

/* ---- as the helper ---- */

static void enter(void)
{
    if (!sandbox_enter(
            &(struct sandbox_limits){ .memory_bytes = IMAGE_MEMORY_BYTES, .cpu_s = IMAGE_SECONDS }))
        _exit(3);
}

static void misbehave(int way)
{
    const struct image_answer answer = { .fault = IMAGE_FINE, .count = 1, .bytes = { 1000 } };
    const struct image_answer lie = { .fault = IMAGE_FINE, .count = 4000000000u };

    switch (way) {
    case HANGS:
        for (;;)
            (void)pause();
    case CRASHES:
        (void)raise(SIGKILL);
        break;
    case IS_SILENT:
        _exit(0);
    case IS_CUT_OFF:
        _exit(write(STDOUT_FILENO, &answer, sizeof(answer)) < 0);
    case LIES:
        _exit(write(STDOUT_FILENO, &lie, sizeof(lie)) < 0);
    case WRITES_WITHOUT_END:
        while (write(STDOUT_FILENO, &answer, sizeof(answer)) > 0)
            ;
        break;
    case OPENS_FILE:
        enter();
        _exit(open("/etc/passwd", O_RDONLY) < 0);
    case CONNECTS:
        enter();
        _exit(socket(AF_INET, SOCK_STREAM, 0) < 0);
    case FORKS:
        enter();
        _exit(fork() < 0);
    default:
        return;
    }
    _exit(1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        TEST(test_makes_pictures_of_each_width_without_metadata),
        TEST(test_a_small_photo_is_not_enlarged),
        TEST(test_the_same_photo_gives_the_same_pictures),
        TEST(test_says_what_is_wrong_with_a_photo),
        TEST(test_a_helper_that_hangs_is_ended),
        TEST(test_a_helper_that_misbehaves_is_an_error),
        TEST(test_the_sandbox_ends_what_reaches_out),
        TEST(test_a_program_that_cannot_start_is_unavailable),
        TEST(test_few_photos_wait),
        TEST(test_cancelled_and_stopped),
        TEST(test_a_stop_does_not_wait_for_a_photo),
    };

    if (argc == 4)
        misbehave(atoi(argv[2]));
    images_helper(argc, argv);
    return cmocka_run_group_tests_name("images", tests, NULL, NULL);
}
