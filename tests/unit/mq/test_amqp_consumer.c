/* test_amqp_consumer.c -- how deliveries are put together and what is written back. */
#include "base/metrics.h"
#include "mq/amqp_consumer.h"
#include "unit/mq/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PREFETCH 5

struct fixture {
    struct peer peer;
    struct amqp_consumer consumer;
    int delivered;
    char body[MQ_BODY_MAX + 1]; /* of the last */
    size_t len;
    bool redelivered;
    struct mq_tag tags[20];
    bool close_in_callback;
};

static void on_delivery(void *arg, const struct mq_delivery *delivery)
{
    struct fixture *f = arg;

    memcpy(f->body, delivery->body, delivery->len);
    f->body[delivery->len] = '\0';
    f->len = delivery->len;
    f->redelivered = delivery->redelivered;
    f->tags[f->delivered++] = delivery->tag;
    if (f->close_in_callback)
        amqp_consumer_close(&f->consumer);
}

static struct fixture *begin(void)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct mq_options options = { .prefetch = PREFETCH, .on_delivery = on_delivery, .arg = f };

    peer_init(&f->peer, NULL);
    amqp_consumer_init(&f->consumer, &f->peer.shared, &options);
    peer_open(&f->peer, &f->consumer.conn);
    assert_int_equal(f->consumer.conn.state, AMQP_OPEN);
    return f;
}

static void finish(struct fixture *f)
{
    amqp_consumer_close(&f->consumer);
    int delivered = f->delivered;
    peer_turns(&f->peer);
    assert_int_equal(f->delivered, delivered);
    peer_done(&f->peer);
    free(f);
}

static void send_method(struct fixture *f, uint64_t tag, bool redelivered)
{
    amqp_basic_deliver_t deliver = { .consumer_tag = AMQP_LITERAL(AMQP_QUEUE),
                                     .delivery_tag = tag,
                                     .redelivered = redelivered,
                                     .exchange = AMQP_LITERAL(AMQP_EXCHANGE),
                                     .routing_key = AMQP_LITERAL(AMQP_QUEUE) };

    peer_method(&f->peer, AMQP_CHANNEL, AMQP_BASIC_DELIVER_METHOD, &deliver);
}

static void send_header(struct fixture *f, uint64_t size)
{
    unsigned char header[14] = { 0, 60 };

    for (int i = 0; i < 8; i++)
        header[4 + i] = (unsigned char)(size >> (56 - 8 * i));
    peer_frame(&f->peer, AMQP_FRAME_HEADER, AMQP_CHANNEL, header, sizeof(header));
}

static void send_body(struct fixture *f, const char *bytes, size_t len)
{
    peer_frame(&f->peer, AMQP_FRAME_BODY, AMQP_CHANNEL, bytes, len);
}

static void send_whole(struct fixture *f, uint64_t tag, const char *text)
{
    send_method(f, tag, false);
    send_header(f, strlen(text));
    if (text[0] != '\0')
        send_body(f, text, strlen(text));
}

static void deliver_some(struct fixture *f, int count)
{
    for (int i = 1; i <= count; i++)
        send_whole(f, (uint64_t)i, "17");
    peer_flush(&f->peer, 0);
    assert_int_equal(f->delivered, count);
}

static void expect_ack(struct fixture *f, uint64_t tag, bool multiple)
{
    const amqp_basic_ack_t *ack = peer_expect(&f->peer, AMQP_BASIC_ACK_METHOD);

    assert_non_null(ack);
    assert_int_equal(ack->delivery_tag, tag);
    assert_int_equal(ack->multiple, multiple);
}

static void expect_reject(struct fixture *f, uint64_t tag, bool requeue)
{
    const amqp_basic_reject_t *reject = peer_expect(&f->peer, AMQP_BASIC_REJECT_METHOD);

    assert_non_null(reject);
    assert_int_equal(reject->delivery_tag, tag);
    assert_int_equal(reject->requeue, requeue);
}

static void expect_nothing(struct fixture *f)
{
    struct amqp_raw_frame frame;

    peer_turns(&f->peer);
    assert_false(peer_next(&f->peer, &frame));
}

/* ---- deliveries */

