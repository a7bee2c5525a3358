/* resolve.c -- see loop/resolve.h. The struct outlives a cancelled lookup, because evdns calls back anyway.
 */
#include "loop/resolve.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "loop/timer.h"

#include <arpa/inet.h>
#include <event2/dns.h>
#include <event2/util.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct resolve {
    struct loop *loop;
    struct evdns_getaddrinfo_request *request; /* NULL: answered, or never started */
    struct timer timer;                        /* the bound; and the way to the loop for instant answers */
    resolve_fn *fn;                            /* NULL: cancelled or called */
    void *arg;
    char address[RESOLVE_ADDRESS_BYTES]; /* "" : no answer yet, or none */
    struct err err;
};

static void resolve_free(void *ptr)
{
    struct resolve *resolve = ptr;

    timer_done(&resolve->timer);
    free(resolve);
}

/* Calls back once and frees the rest. */
static void resolve_end(struct resolve *resolve)
{
    resolve_fn *fn = resolve->fn;

    resolve->fn = NULL;
    timer_stop(&resolve->timer);
    if (fn != NULL)
        fn(resolve->arg, resolve->address[0] ? resolve->address : NULL,
           resolve->address[0] ? NULL : &resolve->err);
    if (resolve->request == NULL)
        loop_defer(resolve->loop, resolve_free, resolve);
    else
        evdns_getaddrinfo_cancel(resolve->request); /* on_addresses() runs once more and frees */
}

static void on_timer(void *arg)
{
    struct resolve *resolve = arg;

    err_set(&resolve->err, ERR_UNAVAILABLE, "the name lookup took too long");
    resolve_end(resolve);
}

static void on_addresses(int result, struct evutil_addrinfo *addresses, void *arg)
{
    struct resolve *resolve = arg;

    resolve->request = NULL;
    if (resolve->fn == NULL) { /* cancelled, or the bound came first */
        loop_defer(resolve->loop, resolve_free, resolve);
    } else {
        for (int want_v4 = 1; want_v4 >= 0 && resolve->address[0] == '\0'; want_v4--)
            for (struct evutil_addrinfo *a = addresses; a != NULL && resolve->address[0] == '\0';
                 a = a->ai_next)
                if ((a->ai_family == AF_INET) == (want_v4 == 1))
                    (void)getnameinfo(a->ai_addr, (socklen_t)a->ai_addrlen, resolve->address,
                                      sizeof(resolve->address), NULL, 0, NI_NUMERICHOST);
        if (resolve->address[0] == '\0')
            err_set(&resolve->err, ERR_UNAVAILABLE, "the name cannot be looked up: %s",
                    result ? evutil_gai_strerror(result) : "it has no address");
        timer_start(&resolve->timer, 0); /* the answer may have come from inside resolve_start() */
    }
    if (addresses != NULL)
        evutil_freeaddrinfo(addresses);
}

struct resolve *resolve_start(struct loop *loop, const char *host, int timeout_ms, resolve_fn *fn, void *arg)
{
    struct resolve *resolve = mem_alloc(sizeof(*resolve));
    struct evutil_addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    unsigned char binary[sizeof(struct in6_addr)];

    resolve->loop = loop;
    resolve->fn = fn;
    resolve->arg = arg;
    timer_init(&resolve->timer, loop, on_timer, resolve);
    timer_start(&resolve->timer, timeout_ms);
    if (inet_pton(AF_INET, host, binary) == 1 || inet_pton(AF_INET6, host, binary) == 1) {
        (void)snprintf(resolve->address, sizeof(resolve->address), "%s", host);
        timer_start(&resolve->timer, 0);
        return resolve;
    }
    if (loop_dns(loop) == NULL) {
        err_set(&resolve->err, ERR_UNAVAILABLE, "the name cannot be looked up: no resolver is configured");
        timer_start(&resolve->timer, 0);
        return resolve;
    }
    /* NULL when on_addresses() has already been called from in there. */
    resolve->request = evdns_getaddrinfo(loop_dns(loop), host, NULL, &hints, on_addresses, resolve);
    return resolve;
}

void resolve_cancel(struct resolve *resolve)
{
    if (resolve == NULL)
        return;
    resolve->fn = NULL;
    resolve_end(resolve);
}
