/* amqp_codec.c -- see mq/amqp_codec.h. */
#include "mq/amqp_codec.h"

#include "base/log.h"
#include "mq/amqp_topology.h"

#include <event2/buffer.h>
#include <string.h>

#define HEAD_BYTES  7
#define BASIC_CLASS 60 /* of publish, deliver and return, and of their content headers */

static uint16_t read_u16(const unsigned char *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t read_u32(const unsigned char *at)
{
    return (uint32_t)read_u16(at) << 16 | read_u16(at + 2);
}

static unsigned char *write_u16(unsigned char *at, uint16_t value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
    return at + 2;
}

static unsigned char *write_u32(unsigned char *at, uint32_t value)
{
    return write_u16(write_u16(at, (uint16_t)(value >> 16)), (uint16_t)value);
}

/* ---- in */

static bool check_head(const unsigned char *head, size_t frame_max, struct err *err)
{
    uint8_t type = head[0];
    uint16_t channel = read_u16(head + 1);
    uint32_t len = read_u32(head + 3);

    if (type == 'A') /* "AMQP" and the version it wants instead */
        return err_set(err, ERR_UNSUPPORTED, "the server does not speak AMQP 0-9-1");
    if (type != AMQP_FRAME_METHOD && type != AMQP_FRAME_HEADER && type != AMQP_FRAME_BODY &&
        type != AMQP_FRAME_HEARTBEAT)
        return err_set(err, ERR_MALFORMED, "the server sent a frame of unknown type %u", type);
    if (channel > AMQP_CHANNEL)
        return err_set(err, ERR_MALFORMED, "the server sent a frame for channel %u, which is not open",
                       channel);
    if (len > frame_max - AMQP_FRAME_OVERHEAD)
        return err_set(err, ERR_TOO_LARGE, "the server sent a frame of %u bytes, over the agreed size", len);
    return true;
}

enum amqp_peek amqp_peek_frame(struct evbuffer *in, size_t frame_max, struct amqp_raw_frame *frame,
                               struct err *err)
{
    unsigned char head[HEAD_BYTES];

    if (evbuffer_copyout(in, head, sizeof(head)) < (ev_ssize_t)sizeof(head))
        return AMQP_PEEK_MORE;
    if (!check_head(head, frame_max, err))
        return AMQP_PEEK_BAD;
    frame->type = head[0];
    frame->channel = read_u16(head + 1);
    frame->len = read_u32(head + 3);
    frame->size = frame->len + AMQP_FRAME_OVERHEAD;
    if (evbuffer_get_length(in) < frame->size)
        return AMQP_PEEK_MORE;
    const unsigned char *whole = evbuffer_pullup(in, (ev_ssize_t)frame->size);
    if (whole == NULL)
        log_fatal("amqp: out of memory");
    if (whole[frame->size - 1] != AMQP_FRAME_END) {
        err_set(err, ERR_MALFORMED, "the server sent a frame without an end mark");
        return AMQP_PEEK_BAD;
    }
    frame->payload = whole + HEAD_BYTES;
    return AMQP_PEEK_FRAME;
}

amqp_method_number_t amqp_method_number(const struct amqp_raw_frame *frame)
{
    return frame->len < 4 ? 0 : read_u32(frame->payload);
}

bool amqp_method_read(const struct amqp_raw_frame *frame, amqp_pool_t *pool, amqp_method_t *method,
                      struct err *err)
{
    method->id = amqp_method_number(frame);
    if (method->id == 0)
        return err_set(err, ERR_MALFORMED, "the server sent a method without a number");
    amqp_bytes_t fields = { frame->len - 4, (void *)(uintptr_t)(frame->payload + 4) };
    int status = amqp_decode_method(method->id, pool, fields, &method->decoded);
    if (status == AMQP_STATUS_NO_MEMORY)
        log_fatal("amqp: out of memory");
    if (status < 0)
        return err_set(err, ERR_MALFORMED, "the server sent an unreadable method: %s",
                       amqp_error_string2(status));
    return true;
}

bool amqp_header_read(const struct amqp_raw_frame *frame, uint64_t *body_size, struct err *err)
{
    /* class (2), weight (2, unused), body size (8), property flags (2) and the properties they announce */
    if (frame->len < 14 || read_u16(frame->payload) != BASIC_CLASS)
        return err_set(err, ERR_MALFORMED, "the server sent a content header that cannot be read");
    *body_size = (uint64_t)read_u32(frame->payload + 4) << 32 | read_u32(frame->payload + 8);
    return true;
}

/* ---- out */

static void add(struct evbuffer *out, const void *bytes, size_t len)
{
    if (evbuffer_add(out, bytes, len) != 0)
        log_fatal("amqp: out of memory");
}

void amqp_write_protocol_header(struct evbuffer *out)
{
    add(out, "AMQP\0\0\11\1", 8);
}

static unsigned char *write_head(unsigned char *at, uint8_t type, uint16_t channel, size_t len)
{
    *at++ = type;
    return write_u32(write_u16(at, channel), (uint32_t)len);
}

void amqp_write_heartbeat(struct evbuffer *out)
{
    unsigned char frame[AMQP_FRAME_OVERHEAD];

    *write_head(frame, AMQP_FRAME_HEARTBEAT, 0, 0) = AMQP_FRAME_END;
    add(out, frame, sizeof(frame));
}

/* Puts a whole method frame at `at`; returns where it ends. */
static unsigned char *put_method(unsigned char *at, size_t size, uint16_t channel,
                                 amqp_method_number_t number, const void *method)
{
    unsigned char *payload = at + HEAD_BYTES;
    amqp_bytes_t fields = { size - AMQP_FRAME_OVERHEAD - 4, payload + 4 };
    int len = amqp_encode_method(number, (void *)(uintptr_t)method, fields);

    if (len < 0)
        log_fatal("amqp: method 0x%08x does not fit its frame", number);
    (void)write_head(at, AMQP_FRAME_METHOD, channel, (size_t)len + 4);
    (void)write_u32(payload, number);
    payload[4 + len] = AMQP_FRAME_END;
    return payload + 4 + len + 1;
}

void amqp_write_method(struct evbuffer *out, uint16_t channel, amqp_method_number_t number,
                       const void *method)
{
    unsigned char frame[AMQP_FRAME_MAX_FIRST];

    add(out, frame, (size_t)(put_method(frame, sizeof(frame), channel, number, method) - frame));
}

/* The content header of a persistent message of `body_size` bytes. */
static unsigned char *put_header(unsigned char *at, size_t size, uint64_t body_size)
{
    amqp_basic_properties_t properties = { ._flags = AMQP_BASIC_DELIVERY_MODE_FLAG,
                                           .delivery_mode = AMQP_DELIVERY_PERSISTENT };
    unsigned char *payload = at + HEAD_BYTES;
    amqp_bytes_t room = { size - AMQP_FRAME_OVERHEAD - 12, payload + 12 };
    int len = amqp_encode_properties(BASIC_CLASS, &properties, room);

    if (len < 0)
        log_fatal("amqp: the properties do not fit their frame");
    (void)write_head(at, AMQP_FRAME_HEADER, AMQP_CHANNEL, (size_t)len + 12);
    (void)write_u32(write_u32(write_u16(write_u16(payload, BASIC_CLASS), 0), (uint32_t)(body_size >> 32)),
                    (uint32_t)body_size);
    payload[12 + len] = AMQP_FRAME_END;
    return payload + 12 + len + 1;
}

void amqp_write_publish(struct evbuffer *out, size_t frame_max, const char *body, size_t len)
{
    static const amqp_basic_publish_t publish = { .exchange = AMQP_LITERAL(AMQP_EXCHANGE),
                                                  .routing_key = AMQP_LITERAL(AMQP_QUEUE),
                                                  .mandatory = 1 };
    static const unsigned char end = AMQP_FRAME_END;
    unsigned char heads[256]; /* the method, the content header and the head of a body frame: about 70 */
    unsigned char *at = put_method(heads, 128, AMQP_CHANNEL, AMQP_BASIC_PUBLISH_METHOD, &publish);

    at = put_header(at, 64, len);
    while (len > 0) {
        size_t piece = len < frame_max - AMQP_FRAME_OVERHEAD ? len : frame_max - AMQP_FRAME_OVERHEAD;

        at = write_head(at, AMQP_FRAME_BODY, AMQP_CHANNEL, piece);
        add(out, heads, (size_t)(at - heads));
        add(out, body, piece);
        add(out, &end, 1);
        at = heads;
        body += piece;
        len -= piece;
    }
    add(out, heads, (size_t)(at - heads)); /* all of it when there is no body */
}
