/* http/listener.h -- the socket on which the server listens, TCP or unix, from one of these forms:
 *
 *   127.0.0.1:8080, [::1]:8080   this address
 *   :8080, *:8080                all addresses, IPv6 and IPv4
 *   8080, localhost:8080         127.0.0.1. Other names are rejected: looking them up would block
 *   unix:/run/bakery.sock        a unix socket, for its user and group (mode 0660)
 *
 * Port 0 means any free port. A unix socket is replaced if its process is gone. A socket that a server uses,
 * and any other file, is an error and stays. */
#ifndef HTTP_LISTENER_H
#define HTTP_LISTENER_H

#include "base/attr.h"
#include "base/err.h"
#include "http/server.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct listener {
    int fd;         /* -1: it does not listen */
    char path[108]; /* of a unix socket; "": TCP */
    dev_t device;   /* that file, as we made it */
    ino_t inode;
};

MUST_CHECK bool listener_open(struct listener *listener, const char *address, struct err *err);

/* Removes the file of a unix socket, unless it is another one by now. */
void listener_close(struct listener *listener);

/* The port of a TCP socket; 0 for a unix socket. */
int listener_port(const struct listener *listener);

/* Where it listens, in a form that listener_open() takes. */
void listener_address(const struct listener *listener, char out[HTTP_ADDRESS_BYTES]);

#endif
