/* identity.h -- who sends a request: one of the bakery's people with a session, a script with the admin
 * token, or anybody.
 *
 * A cookie is sent by a browser for whatever page asks, so a request that changes something with a cookie
 * must come from a page of this site. */
#ifndef API_IDENTITY_H
#define API_IDENTITY_H

#include "base/attr.h"

#include <stdbool.h>

struct req;
struct staff_member;

/* Calls `fn`, now or later, with who sends the request; NULL: anybody. A wrong admin token, a cookie of
 * another site's page and an unreachable database are answered here. The member lives as long as the request.
 */
void identify(struct req *req, void (*fn)(struct req *req, const struct staff_member *member));

/* Who was admitted to a route that is not public. */
const struct staff_member *staff_of(const struct req *req);

/* Whether a page of another site sends the request. Then it was answered with 403. For public routes that
 * change something: a client that is no browser says nothing of a site. */
MUST_CHECK bool refused_as_foreign(struct req *req);

/* The token in the session's cookie; NULL: none, or one that no server gave. */
const char *session_cookie(struct req *req);
/* Adds the cookie to the reply. `keeps`: for 30 days, also when the browser is closed. */
void session_cookie_set(struct req *req, const char *token, bool keeps);
void session_cookie_clear(struct req *req);

#endif
