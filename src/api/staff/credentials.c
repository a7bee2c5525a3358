/* credentials.c -- see api/staff/credentials.h: credentials_check -> on_begun -> on_checked -> fn, and, if
 * the check could not be made, on_checked -> on_undone. The failure is counted before the check, so that many
 * attempts at once are as limited as one after the other. */
#include "api/staff/credentials.h"

#include "api/api.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "http/rate_limit.h"
#include "http/req.h"
#include "shop/staff/password.h"

#include <string.h>

bool sign_in_limit_passed(struct req *req)
{
    const struct api *api = req_app(req);
    struct err err = ERR_INIT;
    int retry_after_s = 1;

    if (api->sign_in_limit == NULL ||
        rate_limit_take(api->sign_in_limit, req_client(req), clock_ms(), &retry_after_s))
        return true;
    (void)err_set(&err, ERR_RATE_LIMITED, "too many attempts from this address: try again later");
    req_fail_after(req, &err, retry_after_s);
    return false;
}

/* Whatever happened to the count, the answer is that the check could not be made. */
static void on_undone(void *arg, const struct db_rows *rows UNUSED, const struct err *err UNUSED)
{
    struct credentials *credentials = arg;
    struct err why = ERR_INIT;

    (void)err_set(&why, ERR_UNAVAILABLE, "too many people are signing in at the moment: try again");
    req_fail(credentials->req, &why);
}

static void on_checked(void *arg, bool matches, const struct err *err)
{
    struct credentials *credentials = arg;
    struct err wrong = ERR_INIT;

    if (err != NULL) {
        staff_store_sign_in_undo(credentials->api->db, req_ops(credentials->req), &credentials->subject,
                                 on_undone, credentials);
    } else if (matches) {
        credentials->fn(credentials);
    } else {
        log_info("staff: a sign-in failed");
        (void)err_set(&wrong, ERR_UNAUTHORIZED, "e-mail or password is wrong");
        req_fail(credentials->req, &wrong);
    }
}

static void on_begun(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct credentials *credentials = arg;
    struct sign_in *sign_in = &credentials->sign_in;
    struct err many = ERR_INIT;

    if (err != NULL) {
        req_fail(credentials->req, err);
        return;
    }
    staff_store_signing_in(rows, sign_in);
    if (sign_in->wait_s > 0) {
        (void)err_set(&many, ERR_RATE_LIMITED, "too many failures for this account: try again later");
        req_fail_after(credentials->req, &many, sign_in->wait_s);
        return;
    }
    password_check(credentials->api->passwords, req_ops(credentials->req), credentials->password,
                   sign_in->hash[0] != '\0' ? sign_in->hash : NULL, on_checked, credentials);
}

void credentials_check(struct credentials *credentials)
{
    struct req *req = credentials->req;

    credentials->api = req_app(req);
    sign_in_subject_set(&credentials->subject, credentials->email, req_client(req));
    staff_store_sign_in(credentials->api->db, req_ops(req), credentials->email, &credentials->subject,
                        on_begun, credentials);
}
