/* first_owner.c -- see app/first_owner.h: owner_exists -> on_exists -> password_hash -> on_hash ->
 * first_owner -> on_made. Of several replicas that start at once, one makes the owner. */
#include "app/first_owner.h"

#include "base/attr.h"
#include "base/config.h"
#include "base/email.h"
#include "base/log.h"
#include "base/secret.h"
#include "db/db.h"
#include "db/sql.h"
#include "shop/staff/account.h"
#include "shop/staff/password.h"

#include <stdio.h>
#include <string.h>

#define DEMO_EMAIL "owner@example.com"

bool first_owner_is_valid(const struct config *config, struct err *err)
{
    struct err why = ERR_INIT;

    return config->owner_email[0] == '\0' || password_is_allowed(config->owner_password, &why) ||
           err_set(err, why.kind, "BAKERY_OWNER_PASSWORD %s", why.msg);
}

static bool is_demo(const struct first_owner *owner)
{
    return owner->demo_password[0] != '\0';
}

static const char *email_of(const struct first_owner *owner)
{
    return is_demo(owner) ? DEMO_EMAIL : owner->config->owner_email;
}

static void print_demo(struct first_owner *owner)
{
    (void)printf("demo: sign in at /staff as %s, with the password %s\n", DEMO_EMAIL, owner->demo_password);
    (void)fflush(stdout);
}

static void on_made(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct first_owner *owner = arg;

    if (err != NULL)
        log_warn("first_owner: cannot add the owner: %s", err->msg);
    else if (db_rows_count(rows) > 0 && is_demo(owner))
        print_demo(owner);
    else if (db_rows_count(rows) > 0)
        log_info("first_owner: added the owner that BAKERY_OWNER_EMAIL names");
}

static void on_hash(void *arg, const char *hash, const struct err *err)
{
    struct first_owner *owner = arg;
    char email[EMAIL_MAX + 1];
    char name[STAFF_NAME_MAX + 1]; /* what the e-mail begins with */
    const char *const params[] = { email, name, hash };

    if (err != NULL) {
        log_warn("first_owner: cannot add the owner: %s", err->msg);
        return;
    }
    (void)snprintf(email, sizeof(email), "%s", email_of(owner));
    email_fold(email);
    (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(email, "@"), email);
    db_run(owner->db, &owner->ops, &sql_first_owner, params, on_made, owner);
}

static void on_exists(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct first_owner *owner = arg;

    if (err == NULL && !db_bool(rows, 0, 0))
        password_hash(owner->passwords, &owner->ops,
                      is_demo(owner) ? owner->demo_password : owner->config->owner_password, on_hash, owner);
}

void first_owner_make(struct first_owner *owner)
{
    if (email_of(owner)[0] == '\0')
        return;
    op_list_cancel(&owner->ops);
    db_run(owner->db, &owner->ops, &sql_owner_exists, NULL, on_exists, owner);
}

void first_owner_make_demo(struct first_owner *owner)
{
    char secret[SECRET_TOKEN_BYTES];

    if (owner->config->owner_email[0] != '\0')
        return;
    secret_token(secret);
    (void)snprintf(owner->demo_password, sizeof(owner->demo_password), "%.24s", secret); /* 96 bits */
    first_owner_make(owner);
}

void first_owner_done(struct first_owner *owner)
{
    op_list_cancel(&owner->ops);
}
