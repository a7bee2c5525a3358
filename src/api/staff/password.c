/* password.c -- choosing a password: by a link (POST /api/staff/join), or in place of the old one
 * (POST /api/staff/password).
 *
 *     join      link_find -> on_link -> password_hash -> on_join_hash -> link_use -> on_joined ->
 * session_create
 *               -> on_session -> reply
 *     password  credentials_check -> on_right -> password_hash -> on_new_hash -> password_change ->
 * on_changed -> reply
 */
#include "shop/staff/password.h"

#include "api/api.h"
#include "api/identity.h"
#include "api/routes.h"
#include "api/staff/credentials.h"
#include "base/field_errors.h"
#include "base/json_read.h"
#include "http/req.h"
#include "shop/staff/sessions.h"

#include <stdio.h>
#include <string.h>

#define LINK_UNKNOWN "the link was used, is older than 72 hours, or is not complete: ask for a new one"

struct choice { /* in the request's arena */
    struct req *req;
    const struct api *api;
    const char *token;             /* of the link, or of the session that stays */
    char password[PASSWORD_BYTES]; /* the new one */
    char hash[PASSWORD_HASH_BYTES];
    char session[SECRET_TOKEN_BYTES]; /* that joining begins */
    struct sign_in_subject nobody;    /* no failures are counted for a link */
    struct credentials credentials;
};

/* ---- joining ---- */

static void on_session(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct choice *choice = arg;
    int64_t version;

    if (err == NULL && staff_store_session_created(rows, &version)) {
        sessions_changed(choice->api->sessions, version);
        session_cookie_set(choice->req, choice->session, false);
    } /* otherwise the password is set all the same, and signs in */
    req_add_header(choice->req, "Cache-Control", "no-store");
    req_reply_empty(choice->req, 204);
}

static void on_joined(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct choice *choice = arg;
    int64_t account_id, version;

    if (err != NULL) {
        req_fail(choice->req, err);
    } else if (!staff_store_link_used(rows, &account_id, &version)) {
        req_fail_with(choice->req, ERR_NOT_FOUND, LINK_UNKNOWN);
    } else {
        sessions_changed(choice->api->sessions, version);
        secret_token(choice->session);
        staff_store_session_create(choice->api->db, req_ops(choice->req), account_id, choice->hash,
                                   choice->session, false, &choice->nobody, on_session, choice);
    }
}

static void on_join_hash(void *arg, const char *hash, const struct err *err)
{
    struct choice *choice = arg;

    if (err != NULL) {
        req_fail(choice->req, err);
        return;
    }
    (void)snprintf(choice->hash, sizeof(choice->hash), "%s", hash);
    staff_store_link_use(choice->api->db, req_ops(choice->req), choice->token, hash, on_joined, choice);
}

static void on_link(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct choice *choice = arg;

    if (err != NULL)
        req_fail(choice->req, err);
    else if (db_rows_count(rows) == 0)
        req_fail_with(choice->req, ERR_NOT_FOUND, LINK_UNKNOWN);
    else
        password_hash(choice->api->passwords, req_ops(choice->req), choice->password, on_join_hash, choice);
}

static bool read_join(struct choice *choice, json_t *body, struct field_errors *errors)
{
    static const char *const known[] = { "link", "password", NULL };

    if (!json_is_object(body)) {
        field_errors_add(errors, "", "must be a JSON object");
        return false;
    }
    json_read_known(body, "", known, errors);
    choice->token = json_string_value(json_object_get(body, "link"));
    if (choice->token == NULL)
        field_errors_add(errors, "/link", "must be what follows the # in the link");
    (void)account_read_new_password(json_object_get(body, "password"), "/password", choice->password, errors);
    return errors->count == 0;
}

static void handle_join(struct req *req)
{
    struct choice *choice = req_alloc(req, sizeof(*choice));
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;
    json_t *body;

    choice->req = req;
    choice->api = req_app(req);
    if (refused_as_foreign(req) || !sign_in_limit_passed(req))
        return;
    if ((body = req_json(req, &err)) == NULL)
        req_fail(req, &err);
    else if (!read_join(choice, body, &errors))
        req_fail_fields(req, &errors);
    else
        staff_store_link_find(choice->api->db, req_ops(req), choice->token, on_link, choice);
}

/* ---- changing ---- */

static void on_changed(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct choice *choice = arg;
    int64_t version;

    if (err != NULL) {
        req_fail(choice->req, err);
    } else if (!staff_store_password_changed(rows, &version)) {
        req_fail_with(choice->req, ERR_CONFLICT,
                      "the password was changed at the same moment: sign in with the new one");
    } else {
        sessions_changed(choice->api->sessions, version);
        req_reply_empty(choice->req, 204);
    }
}

static void on_new_hash(void *arg, const char *hash, const struct err *err)
{
    struct choice *choice = arg;
    struct credentials *credentials = &choice->credentials;

    if (err != NULL) {
        req_fail(choice->req, err);
        return;
    }
    staff_store_password_change(choice->api->db, req_ops(choice->req), credentials->sign_in.account_id,
                                credentials->sign_in.hash, hash, choice->token, &credentials->subject,
                                on_changed, choice);
}

static void on_right(struct credentials *credentials)
{
    struct choice *choice = credentials->arg;

    password_hash(choice->api->passwords, req_ops(choice->req), choice->password, on_new_hash, choice);
}

static bool read_change(struct choice *choice, json_t *body, struct field_errors *errors)
{
    static const char *const known[] = { "current", "password", NULL };

    if (!json_is_object(body)) {
        field_errors_add(errors, "", "must be a JSON object");
        return false;
    }
    json_read_known(body, "", known, errors);
    (void)account_read_password(json_object_get(body, "current"), "/current", choice->credentials.password,
                                errors);
    (void)account_read_new_password(json_object_get(body, "password"), "/password", choice->password, errors);
    return errors->count == 0;
}

static void handle_change(struct req *req)
{
    struct choice *choice = req_alloc(req, sizeof(*choice));
    const struct staff_member *member = staff_of(req);
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;
    json_t *body;

    choice->req = choice->credentials.req = req;
    choice->api = req_app(req);
    choice->token = session_cookie(req);
    choice->credentials.fn = on_right;
    choice->credentials.arg = choice;
    memcpy(choice->credentials.email, member->email, sizeof(member->email));
    if (member->id == 0)
        req_fail_with(req, ERR_FORBIDDEN, "the admin token has no password: sign in");
    else if (!sign_in_limit_passed(req))
        return;
    else if ((body = req_json(req, &err)) == NULL)
        req_fail(req, &err);
    else if (!read_change(choice, body, &errors))
        req_fail_fields(req, &errors);
    else
        credentials_check(&choice->credentials);
}

const struct route staff_password_routes[] = {
    { HTTP_POST, ROUTE_PUBLIC, "/api/staff/join", handle_join },
    { HTTP_POST, ROUTE_COUNTER, "/api/staff/password", handle_change },
    { 0 },
};
