/* db_driver.h -- the interface of the drivers behind db.h.
 *
 * A driver's struct begins with `struct db`, and its rows begin with `struct db_rows`. */
#ifndef DB_DB_DRIVER_H
#define DB_DB_DRIVER_H

#include "db/db.h"

struct db_driver {
    void (*run)(struct db *db, struct op_list *owner, const struct db_stmt *stmt, const char *const params[],
                db_fn *fn, void *arg);
    void (*close)(struct db *db);
    bool (*health)(const struct db *db, struct err *err);
    const struct err *(*fatal)(const struct db *db);
};

struct db {
    const struct db_driver *driver;
};

struct db_rows {
    int count, cols;
    const char *(*cell)(const struct db_rows *rows, int row, int col); /* NULL: SQL NULL */
};

/* The schema's version while a shop is being moved into it: import_begin.sql writes it. */
#define DB_UNFINISHED_IMPORT      2147483647
#define DB_UNFINISHED_IMPORT_SAYS "an import into it did not end: empty it, and import again"

/* Copies of a statement's parameters, in memory that the driver allocates behind its own struct: the array
 * first, then the texts. */
size_t db_params_bytes(const struct db_stmt *stmt, const char *const params[]);
const char *const *db_params_copy(void *memory, const struct db_stmt *stmt, const char *const params[]);

#endif
