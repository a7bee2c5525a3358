/* redis_link.c -- see redis_link.h. */
#include "cache/redis_link.h"

#include "base/log.h"
#include "base/mem.h"
#include "cache/cache.h"
#include "loop/loop.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The longest reply that we ask for is a body with its version; the rest is room for its head. */
#define REPLY_BYTES_MAX (CACHE_BODY_MAX + 1024)

/* The maximum to read and write in one turn of the loop. libevent 2.1 reads 4 KiB a turn regardless of its
 * settings, so in a busy process a list of 100 KiB would arrive too late. */
#define BYTES_A_TURN ((size_t)256 << 10)
#define READ_BYTES   ((size_t)64 << 10)

struct redis_link {
    struct bufferevent *bev;
    redisReader *reader;
    const struct redis_link_events *events;
    void *arg;
    redisReply *elements[REDIS_ELEMENTS_MAX]; /* of an array, as far as they have come */
    int element_count, elements_wanted;       /* wanted is 0: no array is coming */
    bool *closed; /* redis_link_close() sets it, for the function that is calling back */
};

/* Takes the head of an array, "*3\r\n", from the reader if it is next, because hiredis would allocate as
 * many elements as the head claims. False if it is incomplete, or invalid: then `*why` is set. */
static bool take_array_head(struct redis_link *link, const char **why)
{
    redisReader *reader = link->reader;
    const char *head = reader->buf + reader->pos;

    if (link->elements_wanted > 0 || head[0] != '*')
        return true;
    if (reader->len - reader->pos < 4)
        return false;
    if (head[1] < '1' || head[1] > '0' + REDIS_ELEMENTS_MAX || head[2] != '\r' || head[3] != '\n') {
        *why = "it does not speak as Redis does";
        return false;
    }
    link->elements_wanted = head[1] - '0';
    reader->pos += 4;
    return true;
}

/* Takes one reply that is not an array from the reader. False if none is complete, or `*why` is set. */
static bool next_reply(struct redis_link *link, redisReply **reply, const char **why)
{
    redisReader *reader = link->reader;
    void *next = NULL;
    bool between = reader->ridx == -1;

    *reply = NULL;
    if (between && (reader->pos == reader->len || !take_array_head(link, why) || reader->pos == reader->len))
        return false; /* if asked now, the reader would start on the next reply */

    /* Between two replies the reader stands on the next one's type. */
    if (between && strchr("+-:$", reader->buf[reader->pos]) == NULL)
        *why = "it does not speak as Redis does";
    else if (redisReaderGetReply(reader, &next) != REDIS_OK)
        *why = "it does not speak as Redis does";
    else if (next == NULL && reader->len - reader->pos > REPLY_BYTES_MAX)
        *why = "its reply is too long";
    *reply = next;
    return next != NULL;
}

static void feed(struct redis_link *link, const char *bytes, size_t len)
{
    if (redisReaderFeed(link->reader, bytes, len) != REDIS_OK)
        log_fatal("cache: out of memory");
}

/* Feeds the bytes that libevent has read, and those that it left in the socket. libevent detects an end or
 * an error again and calls on_event(). */
static void read_all(struct redis_link *link)
{
    struct evbuffer *input = bufferevent_get_input(link->bev);
    size_t len = evbuffer_get_length(input), total = 0;
    char bytes[READ_BYTES];
    ssize_t got;

    feed(link, (const char *)evbuffer_pullup(input, -1), len);
    (void)evbuffer_drain(input, len);
    do {
        got = recv(bufferevent_getfd(link->bev), bytes, sizeof(bytes), MSG_DONTWAIT);
        if (got > 0)
            feed(link, bytes, (size_t)got);
        total += sizeof(bytes);
    } while (got == (ssize_t)sizeof(bytes) && total < BYTES_A_TURN);
}

