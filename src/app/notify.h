/* notify.h -- reports the state of the service to systemd (sd_notify(3)). Does nothing without systemd. */
#ifndef APP_NOTIFY_H
#define APP_NOTIFY_H

#include "loop/timer.h"

#include <stdint.h>

struct loop;

struct notify {
    struct timer watchdog;
    int64_t every_ms;
};

/* Begins to show that the loop turns, if systemd asks for it: a loop that is stuck is then restarted. */
void notify_init(struct notify *notify, struct loop *loop);
void notify_done(struct notify *notify);

void notify_ready(void);    /* serving */
void notify_stopping(void); /* draining */

#endif
