/* listener.c -- see http/listener.h. This runs before the loop, but it never blocks: names are not looked up.
 */
#include "http/listener.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define UNIX_PREFIX "unix:"

/* For the server's user and group: the proxy's user is in that group. */
#define UNIX_UMASK 0117

/* Of a reply, the kernel holds so much that is not on its way yet: a slow reader costs us no more, and its
 * progress is seen in steps that small. */
#define UNSENT_BYTES 131072

_Static_assert(sizeof(((struct listener *)NULL)->path) == sizeof(((struct sockaddr_un *)NULL)->sun_path),
               "every path that fits a socket's address fits");

static bool is_unix(const struct listener *listener)
{
    return listener->path[0] != '\0';
}

static bool fail(const char *address, int error, struct err *err)
{
    return err_set(err, ERR_UNAVAILABLE, "http: cannot listen on %.60s: %s", address, strerror(error));
}

/* ---- TCP ---- */

/* Splits "HOST:PORT", ":PORT" or "PORT". `host` is without brackets; "" and "*" mean all addresses. */
static bool split(const char *text, char *host, size_t size, const char **port)
{
    const char *colon = strrchr(text, ':');
    size_t len = colon != NULL ? (size_t)(colon - text) : 0;
    uint64_t number;

    *port = colon != NULL ? colon + 1 : text;
    if (!text_to_u64(*port, UINT16_MAX, &number))
        return false;
    if (colon == NULL) {
        (void)snprintf(host, size, "127.0.0.1");
        return true;
    }
    if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
        text++;
        len -= 2;
        if (len == 0)
            return false;
    }
    if (len >= size)
        return false;
    (void)snprintf(host, size, "%.*s", (int)len, text);
    if (strcasecmp(host, "localhost") == 0)
        (void)snprintf(host, size, "127.0.0.1");
    return true;
}

static bool is_name(const char *host)
{
    return strchr(host, ':') == NULL && strpbrk(host, "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ-_") != NULL;
}

/* Numbers only: no lookup. */
static bool read_address(const char *host, const char *port, struct sockaddr_storage *at, socklen_t *len)
{
    const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found;

    if (getaddrinfo(host, port, &hints, &found) != 0)
        return false;
    memcpy(at, found->ai_addr, found->ai_addrlen);
    *len = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

static void set_tcp_options(int fd, int family)
{
    int on = 1, off = 0, unsent = UNSENT_BYTES;

    /* Accepted sockets inherit these. Replies are written whole: TCP has nothing to wait for. */
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof(unsent));
    if (family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
}

static bool open_at(struct listener *listener, const struct sockaddr *at, socklen_t len)
{
    listener->fd = socket(at->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener->fd < 0)
        return false;
    if (at->sa_family != AF_UNIX)
        set_tcp_options(listener->fd, at->sa_family);
    return bind(listener->fd, at, len) == 0 && listen(listener->fd, SOMAXCONN) == 0;
}

static bool open_tcp(struct listener *listener, const char *address, struct err *err)
{
    struct sockaddr_storage at = { 0 };
    char host[INET6_ADDRSTRLEN + 16]; /* with a scope: fe80::1%eth0 */
    const char *port;
    socklen_t len = sizeof(at);

    if (!split(address, host, sizeof(host), &port))
        return err_set(err, ERR_INVALID,
                       "http: %.40s is not an address with a port such as 127.0.0.1:8080, nor unix:PATH",
                       address);
    bool all = host[0] == '\0' || strcmp(host, "*") == 0;
    if (!read_address(all ? "::" : host, port, &at, &len))
        return err_set(err, ERR_INVALID,
                       is_name(host) ? "http: %.40s: no name but localhost is looked up: give an IP address"
                                     : "http: %.40s is not an IP address with a port",
                       address);
    if (open_at(listener, (struct sockaddr *)&at, len))
        return true;
    /* A machine without IPv6. */
    if (all && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL) &&
        read_address("0.0.0.0", port, &at, &len)) {
        listener_close(listener);
        if (open_at(listener, (struct sockaddr *)&at, len))
            return true;
    }
    return fail(address, errno, err);
}

/* ---- unix sockets ---- */

/* Locks the folder of `path` until the descriptor is closed: of two servers that start at once one finds the
 * other's socket served, not stale. */
static int lock_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[sizeof(((struct sockaddr_un *)NULL)->sun_path)];

    (void)snprintf(folder, sizeof(folder), "%.*s", slash != NULL ? (int)(slash - path + 1) : 1,
                   slash != NULL ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        (void)flock(fd, LOCK_EX); /* only for a moment; if it fails, only that moment is not covered */
    return fd;
}

