/* waiters.h -- requests that wait for the same answer, so that it is fetched once.
 *
 *     waiters_add(&list->waiters, owner, (waiter_fn *)fn, arg);
 *     …
 *     waiters_take_all(&list->waiters, &taken);
 *     while (waiters_next(&taken, &call))
 *         ((list_fn *)call.fn)(call.arg, view, err);
 *
 * Each is an operation of its owner (loop/op.h): who has cancelled it is not called. */
#ifndef LOOP_WAITERS_H
#define LOOP_WAITERS_H

#include "base/attr.h"
#include "loop/op.h"

#include <stdbool.h>
#include <sys/queue.h>

/* Stands for any type of callback: the one who added it knows the type, and calls it by that. */
typedef void waiter_fn(void);

struct waiter;
struct waiters {
    STAILQ_HEAD(, waiter) list;
};

struct waiter_call {
    waiter_fn *fn;
    void *arg;
};

void waiters_init(struct waiters *waiters);
void waiters_drop(struct waiters *waiters); /* nobody is called */

bool waiters_empty(const struct waiters *waiters);
void waiters_add(struct waiters *waiters, struct op_list *owner, waiter_fn *fn, void *arg);

/* Moves those who wait now to a list of their own: callbacks may wait again. */
void waiters_take_all(struct waiters *waiters, struct waiters *taken);

/* Removes the first who is still to be called. False: there is none, and the list is empty. */
MUST_CHECK bool waiters_next(struct waiters *waiters, struct waiter_call *call);

#endif