/* Gives a reply to its receiver, an array when it is complete. */
static void deliver(struct redis_link *link, redisReply *reply)
{
    redisReply *elements[REDIS_ELEMENTS_MAX];
    int count = link->elements_wanted;

    if (count == 0) {
        link->events->on_reply(link->arg, reply);
        freeReplyObject(reply);
        return;
    }
    link->elements[link->element_count++] = reply;
    if (link->element_count < count)
        return;
    memcpy(elements, link->elements, sizeof(elements)); /* the callbacks may close the link */
    link->element_count = link->elements_wanted = 0;
    link->events->on_array(link->arg, elements, count);
    for (int i = 0; i < count; i++)
        freeReplyObject(elements[i]);
}

static void on_readable(struct bufferevent *bev UNUSED, void *arg)
{
    struct redis_link *link = arg;
    const char *why = NULL;
    bool closed = false;
    redisReply *reply;

    read_all(link);
    link->closed = &closed;
    while (next_reply(link, &reply, &why)) {
        deliver(link, reply);
        if (closed)
            return;
    }
    link->closed = NULL;
    if (why != NULL)
        link->events->on_lost(link->arg, why);
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    struct redis_link *link = arg;
    int error = EVUTIL_SOCKET_ERROR();

    if (what & BEV_EVENT_CONNECTED) {
        int on = 1;

        /* Without it a command may wait for the acknowledgement of the one before. */
        (void)setsockopt(bufferevent_getfd(bev), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        link->events->on_open(link->arg);
    } else if (what & BEV_EVENT_ERROR) {
        link->events->on_lost(link->arg, strerror(error));
    } else {
        link->events->on_lost(link->arg, "it closed the connection");
    }
}

static bool connect_to(struct redis_link *link, const char *address, const char *port, struct err *err)
{
    const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
    struct addrinfo *info = NULL;

    if (getaddrinfo(address, port, &hints, &info) != 0)
        return err_set(err, ERR_UNAVAILABLE, "its address is not numeric");
    int rc = bufferevent_socket_connect(link->bev, info->ai_addr, (int)info->ai_addrlen);
    int error = EVUTIL_SOCKET_ERROR();
    freeaddrinfo(info);
    if (rc < 0)
        return err_set(err, ERR_UNAVAILABLE, "%s", strerror(error));
    return true;
}

struct redis_link *redis_link_open(struct loop *loop, const char *address, const char *port,
                                   const struct redis_link_events *events, void *arg, struct err *err)
{
    struct redis_link *link = mem_alloc(sizeof(*link));

    link->events = events;
    link->arg = arg;
    link->reader = redisReaderCreate();
    link->bev = bufferevent_socket_new(loop_base(loop), -1, BEV_OPT_CLOSE_ON_FREE);
    if (link->reader == NULL || link->bev == NULL)
        log_fatal("cache: out of memory");
    if (!connect_to(link, address, port, err)) {
        redis_link_close(link);
        return NULL;
    }
    /* Only now: a connect that fails at once would have called back from inside. */
    bufferevent_setcb(link->bev, on_readable, NULL, on_event, link);
    (void)bufferevent_set_max_single_write(link->bev, BYTES_A_TURN);
    (void)bufferevent_enable(link->bev, EV_READ | EV_WRITE);
    return link;
}

void redis_link_close(struct redis_link *link)
{
    if (link == NULL)
        return;
    if (link->closed != NULL)
        *link->closed = true;
    for (int i = 0; i < link->element_count; i++)
        freeReplyObject(link->elements[i]);
    bufferevent_free(link->bev);
    redisReaderFree(link->reader);
    free(link);
}

void redis_link_send(struct redis_link *link, int argc, const char *const argv[], const size_t lens[])
{
    char *command = NULL;
    /* hiredis does not change them; its argument merely lacks a const. Its result was an int up to 0.14. */
    long long len = redisFormatCommandArgv(&command, argc, (const char **)(uintptr_t)argv, lens);

    if (len < 0)
        log_fatal("cache: out of memory");
    if (bufferevent_write(link->bev, command, (size_t)len) != 0)
        log_fatal("cache: out of memory");
    redisFreeCommand(command);
}
