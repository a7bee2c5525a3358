/* money.c -- see base/money.h. */
#include "base/money.h"

#include <math.h>

bool money_add(int64_t a_cents, int64_t b_cents, int64_t *sum_cents)
{
    return !__builtin_add_overflow(a_cents, b_cents, sum_cents);
}

bool money_times(int64_t price_cents, int64_t count, int64_t *product_cents)
{
    return !__builtin_mul_overflow(price_cents, count, product_cents);
}

bool money_parse(const char *text, int64_t *cents)
{
    int64_t value = 0;
    int digits = 0, decimals = -1;

    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '.' && decimals < 0 && digits > 0) {
            decimals = 0;
            continue;
        }
        if (*p < '0' || *p > '9' || ++digits > 15 || (decimals >= 0 && ++decimals > 2))
            return false;
        value = value * 10 + (*p - '0');
    }
    if (digits == 0 || decimals == 0)
        return false;
    if (decimals < 0)
        value *= 100;
    else if (decimals == 1)
        value *= 10;
    *cents = value;
    return true;
}

bool money_from_double(double amount, int64_t *cents)
{
    /* Up to 10^12 a double tells cents apart with room to spare; nothing we sell costs more. */
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
