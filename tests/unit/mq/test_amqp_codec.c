/* test_amqp_codec.c -- frames out, frames in, whole and in slices, and what is refused. */
#include "base/attr.h"
#include "mq/amqp_codec.h"
#include "mq/amqp_topology.h"

#include <event2/buffer.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void protocol_header_and_heartbeats_match_the_standard(void **state UNUSED)
{
    struct evbuffer *out = evbuffer_new();

    amqp_write_protocol_header(out);
    amqp_write_heartbeat(out);
    assert_int_equal(evbuffer_get_length(out), 16);
    assert_memory_equal(evbuffer_pullup(out, 16), "AMQP\0\0\x09\x01\x08\0\0\0\0\0\0\xce", 16);
    evbuffer_free(out);
}

/* Adds the bytes of `whole` one at a time: a frame must show with its last byte, not before. */
static void expect_frames_at(struct evbuffer *whole, const size_t *ends, size_t count)
{
    struct evbuffer *in = evbuffer_new();
    size_t added = 0, frames = 0;

    while (evbuffer_get_length(whole) > 0) {
        struct amqp_raw_frame frame;
        struct err err = ERR_INIT;
        char byte;

        assert_int_equal(evbuffer_remove(whole, &byte, 1), 1);
        (void)evbuffer_add(in, &byte, 1);
        added++;
        enum amqp_peek peek = amqp_peek_frame(in, AMQP_FRAME_MAX_FIRST, &frame, &err);
        if (frames < count && added == ends[frames]) {
            assert_int_equal(peek, AMQP_PEEK_FRAME);
            (void)evbuffer_drain(in, frame.size);
            frames++;
        } else {
            assert_int_equal(peek, AMQP_PEEK_MORE);
        }
    }
    assert_int_equal(frames, count);
    evbuffer_free(in);
}

static void a_frame_is_complete_with_its_last_byte(void **state UNUSED)
{
    amqp_basic_ack_t ack = { .delivery_tag = 7 };
    struct evbuffer *whole = evbuffer_new();
    size_t ends[3];

    amqp_write_method(whole, AMQP_CHANNEL, AMQP_BASIC_ACK_METHOD, &ack);
    ends[0] = evbuffer_get_length(whole);
    amqp_write_heartbeat(whole);
    ends[1] = evbuffer_get_length(whole);
    amqp_write_method(whole, AMQP_CHANNEL, AMQP_BASIC_ACK_METHOD, &ack);
    ends[2] = evbuffer_get_length(whole);
    expect_frames_at(whole, ends, 3);
    evbuffer_free(whole);
}

static void a_method_survives_encoding_and_decoding(void **state UNUSED)
{
    amqp_basic_deliver_t deliver = { .consumer_tag = AMQP_LITERAL("orders"),
                                     .delivery_tag = 0x0102030405060708,
                                     .redelivered = 1,
                                     .exchange = AMQP_LITERAL("bakery"),
                                     .routing_key = AMQP_LITERAL("orders") };
    struct evbuffer *whole = evbuffer_new();
    struct amqp_raw_frame frame;
    struct err err = ERR_INIT;
    amqp_method_t method;
    amqp_pool_t pool;

    init_amqp_pool(&pool, 4096);
    amqp_write_method(whole, AMQP_CHANNEL, AMQP_BASIC_DELIVER_METHOD, &deliver);
    assert_int_equal(amqp_peek_frame(whole, AMQP_FRAME_MAX_FIRST, &frame, &err), AMQP_PEEK_FRAME);
    assert_int_equal(frame.type, AMQP_FRAME_METHOD);
    assert_int_equal(frame.channel, AMQP_CHANNEL);
    assert_int_equal(frame.size, evbuffer_get_length(whole));
    assert_int_equal(amqp_method_number(&frame), AMQP_BASIC_DELIVER_METHOD);
    assert_true(amqp_method_read(&frame, &pool, &method, &err));
    const amqp_basic_deliver_t *read = method.decoded;
    assert_int_equal(read->delivery_tag, deliver.delivery_tag);
    assert_true(read->redelivered);
    assert_int_equal(read->routing_key.len, 6);
    assert_memory_equal(read->routing_key.bytes, "orders", 6);
    empty_amqp_pool(&pool);
    evbuffer_free(whole);
}

