/* http/conn_impl.h -- struct conn, shared by conn.c (socket, states, deadlines) and conn_input.c (turns bytes
 * into requests). */
#ifndef HTTP_CONN_IMPL_H
#define HTTP_CONN_IMPL_H

#include "http/conn.h"
#include "http/req_impl.h"
#include "http/server_impl.h"

#include <event2/buffer.h>
#include <event2/event_struct.h>

enum conn_state {
    CONN_IDLE,      /* between requests; nothing is in the output */
    CONN_HEAD,      /* the first byte of a request has come */
    CONN_BODY,      /* its head is complete */
    CONN_ADMITTING, /* its head is complete; it must be authorized before its body is read */
    CONN_RUNNING,   /* its handler has it */
    CONN_WRITING,   /* its reply is in the output */
    CONN_LINGERING, /* this is the last reply: later input is dropped */
    CONN_STREAMING  /* the reply goes on: an event stream */
};

struct conn {
    struct http_server *server;
    int fd;
    enum conn_state state;
    bool reading;   /* `readable` is added */
    bool blocked;   /* `writable` is added: the client's window is full */
    bool peer_left; /* nothing more will come */
    bool closes;    /* close after the output was sent */
    bool lingers;   /* more input may arrive, which is dropped */
    bool dropped;   /* a stream whose client does not read: it ends with this turn */
    bool from_proxy;
    struct event readable, writable;
    struct timer timer;
    int64_t deadline_ms; /* of the state */
    int64_t timer_at_ms; /* 0: the timer does not run */
    struct task task;    /* conn_continue(), after a reply */
    struct evbuffer *output;
    struct evbuffer *waiting; /* input behind the request that is under way; NULL: never any */
    struct req *req;          /* from its first byte to its reply's last */
    struct peer *peer;
    struct event_stream *stream; /* while streaming */
    size_t lingered_bytes;
    char address[CLIENT_ADDRESS_BYTES];
    TAILQ_ENTRY(conn) entry;
};

/* The only writer of conn->state, after conn_open(). */
void conn_set_state(struct conn *conn, enum conn_state next);

/* Restarts the deadline of the state, because there was progress. */
void conn_arm(struct conn *conn);

/* Goes on with the body of the request. Sends "100 Continue" if the client waits for that. `sending`: it has
 * already sent some of the body. */
void conn_await_body(struct conn *conn, bool sending);

/* Ends the request; its reply is in the output. */
void conn_end_request(struct conn *conn);

/* Gives bytes to the requests they make, as far as that goes now; returns how many it took. */
size_t conn_feed(struct conn *conn, const char *bytes, size_t len);

/* The same with the bytes that waited. */
void conn_feed_waiting(struct conn *conn);
size_t conn_waiting_bytes(const struct conn *conn);
void conn_add_waiting(struct conn *conn, const char *bytes, size_t len);

#endif
