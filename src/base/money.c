/* money.c -- see base/money.h. */
#include "base/money.h"

#include <math.h>

bool money_from_double(double amount, int64_t *cents)
{
    /* Up to 10^12 a double distinguishes cents with certainty; no price is higher. */
    if (!(fabs(amount) <= 1e12))
        return false;
    /* Parser and division both round to the nearest double: the same one, if it was written with two
     * decimals. */
    double whole = nearbyint(amount * 100.0);
    if (whole / 100.0 != amount)
        return false;
    *cents = (int64_t)whole;
    return true;
}

/* By hand: every answer with prices comes through here. */
void money_format(int64_t cents, char out[MONEY_BYTES])
{
    uint64_t left = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    char reversed[MONEY_BYTES];
    int len = 0;

    for (int digits = 0; left > 0 || digits < 3; digits++, left /= 10) {
        if (digits == 2)
            reversed[len++] = '.';
        reversed[len++] = (char)('0' + left % 10);
    }
    if (cents < 0)
        reversed[len++] = '-';
    for (int i = 0; i < len; i++)
        out[i] = reversed[len - 1 - i];
    out[len] = '\0';
}