/* A method cut anywhere is refused: the library finds its fields missing, none is read past the frame. */
static void a_truncated_method_is_rejected(void **state UNUSED)
{
    amqp_basic_deliver_t deliver = { .consumer_tag = AMQP_LITERAL("orders"),
                                     .exchange = AMQP_LITERAL("bakery"),
                                     .routing_key = AMQP_LITERAL("orders") };
    struct evbuffer *whole = evbuffer_new();
    struct amqp_raw_frame frame;
    struct err err = ERR_INIT;
    amqp_pool_t pool;

    init_amqp_pool(&pool, 4096);
    amqp_write_method(whole, AMQP_CHANNEL, AMQP_BASIC_DELIVER_METHOD, &deliver);
    assert_int_equal(amqp_peek_frame(whole, AMQP_FRAME_MAX_FIRST, &frame, &err), AMQP_PEEK_FRAME);
    for (size_t full = frame.len; frame.len > 0;) {
        amqp_method_t method;
        struct err cut = ERR_INIT;

        frame.len--;
        assert_false(amqp_method_read(&frame, &pool, &method, &cut));
        assert_int_equal(cut.kind, ERR_MALFORMED);
        assert_int_equal(amqp_method_number(&frame), frame.len < 4 ? 0 : AMQP_BASIC_DELIVER_METHOD);
        assert_true(frame.len < full);
    }
    empty_amqp_pool(&pool);
    evbuffer_free(whole);
}

static void an_invalid_frame_is_rejected_by_its_head(void **state UNUSED)
{
    static const struct {
        const char *bytes;
        size_t len;
    } cases[] = {
        { "AMQP\0\0\x09\x01", 8 },         /* the server wants another version */
        { "\x04\0\0\0\0\0\0\xce", 8 },     /* a type that is none */
        { "\x01\0\x02\0\0\0\x04", 7 },     /* a channel that was never opened */
        { "\x01\0\0\0\0\x0f\xf9", 7 },     /* 4089 bytes, and eight around them */
        { "\x01\0\0\xff\xff\xff\xff", 7 }, /* 4 GiB */
        { "\x08\0\0\0\0\0\0\xcf", 8 },     /* no end mark */
        { "\x03\0\x01\0\0\0\x02"
          "ab\x00",
          10 } /* no end mark behind a payload */
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct evbuffer *in = evbuffer_new();
        struct amqp_raw_frame frame;
        struct err err = ERR_INIT;

        (void)evbuffer_add(in, cases[i].bytes, cases[i].len);
        assert_int_equal(amqp_peek_frame(in, AMQP_FRAME_MAX_FIRST, &frame, &err), AMQP_PEEK_BAD);
        assert_true(err_is_set(&err));
        evbuffer_free(in);
    }
}

static void a_frame_of_the_negotiated_size_is_accepted(void **state UNUSED)
{
    static const unsigned char body[AMQP_FRAME_MAX_FIRST] = { 0 };
    struct evbuffer *in = evbuffer_new();
    struct amqp_raw_frame frame;
    struct err err = ERR_INIT;

    (void)evbuffer_add(in, "\x03\0\x01\0\0\x0f\xf8", 7);
    (void)evbuffer_add(in, body, 4088);
    assert_int_equal(amqp_peek_frame(in, AMQP_FRAME_MAX_FIRST, &frame, &err), AMQP_PEEK_MORE);
    (void)evbuffer_add(in, "\xce", 1);
    assert_int_equal(amqp_peek_frame(in, AMQP_FRAME_MAX_FIRST, &frame, &err), AMQP_PEEK_FRAME);
    assert_int_equal(frame.len, 4088);
    assert_int_equal(frame.size, AMQP_FRAME_MAX_FIRST);
    evbuffer_free(in);
}

static void a_content_header_gives_its_body_size_whatever_its_properties(void **state UNUSED)
{
    static const unsigned char odd[] = { 0, 60, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xff, 0xff, 0xff, 9, 9 };
    struct amqp_raw_frame frame = { .payload = odd, .len = sizeof(odd) };
    struct err err = ERR_INIT;
    uint64_t size;

    assert_true(amqp_header_read(&frame, &size, &err));
    assert_true(size == 0x0102030405060708);
    frame.len = 13; /* too short for the flags */
    assert_false(amqp_header_read(&frame, &size, &err));
    static const unsigned char tx[] = { 0, 90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0 };
    frame = (struct amqp_raw_frame){ .payload = tx, .len = sizeof(tx) };
    assert_false(amqp_header_read(&frame, &size, &err));
}

