/* sqlite_error.c -- see sqlite_error.h. */
#include "db/sqlite_error.h"

#include "base/log.h"

#include <sqlite3.h>

/* The low byte of an extended code. */
static int primary(int code)
{
    return code & 0xff;
}

void sqlite_error_of(int code, struct err *err)
{
    switch (primary(code)) {
    case SQLITE_CONSTRAINT:
        err_set(err, ERR_CONFLICT, "it would break a rule of the database");
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        err_set(err, ERR_BUSY, "another program is writing to the database file");
        break;
    case SQLITE_FULL:
        err_set(err, ERR_UNAVAILABLE, "the disk is full: make room where the database file is");
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        err_set(err, ERR_UNAVAILABLE,
                "it cannot be written: allow this user to write the file and its folder");
        break;
    case SQLITE_CANTOPEN:
        err_set(err, ERR_UNAVAILABLE, "it cannot be opened: allow this user to read and write its folder");
        break;
    case SQLITE_NOTADB:
        err_set(err, ERR_UNAVAILABLE,
                "the file is not a database: choose another, or put a backup in its place");
        break;
    case SQLITE_CORRUPT:
        err_set(err, ERR_UNAVAILABLE, "the database file is damaged: put a backup in its place");
        break;
    case SQLITE_NOMEM:
        log_fatal("db: out of memory");
    case SQLITE_IOERR:
        if (code == SQLITE_IOERR_NOMEM)
            log_fatal("db: out of memory");
        err_set(err, ERR_UNAVAILABLE, "the disk reports an error: check it, and this user's quota");
        break;
    default:
        err_set(err, ERR_INTERNAL, "the database finds the statement wrong (%d)", code);
    }
}

/* A commit writes frames to the end of the WAL, the last of which marks the commit, and calls fsync. If a
 * write fails, the last frame is incomplete and nothing was committed. If the fsync fails, the frames may
 * still be there: if the process dies before the next transaction overwrites them, recovery finds them and
 * the commit has happened. */
void sqlite_error_of_commit(int code, struct err *err)
{
    if (primary(code) == SQLITE_IOERR && code != SQLITE_IOERR_WRITE)
        err_set(err, ERR_UNKNOWN, "the disk failed at the commit");
    else
        sqlite_error_of(code, err);
}

bool sqlite_error_is_of_file(int code)
{
    switch (primary(code)) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return true;
    default:
        return false;
    }
}

bool sqlite_error_is_for_people(int code)
{
    return primary(code) == SQLITE_NOTADB || primary(code) == SQLITE_CORRUPT;
}
