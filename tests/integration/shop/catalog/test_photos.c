/* test_photos.c -- pictures in the database and in memory: shop/catalog/photos.h. */
#include "base/blob.h"
#include "image/images.h"
#include "integration/shop/fixture.h"
#include "shop/catalog/photo_path.h"
#include "shop/catalog/photos.h"

/* A set of three pictures that differ in their last byte. */
struct made {
    struct image_set set;
    unsigned char bytes[IMAGE_SIZES][64];
    char path[PHOTO_PATH_BYTES];
    char files[IMAGE_SIZES][PHOTO_PATH_BYTES];
};

static void make(struct made *made, int seed)
{
    *made = (struct made){ .set = { .count = IMAGE_SIZES } };
    for (int i = 0; i < IMAGE_SIZES; i++) {
        memset(made->bytes[i], seed, sizeof(made->bytes[i]));
        made->bytes[i][63] = (unsigned char)i;
        made->set.images[i] = (struct image){ image_widths[i], made->bytes[i], sizeof(made->bytes[i]) };
    }
    photo_path(&made->set, made->path);
    for (int i = 0; i < IMAGE_SIZES; i++)
        photo_file(made->path, image_widths[i], made->files[i]);
}

struct got {
    int calls;
    enum err_kind kind;
    struct blob *picture;
};

static void on_picture(void *arg, struct blob *picture, const struct err *err)
{
    struct got *answer = arg;

    answer->calls++;
    answer->kind = err != NULL ? err->kind : ERR_NONE;
    answer->picture = blob_ref(picture);
}

static void on_put(void *arg, const struct db_rows *rows UNUSED, const struct err *err)
{
    struct got *answer = arg;

    answer->calls++;
    answer->kind = err != NULL ? err->kind : ERR_NONE;
}

static void put(struct photos *photos, const struct made *made)
{
    struct op_list ops = OP_LIST_INIT;
    struct got answer = { 0 };

    photos_put(photos, &ops, &made->set, on_put, &answer);
    UNTIL(answer.calls > 0);
    assert_int_equal(answer.kind, ERR_NONE);
}

/* Its length; -1: there is none. */
static long get(struct photos *photos, const char *file)
{
    struct op_list ops = OP_LIST_INIT;
    struct got answer = { 0 };
    struct err err = ERR_INIT;

    assert_true(photos_get(photos, &ops, file, on_picture, &answer, &err));
    assert_int_equal(answer.calls, 0);
    UNTIL(answer.calls > 0);
    assert_int_equal(answer.kind, ERR_NONE);
    long len = answer.picture != NULL ? (long)answer.picture->len : -1;
    blob_unref(answer.picture);
    return len;
}

static void test_names_have_the_hash_of_the_pictures(void **state UNUSED)
{
    struct made one, same, other;

    make(&one, 1);
    make(&same, 1);
    make(&other, 2);
    assert_string_equal(one.path, same.path);
    assert_string_not_equal(one.path, other.path);
    assert_int_equal(strlen(one.path) + 1, PHOTO_PATH_BYTES);
    assert_memory_equal(one.path, "/photos/", 8);
    assert_string_equal(one.path + 8 + 32, "-1600.webp");
    assert_string_equal(one.files[0] + 32, "-480.webp");
    one.set.count = 1;
    photo_path(&one.set, one.path);
    assert_string_equal(one.path + 8 + 32, "-480.webp");
}

static void test_other_names_are_no_files(void **state UNUSED)
{
    static const char *const names[] = {
        "",
        "0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef-481.webp",
        "0123456789abcdef0123456789abcdef-480.webpx",
        "0123456789ABCDEF0123456789abcdef-480.webp",
        "0123456789abcdef0123456789abcde-480.webp",
        "0123456789abcdef0123456789abcdef0-480.webp",
        "../../../etc/passwd-480.webp",
    };

    assert_true(photo_is_file("0123456789abcdef0123456789abcdef-480.webp"));
    assert_true(photo_is_file("0123456789abcdef0123456789abcdef-1600.webp"));
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_false(photo_is_file(names[i]));
}

static void test_a_picture_is_read_once_and_kept(void **state UNUSED)
{
    struct photos *photos = photos_new(shop_db);
    struct made made;

    make(&made, 1);
    put(photos, &made);
    put(photos, &made); /* the same photo again */
    assert_int_equal(count_of("SELECT count(*) FROM photos"), 3);
    for (int i = 0; i < IMAGE_SIZES; i++) {
        assert_null(photos_peek(photos, made.files[i]));
        assert_int_equal(get(photos, made.files[i]), 64);
        struct blob *kept = photos_peek(photos, made.files[i]);
        assert_non_null(kept);
        assert_memory_equal(kept->bytes, made.bytes[i], 64);
    }
    tell("DELETE FROM photos");
    assert_non_null(photos_peek(photos, made.files[0]));
    make(&made, 2);
    assert_int_equal(get(photos, made.files[0]), -1);
    assert_null(photos_peek(photos, made.files[0]));
    photos_free(photos);
}

