/* wait.h -- runs the loop until a condition holds, for commands that do one thing and end. */
#ifndef APP_WAIT_H
#define APP_WAIT_H

#include <stdbool.h>

struct loop;

/* False: `timeout_ms` passed first. */
bool wait_until(struct loop *loop, bool (*holds)(void *arg), void *arg, int timeout_ms);

#endif
