/* test_amqp_conn.c -- the connection machine: its edges, the handshake, and every way to lose a connection.
 */
#include "base/clock.h"
#include "unit/mq/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A role that only counts. */
struct seen {
    int opened, lost, flowed;
};

static void on_open(void *arg)
{
    ((struct seen *)arg)->opened++;
}

static void on_lost(void *arg)
{
    ((struct seen *)arg)->lost++;
}

static void on_flow(void *arg)
{
    ((struct seen *)arg)->flowed++;
}

static bool on_method(void *arg UNUSED, const amqp_method_t *method UNUSED, struct err *err UNUSED)
{
    return true;
}

static bool on_content(void *arg UNUSED, const struct amqp_raw_frame *frame UNUSED, struct err *err)
{
    return err_set(err, ERR_MALFORMED, "content");
}

static const struct amqp_role role = { .name = "test",
                                       .methods = { AMQP_BASIC_ACK_METHOD },
                                       .on_open = on_open,
                                       .on_lost = on_lost,
                                       .on_flow = on_flow,
                                       .on_method = on_method,
                                       .on_content = on_content };

static const amqp_confirm_select_t select_confirms = { 0 };
static const struct amqp_step steps[] = {
    { AMQP_CONFIRM_SELECT_METHOD, AMQP_CONFIRM_SELECT_OK_METHOD, &select_confirms },
};

struct fixture {
    struct peer peer;
    struct amqp_conn conn;
    struct seen seen;
};

static void begin_timed(struct fixture *f, const struct amqp_timing *timing)
{
    memset(f, 0, sizeof(*f));
    peer_init(&f->peer, timing);
    amqp_conn_init(&f->conn, &f->peer.shared, &role, &f->seen, steps, ARRAY_LEN(steps));
}

static void begin(struct fixture *f)
{
    begin_timed(f, NULL);
}

static void finish(struct fixture *f)
{
    amqp_conn_close(&f->conn);
    assert_int_equal(f->conn.state, AMQP_CLOSED);
    peer_done(&f->peer);
}

/* ---- states */

static void states_advance_one_step_or_return_to_waiting(void **state UNUSED)
{
    for (enum amqp_state from = 0; from < AMQP_STATES; from++)
        for (enum amqp_state to = 0; to < AMQP_STATES; to++) {
            bool alive = from != AMQP_CLOSED;
            bool next = alive && from != AMQP_OPEN && to == from + 1;
            bool back = alive && from != AMQP_WAITING && to == AMQP_WAITING;
            bool adopted = from == AMQP_WAITING && to == AMQP_GREETING;
            bool closed = alive && to == AMQP_CLOSED;

            assert_int_equal(amqp_may_enter(from, to), next || back || adopted || closed);
        }
}

/* ---- handshake */

static void the_handshake_works_byte_by_byte(void **state UNUSED)
{
    for (size_t slice = 0; slice < 12; slice++) { /* 0: all at once */
        struct fixture f;

        begin(&f);
        amqp_conn_adopt(&f.conn, f.peer.theirs);
        peer_handshake(&f.peer, &f.conn, AMQP_FRAME_MAX_WANTED);
        peer_flush(&f.peer, slice);
        assert_int_equal(f.conn.state, AMQP_OPEN);
        assert_int_equal(f.seen.opened, 1);
        assert_int_equal(f.peer.changes, 1);
        assert_false(err_is_set(&f.conn.problem));
        finish(&f);
    }
}

static bool table_has(const amqp_table_t *table, const char *key)
{
    for (int i = 0; i < table->num_entries; i++)
        if (table->entries[i].key.len == strlen(key) &&
            memcmp(table->entries[i].key.bytes, key, strlen(key)) == 0)
            return table->entries[i].value.kind != AMQP_FIELD_KIND_BOOLEAN ||
                   table->entries[i].value.value.boolean;
    return false;
}

