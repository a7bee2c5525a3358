/* amqp_url.h -- the parts of amqp://user:password@host[:port]/vhost. */
#ifndef MQ_AMQP_URL_H
#define MQ_AMQP_URL_H

#include "base/err.h"

/* The size of the longest legal parts: vhost is a short string in the protocol, and the login must fit
 * into the 4096 bytes that a frame may have before its size is negotiated. */
#define AMQP_VHOST_MAX 255
#define AMQP_HOST_MAX  255
#define AMQP_LOGIN_MAX 1024

/* Strings are percent-decoded, never NULL and live in `copy`. */
struct amqp_url {
    char *copy;
    const char *user, *password, *host, *vhost;
    int port;
};

/* The defaults are guest, guest, localhost, 5672 and "/". An error never repeats the URL, which contains a
 * password. */
MUST_CHECK bool amqp_url_init(struct amqp_url *url, const char *text, struct err *err);
void amqp_url_done(struct amqp_url *url); /* accepts one that is zeroed */

#endif
