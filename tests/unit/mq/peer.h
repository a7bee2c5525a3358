/* peer.h -- plays the broker at the other end of a pair of bufferevents, for what no real broker can be made
 * to do on demand: broken frames, nacks, bytes in slices. Each test includes it and uses a part. */
#ifndef TESTS_UNIT_MQ_PEER_H
#define TESTS_UNIT_MQ_PEER_H

#include "base/attr.h"
#include "base/log.h"
#include "base/secret.h"
#include "loop/loop.h"
#include "mq/amqp_codec.h"
#include "mq/amqp_conn.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the tests wait for comes within a few turns; this only bounds a failing test. */
#define PEER_TURNS 50

struct peer {
    struct loop *loop;
    struct bufferevent *ours;   /* the broker's end */
    struct bufferevent *theirs; /* taken over by the connection */
    struct evbuffer *out;       /* what peer_flush() sends */
    size_t taken;               /* of what was received: the frame that peer_next() gave last */
    amqp_pool_t pool;
    struct amqp_shared shared;
    int changes;
};

static void peer_on_change(void *arg)
{
    ((struct peer *)arg)->changes++;
}

UNUSED static void peer_init(struct peer *peer, const struct amqp_timing *timing)
{
    struct bufferevent *pair[2];
    struct err err = ERR_INIT;

    secret_setup();
    log_setup(getenv("VERBOSE") != NULL ? LOG_DEBUG : LOG_ERROR, LOG_LOGFMT);
    *peer = (struct peer){ .loop = loop_new(), .out = evbuffer_new() };
    if (bufferevent_pair_new(loop_base(peer->loop), 0, pair) != 0)
        abort();
    peer->ours = pair[0];
    peer->theirs = pair[1];
    (void)bufferevent_enable(peer->ours, EV_READ | EV_WRITE);
    init_amqp_pool(&peer->pool, 4096);
    peer->shared = (struct amqp_shared){ .loop = peer->loop,
                                         .timing = timing != NULL ? *timing : amqp_timing_default,
                                         .on_change = peer_on_change,
                                         .arg = peer };
    /* Port 1 refuses, should the connection be tried again. */
    if (!amqp_url_init(&peer->shared.url, "amqp://baker:s3cret@127.0.0.1:1/shop", &err))
        abort();
}

UNUSED static void peer_done(struct peer *peer)
{
    amqp_url_done(&peer->shared.url);
    empty_amqp_pool(&peer->pool);
    evbuffer_free(peer->out);
    if (peer->ours != NULL)
        bufferevent_free(peer->ours);
    loop_free(peer->loop);
}

UNUSED static void peer_turns(struct peer *peer)
{
    for (int i = 0; i < PEER_TURNS; i++)
        loop_turn(peer->loop, 0);
}

/* Sends what was put into peer->out in slices of `slice` bytes, a few turns each; 0: at once. */
UNUSED static void peer_flush(struct peer *peer, size_t slice)
{
    while (slice > 0 && evbuffer_get_length(peer->out) > slice) {
        (void)evbuffer_remove_buffer(peer->out, bufferevent_get_output(peer->ours), slice);
        loop_turn(peer->loop, 0);
        loop_turn(peer->loop, 0);
    }
    (void)evbuffer_add_buffer(bufferevent_get_output(peer->ours), peer->out);
    peer_turns(peer);
}

UNUSED static void peer_method(struct peer *peer, uint16_t channel, amqp_method_number_t number,
                               const void *method)
{
    amqp_write_method(peer->out, channel, number, method);
}

UNUSED static void peer_frame(struct peer *peer, uint8_t type, uint16_t channel, const void *payload,
                              size_t len)
{
    unsigned char head[7] = { type,
                              (unsigned char)(channel >> 8),
                              (unsigned char)channel,
                              (unsigned char)(len >> 24),
                              (unsigned char)(len >> 16),
                              (unsigned char)(len >> 8),
                              (unsigned char)len };

    (void)evbuffer_add(peer->out, head, sizeof(head));
    (void)evbuffer_add(peer->out, payload, len);
    (void)evbuffer_add(peer->out, "\xce", 1);
}

UNUSED static void peer_start(struct peer *peer)
{
    amqp_connection_start_t start = { .version_major = 0,
                                      .version_minor = 9,
                                      .mechanisms = AMQP_LITERAL("AMQPLAIN PLAIN"),
                                      .locales = AMQP_LITERAL("en_US") };

    peer_method(peer, 0, AMQP_CONNECTION_START_METHOD, &start);
}

UNUSED static void peer_tune(struct peer *peer, uint32_t frame_max, uint16_t heartbeat)
{
    amqp_connection_tune_t tune = { .channel_max = 2047, .frame_max = frame_max, .heartbeat = heartbeat };

    peer_method(peer, 0, AMQP_CONNECTION_TUNE_METHOD, &tune);
}

UNUSED static void peer_open_ok(struct peer *peer)
{
    amqp_connection_open_ok_t ok = { 0 };

    peer_method(peer, 0, AMQP_CONNECTION_OPEN_OK_METHOD, &ok);
}

/* The answer to a step; each of them is fine with zeros. */
UNUSED static void peer_answer(struct peer *peer, const struct amqp_step *step)
{
    union {
        amqp_queue_declare_ok_t declare;
        amqp_basic_consume_ok_t consume;
        amqp_channel_open_ok_t open;
    } zero;

    memset(&zero, 0, sizeof(zero));
    peer_method(peer, AMQP_CHANNEL, step->answer, &zero);
}

/* All that a broker says until the connection is open. */
UNUSED static void peer_handshake(struct peer *peer, const struct amqp_conn *conn, uint32_t frame_max)
{
    peer_start(peer);
    peer_tune(peer, frame_max, 60);
    peer_open_ok(peer);
    for (int i = 0; i < AMQP_TOPOLOGY_STEPS; i++)
        peer_answer(peer, &amqp_topology[i]);
    for (int i = 0; i < conn->step_count; i++)
        peer_answer(peer, &conn->steps[i]);
}

/* Opens `conn` over the pair and forgets what it wrote until then. */
UNUSED static void peer_open(struct peer *peer, struct amqp_conn *conn)
{
    amqp_conn_adopt(conn, peer->theirs);
    peer_handshake(peer, conn, AMQP_FRAME_MAX_WANTED);
    peer_flush(peer, 0);
    (void)evbuffer_drain(bufferevent_get_input(peer->ours), SIZE_MAX);
    peer->taken = 0;
}

/* The next frame that the client wrote; false when there is none. It stays valid until the next call. */
UNUSED static bool peer_next(struct peer *peer, struct amqp_raw_frame *frame)
{
    struct evbuffer *in = bufferevent_get_input(peer->ours);
    struct err err = ERR_INIT;

    (void)evbuffer_drain(in, peer->taken);
    peer->taken = 0;
    if (amqp_peek_frame(in, AMQP_FRAME_MAX_WANTED, frame, &err) != AMQP_PEEK_FRAME)
        return false;
    peer->taken = frame->size;
    return true;
}

/* The next frame, which must be this method; NULL when it is not. */
UNUSED static const void *peer_expect(struct peer *peer, amqp_method_number_t number)
{
    struct amqp_raw_frame frame;
    amqp_method_t method;
    struct err err = ERR_INIT;

    if (!peer_next(peer, &frame) || frame.type != AMQP_FRAME_METHOD || amqp_method_number(&frame) != number)
        return NULL;
    return amqp_method_read(&frame, &peer->pool, &method, &err) ? method.decoded : NULL;
}

#endif
