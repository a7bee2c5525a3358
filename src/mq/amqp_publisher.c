/* amqp_publisher.c -- see mq/amqp_publisher.h.
 *
 *     amqp_publisher_send -> window -> on_method(ack | nack) | on_confirm_late | on_lost -> ended -> on_task
 */
#include "mq/amqp_publisher.h"

#include "base/clock.h"
#include "base/mem.h"

#include <event2/buffer.h>
#include <stdlib.h>

/* The limit for output that the broker has not read yet. The window alone does not bound it: a confirm
 * that times out frees its place in the window while its message still waits here. */
#define OUTPUT_MAX_BYTES (1024 * 1024)

struct amqp_publish {
    struct op op;
    mq_confirm_fn *fn;
    void *arg;
    int64_t sent_ms;
    const struct err *err; /* one of those below; NULL: confirmed */
    STAILQ_ENTRY(amqp_publish) entry;
};

static const struct err not_connected = { ERR_UNAVAILABLE, "not connected to the broker" };
static const struct err is_blocked = { ERR_UNAVAILABLE, "the broker takes no messages at the moment" };
static const struct err too_many = { ERR_UNAVAILABLE, "too many messages wait for the broker" };
static const struct err too_large = { ERR_TOO_LARGE, "the message is over its size" };
static const struct err was_refused = { ERR_UNAVAILABLE, "the broker refused the message" };
static const struct err was_lost = { ERR_UNAVAILABLE, "the connection to the broker was lost" };
static const struct err was_late = { ERR_UNAVAILABLE, "the broker did not confirm in time" };

static const amqp_confirm_select_t confirm_select = { 0 };

static const struct amqp_step steps[] = {
    { AMQP_CONFIRM_SELECT_METHOD, AMQP_CONFIRM_SELECT_OK_METHOD, &confirm_select },
};

/* ---- ending publishes */

static void end(struct amqp_publisher *publisher, struct amqp_publish *publish, const struct err *err)
{
    publish->err = err;
    STAILQ_INSERT_TAIL(&publisher->ended, publish, entry);
    task_post(&publisher->task);
}

static void on_task(void *arg)
{
    struct amqp_publisher *publisher = arg;
    struct amqp_publish *publish;

    /* Only those that have ended so far: a callback may publish again, and fail again. */
    STAILQ_CONCAT(&publisher->calling, &publisher->ended);
    while ((publish = STAILQ_FIRST(&publisher->calling)) != NULL) {
        STAILQ_REMOVE_HEAD(&publisher->calling, entry);
        if (op_finish(&publish->op))
            publish->fn(publish->arg, publish->err); /* may close us: then `calling` is empty */
        free(publish);
    }
    if (amqp_publisher_writable(publisher) && !publisher->told_writable) {
        publisher->told_writable = true;
        if (publisher->on_writable != NULL)
            publisher->on_writable(publisher->arg);
    }
}

/* Call whenever it may have become, or ceased to be, writable. */
static void note_writable(struct amqp_publisher *publisher)
{
    if (!amqp_publisher_writable(publisher))
        publisher->told_writable = false;
    else if (!publisher->told_writable)
        task_post(&publisher->task);
}

/* Watches the oldest. */
static void arm_confirm_timer(struct amqp_publisher *publisher)
{
    const struct amqp_publish *oldest = amqp_window_oldest(&publisher->window);

    if (oldest == NULL)
        timer_stop(&publisher->confirm_timer);
    else
        timer_start(&publisher->confirm_timer,
                    oldest->sent_ms + publisher->conn.shared->timing.confirm_ms - clock_ms());
}

static void on_confirm_late(void *arg)
{
    struct amqp_publisher *publisher = arg;
    int64_t due_ms = clock_ms() - publisher->conn.shared->timing.confirm_ms;
    const struct amqp_publish *oldest;

    while ((oldest = amqp_window_oldest(&publisher->window)) != NULL && oldest->sent_ms <= due_ms)
        end(publisher, amqp_window_take_through(&publisher->window, UINT64_MAX), &was_late);
    arm_confirm_timer(publisher);
    note_writable(publisher);
}

/* ---- events of the connection */

static void on_open(void *arg)
{
    struct amqp_publisher *publisher = arg;

    amqp_window_init(&publisher->window);
    note_writable(publisher);
}

static void on_lost(void *arg)
{
    struct amqp_publisher *publisher = arg;
    struct amqp_publish *publish;

    while ((publish = amqp_window_take_through(&publisher->window, UINT64_MAX)) != NULL)
        end(publisher, publish, &was_lost);
    arm_confirm_timer(publisher);
    note_writable(publisher);
}

static void on_flow(void *arg)
{
    note_writable(arg);
}

