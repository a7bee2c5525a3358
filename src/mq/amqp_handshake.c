/* amqp_handshake.c -- the methods that open, block and close a connection.
 *
 * A table lists which method may arrive in which state on which channel. Any other method violates the
 * protocol and is not decoded. */
#include "base/log.h"
#include "mq/amqp_conn.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- Start: who we are */

/* clang-format off */
#define CAPABILITY(name) { AMQP_LITERAL(name), { .kind = AMQP_FIELD_KIND_BOOLEAN, .value.boolean = 1 } }
/* clang-format on */

static amqp_table_entry_t capabilities[] = {
    CAPABILITY("publisher_confirms"),
    CAPABILITY("basic.nack"),
    CAPABILITY("consumer_cancel_notify"),
    CAPABILITY("connection.blocked"),
    /* Else a refused login is just a closed socket. */
    CAPABILITY("authentication_failure_close"),
};

/* Whether the word is in the list, which spaces separate. */
static bool offers(amqp_bytes_t list, const char *word)
{
    const char *at = list.bytes, *end = at + list.len;

    for (;;) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        size_t len = (size_t)((space != NULL ? space : end) - at);

        if (len == strlen(word) && memcmp(at, word, len) == 0)
            return true;
        if (space == NULL)
            return false;
        at = space + 1;
    }
}

static amqp_field_value_t text_value(const char *text)
{
    return (amqp_field_value_t){ .kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes(text) };
}

static bool on_start(struct amqp_conn *conn, const void *decoded, struct err *err)
{
    const amqp_connection_start_t *start = decoded;
    const struct amqp_url *url = &conn->shared->url;
    char login[2 * AMQP_LOGIN_MAX + 2]; /* NUL user NUL password: SASL PLAIN, RFC 4616 */
    size_t user_len = strlen(url->user), password_len = strlen(url->password);

    if (start->version_major != 0 || start->version_minor != 9)
        return err_set(err, ERR_UNSUPPORTED, "the server does not speak AMQP 0-9-1");
    if (!offers(start->mechanisms, "PLAIN"))
        return err_set(err, ERR_UNSUPPORTED, "the broker takes no login by password (PLAIN)");
    login[0] = '\0';
    memcpy(login + 1, url->user, user_len + 1);
    memcpy(login + 1 + user_len + 1, url->password, password_len);
    amqp_table_entry_t properties[] = {
        { AMQP_LITERAL("product"), text_value("bakery") },
        { AMQP_LITERAL("version"), text_value(BAKERY_VERSION) },
        { AMQP_LITERAL("connection_name"), text_value(conn->role->name) }, /* management shows it */
        { AMQP_LITERAL("capabilities"),
          { .kind = AMQP_FIELD_KIND_TABLE, .value.table = { ARRAY_LEN(capabilities), capabilities } } },
    };
    amqp_connection_start_ok_t ok = {
        .client_properties = { ARRAY_LEN(properties), properties },
        .mechanism = AMQP_LITERAL("PLAIN"),
        .response = { user_len + password_len + 2, login },
        .locale = AMQP_LITERAL("en_US"),
    };
    amqp_write_method(amqp_conn_out(conn), 0, AMQP_CONNECTION_START_OK_METHOD, &ok);
    amqp_set_state(conn, AMQP_TUNING);
    return true;
}

/* ---- Tune: agree on limits */

static bool on_tune(struct amqp_conn *conn, const void *decoded, struct err *err)
{
    const amqp_connection_tune_t *tune = decoded;
    const struct amqp_url *url = &conn->shared->url;
    int heartbeat_s = conn->shared->timing.heartbeat_ms / 1000;

    if (tune->frame_max != 0 && tune->frame_max < AMQP_FRAME_MAX_FIRST)
        return err_set(err, ERR_MALFORMED, "the server wants frames below the protocol's least size");
    /* 0 means 'no limit' for frames and 'none' for heartbeats; then our values apply. */
    conn->frame_max = AMQP_FRAME_MAX_WANTED;
    if (tune->frame_max != 0 && tune->frame_max < conn->frame_max)
        conn->frame_max = tune->frame_max;
    if (tune->heartbeat != 0 && tune->heartbeat < heartbeat_s)
        heartbeat_s = tune->heartbeat;
    conn->heartbeat_ms = heartbeat_s * (int64_t)1000;

    amqp_connection_tune_ok_t ok = { .channel_max = AMQP_CHANNEL,
                                     .frame_max = (uint32_t)conn->frame_max,
                                     .heartbeat = (uint16_t)heartbeat_s };
    amqp_connection_open_t open = { .virtual_host = amqp_cstring_bytes(url->vhost) };
    amqp_write_method(amqp_conn_out(conn), 0, AMQP_CONNECTION_TUNE_OK_METHOD, &ok);
    amqp_write_method(amqp_conn_out(conn), 0, AMQP_CONNECTION_OPEN_METHOD, &open);
    amqp_set_state(conn, AMQP_OPENING);
    return true;
}

/* ---- Open, and the steps: all are sent at once, their answers come in the same order */

static const struct amqp_step *step_at(const struct amqp_conn *conn, int i)
{
    return i < AMQP_TOPOLOGY_STEPS ? &amqp_topology[i] : &conn->steps[i - AMQP_TOPOLOGY_STEPS];
}

