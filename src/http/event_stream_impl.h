/* http/event_stream_impl.h -- the functions of a stream that its connection calls. */
#ifndef HTTP_EVENT_STREAM_IMPL_H
#define HTTP_EVENT_STREAM_IMPL_H

#include "base/attr.h"

#include <stdbool.h>

struct event_stream;

/* The turn in which the stream began has ended: its request is finished, and further input is not served. */
void event_stream_settle(struct event_stream *stream);

/* The time of the connection's state is over. False: the client does not read, the connection is to end. */
MUST_CHECK bool event_stream_expire(struct event_stream *stream);

/* The connection ends: calls on_gone(). Accepts NULL. */
void event_stream_free(struct event_stream *stream);

#endif
