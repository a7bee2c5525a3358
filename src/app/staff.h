/* staff.h -- the arguments of `bakery staff`. */
#ifndef APP_STAFF_H
#define APP_STAFF_H

#include "base/err.h"

#include <stdbool.h>

struct config;

struct staff_command {
    enum { STAFF_ADD, STAFF_RESET, STAFF_LIST } action;
    const char *email, *name, *role; /* NULL: not given */
};

#define STAFF_USAGE "bakery staff add EMAIL --name NAME --role counter|manager|owner | reset EMAIL | list"

/* Takes the command's own arguments out of `argv`, and leaves the settings; *argc is their number. */
MUST_CHECK bool staff_command_read(struct staff_command *command, int *argc, char *argv[], struct err *err);

/* The exit status. A server may be using the database. */
int command_staff(const struct config *config, const struct staff_command *command);

#endif
