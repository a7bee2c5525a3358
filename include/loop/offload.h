/* offload.h -- runs jobs that would block the loop, such as a password hash, on a few threads.
 *
 * A job is a piece of memory and a function that a thread calls with it. The function must not touch anything
 * that belongs to the loop, and must end by itself: a thread cannot be interrupted. Threads start with the
 * first job, run at a low priority and receive no signals. */
#ifndef LOOP_OFFLOAD_H
#define LOOP_OFFLOAD_H

#include "base/err.h"

struct loop;
struct offload;
struct op_list;

struct offload_options {
    const char *name;  /* for errors: "password" */
    int threads;       /* jobs that run at once */
    int waiting;       /* jobs that wait for a thread; beyond it ERR_UNAVAILABLE */
    int time_limit_ms; /* from offload_run() to the callback; then ERR_UNAVAILABLE */
};

struct offload *offload_new(struct loop *loop, const struct offload_options *options);

/* Waits until the jobs that run have ended. Drops those that wait; no job is called back. Accepts NULL. */
void offload_free(struct offload *offload);

/* `job` may be used until the callback returns. If `err` is not NULL it has no result and may still be
 * running: then read only what run() does not write. */
typedef void offload_fn(void *arg, void *job, const struct err *err);

/* Runs run(job) on a thread, then calls `fn` from the loop. Takes `job`, and calls free_job(job) on the
 * loop's thread when it is no longer used. A cancelled job that has not begun makes room for others, and may
 * still run. */
void offload_run(struct offload *offload, struct op_list *owner, void (*run)(void *job), void *job,
                 void (*free_job)(void *job), offload_fn *fn, void *arg);

#endif
