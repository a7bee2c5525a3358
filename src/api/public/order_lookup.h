/* order_lookup.h -- what every question for an order by its id has in common (invariant I9): ids that are
 * malformed and ids that are not there get the same answer, and who asks for many of them, or hangs up on
 * many answers, gets 429 before an answer. */
#ifndef API_PUBLIC_ORDER_LOOKUP_H
#define API_PUBLIC_ORDER_LOOKUP_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

struct req;

/* The number of the order whose id is in the path. False: the request was answered: 404, 429 or 503. */
MUST_CHECK bool order_lookup_number(struct req *req, uint64_t *number);

/* Answers that no such order. */
void order_lookup_fail(struct req *req);

#endif
