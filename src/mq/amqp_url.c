/* amqp_url.c -- see mq/amqp_url.h. The library parses in place and accepts too much. So it gets a copy, and
 * the result is checked. */
#include "mq/amqp_url.h"

#include "base/mem.h"
#include "mq/amqp_lib.h"

#include <stdlib.h>
#include <string.h>

static bool check_parts(const struct amqp_connection_info *parts, struct err *err)
{
    if (parts->ssl)
        return err_set(err, ERR_UNSUPPORTED, "AMQP_URL: amqps is not supported, only amqp");
    if (parts->port < 1 || parts->port > 65535)
        return err_set(err, ERR_INVALID, "AMQP_URL: the port must be 1 to 65535");
    if (parts->host[0] == '\0' || strlen(parts->host) > AMQP_HOST_MAX)
        return err_set(err, ERR_INVALID, "AMQP_URL: the host must have 1 to %d bytes", AMQP_HOST_MAX);
    if (strlen(parts->vhost) > AMQP_VHOST_MAX)
        return err_set(err, ERR_INVALID, "AMQP_URL: the vhost must have at most %d bytes", AMQP_VHOST_MAX);
    if (strlen(parts->user) > AMQP_LOGIN_MAX || strlen(parts->password) > AMQP_LOGIN_MAX)
        return err_set(err, ERR_INVALID, "AMQP_URL: user and password must have at most %d bytes each",
                       AMQP_LOGIN_MAX);
    return true;
}

bool amqp_url_init(struct amqp_url *url, const char *text, struct err *err)
{
    struct amqp_connection_info parts;

    *url = (struct amqp_url){ .copy = mem_strdup(text) };
    /* A decoded NUL would end its part early and silently name another vhost. */
    if (strstr(text, "%00") != NULL || amqp_parse_url(url->copy, &parts) != AMQP_STATUS_OK) {
        amqp_url_done(url);
        return err_set(err, ERR_INVALID, "AMQP_URL: not of the form amqp://user:password@host:port/vhost");
    }
    if (!check_parts(&parts, err)) {
        amqp_url_done(url);
        return false;
    }
    url->user = parts.user;
    url->password = parts.password;
    url->host = parts.host;
    url->port = parts.port;
    /* "amqp://host/" names, to the letter, a vhost without a name, which no broker has; people mean "/". */
    url->vhost = parts.vhost[0] != '\0' ? parts.vhost : AMQP_DEFAULT_VHOST;
    return true;
}

void amqp_url_done(struct amqp_url *url)
{
    free(url->copy);
    *url = (struct amqp_url){ 0 };
}
