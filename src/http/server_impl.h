/* http/server_impl.h -- struct http_server, for its connections and requests. */
#ifndef HTTP_SERVER_IMPL_H
#define HTTP_SERVER_IMPL_H

#include "base/buf.h"
#include "base/clock.h"
#include "http/listener.h"
#include "http/server.h"
#include "loop/loop.h"
#include "loop/timer.h"

#include <event2/event_struct.h>
#include <sys/queue.h>

/* The maximum of one read, and of the input that may wait behind a running request. */
#define HTTP_INPUT_BYTES 16384

struct address;
struct conn;
struct peers;
struct req;
struct router;

TAILQ_HEAD(conn_list, conn);
SLIST_HEAD(req_list, req);

struct http_server {
    struct loop *loop;
    struct http_options options; /* limits.connections is lowered to what the descriptors allow */
    struct router *router;

    /* Accepting: server.c. */
    struct listener listener; /* fd -1: no longer */
    struct event listen_event;
    struct timer accept_pause; /* no descriptors are left: try again then */
    bool starved;              /* and it was logged */

    /* Connections: conn.c. */
    struct conn_list conns;
    int conn_count;
    int stream_count; /* those that are event streams: event_stream.c */
    int upload_count; /* those whose upload was admitted: req.c */
    struct peers *peers;
    char input[HTTP_INPUT_BYTES]; /* where each read goes first */

    /* Requests: req.c. */
    struct req_list free_reqs; /* kept for the next ones */
    int free_req_count;
    char id_prefix[10]; /* random, of this process, with a dash */
    uint64_t next_id;
    struct buf head; /* where the head of a reply is written */
    int64_t date_s;  /* of `date` */
    char date[CLOCK_HTTP_BYTES];

    int64_t failures_s; /* the second that `failures_in_s` counts for */
    int failures_in_s;

    bool draining;
    struct task drained; /* posted when the last connection of a draining server went */
    void (*on_drained)(void *arg);
    void *drained_arg;
};

/* Tells the server that a connection has ended. */
void http_server_forget(struct http_server *server);

#endif
