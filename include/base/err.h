/* err.h -- what went wrong, owned by the caller.
 *
 * What can fail returns bool, is MUST_CHECK and takes a `struct err *`. The kind is for programs: one table
 * in http/problem.c maps it to a status. The message is one line for people, without personal data or
 * secrets, since clients and logs both see it. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/attr.h"

#include <stdbool.h>

enum err_kind {
    ERR_NONE,
    ERR_MALFORMED,    /* cannot be read: 400 */
    ERR_UNAUTHORIZED, /* no or wrong credentials: 401 */
    ERR_FORBIDDEN,    /* never allowed here: 403 */
    ERR_NOT_FOUND,    /* 404 */
    ERR_CONFLICT,     /* clashes with what is there or under way: 409 */
    ERR_BUSY,         /* another holds it at this moment, trying again will work: 409 */
    ERR_PRECONDITION, /* the thing changed since it was read: 412 */
    ERR_TOO_LARGE,    /* 413 */
    ERR_UNSUPPORTED,  /* a media type that we do not read: 415 */
    ERR_INVALID,      /* readable, but breaks a rule: 422 */
    ERR_RATE_LIMITED, /* 429 */
    ERR_INTERNAL,     /* our own fault: 500 */
    ERR_UNAVAILABLE,  /* certainly not done; trying again may work: 503 */
    ERR_UNKNOWN,      /* sent, the answer was lost; done or not: 503 */
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
 * `return err_set(err, …)`. A NULL err is accepted. Longer messages are cut, and what is not UTF-8 is made a
 * '?': clients get the message as JSON. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...) PRINTF(3, 4);

static inline bool err_is_set(const struct err *err)
{
    return err->kind != ERR_NONE;
}

#endif
