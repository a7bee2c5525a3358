/* test_amqp_publisher.c -- what becomes of a publish: each callback once, from the loop, with the right word.
 */
#include "base/clock.h"
#include "mq/amqp_publisher.h"
#include "unit/mq/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct peer peer;
    struct amqp_publisher publisher;
    struct op_list ops;
    int confirmed, failed, writable;
    char failure[160];
    enum err_kind kind;
    bool close_in_callback, republish_in_callback;
};

static void send_one(struct fixture *f);

static void on_confirm(void *arg, const struct err *err)
{
    struct fixture *f = arg;

    if (err == NULL) {
        f->confirmed++;
    } else {
        f->failed++;
        f->kind = err->kind;
        (void)snprintf(f->failure, sizeof(f->failure), "%s", err->msg);
    }
    if (f->close_in_callback)
        amqp_publisher_close(&f->publisher);
    if (f->republish_in_callback)
        send_one(f);
}

static void on_writable(void *arg)
{
    ((struct fixture *)arg)->writable++;
}

static void send_one(struct fixture *f)
{
    amqp_publisher_send(&f->publisher, &f->ops, "17", 2, on_confirm, f);
}

static struct fixture *begin(const struct amqp_timing *timing)
{
    struct fixture *f = calloc(1, sizeof(*f));

    peer_init(&f->peer, timing);
    op_list_init(&f->ops);
    struct mq_options options = { .on_writable = on_writable, .arg = f };
    amqp_publisher_init(&f->publisher, &f->peer.shared, &options);
    return f;
}

static struct fixture *begin_open(void)
{
    struct fixture *f = begin(NULL);

    peer_open(&f->peer, &f->publisher.conn);
    assert_int_equal(f->publisher.conn.state, AMQP_OPEN);
    assert_int_equal(f->writable, 1);
    return f;
}

static void finish(struct fixture *f)
{
    amqp_publisher_close(&f->publisher);
    int calls = f->confirmed + f->failed + f->writable;
    peer_turns(&f->peer);
    assert_int_equal(f->confirmed + f->failed + f->writable, calls);
    assert_true(op_list_empty(&f->ops));
    peer_done(&f->peer);
    free(f);
}

static void broker_acks(struct fixture *f, uint64_t number, bool multiple)
{
    amqp_basic_ack_t ack = { .delivery_tag = number, .multiple = multiple };

    peer_method(&f->peer, AMQP_CHANNEL, AMQP_BASIC_ACK_METHOD, &ack);
}

static void broker_nacks(struct fixture *f, uint64_t number, bool multiple)
{
    amqp_basic_nack_t nack = { .delivery_tag = number, .multiple = multiple };

    peer_method(&f->peer, AMQP_CHANNEL, AMQP_BASIC_NACK_METHOD, &nack);
}

/* ---- confirms */

static void acks_confirm_in_any_order_and_several_at_once(void **state UNUSED)
{
    struct fixture *f = begin_open();

    for (int i = 0; i < 6; i++)
        send_one(f);
    peer_turns(&f->peer);
    assert_int_equal(f->confirmed, 0);
    broker_acks(f, 3, false);
    broker_acks(f, 1, false);
    peer_flush(&f->peer, 1);
    assert_int_equal(f->confirmed, 2);
    broker_acks(f, 5, true); /* 2, 4, 5 */
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 5);
    broker_acks(f, 0, true); /* all: 6 */
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 6);
    broker_acks(f, 2, false); /* again: nothing */
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 6);
    assert_int_equal(f->failed, 0);
    finish(f);
}

static void a_nack_fails_its_publishes(void **state UNUSED)
{
    struct fixture *f = begin_open();

    for (int i = 0; i < 4; i++)
        send_one(f);
    broker_nacks(f, 2, true);
    broker_acks(f, 3, false);
    broker_nacks(f, 4, false);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 1);
    assert_int_equal(f->failed, 3);
    assert_int_equal(f->kind, ERR_UNAVAILABLE);
    assert_non_null(strstr(f->failure, "refused"));
    finish(f);
}

static void an_unknown_confirm_ends_the_connection(void **state UNUSED)
{
    struct fixture *f = begin_open();

    send_one(f);
    broker_acks(f, 2, false);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->publisher.conn.state, AMQP_WAITING);
    assert_int_equal(f->failed, 1);
    finish(f);
}

