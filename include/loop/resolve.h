/* resolve.h -- looks up host names without blocking, for drivers whose libraries would block. */
#ifndef LOOP_RESOLVE_H
#define LOOP_RESOLVE_H

#include "base/err.h"

struct loop;
struct resolve;

/* Long enough for an IPv6 address with its scope. */
#define RESOLVE_ADDRESS_BYTES 64

/* `address` is numeric, or NULL with the reason in `err`; both are borrowed until the callback returns. */
typedef void resolve_fn(void *arg, const char *address, const struct err *err);

/* Looks up `host`, which may also be in /etc/hosts or a numeric address. Prefers IPv4 and waits at most
 * `timeout_ms`. The callback runs once, from the loop, never before this has returned and never after
 * resolve_cancel(). Wait for the callback, or cancel, before loop_free(). */
struct resolve *resolve_start(struct loop *loop, const char *host, int timeout_ms, resolve_fn *fn, void *arg);
void resolve_cancel(struct resolve *resolve); /* accepts NULL; invalid after the callback ran */

#endif