static void it_sends_its_credentials_and_capabilities(void **state UNUSED)
{
    static const char *const capabilities[] = { "publisher_confirms", "basic.nack", "consumer_cancel_notify",
                                                "connection.blocked", "authentication_failure_close" };
    struct fixture f;
    char header[8];

    begin(&f);
    amqp_conn_adopt(&f.conn, f.peer.theirs);
    peer_start(&f.peer);
    peer_flush(&f.peer, 0);
    assert_int_equal(f.conn.state, AMQP_TUNING);
    assert_int_equal(evbuffer_remove(bufferevent_get_input(f.peer.ours), header, 8), 8);
    assert_memory_equal(header, "AMQP\0\0\x09\x01", 8);

    const amqp_connection_start_ok_t *ok = peer_expect(&f.peer, AMQP_CONNECTION_START_OK_METHOD);
    assert_non_null(ok);
    assert_int_equal(ok->response.len, strlen("baker") + strlen("s3cret") + 2);
    assert_memory_equal(ok->response.bytes, "\0baker\0s3cret", ok->response.len);
    const amqp_table_t *properties = &ok->client_properties;
    assert_true(table_has(properties, "product"));
    assert_true(table_has(properties, "connection_name"));
    for (int i = 0; i < properties->num_entries; i++)
        if (properties->entries[i].value.kind == AMQP_FIELD_KIND_TABLE)
            for (size_t c = 0; c < ARRAY_LEN(capabilities); c++)
                assert_true(table_has(&properties->entries[i].value.value.table, capabilities[c]));
    finish(&f);
}

static void negotiates_smaller_frames_and_shorter_heartbeats(void **state UNUSED)
{
    static const struct {
        uint32_t offered_frame, frame;
        uint16_t offered_heartbeat, heartbeat;
    } cases[] = {
        { 131072, 131072, 60, 10 },
        { 0, 131072, 0, 10 },
        { 4096, 4096, 5, 5 },
        { 1000000, 131072, 10, 10 },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct fixture f;

        begin(&f);
        amqp_conn_adopt(&f.conn, f.peer.theirs);
        peer_start(&f.peer);
        peer_flush(&f.peer, 0);
        (void)evbuffer_drain(bufferevent_get_input(f.peer.ours), SIZE_MAX);
        peer_tune(&f.peer, cases[i].offered_frame, cases[i].offered_heartbeat);
        peer_flush(&f.peer, 0);
        const amqp_connection_tune_ok_t *ok = peer_expect(&f.peer, AMQP_CONNECTION_TUNE_OK_METHOD);
        assert_non_null(ok);
        assert_int_equal(ok->frame_max, cases[i].frame);
        assert_int_equal(ok->heartbeat, cases[i].heartbeat);
        assert_int_equal(ok->channel_max, 1);
        assert_int_equal(f.conn.frame_max, cases[i].frame);
        assert_int_equal(f.conn.heartbeat_ms, cases[i].heartbeat * 1000);
        const amqp_connection_open_t *open = peer_expect(&f.peer, AMQP_CONNECTION_OPEN_METHOD);
        assert_non_null(open);
        assert_memory_equal(open->virtual_host.bytes, "shop", 4);
        finish(&f);
    }
}

/* ---- losing it */

static void expect_problem(struct fixture *f, const char *words)
{
    assert_int_not_equal(f->conn.state, AMQP_OPEN);
    assert_null(f->conn.bev);
    if (strstr(f->conn.problem.msg, words) == NULL)
        fail_msg("'%s' does not say '%s'", f->conn.problem.msg, words);
    assert_null(strstr(f->conn.problem.msg, "s3cret"));
}

static void wrong_version(struct peer *peer)
{
    amqp_connection_start_t start = { .version_major = 1, .mechanisms = AMQP_LITERAL("PLAIN") };

    peer_method(peer, 0, AMQP_CONNECTION_START_METHOD, &start);
}

