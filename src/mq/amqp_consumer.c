/* amqp_consumer.c -- see mq/amqp_consumer.h.
 *
 *     on_method(deliver) -> on_content(header) -> on_content(body)… -> complete -> the owner's on_delivery
 *     amqp_consumer_ack -> on_flush, at the end of the turn | amqp_consumer_reject, at once */
#include "mq/amqp_consumer.h"

#include "base/log.h"
#include "base/metrics.h"

#include <inttypes.h>
#include <string.h>

#define PREFETCH_MAX 65535 /* what basic.qos can say */

static const amqp_basic_consume_t consume = {
    .queue = AMQP_LITERAL(AMQP_QUEUE),
    .consumer_tag = AMQP_LITERAL(AMQP_QUEUE),
};

/* ---- settling */

static void send_reject(struct amqp_consumer *consumer, uint64_t tag, bool requeue)
{
    amqp_basic_reject_t reject = { .delivery_tag = tag, .requeue = requeue };

    if (!amqp_unsettled_reject(&consumer->unsettled, tag))
        return;
    amqp_write_method(amqp_conn_out(&consumer->conn), AMQP_CHANNEL, AMQP_BASIC_REJECT_METHOD, &reject);
    task_post(&consumer->flush); /* to forget it */
}

static void send_ack(void *arg, uint64_t tag, bool multiple)
{
    struct amqp_consumer *consumer = arg;
    amqp_basic_ack_t ack = { .delivery_tag = tag, .multiple = multiple };

    amqp_write_method(amqp_conn_out(&consumer->conn), AMQP_CHANNEL, AMQP_BASIC_ACK_METHOD, &ack);
}

static void on_flush(void *arg)
{
    struct amqp_consumer *consumer = arg;

    amqp_unsettled_flush(&consumer->unsettled, send_ack, consumer);
}

/* Deliveries of a former connection returned to the queue when it ended. */
static bool is_current(const struct amqp_consumer *consumer, struct mq_tag tag)
{
    return consumer->conn.state == AMQP_OPEN && tag.where == consumer->conn.generation;
}

void amqp_consumer_ack(struct amqp_consumer *consumer, struct mq_tag tag)
{
    if (is_current(consumer, tag) && amqp_unsettled_ack(&consumer->unsettled, tag.delivery))
        task_post(&consumer->flush);
}

void amqp_consumer_reject(struct amqp_consumer *consumer, struct mq_tag tag, bool requeue)
{
    if (is_current(consumer, tag))
        send_reject(consumer, tag.delivery, requeue);
}

/* ---- a delivery arrives */

static bool on_deliver(struct amqp_consumer *consumer, const amqp_basic_deliver_t *deliver, struct err *err)
{
    if (!amqp_unsettled_add(&consumer->unsettled, deliver->delivery_tag))
        return err_set(err, ERR_MALFORMED, "the broker delivers more than it was asked for, or out of order");
    consumer->awaited = AMQP_AWAIT_HEADER;
    consumer->tag = deliver->delivery_tag;
    consumer->redelivered = deliver->redelivered;
    return true;
}

static void complete(struct amqp_consumer *consumer, const char *body)
{
    struct mq_delivery delivery = {
        .tag = { .where = consumer->conn.generation, .delivery = consumer->tag },
        .body = body,
        .len = (size_t)consumer->body_size,
        .redelivered = consumer->redelivered,
    };

    consumer->awaited = AMQP_AWAIT_METHOD;
    if (consumer->body_size > MQ_BODY_MAX) {
        log_warn("amqp consumer: a message of %" PRIu64 " bytes goes to the dead letters",
                 consumer->body_size);
        metric_add(METRIC_DELIVERIES, 1); /* nothing else counts it */
        metric_add(METRIC_DELIVERIES_REJECTED, 1);
        send_reject(consumer, consumer->tag, false);
    } else if (consumer->paused) {
        /* It was sent before the broker read our cancel: another process gets it. */
        send_reject(consumer, consumer->tag, true);
    } else {
        consumer->on_delivery(consumer->arg, &delivery);
    }
}

static bool on_header(struct amqp_consumer *consumer, const struct amqp_raw_frame *frame, struct err *err)
{
    if (!amqp_header_read(frame, &consumer->body_size, err))
        return false;
    consumer->awaited = AMQP_AWAIT_BODY;
    consumer->body_got = 0;
    if (consumer->body_size == 0)
        complete(consumer, "");
    return true;
}

