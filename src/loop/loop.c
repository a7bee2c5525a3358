/* loop.c -- see loop/loop.h. */
#include "loop/loop.h"

#include "base/log.h"
#include "base/mem.h"

#include <event2/dns.h>
#include <event2/event.h>
#include <stdlib.h>

struct deferred {
    void (*fn)(void *ptr);
    void *ptr;
    STAILQ_ENTRY(deferred) entry;
};

struct loop {
    struct event_base *base;
    struct evdns_base *dns;
    struct event *bound; /* ends the wait of loop_turn() */
    bool stopping;
    struct task_list tasks;   /* to run at the end of this turn */
    struct task_list running; /* being run now */
    STAILQ_HEAD(, deferred) deferred;
};

static void on_bound(evutil_socket_t fd UNUSED, short what UNUSED, void *arg UNUSED)
{
}

struct loop *loop_new(void)
{
    struct loop *loop = mem_alloc(sizeof(*loop));

    loop->base = event_base_new();
    if (loop->base == NULL)
        log_fatal("loop: cannot create an event queue");
    loop->bound = evtimer_new(loop->base, on_bound, NULL);
    if (loop->bound == NULL)
        log_fatal("loop: out of memory");
    TAILQ_INIT(&loop->tasks);
    TAILQ_INIT(&loop->running);
    STAILQ_INIT(&loop->deferred);
    return loop;
}

static void run_tasks(struct loop *loop)
{
    /* Only the tasks posted so far: those that they post belong to the next turn. */
    struct task *task;

    TAILQ_FOREACH (task, &loop->tasks, entry)
        task->posted = &loop->running;
    TAILQ_CONCAT(&loop->running, &loop->tasks, entry);
    while ((task = TAILQ_FIRST(&loop->running)) != NULL) {
        task_cancel(task);
        task->fn(task->arg);
    }
}

static void run_deferred(struct loop *loop)
{
    struct deferred *first;

    while ((first = STAILQ_FIRST(&loop->deferred)) != NULL) {
        STAILQ_REMOVE_HEAD(&loop->deferred, entry);
        first->fn(first->ptr);
        free(first);
    }
}

static void turn(struct loop *loop, bool wait)
{
    /* Without events it would return at once, and we would spin. */
    int flags = EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY;

    if (!wait || !TAILQ_EMPTY(&loop->tasks))
        flags |= EVLOOP_NONBLOCK;

    (void)event_base_loop(loop->base, flags);
    run_tasks(loop);
    run_deferred(loop);
}

void loop_run(struct loop *loop)
{
    loop->stopping = false;
    while (!loop->stopping)
        turn(loop, true);
}

void loop_stop(struct loop *loop)
{
    loop->stopping = true;
    (void)event_base_loopbreak(loop->base);
}

void loop_turn(struct loop *loop, int max_wait_ms)
{
    struct timeval tv = { max_wait_ms / 1000, (max_wait_ms % 1000) * 1000 };

    (void)evtimer_add(loop->bound, &tv);
    turn(loop, max_wait_ms > 0);
    (void)evtimer_del(loop->bound);
}

void loop_free(struct loop *loop)
{
    if (loop == NULL)
        return;
    /* First the answers to cancelled lookups: libevent 2.1 would give them after its resolver is freed, and
     * read it. */
    (void)event_base_loop(loop->base, EVLOOP_NONBLOCK);
    if (loop->dns != NULL)
        evdns_base_free(loop->dns, 0);
    run_deferred(loop);
    event_free(loop->bound);
    event_base_free(loop->base);
    free(loop);
}

struct event_base *loop_base(const struct loop *loop)
{
    return loop->base;
}

struct evdns_base *loop_dns(struct loop *loop)
{
    if (loop->dns == NULL)
        loop->dns =
            evdns_base_new(loop->base, EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    return loop->dns;
}

void task_init(struct task *task, struct loop *loop, void (*fn)(void *arg), void *arg)
{
    *task = (struct task){ .loop = loop, .fn = fn, .arg = arg };
}

void task_post(struct task *task)
{
    if (task->posted != NULL)
        return;
    task->posted = &task->loop->tasks;
    TAILQ_INSERT_TAIL(task->posted, task, entry);
}

void task_cancel(struct task *task)
{
    if (task->posted == NULL)
        return;
    TAILQ_REMOVE(task->posted, task, entry);
    task->posted = NULL;
}

void loop_defer(struct loop *loop, void (*fn)(void *ptr), void *ptr)
{
    struct deferred *deferred = mem_alloc(sizeof(*deferred));

    deferred->fn = fn;
    deferred->ptr = ptr;
    STAILQ_INSERT_TAIL(&loop->deferred, deferred, entry);
}