static void no_plain(struct peer *peer)
{
    amqp_connection_start_t start = { .version_minor = 9, .mechanisms = AMQP_LITERAL("AMQPLAIN EXTERNAL") };

    peer_method(peer, 0, AMQP_CONNECTION_START_METHOD, &start);
}

static void other_protocol(struct peer *peer)
{
    (void)evbuffer_add(peer->out, "AMQP\0\0\x09\x02", 8);
}

static void http(struct peer *peer)
{
    (void)evbuffer_add_printf(peer->out, "HTTP/1.1 400 Bad Request\r\n\r\n");
}

static void short_method(struct peer *peer)
{
    peer_frame(peer, AMQP_FRAME_METHOD, 0, "\0\x0a\0", 3);
}

static void cut_method(struct peer *peer)
{
    peer_frame(peer, AMQP_FRAME_METHOD, 0, "\0\x0a\0\x0a\0\x09", 6);
}

static void early_tune(struct peer *peer)
{
    peer_tune(peer, 0, 0);
}

static void early_content(struct peer *peer)
{
    peer_frame(peer, AMQP_FRAME_BODY, 1, "x", 1);
}

static void tiny_frames(struct peer *peer)
{
    peer_start(peer);
    peer_tune(peer, 100, 10);
}

static void close_with(struct peer *peer, uint16_t code, const char *text)
{
    amqp_connection_close_t close = { .reply_code = code, .reply_text = amqp_cstring_bytes(text) };

    peer_method(peer, 0, AMQP_CONNECTION_CLOSE_METHOD, &close);
}

static void refused_login(struct peer *peer)
{
    peer_start(peer);
    close_with(peer, 403, "ACCESS_REFUSED - Login was refused");
}

static void refused_vhost(struct peer *peer)
{
    peer_start(peer);
    peer_tune(peer, 0, 0);
    close_with(peer, 530, "NOT_ALLOWED - vhost shop not found");
}

static void closing_words_with_controls(struct peer *peer)
{
    close_with(peer, 320, "A\x01\nB\xff");
}

static void wrong_answer(struct peer *peer)
{
    peer_start(peer);
    peer_tune(peer, 0, 0);
    peer_open_ok(peer);
    peer_answer(peer, &amqp_topology[1]);
}

static void refused_queue(struct peer *peer)
{
    amqp_channel_close_t close = { .reply_code = 406,
                                   .reply_text = AMQP_LITERAL("PRECONDITION_FAILED - inequivalent arg") };

    peer_start(peer);
    peer_tune(peer, 0, 0);
    peer_open_ok(peer);
    peer_answer(peer, &amqp_topology[0]);
    peer_method(peer, AMQP_CHANNEL, AMQP_CHANNEL_CLOSE_METHOD, &close);
}

