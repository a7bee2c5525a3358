/* http/event_stream.h -- server-sent events (text/event-stream): a response that stays open and sends events.
 *
 * The stream ends when the client leaves, does not read for http_limits.write_ms, or has more than
 * EVENT_STREAM_UNSENT_BYTES waiting, or when the server drains. Clients then reconnect by themselves, perhaps
 * to another server. While there are no events, a comment every http_limits.heartbeat_ms keeps proxies from
 * closing the connection. The response ends with the connection; further requests on it are not served. */
#ifndef HTTP_EVENT_STREAM_H
#define HTTP_EVENT_STREAM_H

#include <stddef.h>

/* How much may wait for a client that does not read, in addition to one event of any size. */
#define EVENT_STREAM_UNSENT_BYTES ((size_t)64 << 10)

/* How long clients wait before they connect again. */
#define EVENT_STREAM_RETRY_MS 2000

struct event_stream;
struct req;

/* Answers the request with a stream. Like a reply, it must be the handler's last statement: do not use the
 * request afterwards. Returns NULL if the request was answered without a stream: HEAD gets only the head, and
 * the response is 503 if http_limits.streams are open or the server drains.
 *
 * on_gone() is called once when the stream has ended: from the loop, never from a function of this header. */
struct event_stream *event_stream_start(struct req *req, void (*on_gone)(void *arg), void *arg);

/* Sends one event, together with all others of this turn of the loop. Each text must be one line; the data is
 * copied. If too much is waiting already, the stream ends instead, at the end of the turn. */
void event_stream_send(struct event_stream *stream, const char *event, const char *id, const char *data,
                       size_t len);

#endif
