/* timer.c -- see loop/timer.h. */
#include "loop/timer.h"

#include "base/log.h"
#include "loop/loop.h"

#include <event2/event.h>

static void on_event(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    struct timer *timer = arg;

    timer->fn(timer->arg);
}

void timer_init(struct timer *timer, struct loop *loop, void (*fn)(void *arg), void *arg)
{
    timer->fn = fn;
    timer->arg = arg;
    timer->event = evtimer_new(loop_base(loop), on_event, timer);
    if (timer->event == NULL)
        log_fatal("timer: out of memory");
}

void timer_done(struct timer *timer)
{
    if (timer->event != NULL)
        event_free(timer->event);
    timer->event = NULL;
}

void timer_start(struct timer *timer, int64_t delay_ms)
{
    if (delay_ms < 0)
        delay_ms = 0;
    struct timeval tv = { (time_t)(delay_ms / 1000), (suseconds_t)(delay_ms % 1000 * 1000) };
    (void)evtimer_add(timer->event, &tv);
}

void timer_stop(struct timer *timer)
{
    (void)evtimer_del(timer->event);
}

bool timer_running(const struct timer *timer)
{
    return evtimer_pending(timer->event, NULL) != 0;
}
