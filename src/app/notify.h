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

/* Reports regularly that the loop is running, if systemd asks for it, so that systemd can restart a stuck
 * process. */
void notify_init(struct notify *notify, struct loop *loop);
void notify_done(struct notify *notify);

void notify_ready(void);    /* serving */
void notify_stopping(void); /* draining */

#endif
