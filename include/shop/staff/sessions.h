/* sessions.h -- the sessions of the bakery's people, as they are used by requests.
 *
 * The database holds them. Each process keeps those it has seen for SESSION_TRUST_MS, so that most requests
 * need no database. As long as it keeps any, it polls the version of the sessions: a session that was ended
 * anywhere is looked up again, and so refused, within SESSIONS_POLL_MS and the time of a query. If the
 * database cannot be asked, sessions that are kept stay valid until their time is over. */
#ifndef SHOP_STAFF_SESSIONS_H
#define SHOP_STAFF_SESSIONS_H

#include "base/secret.h"
#include "shop/staff/account.h"

#define SESSION_TRUST_MS INT64_C(300000)
#define SESSIONS_POLL_MS 500
#define SESSIONS_KEPT    1024 /* more are looked up more often */

struct db;
struct err;
struct loop;
struct op_list;
struct sessions;

struct sessions *sessions_new(struct loop *loop, struct db *db);
void sessions_free(struct sessions *sessions); /* accepts NULL */

/* Whose session it is, if this process knows it; otherwise NULL: look it up. Borrowed until the loop goes on.
 */
const struct staff_member *sessions_known(struct sessions *sessions, const char *token);

/* `member` is NULL if there is no such session, or if `err` is set. Borrowed until the callback returns. */
typedef void sessions_fn(void *arg, const struct staff_member *member, const struct err *err);

struct session_lookup { /* the caller's memory, until it is called back or cancels */
    struct sessions *sessions;
    sessions_fn *fn;
    void *arg;
    char hash[FINGERPRINT_HEX_BYTES];
};
void sessions_look_up(struct sessions *sessions, struct op_list *ops, struct session_lookup *lookup,
                      const char *token, sessions_fn *fn, void *arg);

/* A statement gave this version: if it is a new one, sessions have ended. */
void sessions_changed(struct sessions *sessions, int64_t version);

#endif
