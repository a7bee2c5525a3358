/* sqlite_file.c -- see sqlite_file.h. */
#include "db/sqlite_file.h"

#include "base/log.h"
#include "db/sql.h"
#include "db/sqlite_error.h"
#include "db/sqlite_functions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* While the file is being opened, another program may hold it for a moment. Later the loop must not wait. */
#define OPEN_BUSY_MS 1000

const char *sqlite_file_path(const char *url, struct err *err)
{
    const char *path = url + strlen("sqlite:");

    if (path[0] == '\0' || (path[0] == '/' && path[1] == '/' && path[2] != '/')) {
        (void)err_set(err, ERR_INVALID,
                      "the database's URL must be sqlite:FILE, as in sqlite:/var/lib/bakery.db");
        return NULL;
    }
    return path;
}

/* Creates the file, readable only for this user, if it does not exist, and locks it. The lock belongs to
 * the file itself, so it works for all paths to the file and needs no cleanup. SQLite's own locks are of
 * another kind (fcntl), so other programs can still read. */
static bool lock(struct sqlite_file *file, const char *path, bool create, struct err *err)
{
    file->lock_fd = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
    if (file->lock_fd < 0 && errno == ENOENT && !create)
        return err_set(err, ERR_UNAVAILABLE, "the file is not there: bakery migrate makes it");
    if (file->lock_fd < 0)
        return err_set(err, ERR_UNAVAILABLE, "%m: give this user a folder and a file that it may write");
    if (flock(file->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        return err_set(err, ERR_UNAVAILABLE,
                       "another process is at work on it: stop that, or use another file");
    return err_set(err, ERR_UNAVAILABLE, "it cannot be locked: %m: use a file system that has locks");
}

static bool ask_text(sqlite3 *sqlite, const char *query, char out[32])
{
    sqlite3_stmt *stmt = NULL;
    bool got = sqlite3_prepare_v2(sqlite, query, -1, &stmt, NULL) == SQLITE_OK &&
               sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0) != NULL;

    if (got)
        (void)sqlite3_snprintf(32, out, "%s", sqlite3_column_text(stmt, 0));
    (void)sqlite3_finalize(stmt);
    return got;
}

static bool fail(sqlite3 *sqlite, struct err *err)
{
    sqlite_error_of(sqlite3_extended_errcode(sqlite), err);
    return false;
}

static bool begin_session(sqlite3 *sqlite, struct err *err)
{
    char mode[32] = "";

    if (sqlite3_exec(sqlite, db_session_sqlite, NULL, NULL, NULL) != SQLITE_OK)
        return fail(sqlite, err);
    if (sqlite3_db_readonly(sqlite, "main") == 1)
        return err_set(err, ERR_UNAVAILABLE, "the file is read-only: allow this user to write it");
    if (!ask_text(sqlite, "PRAGMA journal_mode", mode) || strcmp(mode, "wal") != 0)
        return err_set(err, ERR_UNAVAILABLE,
                       "its file system cannot share memory between processes: use a local disk");
    return true;
}

static bool open_sqlite(struct sqlite_file *file, const char *path, bool read_only, struct err *err)
{
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    char *real = realpath(path, NULL); /* SQLite treats some names specially */
    int code;

    if (real == NULL)
        return err_set(err, ERR_UNAVAILABLE, "%m: is DATABASE_URL right?");
    code = sqlite3_open_v2(real, &file->sqlite, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    free(real);
    if (code != SQLITE_OK) {
        sqlite_error_of(code, err);
        return false;
    }
    (void)sqlite3_busy_timeout(file->sqlite, OPEN_BUSY_MS);
    return sqlite_functions_add(file->sqlite) || fail(file->sqlite, err);
}

bool sqlite_file_open(struct sqlite_file *file, const struct db_options *options,
                      const struct db_migration *migrations, struct err *err)
{
    const char *path = sqlite_file_path(options->url, err);
    bool migrate = options->migrate && !options->read_only && !options->beside;
    struct err why = ERR_INIT;

    *file = (struct sqlite_file){ .lock_fd = -1 };
    if (path == NULL)
        return false;
    if ((options->read_only || options->beside || lock(file, path, migrate, &why)) &&
        open_sqlite(file, path, options->read_only, &why) &&
        (options->read_only || begin_session(file->sqlite, &why)) &&
        sqlite_migrate(file->sqlite, migrations, migrate, &why)) {
        (void)sqlite3_busy_timeout(file->sqlite, 0);
        return true;
    }
    sqlite_file_close(file);
    return err_set(err, why.kind, "sqlite:%.60s: %s", path, why.msg);
}

void sqlite_file_close(struct sqlite_file *file)
{
    if (file->sqlite != NULL && sqlite3_close(file->sqlite) != SQLITE_OK)
        log_fatal("db: a statement was not let go");
    if (file->lock_fd >=
        0) /* after SQLite: closing any descriptor of a file ends this process's fcntl locks */
        (void)close(file->lock_fd);
    *file = (struct sqlite_file){ .lock_fd = -1 };
}
