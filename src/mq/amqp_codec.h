/* amqp_codec.h -- AMQP 0-9-1 frames out of and into evbuffers.
 *
 * A frame is: type (1), channel (2), length of the payload (4), payload, 0xCE. This file splits and builds
 * the frames, and librabbitmq decodes and encodes the methods inside. Its own amqp_handle_input() is not
 * used: it subtracts the fixed fields from a frame's length without a check (a method frame of three bytes
 * makes it read past its buffer), keeps 64 KiB for each channel number that a peer invents, and overruns the
 * heap when it is called again after an error. */
#ifndef MQ_AMQP_CODEC_H
#define MQ_AMQP_CODEC_H

#include "base/err.h"
#include "mq/amqp_lib.h"

#include <stddef.h>
#include <stdint.h>

struct evbuffer;

#define AMQP_FRAME_OVERHEAD   8      /* 7 before the payload, 1 after */
#define AMQP_FRAME_MAX_FIRST  4096   /* until Tune-Ok, both ways: the protocol's frame-min-size */
#define AMQP_FRAME_MAX_WANTED 131072 /* RabbitMQ's own default */

#define AMQP_CHANNEL 1 /* each connection has this one, and 0 for itself */

/* ---- in */

struct amqp_raw_frame {
    uint8_t type;
    uint16_t channel;
    const unsigned char *payload; /* borrowed from the evbuffer until it is drained */
    size_t len;
    size_t size; /* the size of the whole frame, to drain */
};

enum amqp_peek { AMQP_PEEK_FRAME, AMQP_PEEK_MORE, AMQP_PEEK_BAD };

/* Looks at the first frame of `in` without taking it. BAD (with `err`) is final: the stream has lost its
 * frames, or the peer breaks a bound; the connection must go. */
MUST_CHECK enum amqp_peek amqp_peek_frame(struct evbuffer *in, size_t frame_max, struct amqp_raw_frame *frame,
                                          struct err *err);

/* The method's number, before anything is decoded; 0 when the frame is too short for one. */
amqp_method_number_t amqp_method_number(const struct amqp_raw_frame *frame);

/* Decodes into `pool`; the result borrows from it and from the frame. */
MUST_CHECK bool amqp_method_read(const struct amqp_raw_frame *frame, amqp_pool_t *pool, amqp_method_t *method,
                                 struct err *err);

/* The body size in a content header. The properties after it are not needed and not checked. */
MUST_CHECK bool amqp_header_read(const struct amqp_raw_frame *frame, uint64_t *body_size, struct err *err);

/* ---- out */

void amqp_write_protocol_header(struct evbuffer *out);
void amqp_write_heartbeat(struct evbuffer *out);

/* `method` is the library's struct for `number`. Every field is bounded so that it fits
 * AMQP_FRAME_MAX_FIRST (amqp_url.h); a method that does not fit is a fault of this program and aborts. */
void amqp_write_method(struct evbuffer *out, uint16_t channel, amqp_method_number_t number,
                       const void *method);

/* basic.publish to our exchange: persistent and mandatory; the body in as many frames as it takes. */
void amqp_write_publish(struct evbuffer *out, size_t frame_max, const char *body, size_t len);

#endif
