/* web_dir.c -- see http/web_dir.h. The kernel keeps the path within the folder. Checking it before opening it
 * would leave a moment for a race. */
#include "http/web_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CHUNK_BYTES 65536

/* The folder is opened for each file: a build may have put another in its place. */
static int open_dir(const char *dir)
{
    return open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

bool web_dir_check(const char *dir, struct err *err)
{
    int fd = open_dir(dir);

    if (fd < 0)
        return err_set(err, ERR_INVALID, "BAKERY_WEB_DIR: %.80s: %s", dir, strerror(errno));
    (void)close(fd);
    return true;
}

/* Hidden files (.git, .env) are not served. O_NONBLOCK keeps the open from waiting on a FIFO. */
static int open_below(int dir_fd, const char *path)
{
    struct open_how how = { .flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                            .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };

    if (strstr(path, "/.") != NULL) {
        errno = ENOENT;
        return -1;
    }
    return (int)syscall(SYS_openat2, dir_fd, path + 1, &how, sizeof(how)); /* glibc has no wrapper for it */
}

static bool refuse_open(const char *path, int error, struct err *err)
{
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOSYS: /* before Linux 5.6 */
        return err_set(err, ERR_INTERNAL, "web: %.60s cannot be opened: %s", path, strerror(error));
    default:
        return err_set(err, ERR_NOT_FOUND, "no such file");
    }
}

static bool read_all(int fd, const char *path, struct buf *out, struct err *err)
{
    char chunk[CHUNK_BYTES];
    ssize_t len;

    while ((len = read(fd, chunk, sizeof(chunk))) > 0 && !buf_full(out))
        buf_add(out, chunk, (size_t)len);
    if (len < 0)
        return err_set(err, ERR_INTERNAL, "web: %.60s cannot be read: %s", path, strerror(errno));
    if (buf_full(out))
        return err_set(err, ERR_INTERNAL, "web: %.60s is too large", path);
    return true;
}

bool web_dir_read(const char *dir, const char *path, struct buf *out, struct err *err)
{
    struct stat stat;
    int dir_fd = open_dir(dir);
    int fd = dir_fd < 0 ? -1 : open_below(dir_fd, path);
    int error = errno;
    bool done = false;

    if (fd < 0)
        (void)refuse_open(path, error, err);
    else if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))
        (void)err_set(err, ERR_NOT_FOUND, "no such file");
    else
        done = read_all(fd, path, out, err);
    if (fd >= 0)
        (void)close(fd);
    if (dir_fd >= 0)
        (void)close(dir_fd);
    return done;
}
