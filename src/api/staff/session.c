/* session.c -- signing in, out, and who is signed in: POST, DELETE and GET /api/staff/session.
 *
 *     POST    credentials_check -> on_right -> on_created -> reply
 *     DELETE  session_end -> on_ended -> reply
 *
 * A browser that signs in again gets a new session, and the old one ends by itself. */
#include "api/api.h"
#include "api/identity.h"
#include "api/routes.h"
#include "api/staff/credentials.h"
#include "base/buf.h"
#include "base/field_errors.h"
#include "base/json_read.h"
#include "base/json_text.h"
#include "http/req.h"
#include "shop/staff/sessions.h"

#define MEMBER_JSON_MAX ((size_t)8192)

struct sign_in_request { /* in the request's arena */
    struct credentials credentials;
    bool keeps;
    char token[SECRET_TOKEN_BYTES];
};

static void on_created(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct sign_in_request *request = arg;
    struct req *req = request->credentials.req;
    int64_t version;

    if (err != NULL) {
        req_fail(req, err);
    } else if (!staff_store_session_created(rows, &version)) {
        req_fail_with(req, ERR_UNAUTHORIZED, "e-mail or password is wrong");
    } else {
        sessions_changed(request->credentials.api->sessions, version);
        session_cookie_set(req, request->token, request->keeps);
        req_add_header(req, "Cache-Control", "no-store");
        req_reply_empty(req, 204);
    }
}

static void on_right(struct credentials *credentials)
{
    struct sign_in_request *request = credentials->arg;

    secret_token(request->token);
    staff_store_session_create(credentials->api->db, req_ops(credentials->req),
                               credentials->sign_in.account_id, credentials->sign_in.hash, request->token,
                               request->keeps, &credentials->subject, on_created, request);
}

static bool read_request(struct sign_in_request *request, json_t *body, struct field_errors *errors)
{
    static const char *const known[] = { "email", "password", "keep", NULL };
    json_t *keep = json_object_get(body, "keep");

    if (!json_is_object(body)) {
        field_errors_add(errors, "", "must be a JSON object");
        return false;
    }
    json_read_known(body, "", known, errors);
    (void)account_read_email(json_object_get(body, "email"), "/email", request->credentials.email, errors);
    (void)account_read_password(json_object_get(body, "password"), "/password", request->credentials.password,
                                errors);
    if (keep != NULL && !json_is_boolean(keep))
        field_errors_add(errors, "/keep", "must be true or false");
    request->keeps = json_is_true(keep);
    return errors->count == 0;
}

static void handle_sign_in(struct req *req)
{
    struct sign_in_request *request = req_alloc(req, sizeof(*request));
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;
    json_t *body;

    request->credentials.req = req;
    request->credentials.fn = on_right;
    request->credentials.arg = request;
    if (refused_as_foreign(req) || !sign_in_limit_passed(req))
        return;
    if ((body = req_json(req, &err)) == NULL)
        req_fail(req, &err);
    else if (!read_request(request, body, &errors))
        req_fail_fields(req, &errors);
    else
        credentials_check(&request->credentials);
}

static void on_ended(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    const struct api *api = req_app(req);

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    if (db_rows_count(rows) > 0)
        sessions_changed(api->sessions, db_int(rows, 0, 0));
    session_cookie_clear(req);
    req_reply_empty(req, 204);
}

/* Works also for a session that has already ended. */
static void handle_sign_out(struct req *req)
{
    const struct api *api = req_app(req);
    const char *token = session_cookie(req);

    if (refused_as_foreign(req))
        return;
    if (token == NULL)
        req_reply_empty(req, 204);
    else
        staff_store_session_end(api->db, req_ops(req), token, on_ended, req);
}

static void handle_who(struct req *req)
{
    const struct staff_member *member = staff_of(req);
    struct buf json;

    buf_init(&json, MEMBER_JSON_MAX);
    buf_adds(&json, "{\"name\":");
    json_text_string(&json, member->name);
    buf_adds(&json, ",\"email\":");
    json_text_string(&json, member->email[0] != '\0' ? member->email : NULL);
    buf_addf(&json, ",\"role\":\"%s\"}", staff_role_name(member->role));
    req_add_header(req, "Cache-Control", "no-store");
    req_reply(req, 200, "application/json", json.data, json.len);
    buf_done(&json);
}

const struct route staff_session_routes[] = {
    { HTTP_POST, ROUTE_PUBLIC, "/api/staff/session", handle_sign_in },
    { HTTP_GET, ROUTE_COUNTER, "/api/staff/session", handle_who },
    { HTTP_DELETE, ROUTE_PUBLIC, "/api/staff/session", handle_sign_out },
    { 0 },
};