/* Reads a publish back: its method, its header, and its body put together again. */
static void check_publish(size_t frame_max, size_t len, size_t frames)
{
    static char body[10000], got[10000];
    struct evbuffer *out = evbuffer_new();
    struct amqp_raw_frame frame;
    struct err err = ERR_INIT;
    size_t have = 0, seen = 0;
    uint64_t size = 0;

    for (size_t i = 0; i < len; i++)
        body[i] = (char)('a' + i % 26);
    amqp_write_publish(out, frame_max, body, len);
    while (amqp_peek_frame(out, frame_max, &frame, &err) == AMQP_PEEK_FRAME) {
        assert_int_equal(frame.channel, AMQP_CHANNEL);
        assert_true(frame.size <= frame_max);
        if (seen == 0) {
            assert_int_equal(amqp_method_number(&frame), AMQP_BASIC_PUBLISH_METHOD);
        } else if (seen == 1) {
            assert_true(amqp_header_read(&frame, &size, &err));
            /* flags: delivery mode only, which is 2: persistent */
            assert_memory_equal(frame.payload + 12, "\x10\x00\x02", 3);
        } else {
            assert_int_equal(frame.type, AMQP_FRAME_BODY);
            memcpy(got + have, frame.payload, frame.len);
            have += frame.len;
        }
        seen++;
        (void)evbuffer_drain(out, frame.size);
    }
    assert_int_equal(evbuffer_get_length(out), 0);
    assert_int_equal(size, len);
    assert_int_equal(have, len);
    assert_memory_equal(got, body, len);
    assert_int_equal(seen, frames);
    evbuffer_free(out);
}

static void a_publish_splits_its_body_by_the_negotiated_size(void **state UNUSED)
{
    check_publish(4096, 0, 2);
    check_publish(4096, 1, 3);
    check_publish(4096, 4088, 3);
    check_publish(4096, 4089, 4);
    check_publish(4096, 10000, 5);
    check_publish(131072, 10000, 3);
}

static void a_publish_is_mandatory_and_for_our_exchange(void **state UNUSED)
{
    struct evbuffer *out = evbuffer_new();
    struct amqp_raw_frame frame;
    struct err err = ERR_INIT;
    amqp_method_t method;
    amqp_pool_t pool;

    init_amqp_pool(&pool, 4096);
    amqp_write_publish(out, AMQP_FRAME_MAX_FIRST, "x", 1);
    assert_int_equal(amqp_peek_frame(out, AMQP_FRAME_MAX_FIRST, &frame, &err), AMQP_PEEK_FRAME);
    assert_true(amqp_method_read(&frame, &pool, &method, &err));
    const amqp_basic_publish_t *publish = method.decoded;
    assert_true(publish->mandatory);
    assert_int_equal(publish->exchange.len, strlen(AMQP_EXCHANGE));
    assert_memory_equal(publish->exchange.bytes, AMQP_EXCHANGE, strlen(AMQP_EXCHANGE));
    assert_memory_equal(publish->routing_key.bytes, AMQP_QUEUE, strlen(AMQP_QUEUE));
    empty_amqp_pool(&pool);
    evbuffer_free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(protocol_header_and_heartbeats_match_the_standard),
        cmocka_unit_test(a_frame_is_complete_with_its_last_byte),
        cmocka_unit_test(a_method_survives_encoding_and_decoding),
        cmocka_unit_test(a_truncated_method_is_rejected),
        cmocka_unit_test(an_invalid_frame_is_rejected_by_its_head),
        cmocka_unit_test(a_frame_of_the_negotiated_size_is_accepted),
        cmocka_unit_test(a_content_header_gives_its_body_size_whatever_its_properties),
        cmocka_unit_test(a_publish_splits_its_body_by_the_negotiated_size),
        cmocka_unit_test(a_publish_is_mandatory_and_for_our_exchange),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
