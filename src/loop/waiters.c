/* waiters.c -- see loop/waiters.h. */
#include "loop/waiters.h"

#include "base/mem.h"

#include <stdlib.h>

struct waiter {
    struct op op;
    struct waiter_call call;
    STAILQ_ENTRY(waiter) entry;
};

void waiters_init(struct waiters *waiters)
{
    STAILQ_INIT(&waiters->list);
}

static struct waiter *take_first(struct waiters *waiters)
{
    struct waiter *waiter = STAILQ_FIRST(&waiters->list);

    if (waiter != NULL)
        STAILQ_REMOVE_HEAD(&waiters->list, entry);
    return waiter;
}

void waiters_drop(struct waiters *waiters)
{
    struct waiter *waiter;

    while ((waiter = take_first(waiters)) != NULL) {
        op_drop(&waiter->op);
        free(waiter);
    }
}

bool waiters_empty(const struct waiters *waiters)
{
    return STAILQ_EMPTY(&waiters->list);
}

void waiters_add(struct waiters *waiters, struct op_list *owner, waiter_fn *fn, void *arg)
{
    struct waiter *waiter = mem_alloc(sizeof(*waiter));

    waiter->call = (struct waiter_call){ fn, arg };
    op_start(owner, &waiter->op);
    STAILQ_INSERT_TAIL(&waiters->list, waiter, entry);
}

void waiters_take_all(struct waiters *waiters, struct waiters *taken)
{
    waiters_init(taken);
    STAILQ_CONCAT(&taken->list, &waiters->list);
}

bool waiters_next(struct waiters *waiters, struct waiter_call *call)
{
    struct waiter *waiter;

    while ((waiter = take_first(waiters)) != NULL) {
        bool wanted = op_finish(&waiter->op);
        *call = waiter->call;
        free(waiter);
        if (wanted)
            return true;
    }
    return false;
}
