/* fuzz_amqp.c -- whatever a broker may send, in slices of any size, into a publisher or a consumer, from the
 * greeting on or after a good handshake. There is no socket: a pair of bufferevents carries the bytes.
 *
 * The first byte of an input chooses: bit 0 the role, bit 1 whether the handshake is done, the rest the
 * slice. */
#include "../unit/mq/peer.h"
#include "mq/amqp_consumer.h"
#include "mq/amqp_publisher.h"

#define PUBLISHES 8
#define PREFETCH  4

static struct {
    struct peer peer;
    struct amqp_publisher publisher;
    struct amqp_consumer consumer;
    struct op_list ops;
    int told;
} fuzz;

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void on_confirm(void *arg UNUSED, const struct err *err UNUSED)
{
    fuzz.told++;
}

static void on_writable(void *arg UNUSED)
{
}

/* Settles by what the body says, so that inputs reach each way, twice and late ones too. */
static void on_delivery(void *arg UNUSED, const struct mq_delivery *delivery)
{
    struct mq_tag before = { delivery->tag.where, delivery->tag.delivery - 1 };

    must(delivery->len <= MQ_BODY_MAX);
    must(fuzz.consumer.unsettled.count <= PREFETCH);
    switch (delivery->len > 0 ? delivery->body[0] : 0) {
    case 'a':
        amqp_consumer_ack(&fuzz.consumer, delivery->tag);
        break;
    case 'b':
        amqp_consumer_ack(&fuzz.consumer, before);
        break;
    case 'r':
        amqp_consumer_reject(&fuzz.consumer, delivery->tag, false);
        break;
    case 'q':
        amqp_consumer_reject(&fuzz.consumer, before, true);
        break;
    case 'p':
        amqp_consumer_pause(&fuzz.consumer);
        break;
    case 'c':
        amqp_consumer_close(&fuzz.consumer);
        break;
    default: /* held */
        break;
    }
}

static void feed(struct amqp_conn *conn, bool open, const uint8_t *data, size_t size, size_t slice)
{
    amqp_conn_adopt(conn, fuzz.peer.theirs);
    if (open) {
        peer_handshake(&fuzz.peer, conn, AMQP_FRAME_MAX_WANTED);
        peer_flush(&fuzz.peer, 0);
        must(conn->state == AMQP_OPEN);
    }
    for (int i = 0; conn == &fuzz.publisher.conn && i < PUBLISHES; i++)
        amqp_publisher_send(&fuzz.publisher, &fuzz.ops, "17", 2, on_confirm, NULL);
    for (size_t at = 0; at < size; at += slice) {
        (void)evbuffer_add(fuzz.peer.out, data + at, slice < size - at ? slice : size - at);
        (void)evbuffer_add_buffer(bufferevent_get_output(fuzz.peer.ours), fuzz.peer.out);
        loop_turn(fuzz.peer.loop, 0);
        loop_turn(fuzz.peer.loop, 0);
    }
    must((conn->bev != NULL) == (conn->state >= AMQP_CONNECTING && conn->state <= AMQP_OPEN));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mq_options options = { .prefetch = PREFETCH,
                                  .on_delivery = on_delivery,
                                  .on_writable = on_writable };

    if (size < 1 || size > 4096)
        return 0;
    bool publishes = data[0] & 1, open = data[0] & 2;
    size_t slice = data[0] >> 2 ? data[0] >> 2 : size; /* 0: all at once */

    peer_init(&fuzz.peer, NULL);
    op_list_init(&fuzz.ops);
    fuzz.told = 0;
    if (publishes) {
        amqp_publisher_init(&fuzz.publisher, &fuzz.peer.shared, &options);
        feed(&fuzz.publisher.conn, open, data + 1, size - 1, slice);
        amqp_publisher_close(&fuzz.publisher);
    } else {
        amqp_consumer_init(&fuzz.consumer, &fuzz.peer.shared, &options);
        feed(&fuzz.consumer.conn, open, data + 1, size - 1, slice);
        amqp_consumer_close(&fuzz.consumer);
    }
    must(op_list_empty(&fuzz.ops) && fuzz.told <= PUBLISHES);
    peer_done(&fuzz.peer);
    return 0;
}