/* Whether a process may be accepting connections there. Only ECONNREFUSED proves that none does. */
static bool is_served(const struct sockaddr_un *at)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool refused =
        fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof(*at)) < 0 && errno == ECONNREFUSED;

    if (fd >= 0)
        (void)close(fd);
    return !refused;
}

/* Removes a stale socket. False, with errno, if something must stay there. */
static bool make_room(const struct sockaddr_un *at)
{
    struct stat file;

    if (lstat(at->sun_path, &file) < 0)
        return errno == ENOENT;
    if (!S_ISSOCK(file.st_mode)) {
        errno = EEXIST;
        return false;
    }
    if (is_served(at)) {
        errno = EADDRINUSE;
        return false;
    }
    return unlink(at->sun_path) == 0 || errno == ENOENT;
}

/* The file has its mode from the first moment on: there is no other thread whom the umask could concern. */
static bool bind_file(struct listener *listener, const struct sockaddr_un *at)
{
    struct stat file;
    mode_t before = umask(UNIX_UMASK);
    bool open = open_at(listener, (const struct sockaddr *)at, sizeof(*at));

    (void)umask(before);
    if (!open || lstat(at->sun_path, &file) < 0)
        return false;
    (void)snprintf(listener->path, sizeof(listener->path), "%s", at->sun_path);
    listener->device = file.st_dev;
    listener->inode = file.st_ino;
    return true;
}

static bool open_unix(struct listener *listener, const char *address, struct err *err)
{
    const char *path = address + strlen(UNIX_PREFIX);
    struct sockaddr_un at = { .sun_family = AF_UNIX };

    if (path[0] == '\0')
        return err_set(err, ERR_INVALID, "http: unix: needs a path");
    if (strlen(path) >= sizeof(at.sun_path))
        return err_set(err, ERR_INVALID, "http: the path of the unix socket is longer than %zu bytes",
                       sizeof(at.sun_path) - 1);
    (void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
    int lock = lock_folder(path);
    bool open = lock >= 0 && make_room(&at) && bind_file(listener, &at);
    int error = errno;
    if (lock >= 0)
        (void)close(lock);
    if (!open && error == EEXIST)
        return err_set(err, ERR_UNAVAILABLE, "http: cannot listen on %.60s: this file is not a socket",
                       address);
    return open || fail(address, error, err);
}

/* ---- http/listener.h ---- */

bool listener_open(struct listener *listener, const char *address, struct err *err)
{
    *listener = (struct listener){ .fd = -1 };
    bool open = strncmp(address, UNIX_PREFIX, strlen(UNIX_PREFIX)) == 0 ? open_unix(listener, address, err)
                                                                        : open_tcp(listener, address, err);

    if (!open)
        listener_close(listener);
    return open;
}

/* Removes the file before the socket is closed, so that another server cannot have replaced it. */
static void remove_file(const struct listener *listener)
{
    struct stat file;

    if (lstat(listener->path, &file) == 0 && file.st_dev == listener->device &&
        file.st_ino == listener->inode)
        (void)unlink(listener->path);
}

void listener_close(struct listener *listener)
{
    if (listener->fd < 0)
        return;
    if (is_unix(listener))
        remove_file(listener);
    (void)close(listener->fd);
    listener->fd = -1;
}

union inet_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool inet_address(const struct listener *listener, union inet_address *at)
{
    socklen_t len = sizeof(*at);

    *at = (union inet_address){ .v6 = { 0 } };
    return !is_unix(listener) && getsockname(listener->fd, &at->any, &len) == 0;
}

int listener_port(const struct listener *listener)
{
    union inet_address at;

    if (!inet_address(listener, &at))
        return 0;
    return ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

void listener_address(const struct listener *listener, char out[HTTP_ADDRESS_BYTES])
{
    union inet_address at;
    char host[INET6_ADDRSTRLEN] = "";

    if (!inet_address(listener, &at)) {
        (void)snprintf(out, HTTP_ADDRESS_BYTES, UNIX_PREFIX "%s", listener->path);
        return;
    }
    bool v6 = at.any.sa_family == AF_INET6;
    (void)inet_ntop(at.any.sa_family, v6 ? (const void *)&at.v6.sin6_addr : &at.v4.sin_addr, host,
                    sizeof(host));
    (void)snprintf(out, HTTP_ADDRESS_BYTES, v6 ? "[%s]:%d" : "%s:%d", host, listener_port(listener));
}