static void a_body_arrives_in_frames_of_any_size(void **state UNUSED)
{
    for (size_t slice = 0; slice < 10; slice++) {
        struct fixture *f = begin();

        send_method(f, 1, true);
        send_header(f, 11);
        send_body(f, "brown ", 6);
        peer_frame(&f->peer, AMQP_FRAME_HEARTBEAT, 0, "", 0); /* may stand between */
        send_body(f, "", 0);
        send_body(f, "bread", 5);
        peer_flush(&f->peer, slice);
        assert_int_equal(f->delivered, 1);
        assert_string_equal(f->body, "brown bread");
        assert_true(f->redelivered);
        send_whole(f, 2, "roll");
        send_whole(f, 3, "");
        peer_flush(&f->peer, slice);
        assert_int_equal(f->delivered, 3);
        assert_int_equal(f->len, 0);
        assert_false(f->redelivered);
        finish(f);
    }
}

static void any_properties_are_ignored(void **state UNUSED)
{
    static const char header[] = "\0\x3c\0\0\0\0\0\0\0\0\0\x02\xff\xff\x7f"
                                 "F\xff\xff\xff\xff\xff";
    struct fixture *f = begin();

    send_method(f, 1, false);
    peer_frame(&f->peer, AMQP_FRAME_HEADER, AMQP_CHANNEL, header, sizeof(header));
    send_body(f, "17", 2);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->delivered, 1);
    assert_string_equal(f->body, "17");
    finish(f);
}

static void a_body_over_the_cap_is_dead_lettered(void **state UNUSED)
{
    static const char piece[4000];
    struct fixture *f = begin();
    int64_t rejected = metric_get(METRIC_DELIVERIES_REJECTED);

    send_method(f, 1, false);
    send_header(f, 3 * sizeof(piece));
    for (int i = 0; i < 3; i++)
        send_body(f, piece, sizeof(piece));
    send_whole(f, 2, "17"); /* the next is as usual */
    peer_flush(&f->peer, 0);
    assert_int_equal(f->delivered, 1);
    assert_int_equal(f->tags[0].delivery, 2);
    assert_int_equal(metric_get(METRIC_DELIVERIES_REJECTED), rejected + 1);
    expect_reject(f, 1, false);
    finish(f);
}

static void a_body_of_the_size_of_the_cap_is_delivered(void **state UNUSED)
{
    static const char body[MQ_BODY_MAX];
    struct fixture *f = begin();

    send_method(f, 1, false);
    send_header(f, sizeof(body));
    send_body(f, body, 4000);
    send_body(f, body, sizeof(body) - 4000);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->delivered, 1);
    assert_int_equal(f->len, MQ_BODY_MAX);
    finish(f);
}

static void header_first(struct fixture *f)
{
    send_header(f, 2);
}

static void body_first(struct fixture *f)
{
    send_body(f, "17", 2);
}

static void body_without_header(struct fixture *f)
{
    send_method(f, 1, false);
    send_body(f, "17", 2);
}

static void two_methods(struct fixture *f)
{
    send_method(f, 1, false);
    send_method(f, 2, false);
}

static void two_headers(struct fixture *f)
{
    send_method(f, 1, false);
    send_header(f, 2);
    send_header(f, 2);
}

static void too_much_body(struct fixture *f)
{
    send_method(f, 1, false);
    send_header(f, 2);
    send_body(f, "1", 1);
    send_body(f, "77", 2);
}

static void short_header(struct fixture *f)
{
    send_method(f, 1, false);
    peer_frame(&f->peer, AMQP_FRAME_HEADER, AMQP_CHANNEL, "\0\x3c", 2);
}

static void more_than_asked_for(struct fixture *f)
{
    for (uint64_t tag = 1; tag <= PREFETCH + 1; tag++)
        send_whole(f, tag, "17");
}

static void falling_tags(struct fixture *f)
{
    send_whole(f, 2, "17");
    send_whole(f, 1, "17");
}

static void server_cancels(struct fixture *f)
{
    amqp_basic_cancel_t cancel = { .consumer_tag = AMQP_LITERAL(AMQP_QUEUE), .nowait = 1 };

    peer_method(&f->peer, AMQP_CHANNEL, AMQP_BASIC_CANCEL_METHOD, &cancel);
}

static void frames_out_of_order_or_a_cancel_end_the_connection(void **state UNUSED)
{
    /* clang-format off */
    static void (*const cases[])(struct fixture *f) = {
        header_first,  body_first,   body_without_header, two_methods,  two_headers,
        too_much_body, short_header, more_than_asked_for, falling_tags, server_cancels,
    };
    /* clang-format on */

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct fixture *f = begin();

        cases[i](f);
        peer_flush(&f->peer, 0);
        assert_int_equal(f->consumer.conn.state, AMQP_WAITING);
        assert_true(err_is_set(&f->consumer.conn.problem));
        finish(f);
    }
}

/* ---- settling */

