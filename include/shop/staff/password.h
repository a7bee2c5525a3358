/* password.h -- hashes and checks passwords with argon2id, on threads beside the loop.
 *
 * Cost: 19 MiB and 2 passes, the minimum of OWASP's Password Storage Cheat Sheet. At most PASSWORDS_RUNNING
 * hashes run at once, so that they take at most 38 MiB, and PASSWORDS_WAITING wait; beyond it
 * ERR_UNAVAILABLE. */
#ifndef SHOP_STAFF_PASSWORD_H
#define SHOP_STAFF_PASSWORD_H

#include "base/err.h"

#include <stdbool.h>

#define PASSWORDS_RUNNING 2
#define PASSWORDS_WAITING 32
#define PASSWORD_LIMIT_MS 4000 /* less than the default of BAKERY_REQUEST_TIMEOUT_MS */

#define PASSWORD_MIN        10 /* characters */
#define PASSWORD_MAX        128
#define PASSWORD_BYTES      (PASSWORD_MAX * 4 + 1) /* with its NUL */
#define PASSWORD_HASH_BYTES 128                    /* with its NUL */

struct loop;
struct op_list;
struct passwords;

/* Whether the text can be a password: PASSWORD_MIN to PASSWORD_MAX characters of valid UTF-8, in any
 * composition, and, in any case of its letters, none of the 10,000 commonest passwords (NIST SP 800-63B,
 * section 5.1.1.2). Otherwise `err` says what is wanted (ERR_INVALID). */
MUST_CHECK bool password_is_allowed(const char *password, struct err *err);

struct passwords *passwords_new(struct loop *loop);
void passwords_free(struct passwords *passwords); /* accepts NULL */

/* Hashes a password that is allowed, and copies it. `hash` is text that names its own algorithm and salt. It
 * is NULL if `err` is not. */
typedef void password_hash_fn(void *arg, const char *hash, const struct err *err);
void password_hash(struct passwords *passwords, struct op_list *owner, const char *password,
                   password_hash_fn *fn, void *arg);

/* Whether the password, of at most PASSWORD_MAX characters, has this hash. If `hash` is NULL the answer is
 * no, after as much work: the duration does not tell whether an account exists. */
typedef void password_check_fn(void *arg, bool matches, const struct err *err);
void password_check(struct passwords *passwords, struct op_list *owner, const char *password,
                    const char *hash, password_check_fn *fn, void *arg);

#endif
