/* offload.c -- see loop/offload.h.
 *
 *     offload_run -> waiting --a thread takes it--> running -> ended --eventfd--> on_ended -> callback
 *
 * The mutex guards the lists of tickets that wait, run and have ended, and `stopping`. A thread moves a
 * ticket between these lists and calls run(job); everything else belongs to the loop's thread. */
#include "loop/offload.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "loop/timer.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

/* Below the loop, which customers wait for. */
#define THREAD_NICE 10

struct ticket {
    struct op op;
    void (*run)(void *job);
    void (*free_job)(void *job);
    void *job;
    offload_fn *fn;
    void *arg;
    int64_t expires_ms;               /* 0: refused, or its time limit has passed */
    TAILQ_ENTRY(ticket) entry;        /* waiting, running or ended */
    TAILQ_ENTRY(ticket) entry_by_age; /* all with a time limit that has not passed */
};

TAILQ_HEAD(ticket_list, ticket);

struct offload {
    struct offload_options options;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct ticket_list waiting, running, ended;
    bool stopping;
    struct ticket_list by_age; /* only the loop's thread uses this and what follows */
    pthread_t *threads;        /* NULL: not started */
    int thread_count;
    int fd;
    struct event *event;
    struct timer timer;
    struct task task; /* calls back the jobs that were refused at once */
    struct ticket_list refused;
};

/* ---- on the threads ---- */

static void tell_loop(struct offload *offload)
{
    uint64_t one = 1;

    while (write(offload->fd, &one, sizeof(one)) < 0 && errno == EINTR)
        ;
}

static void *run_thread(void *arg)
{
    struct offload *offload = arg;

    /* On Linux this is the priority of the calling thread alone. */
    (void)setpriority(PRIO_PROCESS, 0, THREAD_NICE);
    pthread_mutex_lock(&offload->mutex);
    for (;;) {
        struct ticket *ticket;

        while (!offload->stopping && TAILQ_EMPTY(&offload->waiting))
            pthread_cond_wait(&offload->wake, &offload->mutex);
        if (offload->stopping)
            break;
        ticket = TAILQ_FIRST(&offload->waiting);
        TAILQ_REMOVE(&offload->waiting, ticket, entry);
        TAILQ_INSERT_TAIL(&offload->running, ticket, entry);
        pthread_mutex_unlock(&offload->mutex);
        ticket->run(ticket->job);
        pthread_mutex_lock(&offload->mutex);
        TAILQ_REMOVE(&offload->running, ticket, entry);
        TAILQ_INSERT_TAIL(&offload->ended, ticket, entry);
        tell_loop(offload);
    }
    pthread_mutex_unlock(&offload->mutex);
    return NULL;
}

/* ---- on the loop's thread ---- */

static void ticket_free(struct ticket *ticket)
{
    op_drop(&ticket->op);
    ticket->free_job(ticket->job);
    free(ticket);
}

static void fail(struct ticket *ticket, const char *name)
{
    struct err err = ERR_INIT;

    if (!op_finish(&ticket->op))
        return;
    (void)err_set(&err, ERR_UNAVAILABLE, "too many %s jobs are running: try again", name);
    ticket->fn(ticket->arg, ticket->job, &err);
}

static void on_ended(evutil_socket_t fd, short what UNUSED, void *arg)
{
    struct offload *offload = arg;
    struct ticket_list ended = TAILQ_HEAD_INITIALIZER(ended);
    struct ticket *ticket;
    uint64_t count;

    (void)!read(fd, &count, sizeof(count));
    pthread_mutex_lock(&offload->mutex);
    TAILQ_CONCAT(&ended, &offload->ended, entry);
    pthread_mutex_unlock(&offload->mutex);
    while ((ticket = TAILQ_FIRST(&ended)) != NULL) {
        TAILQ_REMOVE(&ended, ticket, entry);
        if (ticket->expires_ms != 0)
            TAILQ_REMOVE(&offload->by_age, ticket, entry_by_age);
        if (op_finish(&ticket->op))
            ticket->fn(ticket->arg, ticket->job, NULL);
        ticket_free(ticket);
    }
}

/* Takes a ticket out of the queue. False if a thread has it. */
static bool withdraw(struct offload *offload, struct ticket *ticket)
{
    struct ticket *found;

    pthread_mutex_lock(&offload->mutex);
    TAILQ_FOREACH (found, &offload->waiting, entry)
        if (found == ticket)
            break;
    if (found != NULL)
        TAILQ_REMOVE(&offload->waiting, found, entry);
    pthread_mutex_unlock(&offload->mutex);
    return found != NULL;
}

static void on_time(void *arg)
{
    struct offload *offload = arg;
    struct ticket *ticket;
    int64_t now_ms = clock_ms();

    while ((ticket = TAILQ_FIRST(&offload->by_age)) != NULL && ticket->expires_ms <= now_ms) {
        TAILQ_REMOVE(&offload->by_age, ticket, entry_by_age);
        ticket->expires_ms = 0;
        bool withdrawn = withdraw(offload, ticket);
        fail(ticket, offload->options.name);
        if (withdrawn)
            ticket_free(ticket);
    }
    if (ticket != NULL)
        timer_start(&offload->timer, ticket->expires_ms - now_ms);
}

