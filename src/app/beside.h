/* beside.h -- a database that a server may be using, for commands that do something with it and end. */
#ifndef APP_BESIDE_H
#define APP_BESIDE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

struct db;
struct loop;

/* Opens it and waits until it can be used. NULL: `err` says why not. */
MUST_CHECK struct db *beside_open(struct loop *loop, const char *url, struct err *err);

/* Waits until *done. False: the database does not answer in time. */
MUST_CHECK bool beside_wait(struct loop *loop, const bool *done, struct err *err);

#endif
