/* sqlite_file.h -- opens a database file, locks it, and brings its schema up to date. */
#ifndef DB_SQLITE_FILE_H
#define DB_SQLITE_FILE_H

#include "db/db.h"

#include <sqlite3.h>

/* "Bkry" in the header of the file identifies bakery's databases. */
#define SQLITE_FILE_ID 0x426b7279

struct sqlite_file {
    sqlite3 *sqlite;
    int lock_fd; /* -1, or the lock that keeps other processes away */
};

/* The path in a URL, or NULL: then `err` says what is wrong with it. */
MUST_CHECK const char *sqlite_file_path(const char *url, struct err *err);

/* On failure `err` says what is wrong and what to do, and nothing stays open. */
MUST_CHECK bool sqlite_file_open(struct sqlite_file *file, const struct db_options *options,
                                 const struct db_migration *migrations, struct err *err);
void sqlite_file_close(struct sqlite_file *file);

/* Brings the schema up to date in one transaction. If `migrate` is false, only checks that it is. */
MUST_CHECK bool sqlite_migrate(sqlite3 *sqlite, const struct db_migration *migrations, bool migrate,
                               struct err *err);

#endif