static void on_refused(void *arg)
{
    struct offload *offload = arg;
    struct ticket *ticket;

    while ((ticket = TAILQ_FIRST(&offload->refused)) != NULL) {
        TAILQ_REMOVE(&offload->refused, ticket, entry);
        fail(ticket, offload->options.name);
        ticket_free(ticket);
    }
}

/* Signals are for the loop's thread. */
static void start_threads(struct offload *offload)
{
    sigset_t all, before;

    offload->threads = mem_alloc((size_t)offload->options.threads * sizeof(*offload->threads));
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (offload->thread_count < offload->options.threads) {
        int error = pthread_create(&offload->threads[offload->thread_count], NULL, run_thread, offload);
        if (error != 0 && offload->thread_count == 0)
            log_fatal("offload: cannot start a thread: %s", strerror(error));
        if (error != 0)
            break;
        offload->thread_count++;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct offload *offload_new(struct loop *loop, const struct offload_options *options)
{
    struct offload *offload = mem_alloc(sizeof(*offload));

    offload->options = *options;
    (void)pthread_mutex_init(&offload->mutex, NULL);
    (void)pthread_cond_init(&offload->wake, NULL);
    TAILQ_INIT(&offload->waiting);
    TAILQ_INIT(&offload->running);
    TAILQ_INIT(&offload->ended);
    TAILQ_INIT(&offload->by_age);
    TAILQ_INIT(&offload->refused);
    offload->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    offload->event = offload->fd < 0
                         ? NULL
                         : event_new(loop_base(loop), offload->fd, EV_READ | EV_PERSIST, on_ended, offload);
    if (offload->event == NULL || event_add(offload->event, NULL) != 0)
        log_fatal("offload: cannot create an event: %s", strerror(errno));
    timer_init(&offload->timer, loop, on_time, offload);
    task_init(&offload->task, loop, on_refused, offload);
    return offload;
}

static void free_all(struct ticket_list *list)
{
    struct ticket *ticket;

    while ((ticket = TAILQ_FIRST(list)) != NULL) {
        TAILQ_REMOVE(list, ticket, entry);
        ticket_free(ticket);
    }
}

void offload_free(struct offload *offload)
{
    if (offload == NULL)
        return;
    pthread_mutex_lock(&offload->mutex);
    offload->stopping = true;
    pthread_cond_broadcast(&offload->wake);
    pthread_mutex_unlock(&offload->mutex);
    for (int i = 0; i < offload->thread_count; i++)
        (void)pthread_join(offload->threads[i], NULL);
    free(offload->threads);
    free_all(&offload->waiting);
    free_all(&offload->ended);
    free_all(&offload->refused);
    task_cancel(&offload->task);
    timer_done(&offload->timer);
    event_free(offload->event);
    (void)close(offload->fd);
    (void)pthread_cond_destroy(&offload->wake);
    (void)pthread_mutex_destroy(&offload->mutex);
    free(offload);
}

/* Removes the jobs that nobody wants any more from the queue. True if there is room for another one. */
static bool make_room(struct offload *offload)
{
    struct ticket_list unwanted = TAILQ_HEAD_INITIALIZER(unwanted);
    struct ticket *ticket, *next;
    int waiting = 0, running = 0;

    pthread_mutex_lock(&offload->mutex);
    for (ticket = TAILQ_FIRST(&offload->waiting); ticket != NULL; ticket = next) {
        next = TAILQ_NEXT(ticket, entry);
        if (op_wanted(&ticket->op)) {
            waiting++;
            continue;
        }
        TAILQ_REMOVE(&offload->waiting, ticket, entry);
        TAILQ_INSERT_TAIL(&unwanted, ticket, entry);
    }
    TAILQ_FOREACH (ticket, &offload->running, entry)
        running++;
    pthread_mutex_unlock(&offload->mutex);
    while ((ticket = TAILQ_FIRST(&unwanted)) != NULL) {
        TAILQ_REMOVE(&unwanted, ticket, entry);
        TAILQ_REMOVE(&offload->by_age, ticket, entry_by_age);
        ticket_free(ticket);
    }
    return running + waiting < offload->thread_count + offload->options.waiting;
}

void offload_run(struct offload *offload, struct op_list *owner, void (*run)(void *job), void *job,
                 void (*free_job)(void *job), offload_fn *fn, void *arg)
{
    struct ticket *ticket = mem_alloc(sizeof(*ticket));

    ticket->run = run;
    ticket->job = job;
    ticket->free_job = free_job;
    ticket->fn = fn;
    ticket->arg = arg;
    op_start(owner, &ticket->op);
    if (offload->threads == NULL)
        start_threads(offload);
    if (!make_room(offload)) {
        TAILQ_INSERT_TAIL(&offload->refused, ticket, entry);
        task_post(&offload->task);
        return;
    }
    ticket->expires_ms = clock_ms() + offload->options.time_limit_ms;
    TAILQ_INSERT_TAIL(&offload->by_age, ticket, entry_by_age);
    if (!timer_running(&offload->timer))
        timer_start(&offload->timer, offload->options.time_limit_ms);
    pthread_mutex_lock(&offload->mutex);
    TAILQ_INSERT_TAIL(&offload->waiting, ticket, entry);
    pthread_cond_signal(&offload->wake);
    pthread_mutex_unlock(&offload->mutex);
}
