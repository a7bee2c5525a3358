/* staff.c -- see api/staff.h. */
#include "api/staff.h"

#include "api/api.h"
#include "base/secret.h"
#include "http/req.h"

#include <string.h>
#include <strings.h>

bool staff_allowed(const struct req *req, struct err *err)
{
    const struct api *api = req_app(req);
    const char *authorization = req_header(req, "Authorization");
    static const char scheme[] = "Bearer "; /* and one or more blanks (RFC 9110, section 11.4) */

    if (api->admin_token[0] == '\0')
        return err_set(err, ERR_FORBIDDEN, "product writes are switched off: BAKERY_ADMIN_TOKEN is not set");
    if (authorization == NULL || strncasecmp(authorization, scheme, strlen(scheme)) != 0)
        return err_set(err, ERR_UNAUTHORIZED, "send the admin token as Authorization: Bearer");
    authorization += strlen(scheme);
    authorization += strspn(authorization, " ");
    if (!secret_equal(authorization, api->admin_token))
        return err_set(err, ERR_UNAUTHORIZED, "the admin token is wrong");
    return true;
}
