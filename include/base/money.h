/* money.h -- amounts are integer cents (invariant I7). The database adds up orders and reports an overflow as
 * an error; the limits in shop/orders/order.h keep every total far below that. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MONEY_BYTES 24

/* Converts a JSON number, parsed as a double, to cents. False if it is not a whole number of cents. */
MUST_CHECK bool money_from_double(double amount, int64_t *cents);

void money_format(int64_t cents, char out[MONEY_BYTES]); /* "3.50", a JSON number */

#endif
