/* first_owner.h -- makes the owner that BAKERY_OWNER_EMAIL and BAKERY_OWNER_PASSWORD name, while there is
 * none. */
#ifndef APP_FIRST_OWNER_H
#define APP_FIRST_OWNER_H

#include "base/err.h"
#include "loop/op.h"

#include <stdbool.h>

struct config;
struct db;
struct passwords;

struct first_owner { /* embedded in the server */
    const struct config *config;
    struct db *db;
    struct passwords *passwords;
    struct op_list ops;
};

/* Whether the settings can make an owner, or name none; otherwise `err` says what is wrong. */
MUST_CHECK bool first_owner_is_valid(const struct config *config, struct err *err);

/* Call it whenever the database is ready. */
void first_owner_make(struct first_owner *owner);
void first_owner_done(struct first_owner *owner);

#endif
