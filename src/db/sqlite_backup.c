/* sqlite_backup.c -- see db_backup(). VACUUM INTO reads one snapshot, which works beside a writer thanks to
 * the WAL, and writes a compact copy. The copy gets its final name when it is complete and on the disk. */
#include "base/mem.h"
#include "db/sqlite_db.h"
#include "db/sqlite_error.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Another process may be recovering or truncating the WAL at this moment. */
#define BUSY_MS 5000

static bool sync_path(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;

    if (!synced)
        (void)err_set(err, ERR_UNAVAILABLE, "the copy cannot be brought to the disk: %m");
    if (fd >= 0)
        (void)close(fd);
    return synced;
}

/* The folder too, because it contains the name. */
static bool sync_folder(const char *path, struct err *err)
{
    char *copy = mem_strdup(path);
    bool synced = sync_path(dirname(copy), err);

    free(copy);
    return synced;
}

static bool open_source(sqlite3 **source, const char *path, struct err *err)
{
    char *real = realpath(path, NULL);
    int code;

    if (real == NULL)
        return err_set(err, ERR_UNAVAILABLE, "sqlite:%.60s: %m", path);
    code = sqlite3_open_v2(real, source, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    free(real);
    if (code == SQLITE_OK) {
        (void)sqlite3_busy_timeout(*source, BUSY_MS);
        return true;
    }
    sqlite_error_of(code, err);
    return false;
}

static bool run_on(sqlite3 *sqlite, const char *format, const char *path, struct err *err)
{
    char *sql = sqlite3_mprintf(format, path);
    int code = sqlite3_exec(sqlite, sql, NULL, NULL, NULL);

    sqlite3_free(sql);
    if (code != SQLITE_OK)
        sqlite_error_of(sqlite3_extended_errcode(sqlite), err);
    return code == SQLITE_OK;
}

/* It writes to the empty file that was created with the right mode. */
static bool copy(const char *from, const char *part, struct err *err)
{
    sqlite3 *source = NULL;
    bool done = open_source(&source, from, err) && run_on(source, "VACUUM INTO %Q", part, err) &&
                sync_path(part, err);

    (void)sqlite3_close(source);
    return done;
}

bool sqlite_backup(const char *url, const char *path, struct err *err)
{
    const char *from = sqlite_file_path(url, err);

    if (from == NULL)
        return false;
    char *part = mem_printf("%s.part", path);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool made = fd >= 0, done = false;

    if (!made && errno == EEXIST)
        (void)err_set(err, ERR_CONFLICT, "%.80s is there: remove it, unless another backup is writing it",
                      part);
    else if (!made)
        (void)err_set(err, ERR_UNAVAILABLE, "%.80s: %m", part);
    else if (access(path, F_OK) == 0)
        (void)err_set(err, ERR_CONFLICT, "%.80s is there: choose another name", path);
    else
        done = copy(from, part, err);
    /* link() rather than rename(), which would replace a file that was created meanwhile. */
    if (done && link(part, path) != 0)
        done = err_set(err, ERR_UNAVAILABLE, "%.80s: %m", path);
    if (made) {
        (void)close(fd);
        (void)unlink(part);
    }
    free(part);
    return done && sync_folder(path, err);
}
