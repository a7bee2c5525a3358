/* sqlite_file.h -- opens a database file, locks it, and brings its schema up to date. */
#ifndef DB_SQLITE_FILE_H
#define DB_SQLITE_FILE_H

#include "db/db.h"

#include <sqlite3.h>

/* "Bkry", in the head of the file: whose database it is. */
#define SQLITE_FILE_ID 0x426b7279

struct sqlite_file {
    sqlite3 *sqlite;
    int lock_fd; /* -1, or holds the lock that keeps other processes away */
};

/* A url's path, or NULL: `err` says what is wrong with it. */
MUST_CHECK const char *sqlite_file_path(const char *url, struct err *err);

/* False: `err` says what is wrong and what to do, and nothing is left open. */
MUST_CHECK bool sqlite_file_open(struct sqlite_file *file, const struct db_options *options,
                                 const struct db_migration *migrations, struct err *err);
void sqlite_file_close(struct sqlite_file *file);

/* Brings the schema up to date, or with `migrate` false checks that it is. One transaction. */
MUST_CHECK bool sqlite_migrate(sqlite3 *sqlite, const struct db_migration *migrations, bool migrate,
                               struct err *err);

#endif