static void a_violation_of_the_handshake_closes_it_with_a_reason(void **state UNUSED)
{
    static const struct {
        void (*send)(struct peer *peer);
        const char *words;
    } cases[] = {
        { wrong_version, "does not speak AMQP 0-9-1" },
        { no_plain, "takes no login by password" },
        { other_protocol, "does not speak AMQP 0-9-1" },
        { http, "unknown type" },
        { short_method, "nobody waits for" },
        { cut_method, "unreadable" },
        { early_tune, "nobody waits for" },
        { early_content, "where none can be" },
        { tiny_frames, "least size" },
        { refused_login, "refused the login" },
        { refused_vhost, "530 NOT_ALLOWED - vhost shop not found" },
        { closing_words_with_controls, "320 A??B?" },
        { wrong_answer, "answered a declaration" },
        { refused_queue, "406 PRECONDITION_FAILED - inequivalent arg" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (size_t slice = 0; slice < 2; slice++) {
            struct fixture f;

            begin(&f);
            amqp_conn_adopt(&f.conn, f.peer.theirs);
            cases[i].send(&f.peer);
            peer_flush(&f.peer, slice);
            expect_problem(&f, cases[i].words);
            assert_int_equal(f.seen.opened, 0);
            assert_int_equal(f.seen.lost, 0); /* it never had it */
            finish(&f);
        }
}

static void frames_are_limited_to_4096_bytes_before_negotiation(void **state UNUSED)
{
    struct fixture f;

    begin(&f);
    amqp_conn_adopt(&f.conn, f.peer.theirs);
    (void)evbuffer_add(f.peer.out, "\x01\0\0\0\0\x10\0", 7);
    peer_flush(&f.peer, 0);
    expect_problem(&f, "over the agreed size");
    finish(&f);

    begin(&f);
    peer_open(&f.peer, &f.conn);
    (void)evbuffer_add(f.peer.out, "\x03\0\x01\0\x02\0\0", 7); /* 128 KiB and the 8 around them */
    peer_flush(&f.peer, 0);
    expect_problem(&f, "over the agreed size");
    assert_int_equal(f.seen.lost, 1);
    finish(&f);
}

static void an_unexpected_method_closes_it_undecoded(void **state UNUSED)
{
    amqp_basic_ack_t ack = { .delivery_tag = 1 };
    amqp_tx_select_ok_t other = { 0 };
    struct fixture f;

    begin(&f);
    peer_open(&f.peer, &f.conn);
    peer_method(&f.peer, AMQP_CHANNEL, AMQP_BASIC_ACK_METHOD, &ack);
    peer_flush(&f.peer, 0);
    assert_int_equal(f.conn.state, AMQP_OPEN);
    peer_method(&f.peer, AMQP_CHANNEL, AMQP_TX_SELECT_OK_METHOD, &other);
    peer_flush(&f.peer, 0);
    expect_problem(&f, "nobody waits for");
    finish(&f);
}

static void the_end_of_the_stream_loses_it(void **state UNUSED)
{
    struct fixture f;

    begin(&f);
    peer_open(&f.peer, &f.conn);
    (void)bufferevent_flush(f.peer.ours, EV_WRITE, BEV_FINISHED);
    peer_turns(&f.peer);
    expect_problem(&f, "closed the connection");
    assert_int_equal(f.seen.lost, 1);
    finish(&f);
}

static int64_t next_delay_after_loss(int64_t open_for_ms)
{
    struct fixture f;

    begin(&f);
    f.conn.backoff.next_ms = BACKOFF_MAX_MS / 2; /* some tries have failed before */
    peer_open(&f.peer, &f.conn);
    f.conn.opened_ms -= open_for_ms;
    (void)evbuffer_add(f.peer.out, "rubbish!", 8);
    peer_flush(&f.peer, 0);
    assert_int_equal(f.conn.state, AMQP_WAITING);
    int64_t next_ms = f.conn.backoff.next_ms;
    finish(&f);
    return next_ms;
}

static void retries_slow_down_unless_the_connection_lasted(void **state UNUSED)
{
    assert_int_equal(next_delay_after_loss(0), BACKOFF_MAX_MS);
    assert_int_equal(next_delay_after_loss(BACKOFF_MAX_MS + 1), 2 * BACKOFF_FIRST_MS);
}

/* ---- blocked, and time */

static void blocked_and_unblocked_are_reported_once_each(void **state UNUSED)
{
    amqp_connection_blocked_t blocked = { .reason = AMQP_LITERAL("low on memory") };
    amqp_connection_unblocked_t unblocked = { 0 };
    struct fixture f;

    begin(&f);
    peer_open(&f.peer, &f.conn);
    int flowed = f.seen.flowed, changes = f.peer.changes;
    for (int i = 0; i < 3; i++)
        peer_method(&f.peer, 0, AMQP_CONNECTION_BLOCKED_METHOD, &blocked);
    peer_flush(&f.peer, 0);
    assert_true(f.conn.blocked);
    assert_int_equal(f.seen.flowed, flowed + 1);
    for (int i = 0; i < 3; i++)
        peer_method(&f.peer, 0, AMQP_CONNECTION_UNBLOCKED_METHOD, &unblocked);
    peer_flush(&f.peer, 0);
    assert_false(f.conn.blocked);
    assert_int_equal(f.seen.flowed, flowed + 2);
    assert_int_equal(f.peer.changes, changes + 2);
    finish(&f);
}

/* Runs turns until the connection is gone; returns how long after `since_ms` that was. */
static int64_t await_loss(struct fixture *f, int64_t since_ms)
{
    while (f->conn.bev != NULL && clock_ms() - since_ms < 10000)
        loop_turn(f->peer.loop, 20);
    assert_null(f->conn.bev);
    return clock_ms() - since_ms;
}

static const struct amqp_timing quick = {
    .connect_ms = 1000, .handshake_ms = 1000, .heartbeat_ms = 1000, .confirm_ms = 1000
};

static void a_stalled_handshake_fails_at_its_fixed_deadline(void **state UNUSED)
{
    struct fixture f;

    begin_timed(&f, &quick);
    int64_t begun_ms = clock_ms();
    amqp_conn_adopt(&f.conn, f.peer.theirs);
    peer_start(&f.peer);
    peer_flush(&f.peer, 0);
    assert_int_equal(f.conn.state, AMQP_TUNING);
    while (clock_ms() - begun_ms < 600)
        loop_turn(f.peer.loop, 20);
    peer_tune(&f.peer, 0, 0);
    peer_flush(&f.peer, 0);
    assert_int_equal(f.conn.state, AMQP_OPENING);
    assert_in_range(await_loss(&f, begun_ms), 990, 1500);
    finish(&f);
}

static void sends_heartbeats_when_idle_and_detects_silence(void **state UNUSED)
{
    struct fixture f;
    struct amqp_raw_frame frame;

    begin_timed(&f, &quick);
    peer_open(&f.peer, &f.conn);
    int64_t begun_ms = clock_ms();
    while (!peer_next(&f.peer, &frame) && clock_ms() - begun_ms < 10000)
        loop_turn(f.peer.loop, 20);
    assert_int_equal(frame.type, AMQP_FRAME_HEARTBEAT);
    assert_int_equal(f.conn.state, AMQP_OPEN);
    peer_frame(&f.peer, AMQP_FRAME_HEARTBEAT, 0, "", 0);
    int64_t heard_ms = clock_ms();
    peer_flush(&f.peer, 0);
    assert_true(await_loss(&f, heard_ms) >= 2000); /* counted from what was heard last */
    assert_int_equal(f.seen.lost, 1);
    finish(&f);
}

static void closing_sends_close_and_can_be_repeated(void **state UNUSED)
{
    struct fixture f;

    begin(&f);
    peer_open(&f.peer, &f.conn);
    amqp_conn_close(&f.conn);
    amqp_conn_close(&f.conn);
    finish(&f);

    begin(&f); /* never started */
    bufferevent_free(f.peer.theirs);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_advance_one_step_or_return_to_waiting),
        cmocka_unit_test(the_handshake_works_byte_by_byte),
        cmocka_unit_test(it_sends_its_credentials_and_capabilities),
        cmocka_unit_test(negotiates_smaller_frames_and_shorter_heartbeats),
        cmocka_unit_test(a_violation_of_the_handshake_closes_it_with_a_reason),
        cmocka_unit_test(frames_are_limited_to_4096_bytes_before_negotiation),
        cmocka_unit_test(an_unexpected_method_closes_it_undecoded),
        cmocka_unit_test(the_end_of_the_stream_loses_it),
        cmocka_unit_test(retries_slow_down_unless_the_connection_lasted),
        cmocka_unit_test(blocked_and_unblocked_are_reported_once_each),
        cmocka_unit_test(a_stalled_handshake_fails_at_its_fixed_deadline),
        cmocka_unit_test(sends_heartbeats_when_idle_and_detects_silence),
        cmocka_unit_test(closing_sends_close_and_can_be_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
