/* staff_store.h -- accounts, links, sign-ins and the history in the database. One function starts a
 * statement; another reads its rows in the callback. Sessions that are in use have a cache: sessions.h.
 *
 * Secrets are stored hashed: tokens by staff_token_hash(), passwords by password.h. */
#ifndef SHOP_STAFF_STAFF_STORE_H
#define SHOP_STAFF_STAFF_STORE_H

#include "base/secret.h"
#include "db/db.h"
#include "shop/staff/account.h"

struct buf;
struct op_list;

/* What failed sign-ins are counted for: an account from an address, and an account. */
struct sign_in_subject {
    char pair[FINGERPRINT_HEX_BYTES], account[FINGERPRINT_HEX_BYTES];
};
void sign_in_subject_set(struct sign_in_subject *subject, const char *email, const char *address);

/* Counts a failure before the password is checked. staff_store_session_create() and _password_change() take
 * it back, and so does staff_store_sign_in_undo() if the check could not be made. */
void staff_store_sign_in(struct db *db, struct op_list *ops, const char *email,
                         const struct sign_in_subject *subject, db_fn *fn, void *arg);
struct sign_in {
    int wait_s;                     /* 0, or how long nobody may sign in to this account from there */
    int64_t account_id;             /* 0: no such active account */
    char hash[PASSWORD_HASH_BYTES]; /* "": there is no password to compare with */
};
void staff_store_signing_in(const struct db_rows *rows, struct sign_in *sign_in);
void staff_store_sign_in_undo(struct db *db, struct op_list *ops, const struct sign_in_subject *subject,
                              db_fn *fn, void *arg);

/* `hash` is the password's hash that was checked; `keeps`: the session may be idle for 30 days instead of 12
 * hours. */
void staff_store_session_create(struct db *db, struct op_list *ops, int64_t account_id, const char *hash,
                                const char *token, bool keeps, const struct sign_in_subject *subject,
                                db_fn *fn, void *arg);
/* False: the account is no longer active, or has another password. */
MUST_CHECK bool staff_store_session_created(const struct db_rows *rows, int64_t *version);
void staff_store_session_end(struct db *db, struct op_list *ops, const char *token, db_fn *fn, void *arg);

void staff_store_list(struct db *db, struct op_list *ops, db_fn *fn, void *arg);
void staff_store_write_list(struct buf *out, const struct db_rows *rows); /* JSON: {"accounts": [...]} */

/* With a password's hash, or with a link's token; the other one is NULL. */
void staff_store_add(struct db *db, struct op_list *ops, const struct account_request *request,
                     const char *hash, const char *token, const struct staff_member *by, db_fn *fn,
                     void *arg);
MUST_CHECK bool staff_store_added(const struct db_rows *rows,
                                  int64_t *id); /* false: there is one, or too many */

void staff_store_change(struct db *db, struct op_list *ops, int64_t id, const struct account_change *change,
                        const struct staff_member *by, db_fn *fn, void *arg);
/* Writes the account as JSON. False: no such account. */
MUST_CHECK bool staff_store_changed(const struct db_rows *rows, struct buf *out, int64_t *version);

void staff_store_link(struct db *db, struct op_list *ops, int64_t id, const char *token,
                      const struct staff_member *by, db_fn *fn, void *arg);
MUST_CHECK bool staff_store_linked(const struct db_rows *rows, const char **expires_at);
void staff_store_link_find(struct db *db, struct op_list *ops, const char *token, db_fn *fn, void *arg);
void staff_store_link_use(struct db *db, struct op_list *ops, const char *token, const char *hash, db_fn *fn,
                          void *arg);
MUST_CHECK bool staff_store_link_used(const struct db_rows *rows, int64_t *account_id, int64_t *version);

/* `token` is that of the session that stays. */
void staff_store_password_change(struct db *db, struct op_list *ops, int64_t account_id, const char *old_hash,
                                 const char *new_hash, const char *token,
                                 const struct sign_in_subject *subject, db_fn *fn, void *arg);
MUST_CHECK bool staff_store_password_changed(const struct db_rows *rows, int64_t *version);

/* For the command line. No row: no such active account. */
void staff_store_reset(struct db *db, struct op_list *ops, const char *email, const char *hash, db_fn *fn,
                       void *arg);

/* The newest HISTORY_PAGE entries with an id below `before`. */
#define HISTORY_PAGE 50
void staff_store_history(struct db *db, struct op_list *ops, int64_t before, db_fn *fn, void *arg);
void staff_store_write_history(struct buf *out, const struct db_rows *rows); /* JSON */

#endif
