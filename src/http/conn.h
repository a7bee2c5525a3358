/* http/conn.h -- one client connection: its socket, its state, its deadlines.
 *
 * Not a bufferevent: that calls FIONREAD before each read and epoll_ctl() twice for each reply. Here the read
 * event stays on, replies are collected in an evbuffer and sent immediately, and a write event is added only
 * while the client's window is full.
 *
 *   idle -> head -> body -> running -> writing -> idle        (and "body" is skipped without one)
 *             '------'-> refused: writing -> lingering        (input is read and dropped for a while, so that
 *                                                              the client can read the response)
 *             head -> admitting -> body                       (an upload is authorized before it is read)
 *                        running -> streaming                 (an event stream, until either side ends it)
 *
 * Each connection has one timer for the deadline of its state. It is moved only to an earlier time. When it
 * fires too early it is set again, so a busy connection sets it once in seconds rather than for each request.
 */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include <stdbool.h>

struct address;
struct conn;
struct evbuffer;
struct http_server;
struct peer;

/* Takes the descriptor, which must not block, and the place among the peers, which may be NULL. `address` is
 * NULL for the peer of a unix socket: that is a proxy of this machine, and trusted. */
void conn_open(struct http_server *server, int fd, const struct address *address, struct peer *peer);

/* The server drains: closes it when it is idle; else its request is the last. */
void conn_drain(struct conn *conn);

/* The server stops: answers with 503 where possible, and frees the connection. */
void conn_shut(struct conn *conn);

/* The server's connections, in the order they came. */
struct conn *conn_first(const struct http_server *server);
struct conn *conn_next(const struct conn *conn);

/* For requests. */
struct evbuffer *conn_output(struct conn *conn);
const char *conn_peer(const struct conn *conn);    /* numeric, or PEER_UNIX */
bool conn_peer_is_proxy(const struct conn *conn);  /* a trusted one */
bool conn_may_stay(const struct conn *conn);       /* whether another request may follow this one */
void conn_replied(struct conn *conn, bool closes); /* the whole reply is in the output */

/* Whether the connection does not read the body before the request is authorized, and that it was. */
bool conn_awaits_admission(const struct conn *conn);
void conn_admit(struct conn *conn);

#endif
