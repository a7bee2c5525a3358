/* http/event_stream_impl.h -- the functions of a stream that its connection calls. */
#ifndef HTTP_EVENT_STREAM_IMPL_H
#define HTTP_EVENT_STREAM_IMPL_H

#include "base/attr.h"

#include <stdbool.h>

struct event_stream;

/* The turn in which it began is over: its request is done, and what came behind that is not served. */
void event_stream_settle(struct event_stream *stream);

/* The time of the connection's state is over. False: the client does not read, the connection is to end. */
MUST_CHECK bool event_stream_expire(struct event_stream *stream);

/* The connection goes: tells whoever feeds the stream. Accepts NULL. */
void event_stream_free(struct event_stream *stream);

#endif