static void acks_of_a_turn_are_sent_together(void **state UNUSED)
{
    struct fixture *f = begin();

    deliver_some(f, 5);
    amqp_consumer_ack(&f->consumer, f->tags[1]);
    amqp_consumer_ack(&f->consumer, f->tags[0]);
    amqp_consumer_ack(&f->consumer, f->tags[3]);
    peer_turns(&f->peer);
    expect_ack(f, 2, true);
    expect_ack(f, 4, false);
    expect_nothing(f);
    finish(f);
}

static void a_reject_goes_out_before_an_ack_that_would_cover_it(void **state UNUSED)
{
    struct fixture *f = begin();

    deliver_some(f, 3);
    amqp_consumer_ack(&f->consumer, f->tags[0]);
    amqp_consumer_ack(&f->consumer, f->tags[2]);
    amqp_consumer_reject(&f->consumer, f->tags[1], true);
    peer_turns(&f->peer);
    expect_reject(f, 2, true);
    expect_ack(f, 3, true);
    expect_nothing(f);
    finish(f);
}

static void settling_again_is_harmless(void **state UNUSED)
{
    struct fixture *f = begin();

    deliver_some(f, 1);
    amqp_consumer_reject(&f->consumer, f->tags[0], false);
    amqp_consumer_reject(&f->consumer, f->tags[0], true);
    amqp_consumer_ack(&f->consumer, f->tags[0]);
    peer_turns(&f->peer);
    expect_reject(f, 1, false);
    amqp_consumer_ack(&f->consumer, f->tags[0]);
    expect_nothing(f);
    finish(f);
}

static void tags_of_another_connection_are_ignored(void **state UNUSED)
{
    struct fixture *f = begin();

    deliver_some(f, 1);
    struct mq_tag former = { .where = f->tags[0].where - 1, .delivery = f->tags[0].delivery };
    amqp_consumer_ack(&f->consumer, former);
    amqp_consumer_reject(&f->consumer, former, false);
    expect_nothing(f);
    server_cancels(f);
    peer_flush(&f->peer, 0);
    amqp_consumer_ack(&f->consumer, f->tags[0]); /* of the connection that was just lost */
    peer_turns(&f->peer);
    finish(f);
}

static void after_a_pause_late_deliveries_go_back_and_acks_still_go_out(void **state UNUSED)
{
    amqp_basic_cancel_ok_t ok = { .consumer_tag = AMQP_LITERAL(AMQP_QUEUE) };
    struct fixture *f = begin();

    deliver_some(f, 2);
    amqp_consumer_pause(&f->consumer);
    amqp_consumer_pause(&f->consumer);
    send_whole(f, 3, "17");
    peer_method(&f->peer, AMQP_CHANNEL, AMQP_BASIC_CANCEL_OK_METHOD, &ok);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->delivered, 2);
    assert_int_equal(f->consumer.conn.state, AMQP_OPEN);
    assert_non_null(peer_expect(&f->peer, AMQP_BASIC_CANCEL_METHOD));
    expect_reject(f, 3, true);
    amqp_consumer_ack(&f->consumer, f->tags[0]);
    peer_turns(&f->peer);
    expect_ack(f, 1, false);
    (void)bufferevent_flush(f->peer.ours, EV_WRITE, BEV_FINISHED);
    peer_turns(&f->peer);
    assert_int_equal(f->consumer.conn.state, AMQP_CLOSED); /* nothing more is wanted: no new connection */
    finish(f);
}

static void it_may_be_closed_from_inside_a_delivery(void **state UNUSED)
{
    struct fixture *f = begin();

    f->close_in_callback = true;
    send_whole(f, 1, "17");
    send_whole(f, 2, "17");
    peer_flush(&f->peer, 0);
    assert_int_equal(f->delivered, 1);
    finish(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_arrives_in_frames_of_any_size),
        cmocka_unit_test(any_properties_are_ignored),
        cmocka_unit_test(a_body_over_the_cap_is_dead_lettered),
        cmocka_unit_test(a_body_of_the_size_of_the_cap_is_delivered),
        cmocka_unit_test(frames_out_of_order_or_a_cancel_end_the_connection),
        cmocka_unit_test(acks_of_a_turn_are_sent_together),
        cmocka_unit_test(a_reject_goes_out_before_an_ack_that_would_cover_it),
        cmocka_unit_test(settling_again_is_harmless),
        cmocka_unit_test(tags_of_another_connection_are_ignored),
        cmocka_unit_test(after_a_pause_late_deliveries_go_back_and_acks_still_go_out),
        cmocka_unit_test(it_may_be_closed_from_inside_a_delivery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
