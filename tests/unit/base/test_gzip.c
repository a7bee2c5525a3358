/* test_gzip.c -- what is compressed in parts is one body again: base/gzip.h. */
#include "base/attr.h"
#include "base/blob.h"
#include "base/gzip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#define BYTES_MAX 200000

static unsigned char joined[BYTES_MAX], unpacked[BYTES_MAX];

/* As a client reads it: one gzip member with nothing behind it, whose checksum and length are right. */
static size_t unpack(size_t len)
{
    z_stream stream = {
        .next_in = joined, .avail_in = (uInt)len, .next_out = unpacked, .avail_out = sizeof(unpacked)
    };

    assert_int_equal(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.avail_in, 0);
    assert_int_equal(inflateEnd(&stream), Z_OK);
    return stream.total_out;
}

static size_t join(const struct gzip_part *front, const struct gzip_part *rest)
{
    struct blob *trailer = gzip_trailer(front, rest);
    const struct blob *const parts[] = { front->bytes, rest->bytes, trailer };
    size_t len = 0;

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        memcpy(joined + len, parts[i]->bytes, parts[i]->len);
        len += parts[i]->len;
    }
    blob_unref(trailer);
    return len;
}

static void fill(unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] = (unsigned char)"bread and butter "[i % 17];
}

/* Bytes that compression makes longer (Marsaglia's xorshift). */
static void fill_with_noise(unsigned char *bytes, size_t len)
{
    uint32_t state = 2463534242;

    for (size_t i = 0; i < len; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes[i] = (unsigned char)(state >> 24);
    }
}

static void a_rest_follows_any_front(void **state UNUSED)
{
    static const size_t front_lens[] = { 0, 1, 100, 3000, 70000 };
    static unsigned char front_bytes[70000], rest_bytes[90000];
    struct gzip_part front, rest;

    fill(rest_bytes, sizeof(rest_bytes));
    gzip_rest(&rest, rest_bytes, sizeof(rest_bytes));
    assert_non_null(rest.bytes);
    assert_true(rest.bytes->len < sizeof(rest_bytes) / 4);
    for (size_t i = 0; i < ARRAY_LEN(front_lens); i++) {
        size_t len = front_lens[i];
        if (i % 2 == 0)
            fill(front_bytes, len);
        else
            fill_with_noise(front_bytes, len);
        gzip_front(&front, front_bytes, len);
        assert_int_equal(unpack(join(&front, &rest)), len + sizeof(rest_bytes));
        assert_memory_equal(unpacked, front_bytes, len);
        assert_memory_equal(unpacked + len, rest_bytes, sizeof(rest_bytes));
        gzip_part_done(&front);
    }
    gzip_part_done(&rest);
}

static void what_would_not_be_smaller_is_not_compressed(void **state UNUSED)
{
    unsigned char noise[1000];
    struct gzip_part rest = { 0 };

    fill_with_noise(noise, sizeof(noise));
    gzip_rest(&rest, noise, sizeof(noise));
    assert_null(rest.bytes);
    gzip_part_done(&rest);
    gzip_part_done(&rest);
    assert_null(gzip_blob(noise, sizeof(noise)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rest_follows_any_front),
        cmocka_unit_test(what_would_not_be_smaller_is_not_compressed),
    };
    return cmocka_run_group_tests_name("gzip", tests, NULL, NULL);
}