static bool on_body(struct amqp_consumer *consumer, const struct amqp_raw_frame *frame, struct err *err)
{
    if (frame->len > consumer->body_size - consumer->body_got)
        return err_set(err, ERR_MALFORMED, "the server sent more of a message than it announced");
    if (frame->len == consumer->body_size) { /* the usual case, without a copy */
        complete(consumer, (const char *)frame->payload);
        return true;
    }
    if (consumer->body_size <= MQ_BODY_MAX) /* of a larger one nothing is kept */
        memcpy(consumer->body + consumer->body_got, frame->payload, frame->len);
    consumer->body_got += frame->len;
    if (consumer->body_got == consumer->body_size)
        complete(consumer, consumer->body);
    return true;
}

static bool on_content(void *arg, const struct amqp_raw_frame *frame, struct err *err)
{
    struct amqp_consumer *consumer = arg;

    if (consumer->awaited == AMQP_AWAIT_HEADER && frame->type == AMQP_FRAME_HEADER)
        return on_header(consumer, frame, err);
    if (consumer->awaited == AMQP_AWAIT_BODY && frame->type == AMQP_FRAME_BODY)
        return on_body(consumer, frame, err);
    return err_set(err, ERR_MALFORMED, "the server sent the parts of a message out of order");
}

static bool on_method(void *arg, const amqp_method_t *method, struct err *err)
{
    struct amqp_consumer *consumer = arg;

    if (consumer->awaited != AMQP_AWAIT_METHOD)
        return err_set(err, ERR_MALFORMED, "the server sent the parts of a message out of order");
    if (method->id == AMQP_BASIC_DELIVER_METHOD)
        return on_deliver(consumer, method->decoded, err);
    if (method->id == AMQP_BASIC_CANCEL_OK_METHOD && consumer->paused)
        return true;
    /* basic.cancel: a new connection declares the queue and consumes again. */
    return err_set(err, ERR_UNAVAILABLE, "the broker ended our subscription: the queue was deleted or moved");
}

/* ---- events of the connection */

static void on_open(void *arg)
{
    struct amqp_consumer *consumer = arg;

    amqp_unsettled_clear(&consumer->unsettled);
    consumer->awaited = AMQP_AWAIT_METHOD;
}

static void on_lost(void *arg)
{
    struct amqp_consumer *consumer = arg;

    task_cancel(&consumer->flush);
    if (consumer->paused) /* nothing is left to settle, and nothing more is wanted */
        amqp_conn_close(&consumer->conn);
}

static void on_flow(void *arg UNUSED)
{
}

static const struct amqp_role role = {
    .name = "consumer",
    .methods = { AMQP_BASIC_DELIVER_METHOD, AMQP_BASIC_CANCEL_METHOD, AMQP_BASIC_CANCEL_OK_METHOD },
    .on_open = on_open,
    .on_lost = on_lost,
    .on_flow = on_flow,
    .on_method = on_method,
    .on_content = on_content,
};

/* ---- calls of the driver */

void amqp_consumer_init(struct amqp_consumer *consumer, const struct amqp_shared *shared,
                        const struct mq_options *options)
{
    int prefetch = options->prefetch < PREFETCH_MAX ? options->prefetch : PREFETCH_MAX;

    consumer->on_delivery = options->on_delivery;
    consumer->arg = options->arg;
    consumer->paused = false;
    consumer->awaited = AMQP_AWAIT_METHOD;
    consumer->qos = (amqp_basic_qos_t){ .prefetch_count = (uint16_t)prefetch };
    consumer->steps[0] =
        (struct amqp_step){ AMQP_BASIC_QOS_METHOD, AMQP_BASIC_QOS_OK_METHOD, &consumer->qos };
    consumer->steps[1] =
        (struct amqp_step){ AMQP_BASIC_CONSUME_METHOD, AMQP_BASIC_CONSUME_OK_METHOD, &consume };
    amqp_unsettled_init(&consumer->unsettled, (size_t)prefetch);
    task_init(&consumer->flush, shared->loop, on_flush, consumer);
    amqp_conn_init(&consumer->conn, shared, &role, consumer, consumer->steps, ARRAY_LEN(consumer->steps));
}

void amqp_consumer_close(struct amqp_consumer *consumer)
{
    if (consumer->conn.state == AMQP_OPEN)
        on_flush(consumer);
    task_cancel(&consumer->flush);
    amqp_conn_close(&consumer->conn);
    amqp_unsettled_done(&consumer->unsettled);
}

void amqp_consumer_pause(struct amqp_consumer *consumer)
{
    static const amqp_basic_cancel_t cancel = { .consumer_tag = AMQP_LITERAL(AMQP_QUEUE) };

    if (consumer->paused)
        return;
    consumer->paused = true;
    if (consumer->conn.state == AMQP_OPEN)
        amqp_write_method(amqp_conn_out(&consumer->conn), AMQP_CHANNEL, AMQP_BASIC_CANCEL_METHOD, &cancel);
    else
        amqp_conn_close(&consumer->conn);
}
