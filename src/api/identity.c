/* identity.c -- see api/identity.h, and authorize() in api/api.h. */
#include "api/identity.h"

#include "api/api.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"
#include "http/req.h"
#include "shop/staff/sessions.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define KEPT_S "2592000" /* 30 days */

typedef void identified_fn(struct req *req, const struct staff_member *member);

static const struct staff_member admin = { .role = STAFF_OWNER, .name = "token" };

struct identity { /* in the request's arena */
    struct req *req;
    identified_fn *fn;
    struct staff_member member;
    struct session_lookup lookup;
};

/* ---- the cookie ---- */

/* With the prefix, browsers take the cookie only from this host and over HTTPS. */
static const char *cookie_name(const struct req *req)
{
    return req_is_https(req) ? "__Host-bakery_session" : "bakery_session";
}

static bool is_token(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text_hex_digit(text[i]) < 0)
            return false;
    return len == SECRET_TOKEN_BYTES - 1;
}

/* Cookies are separated by "; " (RFC 6265, section 4.2.1); repeated headers by ", ". */
const char *session_cookie(struct req *req)
{
    const char *name = cookie_name(req), *at = req_header(req, "Cookie");
    size_t name_len = strlen(name);

    while (at != NULL && *at != '\0') {
        at += strspn(at, " ;,");
        size_t len = strcspn(at, ";,");
        if (len > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=' &&
            is_token(at + name_len + 1, len - name_len - 1))
            return req_printf(req, "%.*s", (int)(len - name_len - 1), at + name_len + 1);
        at += len;
    }
    return NULL;
}

static void add_cookie(struct req *req, const char *value, const char *lifetime)
{
    req_add_header(req, "Set-Cookie",
                   req_printf(req, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(req), value,
                              lifetime, req_is_https(req) ? "; Secure" : ""));
}

void session_cookie_set(struct req *req, const char *token, bool keeps)
{
    add_cookie(req, token, keeps ? "; Max-Age=" KEPT_S : "");
}

void session_cookie_clear(struct req *req)
{
    add_cookie(req, "", "; Max-Age=0");
}

/* ---- from which site ---- */

static bool is_own_origin(const struct req *req, const char *origin)
{
    const char *host = req_header(req, "Host");

    if (strncasecmp(origin, "http://", 7) == 0)
        origin += 7;
    else if (strncasecmp(origin, "https://", 8) == 0)
        origin += 8;
    else
        return false; /* "null", for example */
    return host != NULL && strcasecmp(origin, host) == 0;
}

/* Browsers of the last years send Sec-Fetch-Site, and older ones Origin. `otherwise`: when there is neither.
 */
static bool is_from_own_page(const struct req *req, bool otherwise)
{
    const char *site = req_header(req, "Sec-Fetch-Site"), *origin = req_header(req, "Origin");

    if (site != NULL)
        return strcmp(site, "same-origin") == 0;
    return origin != NULL ? is_own_origin(req, origin) : otherwise;
}

static void fail_as_foreign(struct req *req)
{
    req_fail_with(req, ERR_FORBIDDEN, "this request must come from a page of this site");
}

bool refused_as_foreign(struct req *req)
{
    bool from_own_page = is_from_own_page(req, session_cookie(req) == NULL);

    if (!from_own_page)
        fail_as_foreign(req);
    return !from_own_page;
}

/* ---- who it is ---- */

/* Whether the header holds the admin token; otherwise sets `err`. */
static bool has_admin_token(const struct req *req, const char *authorization, struct err *err)
{
    const struct api *api = req_app(req);
    static const char scheme[] = "Bearer "; /* and one or more blanks (RFC 9110, section 11.4) */

    if (api->admin_token[0] == '\0')
        return err_set(err, ERR_FORBIDDEN, "there is no admin token: set BAKERY_ADMIN_TOKEN, or sign in");
    if (strncasecmp(authorization, scheme, strlen(scheme)) != 0)
        return err_set(err, ERR_UNAUTHORIZED, "send the admin token as Authorization: Bearer");
    authorization += strlen(scheme);
    authorization += strspn(authorization, " ");
    if (!secret_equal(authorization, api->admin_token))
        return err_set(err, ERR_UNAUTHORIZED, "the admin token is wrong");
    return true;
}

static void on_looked_up(void *arg, const struct staff_member *member, const struct err *err)
{
    struct identity *identity = arg;

    if (err != NULL) {
        req_fail(identity->req, err);
        return;
    }
    if (member != NULL)
        identity->member = *member;
    identity->fn(identity->req, member != NULL ? &identity->member : NULL);
}

static void identify_session(struct req *req, identified_fn *fn)
{
    const struct api *api = req_app(req);
    struct identity *identity = req_alloc(req, sizeof(*identity));
    const char *token = session_cookie(req);

    identity->req = req;
    identity->fn = fn;
    const struct staff_member *member = sessions_known(api->sessions, token);
    if (member != NULL)
        on_looked_up(identity, member, NULL);
    else
        sessions_look_up(api->sessions, req_ops(req), &identity->lookup, token, on_looked_up, identity);
}

void identify(struct req *req, identified_fn *fn)
{
    const char *authorization = req_header(req, "Authorization");
    struct err err = ERR_INIT;

    if (authorization != NULL && !has_admin_token(req, authorization, &err))
        req_fail(req, &err);
    else if (authorization != NULL)
        fn(req, &admin);
    else if (session_cookie(req) == NULL)
        fn(req, NULL);
    else if (req_method(req) != HTTP_GET && !is_from_own_page(req, false))
        fail_as_foreign(req);
    else
        identify_session(req, fn);
}

const struct staff_member *staff_of(const struct req *req)
{
    return req_admitted(req);
}

/* ---- what they may do ---- */

static void admit(struct req *req, const struct staff_member *member, enum staff_role needed)
{
    struct err err = ERR_INIT;

    if (member == NULL) {
        req_fail_with(req, ERR_UNAUTHORIZED, "sign in, or send the admin token as Authorization: Bearer");
    } else if (member->role < needed) {
        (void)err_set(&err, ERR_FORBIDDEN, "this needs the role %s: you have the role %s",
                      staff_role_name(needed), staff_role_name(member->role));
        req_fail(req, &err);
    } else {
        req_admit(req, member);
    }
}

static void admit_counter(struct req *req, const struct staff_member *member)
{
    admit(req, member, STAFF_COUNTER);
}

static void admit_manager(struct req *req, const struct staff_member *member)
{
    admit(req, member, STAFF_MANAGER);
}

static void admit_owner(struct req *req, const struct staff_member *member)
{
    admit(req, member, STAFF_OWNER);
}

void authorize(struct req *req, enum route_access access)
{
    switch (access) {
    case ROUTE_COUNTER:
        identify(req, admit_counter);
        break;
    case ROUTE_MANAGER:
        identify(req, admit_manager);
        break;
    case ROUTE_OWNER:
        identify(req, admit_owner);
        break;
    case ROUTE_PUBLIC: /* decided by the server itself */
    case ROUTE_DENIED:
        req_fail_with(req, ERR_FORBIDDEN, "access to this resource is denied");
        break;
    }
}