static void a_returned_message_fails_although_its_ack_follows(void **state UNUSED)
{
    struct fixture *f = begin_open();
    amqp_basic_return_t returned = { .reply_code = 312,
                                     .reply_text = AMQP_LITERAL("NO_ROUTE"),
                                     .exchange = AMQP_LITERAL(AMQP_EXCHANGE),
                                     .routing_key = AMQP_LITERAL(AMQP_QUEUE) };

    send_one(f);
    peer_method(&f->peer, AMQP_CHANNEL, AMQP_BASIC_RETURN_METHOD, &returned);
    broker_acks(f, 1, false);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 0);
    assert_int_equal(f->failed, 1);
    assert_int_equal(f->kind, ERR_UNAVAILABLE);
    assert_non_null(strstr(f->publisher.conn.problem.msg, "returned"));
    finish(f);
}

/* ---- failures */

static void no_callback_runs_before_the_starter_has_returned(void **state UNUSED)
{
    struct fixture *f = begin(NULL);

    send_one(f); /* not connected */
    assert_int_equal(f->failed, 0);
    loop_turn(f->peer.loop, 0);
    assert_int_equal(f->failed, 1);
    assert_int_equal(f->kind, ERR_UNAVAILABLE);
    bufferevent_free(f->peer.theirs);
    finish(f);
}

static void a_lost_connection_fails_all_unconfirmed_publishes(void **state UNUSED)
{
    struct fixture *f = begin_open();

    for (int i = 0; i < 5; i++)
        send_one(f);
    broker_acks(f, 2, false);
    (void)evbuffer_add(f->peer.out, "rubbish!", 8);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 1);
    assert_int_equal(f->failed, 4);
    assert_non_null(strstr(f->failure, "lost"));
    assert_false(amqp_publisher_writable(&f->publisher));
    finish(f);
}

static void publishing_again_in_a_callback_does_not_hang_the_loop(void **state UNUSED)
{
    struct fixture *f = begin(NULL);

    f->republish_in_callback = true;
    send_one(f);
    for (int i = 1; i <= 5; i++) {
        loop_turn(f->peer.loop, 0);
        assert_int_equal(f->failed, i);
    }
    f->republish_in_callback = false;
    bufferevent_free(f->peer.theirs);
    finish(f);
}

static void a_body_over_its_cap_fails(void **state UNUSED)
{
    static const char body[MQ_BODY_MAX + 1];
    struct fixture *f = begin_open();

    amqp_publisher_send(&f->publisher, &f->ops, body, MQ_BODY_MAX + 1, on_confirm, f);
    amqp_publisher_send(&f->publisher, &f->ops, body, MQ_BODY_MAX, on_confirm, f);
    broker_acks(f, 1, false);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->failed, 1);
    assert_int_equal(f->kind, ERR_TOO_LARGE);
    assert_int_equal(f->confirmed, 1);
    finish(f);
}

static void cancelled_publishes_are_not_called_back(void **state UNUSED)
{
    struct fixture *f = begin_open();

    for (int i = 0; i < 3; i++)
        send_one(f);
    op_list_cancel(&f->ops);
    send_one(f);
    broker_acks(f, 4, true);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 1);
    finish(f);
}

static void it_may_be_closed_from_inside_a_callback(void **state UNUSED)
{
    struct fixture *f = begin_open();

    f->close_in_callback = true;
    for (int i = 0; i < 5; i++)
        send_one(f);
    broker_acks(f, 3, true);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 1);
    assert_int_equal(f->failed, 0);
    finish(f);
}

/* ---- bounds */

static void publishes_over_the_window_fail_until_a_confirm(void **state UNUSED)
{
    struct fixture *f = begin_open();

    for (int i = 0; i < MQ_UNCONFIRMED_MAX; i++) {
        assert_true(amqp_publisher_writable(&f->publisher));
        send_one(f);
    }
    assert_false(amqp_publisher_writable(&f->publisher));
    send_one(f);
    peer_turns(&f->peer);
    assert_int_equal(f->failed, 1);
    assert_non_null(strstr(f->failure, "too many"));
    assert_int_equal(f->writable, 1);
    broker_acks(f, 1, false);
    peer_flush(&f->peer, 0);
    assert_true(amqp_publisher_writable(&f->publisher));
    assert_int_equal(f->writable, 2);
    finish(f);
}

/* Late confirms make room in the window; the output of a broker that does not read stays bounded all the
 * same. */
