/* http/event_stream.h -- server-sent events (text/event-stream): an answer that stays open and tells of what
 * happens.
 *
 * The stream lasts until the client leaves, does not read for http_limits.write_ms, lets more than
 * EVENT_STREAM_UNSENT_BYTES gather, or the server drains: clients then connect again by themselves, elsewhere
 * perhaps. While nothing happens a comment is sent every http_limits.heartbeat_ms, so that nobody in between
 * takes it for dead. The answer ends with the connection; what the client says after its request is not
 * served. */
#ifndef HTTP_EVENT_STREAM_H
#define HTTP_EVENT_STREAM_H

#include <stddef.h>

/* What may wait for a client that does not read; beside it one event of any size. */
#define EVENT_STREAM_UNSENT_BYTES ((size_t)64 << 10)

/* How long clients wait before they connect again. */
#define EVENT_STREAM_RETRY_MS 2000

struct event_stream;
struct req;

/* Answers the request with a stream; like a reply it is the handler's last word, and the request must not be
 * touched afterwards. NULL: it was answered, but there is no stream: HEAD gets the head alone, and 503 who
 * comes when http_limits.streams are open, or the server drains.
 *
 * on_gone() is called once, from the loop, never from inside a function of this header: then the stream is no
 * more. */
struct event_stream *event_stream_start(struct req *req, void (*on_gone)(void *arg), void *arg);

/* Sends one event, with all others of this turn of the loop. Each of the texts is one line; the data is
 * copied. Where too much waits already the stream ends instead, at the end of the turn. */
void event_stream_send(struct event_stream *stream, const char *event, const char *id, const char *data,
                       size_t len);

#endif
