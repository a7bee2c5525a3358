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

    if (api->admin_token[0] == '\0')
        return err_set(err, ERR_FORBIDDEN, "product writes are switched off: BAKERY_ADMIN_TOKEN is not set");
    if (authorization == NULL || strncasecmp(authorization, "Bearer ", 7) != 0)
        return err_set(err, ERR_UNAUTHORIZED, "send the admin token as Authorization: Bearer");
    if (!secret_equal(authorization + 7, api->admin_token))
        return err_set(err, ERR_UNAUTHORIZED, "the admin token is wrong");
    return true;
}
