/* account.h -- the rules for the accounts of the bakery's people, and their JSON. No I/O. */
#ifndef SHOP_STAFF_ACCOUNT_H
#define SHOP_STAFF_ACCOUNT_H

#include "base/attr.h"
#include "base/email.h"
#include "base/field_errors.h"
#include "shop/staff/password.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define STAFF_NAME_MAX     100 /* characters */
#define STAFF_ACCOUNTS_MAX 200 /* also those that are no longer active */

/* Each role may do what the ones before it may: the board and bake list; products and prices; accounts and
 * the shop's settings. */
enum staff_role { STAFF_COUNTER, STAFF_MANAGER, STAFF_OWNER };

const char *staff_role_name(enum staff_role role);
MUST_CHECK bool staff_role_parse(const char *name, enum staff_role *role);

/* Who sends a request or runs a command, as the history names them. */
struct staff_member {
    int64_t id; /* 0: no account, but the admin token or a command line */
    enum staff_role role;
    char name[STAFF_NAME_MAX * 4 + 1];
    char email[EMAIL_MAX + 1]; /* "": none */
};

/* A new account. */
struct account_request {
    char email[EMAIL_MAX + 1]; /* folded */
    char name[STAFF_NAME_MAX * 4 + 1];
    enum staff_role role;
};

MUST_CHECK bool account_request_read(struct account_request *request, json_t *body,
                                     struct field_errors *errors);

/* What changes in an account. */
struct account_change {
    bool sets_name, sets_role, sets_active;
    char name[STAFF_NAME_MAX * 4 + 1];
    enum staff_role role;
    bool active;
};

MUST_CHECK bool account_change_read(struct account_change *change, json_t *body, struct field_errors *errors);

/* Readers of single fields; each adds what is wrong to `errors`. account_read_password() is for a password
 * that exists, account_read_new_password() for one that must also be allowed (password.h). */
bool account_read_email(json_t *value, const char *pointer, char out[EMAIL_MAX + 1],
                        struct field_errors *errors);
bool account_read_password(json_t *value, const char *pointer, char out[PASSWORD_BYTES],
                           struct field_errors *errors);
bool account_read_new_password(json_t *value, const char *pointer, char out[PASSWORD_BYTES],
                               struct field_errors *errors);

#endif
