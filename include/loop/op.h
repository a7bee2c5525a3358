/* op.h -- a cancellable operation: the backend owns the operation, the caller the continuation.
 *
 * A backend embeds `struct op` in its own operation and adds it to the list of whoever started it. When the
 * result is there it asks op_finish() whether anybody still wants it, and only then calls back. The owner may
 * call op_list_cancel() at any time: then no callback of that list ever runs, although the operation itself
 * may still run in the backend to swallow its result.
 *
 * The rule that backends keep: a callback runs exactly once, or never after a cancel; and never before the
 * function that started it has returned. */
#ifndef LOOP_OP_H
#define LOOP_OP_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

struct op {
    bool wanted;
    LIST_ENTRY(op) entry;
};

LIST_HEAD(op_list, op);

/* clang-format off */
#define OP_LIST_INIT { NULL }
/* clang-format on */

static inline void op_start(struct op_list *owner, struct op *op)
{
    op->wanted = true;
    LIST_INSERT_HEAD(owner, op, entry);
}

/* Whether the owner may still cancel it: a backend may skip what nobody wants and was not yet begun. */
static inline bool op_wanted(const struct op *op)
{
    return op->wanted;
}

/* Ends the operation. True: call the continuation now, it was not cancelled. */
MUST_CHECK static inline bool op_finish(struct op *op)
{
    if (!op->wanted)
        return false;
    op->wanted = false;
    LIST_REMOVE(op, entry);
    return true;
}

/* Ends the operation without a callback, wanted or not: for a backend that is being closed. */
static inline void op_drop(struct op *op)
{
    if (op->wanted)
        LIST_REMOVE(op, entry);
    op->wanted = false;
}

static inline void op_list_init(struct op_list *owner)
{
    LIST_INIT(owner);
}

static inline bool op_list_empty(const struct op_list *owner)
{
    return LIST_EMPTY(owner);
}

static inline void op_list_cancel(struct op_list *owner)
{
    struct op *op;

    while ((op = LIST_FIRST(owner)) != NULL) {
        LIST_REMOVE(op, entry);
        op->wanted = false;
    }
}

#endif
