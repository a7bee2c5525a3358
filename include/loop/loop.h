/* loop.h -- the event loop, and what runs at the end of each of its turns.
 *
 * A turn runs events, then tasks, then deferred frees. So a task can collect what arrived in one turn and
 * send it at once (one pipeline, one commit, one write), and memory that a callback is using is freed when no
 * callback runs. Not thread-safe. */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

struct event_base;
struct evdns_base;
struct loop;

struct loop *loop_new(void);
void loop_free(struct loop *loop); /* runs deferred functions first; accepts NULL */

/* Runs turns until loop_stop(). */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop); /* the current turn is the last */

/* Runs one turn that waits at most `max_wait_ms` for an event: for tests and for programs that wait for a
 * condition. */
void loop_turn(struct loop *loop, int max_wait_ms);

struct event_base *loop_base(const struct loop *loop); /* for rooms that own descriptors */
struct evdns_base *loop_dns(struct loop *loop);        /* created at first use; see loop/resolve.h */

/* A task runs once at the end of the turn in which it was posted, however often it was posted. If a task
 * posts another one, that runs at the end of the next turn, which does not wait for events. Embed a task in
 * the object that it works for. */
TAILQ_HEAD(task_list, task);
struct task {
    struct loop *loop;
    void (*fn)(void *arg);
    void *arg;
    struct task_list *posted; /* the list it is on, or NULL */
    TAILQ_ENTRY(task) entry;
};

void task_init(struct task *task, struct loop *loop, void (*fn)(void *arg), void *arg);
void task_post(struct task *task);
void task_cancel(struct task *task); /* harmless when not posted */

/* Calls fn(ptr) after the tasks of this turn. Use it to free what a function further up the stack still uses.
 */
void loop_defer(struct loop *loop, void (*fn)(void *ptr), void *ptr);

#endif
