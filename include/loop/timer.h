/* timer.h -- a one-shot timer, embedded in what it belongs to. */
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
void timer_done(struct timer *timer); /* accepts one that is zeroed */

void timer_start(struct timer *timer, int64_t delay_ms); /* again: moves it */
void timer_stop(struct timer *timer);
bool timer_running(const struct timer *timer);

#endif
