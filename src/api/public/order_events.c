/* order_events.c -- GET /api/orders/{id}/events: handle -> on_open -> on_change, any number of times ->
 * on_gone.
 *
 * Each event is the whole order, so the newest one replaces all that a client missed. A client that
 * reconnects sends the id of its last event (Last-Event-ID) and gets an event only if the order has changed
 * since. The stream stays open after the order was processed, because the bakers still have to bake it. */
#include "api/api.h"
#include "api/public/order_lookup.h"
#include "api/routes.h"
#include "base/mem.h"
#include "http/event_stream.h"
#include "http/req.h"
#include "shop/orders/order_watch.h"

#include <stdlib.h>
#include <string.h>

struct order_events { /* one stream, from its start until on_gone() */
    struct event_stream *stream;
    struct order_watcher *watcher;
};

static void on_gone(void *arg)
{
    struct order_events *events = arg;

    order_watcher_close(events->watcher);
    free(events);
}

static void on_change(void *arg, const struct order_view *view)
{
    const struct order_events *events = arg;

    event_stream_send(events->stream, "order", view->id, view->json, view->len);
}

static void on_open(void *arg, struct order_watcher *watcher, const struct order_view *view,
                    const struct err *err)
{
    struct req *req = arg;

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    if (watcher == NULL) {
        order_lookup_fail(req);
        return;
    }
    const char *seen = req_header(req, "Last-Event-ID");
    bool known = seen != NULL && strcmp(seen, view->id) == 0;
    struct order_events *events = mem_alloc(sizeof(*events));

    events->watcher = watcher;
    events->stream = event_stream_start(req, on_gone, events);
    if (events->stream == NULL) { /* it was answered all the same */
        on_gone(events);
        return;
    }
    order_watcher_follow(watcher, on_change, events);
    if (!known)
        on_change(events, view);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    uint64_t number;

    if (order_lookup_number(req, &number))
        order_watch_open(api->watch, req_ops(req), number, on_open, req);
}

const struct route order_events_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/api/orders/{id}/events", handle },
    { 0 },
};
