/* first_owner.h -- makes an owner while there is none: the one that BAKERY_OWNER_EMAIL and
 * BAKERY_OWNER_PASSWORD name, or that of a demo, whose password is printed. */
#ifndef APP_FIRST_OWNER_H
#define APP_FIRST_OWNER_H

#include "base/err.h"
#include "loop/op.h"

#include <stdbool.h>

struct config;
struct db;
struct passwords;

#define FIRST_OWNER_PASSWORD_BYTES 25

struct first_owner { /* embedded in the server */
    const struct config *config;
    struct db *db;
    struct passwords *passwords;
    struct op_list ops;
    char demo_password[FIRST_OWNER_PASSWORD_BYTES]; /* "": the owner is that of the settings */
};

/* Whether the settings can make an owner, or name none; otherwise `err` says what is wrong. */
MUST_CHECK bool first_owner_is_valid(const struct config *config, struct err *err);

/* Call it whenever the database is ready. */
void first_owner_make(struct first_owner *owner);

/* Call it when the demo was loaded into an empty database of this process alone. Does nothing if the settings
 * name an owner. */
void first_owner_make_demo(struct first_owner *owner);
void first_owner_done(struct first_owner *owner);

#endif
