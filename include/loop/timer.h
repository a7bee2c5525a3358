/* timer.h -- a one-shot timer, embedded in the object that it belongs to. */
#ifndef LOOP_TIMER_H
#define LOOP_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct event;
struct loop;

struct timer {
    struct event *event;
    void (*fn)(void *arg);
    void *arg;
};

void timer_init(struct timer *timer, struct loop *loop, void (*fn)(void *arg), void *arg);
void timer_done(struct timer *timer); /* accepts a zeroed timer */

void timer_start(struct timer *timer, int64_t delay_ms); /* restarts a running timer */
void timer_stop(struct timer *timer);
bool timer_running(const struct timer *timer);

#endif