static void the_output_to_a_broker_that_does_not_read_is_bounded(void **state UNUSED)
{
    static const char body[MQ_BODY_MAX];
    struct fixture *f = begin_open();
    int sent = 0;

    (void)bufferevent_disable(f->peer.ours, EV_READ);
    for (; amqp_publisher_writable(&f->publisher); sent++)
        amqp_publisher_send(&f->publisher, &f->ops, body, sizeof(body), on_confirm, f);
    assert_true(sent < MQ_UNCONFIRMED_MAX);
    assert_true(evbuffer_get_length(amqp_conn_out(&f->publisher.conn)) < 1100000);
    int told = f->writable;
    (void)bufferevent_enable(f->peer.ours, EV_READ);
    peer_turns(&f->peer);
    assert_true(amqp_publisher_writable(&f->publisher));
    assert_int_equal(f->writable, told + 1);
    finish(f);
}

static void while_blocked_nothing_is_sent(void **state UNUSED)
{
    amqp_connection_blocked_t blocked = { .reason = AMQP_LITERAL("low on memory") };
    amqp_connection_unblocked_t unblocked = { 0 };
    struct fixture *f = begin_open();

    peer_method(&f->peer, 0, AMQP_CONNECTION_BLOCKED_METHOD, &blocked);
    peer_flush(&f->peer, 0);
    assert_false(amqp_publisher_writable(&f->publisher));
    send_one(f);
    peer_turns(&f->peer);
    assert_int_equal(f->failed, 1);
    assert_int_equal(evbuffer_get_length(bufferevent_get_input(f->peer.ours)), 0);
    assert_int_equal(f->writable, 1);
    peer_method(&f->peer, 0, AMQP_CONNECTION_UNBLOCKED_METHOD, &unblocked);
    peer_flush(&f->peer, 0);
    assert_true(amqp_publisher_writable(&f->publisher));
    assert_int_equal(f->writable, 2);
    finish(f);
}

static void without_a_confirm_in_time_it_fails_oldest_first_and_a_late_one_is_harmless(void **state UNUSED)
{
    static const struct amqp_timing quick = {
        .connect_ms = 1000, .handshake_ms = 5000, .heartbeat_ms = 10000, .confirm_ms = 200
    };
    struct fixture *f = begin(&quick);

    peer_open(&f->peer, &f->publisher.conn);
    int64_t begun_ms = clock_ms();
    send_one(f);
    while (clock_ms() - begun_ms < 100)
        loop_turn(f->peer.loop, 10);
    send_one(f);
    while (f->failed < 1 && clock_ms() - begun_ms < 5000)
        loop_turn(f->peer.loop, 10);
    assert_true(clock_ms() - begun_ms >= 200);
    assert_non_null(strstr(f->failure, "in time"));
    while (f->failed < 2 && clock_ms() - begun_ms < 5000)
        loop_turn(f->peer.loop, 10);
    assert_int_equal(f->failed, 2);
    assert_true(clock_ms() - begun_ms >= 300);
    broker_acks(f, 2, true);
    peer_flush(&f->peer, 0);
    assert_int_equal(f->confirmed, 0);
    assert_int_equal(f->publisher.conn.state,
                     AMQP_OPEN); /* it is the broker's confirm that is late, not the line */
    finish(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acks_confirm_in_any_order_and_several_at_once),
        cmocka_unit_test(a_nack_fails_its_publishes),
        cmocka_unit_test(an_unknown_confirm_ends_the_connection),
        cmocka_unit_test(a_returned_message_fails_although_its_ack_follows),
        cmocka_unit_test(no_callback_runs_before_the_starter_has_returned),
        cmocka_unit_test(a_lost_connection_fails_all_unconfirmed_publishes),
        cmocka_unit_test(publishing_again_in_a_callback_does_not_hang_the_loop),
        cmocka_unit_test(a_body_over_its_cap_fails),
        cmocka_unit_test(cancelled_publishes_are_not_called_back),
        cmocka_unit_test(it_may_be_closed_from_inside_a_callback),
        cmocka_unit_test(publishes_over_the_window_fail_until_a_confirm),
        cmocka_unit_test(the_output_to_a_broker_that_does_not_read_is_bounded),
        cmocka_unit_test(while_blocked_nothing_is_sent),
        cmocka_unit_test(without_a_confirm_in_time_it_fails_oldest_first_and_a_late_one_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
