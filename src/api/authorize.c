/* authorize.c -- decides who may call a route: see authorize() in api/api.h. */
#include "api/api.h"
#include "base/err.h"
#include "base/secret.h"
#include "http/req.h"

#include <string.h>
#include <strings.h>

bool authorize(const struct req *req, enum route_access access, struct err *err)
{
    const struct api *api = req_app(req);
    const char *authorization = req_header(req, "Authorization");
    static const char scheme[] = "Bearer "; /* and one or more blanks (RFC 9110, section 11.4) */

    if (access != ROUTE_STAFF)
        return err_set(err, ERR_FORBIDDEN, "access to this resource is denied");
    if (api->admin_token[0] == '\0')
        return err_set(err, ERR_FORBIDDEN,
                       "product writes are disabled: set BAKERY_ADMIN_TOKEN to enable them");
    if (authorization == NULL || strncasecmp(authorization, scheme, strlen(scheme)) != 0)
        return err_set(err, ERR_UNAUTHORIZED, "send the admin token as Authorization: Bearer");
    authorization += strlen(scheme);
    authorization += strspn(authorization, " ");
    if (!secret_equal(authorization, api->admin_token))
        return err_set(err, ERR_UNAUTHORIZED, "the admin token is wrong");
    return true;
}