static void test_requests_for_one_picture_share_a_read(void **state UNUSED)
{
    struct photos *photos = photos_new(shop_db);
    struct op_list ops = OP_LIST_INIT, cancelled = OP_LIST_INIT;
    struct got answers[50] = { 0 }, never = { 0 };
    struct err err = ERR_INIT;
    struct made made;

    make(&made, 1);
    put(photos, &made);
    int64_t before = metric_get(METRIC_DB_STATEMENTS);
    assert_true(photos_get(photos, &cancelled, made.files[0], on_picture, &never, &err));
    for (size_t i = 0; i < ARRAY_LEN(answers); i++)
        assert_true(photos_get(photos, &ops, made.files[0], on_picture, &answers[i], &err));
    op_list_cancel(&cancelled);
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        UNTIL(answers[i].calls > 0);
        assert_int_equal(answers[i].picture->len, 64);
        blob_unref(answers[i].picture);
    }
    assert_int_equal(metric_get(METRIC_DB_STATEMENTS) - before, 1);
    assert_int_equal(never.calls, 0);
    photos_free(photos);
}

static void test_the_pictures_in_demand_are_kept_within_the_cap(void **state UNUSED)
{
    enum { BYTES = 2 << 20, COUNT = PHOTOS_BYTES_MAX / BYTES };
    struct photos *photos = photos_new(shop_db);
    char files[COUNT + 1][PHOTO_PATH_BYTES];

    for (int i = 0; i <= COUNT; i++) {
        (void)snprintf(files[i], sizeof(files[i]), "%032x-480.webp", i << 24);
        if (fixture.file != NULL)
            tellf("INSERT INTO photos (file, bytes) VALUES ('%s', zeroblob(%d))", files[i], BYTES);
        else
            tellf("INSERT INTO photos (file, bytes) VALUES ('%s', decode(repeat('00', %d), 'hex'))", files[i],
                  BYTES);
    }
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(get(photos, files[i]), BYTES);
    for (int i = 0; i < COUNT; i++)
        assert_non_null(photos_peek(photos, files[i])); /* as many as fit */
    assert_non_null(photos_peek(photos, files[0]));     /* the first one is used again */
    assert_int_equal(get(photos, files[COUNT]), BYTES);
    assert_non_null(photos_peek(photos, files[0]));
    assert_null(photos_peek(photos, files[1])); /* the longest unused one made room */
    photos_free(photos);
}

static void test_the_pictures_that_are_wanted_at_once_are_capped(void **state UNUSED)
{
    struct photos *photos = photos_new(shop_db);
    static struct got answers[PHOTOS_WANTED_MAX];
    struct op_list ops = OP_LIST_INIT;
    struct err err = ERR_INIT;
    char file[PHOTO_PATH_BYTES];

    memset(answers, 0, sizeof(answers));
    for (int i = 0; i < PHOTOS_WANTED_MAX; i++) {
        (void)snprintf(file, sizeof(file), "%032x-480.webp", i);
        assert_true(photos_get(photos, &ops, file, on_picture, &answers[i], &err));
    }
    (void)snprintf(file, sizeof(file), "%032x-480.webp", PHOTOS_WANTED_MAX);
    assert_false(photos_get(photos, &ops, file, on_picture, NULL, &err));
    assert_int_equal(err.kind, ERR_UNAVAILABLE);
    for (int i = 0; i < PHOTOS_WANTED_MAX; i++)
        UNTIL(answers[i].calls == 1);
    assert_int_equal(get(photos, file), -1); /* there is room again */

    op_list_cancel(&ops);
    assert_true(photos_get(photos, &ops, file, on_picture, &answers[0], &err));
    photos_free(photos); /* while one is being read */
    assert_int_equal(answers[0].calls, 1);
}

static void test_pictures_that_no_product_shows_are_deleted_after_a_day(void **state UNUSED)
{
    struct photos *photos = photos_new(shop_db);
    struct made shown, unused, new, last;

    make(&shown, 1);
    make(&unused, 2);
    make(&new, 3);
    make(&last, 4);
    put(photos, &shown);
    put(photos, &unused);
    tellf("UPDATE products SET photo = '%s' WHERE id = 1", shown.path);
    tellf("UPDATE photos SET stored_at = %s", earlier("now", 25 * 3600));
    put(photos, &new);
    assert_int_equal(get(photos, shown.files[0]), 64);
    assert_int_equal(get(photos, unused.files[0]), -1);
    assert_int_equal(get(photos, new.files[0]), 64);
    put(photos, &last);
    assert_int_equal(count_of("SELECT count(*) FROM photos"), 9); /* "new" is not a day old */
    photos_free(photos);
}

static void forget(void)
{
    tell("DELETE FROM photos");
}

static int begin(void **state)
{
    int failed = shop_begin(state);

    forget();
    return failed;
}

#define PHOTOS_TEST(function) cmocka_unit_test_setup_teardown(function, begin, shop_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PHOTOS_TEST(test_names_have_the_hash_of_the_pictures),
        PHOTOS_TEST(test_other_names_are_no_files),
        PHOTOS_TEST(test_a_picture_is_read_once_and_kept),
        PHOTOS_TEST(test_requests_for_one_picture_share_a_read),
        PHOTOS_TEST(test_the_pictures_in_demand_are_kept_within_the_cap),
        PHOTOS_TEST(test_the_pictures_that_are_wanted_at_once_are_capped),
        PHOTOS_TEST(test_pictures_that_no_product_shows_are_deleted_after_a_day),
    };

    return run_on_both("photos", tests, ARRAY_LEN(tests), ARRAY_LEN(tests));
}
