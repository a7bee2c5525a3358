/* staff.h -- who may write products, and see what customers do not. */
#ifndef API_STAFF_H
#define API_STAFF_H

#include "base/err.h"

#include <stdbool.h>

struct req;

/* Whether the request brings the admin token; else `err` says 401, or 403 when no token is configured. */
MUST_CHECK bool staff_allowed(const struct req *req, struct err *err);

#endif
