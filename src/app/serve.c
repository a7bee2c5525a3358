/* serve.c -- `bakery serve`: start, run, and on SIGTERM or SIGINT drain.
 *
 * Draining stops new connections and deliveries; requests and orders in work get at most BAKERY_DRAIN_MS to
 * end. The relay drains after all requests, because the last one may have placed an order. A second signal
 * ends the process at once. That loses nothing: a request was not answered yet, or its order is still in the
 * outbox or the queue. */
#include "app/commands.h"
#include "app/notify.h"
#include "app/server.h"
#include "base/attr.h"
#include "base/config.h"
#include "base/log.h"
#include "http/server.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "mq/mq.h"
#include "worker/consumer.h"
#include "worker/relay.h"

#include <event2/event.h>
#include <signal.h>
#include <sys/resource.h>

struct serve {
    struct server server;
    struct loop *loop;
    struct event *signals[2];
    struct timer drain_timer;
    struct notify notify;
    bool draining, consumer_idle, relay_idle; /* the relay is idle after HTTP has drained */
};

/* A connection is a descriptor: the soft limit of a shell is too low for a shop. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void stop_if_drained(struct serve *serve)
{
    if (serve->consumer_idle && serve->relay_idle)
        loop_stop(serve->loop);
}

static void on_relay_idle(void *arg)
{
    struct serve *serve = arg;

    serve->relay_idle = true;
    stop_if_drained(serve);
}

static void on_http_drained(void *arg)
{
    struct serve *serve = arg;

    relay_drain(serve->server.relay, on_relay_idle, serve);
}

static void on_consumer_idle(void *arg)
{
    struct serve *serve = arg;

    serve->consumer_idle = true;
    stop_if_drained(serve);
}

static void on_drain_timeout(void *arg)
{
    struct serve *serve = arg;

    log_warn("serve: some requests did not end in time and were cut off");
    loop_stop(serve->loop);
}

static void on_signal(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    struct serve *serve = arg;

    if (serve->draining) {
        loop_stop(serve->loop);
        return;
    }
    log_info("serve: draining");
    notify_stopping();
    serve->draining = true;
    timer_start(&serve->drain_timer, serve->server.config->drain_ms);
    mq_pause(serve->server.mq);
    consumer_drain(serve->server.consumer, on_consumer_idle, serve);
    http_server_drain(serve->server.http, on_http_drained, serve);
}

static void watch_signals(struct serve *serve)
{
    static const int numbers[] = { SIGTERM, SIGINT };

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        serve->signals[i] = evsignal_new(loop_base(serve->loop), numbers[i], on_signal, serve);
        if (serve->signals[i] == NULL || evsignal_add(serve->signals[i], NULL) != 0)
            log_fatal("serve: cannot watch signals");
    }
}

int command_serve(const struct config *config)
{
    struct serve serve = { .loop = loop_new() };
    struct err err = ERR_INIT;
    int status = 0;

    raise_descriptor_limit();
    watch_signals(&serve);
    timer_init(&serve.drain_timer, serve.loop, on_drain_timeout, &serve);
    notify_init(&serve.notify, serve.loop);
    if (server_init(&serve.server, serve.loop, config, &err)) {
        notify_ready();
        loop_run(serve.loop);
        loop_turn(serve.loop, 0); /* sends the notices of the last turn */
        log_info("serve: stopped");
    } else {
        log_error("serve: %s", err.msg);
        status = 2;
    }
    server_done(&serve.server);
    timer_done(&serve.drain_timer);
    notify_done(&serve.notify);
    for (size_t i = 0; i < ARRAY_LEN(serve.signals); i++)
        event_free(serve.signals[i]);
    loop_free(serve.loop);
    return status;
}
