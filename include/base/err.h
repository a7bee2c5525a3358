/* err.h -- describes a failure; owned by the caller.
 *
 * A function that can fail returns bool, is MUST_CHECK and takes a `struct err *`. Code looks at the kind:
 * one table in http/problem.c maps it to an HTTP status. The message is one line for people. Clients and logs
 * both show it, so it contains no personal data and no secrets. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/attr.h"

#include <stdbool.h>

enum err_kind {
    ERR_NONE,
    ERR_MALFORMED,    /* cannot be parsed: 400 */
    ERR_UNAUTHORIZED, /* no or wrong credentials: 401 */
    ERR_FORBIDDEN,    /* not allowed for this client: 403 */
    ERR_NOT_FOUND,    /* 404 */
    ERR_CONFLICT,     /* conflicts with the current state or with another request: 409 */
    ERR_BUSY,         /* locked by somebody else at the moment; retrying will work: 409 */
    ERR_PRECONDITION, /* changed since it was read: 412 */
    ERR_TOO_LARGE,    /* 413 */
    ERR_UNSUPPORTED,  /* a media type that is not supported: 415 */
    ERR_INVALID,      /* well-formed, but breaks a rule: 422 */
    ERR_RATE_LIMITED, /* 429 */
    ERR_INTERNAL,     /* a fault of this program: 500 */
    ERR_UNAVAILABLE,  /* certainly not done; retrying may work: 503 */
    ERR_UNKNOWN,      /* the answer was lost, so it may have been done or not: 503 */
    ERR_TIMEOUT,      /* 504 */
    ERR_KINDS
};

struct err {
    enum err_kind kind;
    char msg[160];
};

/* clang-format off */
#define ERR_INIT { ERR_NONE, "" }
/* clang-format on */

/* Sets *err, unless it already holds an error: the first one wins. Returns false, so that a function can
 * `return err_set(err, …)`. Accepts a NULL err. Cuts long messages, and replaces bytes that are not UTF-8 by
 * '?', because clients get the message as JSON. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...) PRINTF(3, 4);

static inline bool err_is_set(const struct err *err)
{
    return err->kind != ERR_NONE;
}

#endif
