/* op.h -- a cancellable operation: the backend owns the operation, the caller owns the continuation.
 *
 * A backend embeds `struct op` in its own operation and adds it to the caller's list. When the result
 * arrives, op_finish() says whether the caller still wants it; only then the backend calls back. The caller
 * may call op_list_cancel() at any time: after that no callback of the list runs, although the operation
 * itself may continue in the backend, which discards its result.
 *
 * All backends keep this rule: a callback runs exactly once, or never if it was cancelled, and never before
 * the function that started the operation has returned. */
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

/* Whether it was not cancelled. A backend may skip operations that nobody wants and that have not begun. */
static inline bool op_wanted(const struct op *op)
{
    return op->wanted;
}

/* Ends the operation. True if it was not cancelled: then call the continuation. */
MUST_CHECK static inline bool op_finish(struct op *op)
{
    if (!op->wanted)
        return false;
    op->wanted = false;
    LIST_REMOVE(op, entry);
    return true;
}

/* Ends the operation without a callback: for a backend that is being closed. */
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
