/* notify.c -- see app/notify.h. The whole protocol is a text datagram to the socket in NOTIFY_SOCKET, so
 * libsystemd is not needed. */
#include "app/notify.h"

#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The longest WATCHDOG_USEC that is believed, and 0 for 'none': a day. */
#define WATCHDOG_USEC_MAX 86400000000

static void send_state(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t len = path != NULL ? strlen(path) : 0;

    if (len == 0)
        return;
    if (len >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@')) {
        log_warn("serve: NOTIFY_SOCKET is not a socket address");
        return;
    }
    memcpy(address.sun_path, path, len);
    if (path[0] == '@') /* in the kernel's own space of names, which begin with a NUL */
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
                         (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
        log_warn("serve: cannot send '%s' to systemd: %s", state, strerror(errno));
    if (fd >= 0)
        (void)close(fd);
}

static void on_time(void *arg)
{
    struct notify *notify = arg;

    timer_start(&notify->watchdog, notify->every_ms);
    send_state("WATCHDOG=1");
}

/* Half of the time after which systemd would miss us; 0: it does not ask us. */
static int64_t watchdog_ms(void)
{
    const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    uint64_t number = 0;

    if (pid != NULL && (!text_to_u64(pid, INT32_MAX, &number) || (pid_t)number != getpid()))
        return 0; /* it is for another process, whose environment this one inherited */
    if (usec == NULL || !text_to_u64(usec, WATCHDOG_USEC_MAX, &number) || number == 0)
        return 0;
    return (int64_t)(number / 2000) + 1;
}

void notify_init(struct notify *notify, struct loop *loop)
{
    notify->every_ms = watchdog_ms();
    timer_init(&notify->watchdog, loop, on_time, notify);
    if (notify->every_ms > 0)
        timer_start(&notify->watchdog, notify->every_ms);
}

void notify_done(struct notify *notify)
{
    timer_done(&notify->watchdog);
}

void notify_ready(void)
{
    send_state("READY=1");
}

void notify_stopping(void)
{
    send_state("STOPPING=1");
}
