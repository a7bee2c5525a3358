/* order_lookup.h -- what all requests for an order by its id share (invariant I9): malformed and unknown ids
 * get the same response, and a client that sends many of them, or hangs up before many responses, gets 429.
 */
#ifndef API_PUBLIC_ORDER_LOOKUP_H
#define API_PUBLIC_ORDER_LOOKUP_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

struct db_rows;
struct req;

/* The number of the order whose id is in the path. False: the request was answered: 404, 429 or 503. */
MUST_CHECK bool order_lookup_number(struct req *req, uint64_t *number);

/* Answers with the order whose rows order_store_get() has read; if there are none, that there is no such
 * order.
 */
void order_lookup_reply(struct req *req, const struct db_rows *rows);

/* Answers that no such order. */
void order_lookup_fail(struct req *req);

#endif