static bool on_open_ok(struct amqp_conn *conn, const void *decoded UNUSED, struct err *err UNUSED)
{
    for (int i = 0; i < AMQP_TOPOLOGY_STEPS + conn->step_count; i++)
        amqp_write_method(amqp_conn_out(conn), AMQP_CHANNEL, step_at(conn, i)->number,
                          step_at(conn, i)->method);
    conn->answered = 0;
    amqp_set_state(conn, AMQP_DECLARING);
    return true;
}

static bool on_step_answer(struct amqp_conn *conn, amqp_method_number_t number, struct err *err)
{
    if (number != step_at(conn, conn->answered)->answer)
        return err_set(err, ERR_MALFORMED, "the server answered a declaration with method 0x%08x", number);
    if (++conn->answered == AMQP_TOPOLOGY_STEPS + conn->step_count) {
        amqp_set_state(conn, AMQP_OPEN);
        conn->role->on_open(conn->arg);
    }
    return true;
}

/* ---- Close */

/* The broker's own words explain best what is wrong ("inequivalent arg 'x-queue-type' for queue
 * 'orders'"). They contain at most names of vhosts and users, never a password. */
static bool describe_close(struct err *err, const char *what, uint16_t code, amqp_bytes_t text)
{
    char words[100];
    size_t len = text.len < sizeof(words) - 1 ? text.len : sizeof(words) - 1;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = ((const unsigned char *)text.bytes)[i];
        words[i] = c < 0x80 && isprint(c) ? (char)c : '?';
    }
    words[len] = '\0';
    return err_set(err, ERR_UNAVAILABLE, "the broker closed the %s: %u %s", what, code, words);
}

static bool on_connection_close(struct amqp_conn *conn, const void *decoded, struct err *err)
{
    const amqp_connection_close_t *close = decoded;

    if (conn->state == AMQP_TUNING && close->reply_code == AMQP_ACCESS_REFUSED)
        return err_set(err, ERR_UNAVAILABLE, "the broker refused the login in AMQP_URL (403 ACCESS_REFUSED)");
    return describe_close(err, "connection", close->reply_code, close->reply_text);
}

static bool on_channel_close(struct amqp_conn *conn UNUSED, const void *decoded, struct err *err)
{
    const amqp_channel_close_t *close = decoded;

    return describe_close(err, "channel", close->reply_code, close->reply_text);
}

/* ---- Blocked */

static bool set_blocked(struct amqp_conn *conn, bool blocked)
{
    if (conn->blocked == blocked)
        return true;
    conn->blocked = blocked;
    if (blocked)
        log_warn("amqp %s: blocked: the broker is short of memory or disk", conn->role->name);
    else
        log_info("amqp %s: no longer blocked", conn->role->name);
    conn->shared->on_change(conn->shared->arg);
    if (conn->state == AMQP_OPEN)
        conn->role->on_flow(conn->arg);
    return true;
}

static bool on_blocked(struct amqp_conn *conn, const void *decoded UNUSED, struct err *err UNUSED)
{
    return set_blocked(conn, true);
}

static bool on_unblocked(struct amqp_conn *conn, const void *decoded UNUSED, struct err *err UNUSED)
{
    return set_blocked(conn, false);
}

/* ---- which method, when */

#define IN(state)  (1u << (state))
#define IN_SESSION (IN(AMQP_DECLARING) | IN(AMQP_OPEN))

static const struct expected {
    amqp_method_number_t number;
    uint16_t channel;
    unsigned states;
    bool (*fn)(struct amqp_conn *conn, const void *decoded, struct err *err);
} expected[] = {
    { AMQP_CONNECTION_START_METHOD, 0, IN(AMQP_GREETING), on_start },
    { AMQP_CONNECTION_TUNE_METHOD, 0, IN(AMQP_TUNING), on_tune },
    { AMQP_CONNECTION_OPEN_OK_METHOD, 0, IN(AMQP_OPENING), on_open_ok },
    { AMQP_CONNECTION_CLOSE_METHOD, 0, ~0u, on_connection_close },
    { AMQP_CONNECTION_BLOCKED_METHOD, 0, IN_SESSION, on_blocked },
    { AMQP_CONNECTION_UNBLOCKED_METHOD, 0, IN_SESSION, on_unblocked },
    { AMQP_CHANNEL_CLOSE_METHOD, AMQP_CHANNEL, IN_SESSION, on_channel_close },
};

static bool role_takes(const struct amqp_role *role, amqp_method_number_t number)
{
    for (size_t i = 0; i < ARRAY_LEN(role->methods); i++)
        if (number != 0 && role->methods[i] == number)
            return true;
    return false;
}

bool amqp_handle_method(struct amqp_conn *conn, const struct amqp_raw_frame *frame, struct err *err)
{
    amqp_method_number_t number = amqp_method_number(frame);
    amqp_method_t method;

    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        const struct expected *e = &expected[i];
        if (e->number == number && e->channel == frame->channel && (e->states & IN(conn->state)))
            return amqp_method_read(frame, &conn->pool, &method, err) && e->fn(conn, method.decoded, err);
    }
    if (frame->channel == AMQP_CHANNEL && conn->state == AMQP_DECLARING)
        return on_step_answer(conn, number, err);
    if (frame->channel == AMQP_CHANNEL && conn->state == AMQP_OPEN && role_takes(conn->role, number))
        return amqp_method_read(frame, &conn->pool, &method, err) &&
               conn->role->on_method(conn->arg, &method, err);
    return err_set(err, ERR_MALFORMED, "the server sent method 0x%08x, which nobody waits for", number);
}
