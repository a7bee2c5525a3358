/* amqp_conn.h -- one connection to the broker: from the name lookup to an open channel, and again after a
 * loss.
 *
 * The driver has two: one to publish and one to consume. While RabbitMQ is short of memory or disk, it stops
 * reading from connections that publish. Acks on the same connection would wait, too, and the queue could not
 * be drained to end the shortage. Two connections are also simpler: each has one channel, and one reaction to
 * any problem (a closed channel, a deleted queue, a returned message, silence, broken frames): it is closed,
 * opened again with backoff, and declares everything again. At-least-once delivery makes that harmless. */
#ifndef MQ_AMQP_CONN_H
#define MQ_AMQP_CONN_H

#include "base/err.h"
#include "loop/backoff.h"
#include "loop/timer.h"
#include "mq/amqp_codec.h"
#include "mq/amqp_topology.h"
#include "mq/amqp_url.h"

struct bufferevent;
struct loop;
struct resolve;

enum amqp_state {
    AMQP_WAITING,    /* for the next try */
    AMQP_RESOLVING,  /* the name */
    AMQP_CONNECTING, /* TCP */
    AMQP_GREETING,   /* protocol header sent; Start is to come */
    AMQP_TUNING,     /* Start-Ok, with the login, sent; Tune is to come */
    AMQP_OPENING,    /* Tune-Ok and Open sent; Open-Ok is to come */
    AMQP_DECLARING,  /* all steps sent; their answers are to come */
    AMQP_OPEN,       /* work */
    AMQP_CLOSED,     /* by us, for good */
    AMQP_STATES
};

/* How long things may take. Tests have their own. */
struct amqp_timing {
    int connect_ms;   /* the name lookup, and again TCP */
    int handshake_ms; /* from the protocol header to the last step's answer */
    int heartbeat_ms; /* whole seconds; the value that the client proposes */
    int confirm_ms;   /* from a publish to its confirm */
};

extern const struct amqp_timing amqp_timing_default;

/* The user of an open connection. All functions are called from the loop and may close the connection. */
struct amqp_role {
    const char *name;                /* for the log */
    amqp_method_number_t methods[4]; /* the methods that may arrive on the channel; unused entries are zero */
    void (*on_open)(void *arg);
    void (*on_lost)(void *arg); /* was open, is WAITING now */
    void (*on_flow)(void *arg); /* the broker blocked or unblocked us, or the output has drained */
    /* One of `methods`, and the frames of a message's content: false with `err` drops the connection. */
    bool (*on_method)(void *arg, const amqp_method_t *method, struct err *err);
    bool (*on_content)(void *arg, const struct amqp_raw_frame *frame, struct err *err);
};

/* Shared by all connections of a driver; borrowed until they are closed. */
struct amqp_shared {
    struct loop *loop;
    struct amqp_url url;
    struct amqp_timing timing;
    void (*on_change)(void *arg); /* a connection opened, was lost, blocked or unblocked */
    void *arg;
};

struct amqp_conn {
    const struct amqp_shared *shared;
    const struct amqp_role *role;
    void *arg;                     /* the role's */
    const struct amqp_step *steps; /* the role's, after the topology; borrowed */
    int step_count;

    enum amqp_state state;
    struct timer timer; /* the deadline of `state` */
    struct backoff backoff;
    struct resolve *resolve; /* RESOLVING only */
    struct bufferevent *bev; /* CONNECTING to OPEN */
    amqp_pool_t pool;        /* the method being handled */
    struct err problem;      /* why the last try failed or the connection was lost; none while OPEN */

    size_t frame_max;
    int64_t heartbeat_ms;
    int64_t heard_ms, sent_ms, opened_ms;
    int answered;        /* steps */
    uint64_t generation; /* counts the times it was OPEN */
    bool blocked;        /* the broker takes no publishes */
};

/* Starts WAITING; amqp_conn_start() makes the first try. */
void amqp_conn_init(struct amqp_conn *conn, const struct amqp_shared *shared, const struct amqp_role *role,
                    void *arg, const struct amqp_step *steps, int step_count);
void amqp_conn_start(struct amqp_conn *conn);

/* Says goodbye if that is possible immediately, frees everything and never calls back again. Calling it
 * twice is harmless. */
void amqp_conn_close(struct amqp_conn *conn);

/* Where an OPEN connection is written to. */
struct evbuffer *amqp_conn_out(const struct amqp_conn *conn);

/* ---- for amqp_handshake.c and tests */

/* Goes on from a transport that stands, which it takes over: greets the server. */
void amqp_conn_adopt(struct amqp_conn *conn, struct bufferevent *bev);

MUST_CHECK bool amqp_may_enter(enum amqp_state from, enum amqp_state to);
void amqp_set_state(struct amqp_conn *conn, enum amqp_state next);

/* A method of the connection or its channel: handshake, steps, close, blocked; the rest goes to the role.
 * False with `err`: the connection must go. */
MUST_CHECK bool amqp_handle_method(struct amqp_conn *conn, const struct amqp_raw_frame *frame,
                                   struct err *err);

#endif
