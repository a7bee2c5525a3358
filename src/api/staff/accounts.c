/* accounts.c -- the bakery's people, for its owner: GET|POST /api/staff/accounts, PATCH
 * /api/staff/accounts/{id} and POST /api/staff/accounts/{id}/link. */
#include "api/api.h"
#include "api/identity.h"
#include "api/routes.h"
#include "base/buf.h"
#include "base/field_errors.h"
#include "base/json_text.h"
#include "base/text.h"
#include "http/req.h"
#include "shop/staff/sessions.h"
#include "shop/staff/staff_store.h"

#include <inttypes.h>

/* An account at its longest, each character escaped, and as many as there can be. */
#define ACCOUNT_JSON_MAX ((size_t)5000)
#define LIST_JSON_MAX    (ACCOUNT_JSON_MAX * STAFF_ACCOUNTS_MAX)

struct account_edit { /* in the request's arena */
    struct req *req;
    const struct api *api;
    struct account_request request;
    char token[SECRET_TOKEN_BYTES]; /* of a new link */
};

static void reply(struct req *req, int status, struct buf *json)
{
    req_add_header(req, "Cache-Control", "no-store");
    req_reply(req, status, "application/json", json->data, json->len);
    buf_done(json);
}

static bool path_id(struct req *req, int64_t *id)
{
    uint64_t number;

    if (text_to_u64(req_param(req, "id"), INT64_MAX, &number)) {
        *id = (int64_t)number;
        return true;
    }
    req_fail_with(req, ERR_NOT_FOUND, "no such account");
    return false;
}

static struct account_edit *edit_new(struct req *req)
{
    struct account_edit *edit = req_alloc(req, sizeof(*edit));

    edit->req = req;
    edit->api = req_app(req);
    return edit;
}

/* ---- the list ---- */

static void on_list(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    struct buf json;

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    buf_init(&json, LIST_JSON_MAX);
    staff_store_write_list(&json, rows);
    reply(req, 200, &json);
}

static void handle_list(struct req *req)
{
    const struct api *api = req_app(req);

    staff_store_list(api->db, req_ops(req), on_list, req);
}

/* ---- a new account ---- */

/* The token follows a '#', so that no server and no log sees it. */
static void write_link(struct buf *json, const char *token)
{
    buf_addf(json, "\"link\":\"/staff/join#%s\"", token);
}

static void on_added(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct account_edit *edit = arg;
    struct buf json;
    int64_t id;

    if (err != NULL) {
        req_fail(edit->req, err);
        return;
    }
    if (!staff_store_added(rows, &id)) {
        req_fail_with(
            edit->req, ERR_CONFLICT,
            "this e-mail has an account already, or there are " TEXT_OF(STAFF_ACCOUNTS_MAX) " accounts");
        return;
    }
    buf_init(&json, ACCOUNT_JSON_MAX);
    buf_addf(&json, "{\"id\":%" PRId64 ",\"email\":", id);
    json_text_string(&json, edit->request.email);
    buf_adds(&json, ",\"name\":");
    json_text_string(&json, edit->request.name);
    buf_addf(&json, ",\"role\":\"%s\",\"active\":true,\"joined\":false,",
             staff_role_name(edit->request.role));
    write_link(&json, edit->token);
    buf_addc(&json, '}');
    reply(edit->req, 201, &json);
}

static void handle_add(struct req *req)
{
    struct account_edit *edit = edit_new(req);
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;
    json_t *body = req_json(req, &err);

    if (body == NULL) {
        req_fail(req, &err);
    } else if (!account_request_read(&edit->request, body, &errors)) {
        req_fail_fields(req, &errors);
    } else {
        secret_token(edit->token);
        staff_store_add(edit->api->db, req_ops(req), &edit->request, NULL, edit->token, staff_of(req),
                        on_added, edit);
    }
}

/* ---- a change ---- */

static void on_changed(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    const struct api *api = req_app(req);
    struct buf json;
    int64_t version;

    if (err != NULL && err->kind == ERR_CONFLICT) {
        req_fail_with(req, ERR_CONFLICT, "this is the last owner: make somebody else an owner first");
        return;
    }
    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    buf_init(&json, ACCOUNT_JSON_MAX);
    if (!staff_store_changed(rows, &json, &version)) {
        buf_done(&json);
        req_fail_with(req, ERR_NOT_FOUND, "no such account");
        return;
    }
    sessions_changed(api->sessions, version);
    reply(req, 200, &json);
}

static void handle_change(struct req *req)
{
    const struct api *api = req_app(req);
    struct account_change change;
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;
    json_t *body;
    int64_t id;

    if (!path_id(req, &id))
        return;
    if ((body = req_json(req, &err)) == NULL)
        req_fail(req, &err);
    else if (!account_change_read(&change, body, &errors))
        req_fail_fields(req, &errors);
    else
        staff_store_change(api->db, req_ops(req), id, &change, staff_of(req), on_changed, req);
}

/* ---- a link ---- */

static void on_linked(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct account_edit *edit = arg;
    const char *expires_at;
    struct buf json;

    if (err != NULL) {
        req_fail(edit->req, err);
    } else if (!staff_store_linked(rows, &expires_at)) {
        req_fail_with(edit->req, ERR_NOT_FOUND, "no such active account");
    } else {
        buf_init(&json, ACCOUNT_JSON_MAX);
        buf_addc(&json, '{');
        write_link(&json, edit->token);
        buf_addf(&json, ",\"expires_at\":\"%s\"}", expires_at);
        reply(edit->req, 201, &json);
    }
}

static void handle_link(struct req *req)
{
    struct account_edit *edit = edit_new(req);
    int64_t id;

    if (!path_id(req, &id))
        return;
    secret_token(edit->token);
    staff_store_link(edit->api->db, req_ops(req), id, edit->token, staff_of(req), on_linked, edit);
}

const struct route staff_accounts_routes[] = {
    { HTTP_GET, ROUTE_OWNER, "/api/staff/accounts", handle_list },
    { HTTP_POST, ROUTE_OWNER, "/api/staff/accounts", handle_add },
    { HTTP_PATCH, ROUTE_OWNER, "/api/staff/accounts/{id}", handle_change },
    { HTTP_POST, ROUTE_OWNER, "/api/staff/accounts/{id}/link", handle_link },
    { 0 },
};