static bool on_confirm(struct amqp_publisher *publisher, uint64_t number, bool multiple,
                       const struct err *outcome, struct err *err)
{
    struct amqp_publish *publish;

    if (multiple && number == 0) /* 'all so far' */
        number = publisher->window.next - 1;
    else if (!amqp_window_knows(&publisher->window, number))
        return err_set(err, ERR_MALFORMED, "the broker confirmed what was not published");
    if (multiple) {
        while ((publish = amqp_window_take_through(&publisher->window, number)) != NULL)
            end(publisher, publish, outcome);
    } else if ((publish = amqp_window_take(&publisher->window, number)) != NULL) {
        end(publisher, publish, outcome);
    }
    /* The timer is not moved: if it fires too early, it is set for the oldest message. */
    note_writable(publisher);
    return true;
}

static bool on_method(void *arg, const amqp_method_t *method, struct err *err)
{
    struct amqp_publisher *publisher = arg;
    const amqp_basic_ack_t *ack = method->decoded;
    const amqp_basic_nack_t *nack = method->decoded;

    if (method->id == AMQP_BASIC_ACK_METHOD)
        return on_confirm(publisher, ack->delivery_tag, ack->multiple, NULL, err);
    if (method->id == AMQP_BASIC_NACK_METHOD)
        return on_confirm(publisher, nack->delivery_tag, nack->multiple, &was_refused, err);
    /* basic.return: the queue or its binding is missing. An ack would follow for this message and for all
     * others in flight, which are lost, too. Closing the connection fails them all and declares the queue
     * again. */
    return err_set(err, ERR_UNAVAILABLE, "the broker returned a message: no queue takes it");
}

static bool on_content(void *arg UNUSED, const struct amqp_raw_frame *frame UNUSED, struct err *err)
{
    return err_set(err, ERR_MALFORMED, "the server sent a message to a publisher");
}

static const struct amqp_role role = {
    .name = "publisher",
    .methods = { AMQP_BASIC_ACK_METHOD, AMQP_BASIC_NACK_METHOD, AMQP_BASIC_RETURN_METHOD },
    .on_open = on_open,
    .on_lost = on_lost,
    .on_flow = on_flow,
    .on_method = on_method,
    .on_content = on_content,
};

/* ---- calls of the driver */

void amqp_publisher_init(struct amqp_publisher *publisher, const struct amqp_shared *shared,
                         const struct mq_options *options)
{
    publisher->on_writable = options->on_writable;
    publisher->arg = options->arg;
    publisher->told_writable = false;
    amqp_window_init(&publisher->window);
    STAILQ_INIT(&publisher->ended);
    STAILQ_INIT(&publisher->calling);
    task_init(&publisher->task, shared->loop, on_task, publisher);
    timer_init(&publisher->confirm_timer, shared->loop, on_confirm_late, publisher);
    amqp_conn_init(&publisher->conn, shared, &role, publisher, steps, ARRAY_LEN(steps));
}

static void forget(struct amqp_publish *publish)
{
    if (op_finish(&publish->op)) {
        /* Its owner will not hear of it, but must not keep it in its list either. */
    }
    free(publish);
}

void amqp_publisher_close(struct amqp_publisher *publisher)
{
    struct amqp_publish *publish;

    while ((publish = amqp_window_take_through(&publisher->window, UINT64_MAX)) != NULL)
        forget(publish);
    STAILQ_CONCAT(&publisher->ended, &publisher->calling);
    while ((publish = STAILQ_FIRST(&publisher->ended)) != NULL) {
        STAILQ_REMOVE_HEAD(&publisher->ended, entry);
        forget(publish);
    }
    task_cancel(&publisher->task);
    timer_done(&publisher->confirm_timer);
    amqp_conn_close(&publisher->conn);
}

/* Why a publish would fail now; NULL when it would be sent. */
static const struct err *obstacle(const struct amqp_publisher *publisher)
{
    if (publisher->conn.state != AMQP_OPEN)
        return &not_connected;
    if (publisher->conn.blocked)
        return &is_blocked;
    if (amqp_window_full(&publisher->window) ||
        evbuffer_get_length(amqp_conn_out(&publisher->conn)) > OUTPUT_MAX_BYTES)
        return &too_many;
    return NULL;
}

bool amqp_publisher_writable(const struct amqp_publisher *publisher)
{
    return obstacle(publisher) == NULL;
}

void amqp_publisher_send(struct amqp_publisher *publisher, struct op_list *owner, const char *body,
                         size_t len, mq_confirm_fn *fn, void *arg)
{
    struct amqp_publish *publish = mem_alloc(sizeof(*publish));
    const struct err *why_not = len > MQ_BODY_MAX ? &too_large : obstacle(publisher);

    op_start(owner, &publish->op);
    publish->fn = fn;
    publish->arg = arg;
    if (why_not != NULL) {
        end(publisher, publish, why_not);
        return;
    }
    publish->sent_ms = clock_ms();
    amqp_window_add(&publisher->window, publish);
    amqp_write_publish(amqp_conn_out(&publisher->conn), publisher->conn.frame_max, body, len);
    if (!timer_running(&publisher->confirm_timer))
        arm_confirm_timer(publisher);
    note_writable(publisher);
}
