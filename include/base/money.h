/* money.h -- amounts are integer cents (invariant I7). Orders are summed by the database, whose integers
 * refuse to overflow; the limits in shop/orders/order.h keep every total far from that. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MONEY_BYTES 24

/* Cents of a JSON number that was parsed to a double; false unless it is a whole number of cents. */
MUST_CHECK bool money_from_double(double amount, int64_t *cents);

void money_format(int64_t cents, char out[MONEY_BYTES]); /* "3.50": as JSON takes it */

#endif
