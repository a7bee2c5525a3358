/* credentials.h -- checks an e-mail and a password, for signing in and for changing the password. */
#ifndef API_STAFF_CREDENTIALS_H
#define API_STAFF_CREDENTIALS_H

#include "shop/staff/staff_store.h"

struct api;
struct req;

/* One check, in the arena of its request. The caller sets what is above the line. */
struct credentials {
    struct req *req;
    char email[EMAIL_MAX + 1]; /* folded */
    char password[PASSWORD_BYTES];
    void (*fn)(struct credentials *credentials); /* runs if they are right */
    void *arg;
    /* ---- */
    const struct api *api;
    struct sign_in_subject subject;
    struct sign_in sign_in; /* then with the account and the hash that was compared */
};

/* Otherwise it answers: 401 for a wrong e-mail or password, after the same time; 429 for too many failures.
 */
void credentials_check(struct credentials *credentials);

/* Whether the address may try once more; otherwise it was answered with 429. Call it first, also for links.
 */
MUST_CHECK bool sign_in_limit_passed(struct req *req);

#endif
