/* money.h -- amounts are integer cents, and arithmetic on them is checked (invariant I7). */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MONEY_BYTES 24

MUST_CHECK bool money_add(int64_t a_cents, int64_t b_cents, int64_t *sum_cents);         /* false: overflow */
MUST_CHECK bool money_times(int64_t price_cents, int64_t count, int64_t *product_cents); /* false: overflow */

/* Reads "3", "3.5" or "3.50"; false for a sign, an exponent, more than two decimals, or over 15 digits. */
MUST_CHECK bool money_parse(const char *text, int64_t *cents);

/* Cents of a JSON number that was parsed to a double; false unless it is a whole number of cents. */
MUST_CHECK bool money_from_double(double amount, int64_t *cents);

void money_format(int64_t cents, char out[MONEY_BYTES]); /* "3.50": as JSON takes it */

#endif
