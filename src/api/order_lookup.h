/* order_lookup.h -- what every question for an order by its id has in common (invariant I9): ids that are
 * malformed and ids that are not there get the same answer, and who asks for many of them, or hangs up on
 * many answers, gets 429 before an answer. */
#ifndef API_ORDER_LOOKUP_H
#define API_ORDER_LOOKUP_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

struct req;

/* The id in the path. False: the request was answered, 404 or 429. */
MUST_CHECK bool order_lookup_id(struct req *req, uint64_t *id);

/* Answers that there is no such order. */
void order_lookup_fail(struct req *req);

#endif
