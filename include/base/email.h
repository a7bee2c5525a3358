/* email.h -- e-mail addresses: what one looks like, and which ones are equal. */
#ifndef BASE_EMAIL_H
#define BASE_EMAIL_H

#include "base/attr.h"

#include <stdbool.h>

#define EMAIL_MAX 254 /* RFC 5321, section 4.5.3.1.3, less the angle brackets */

/* Plausible, not proven: something, one @, and a domain of two labels or more. Only a mail would prove it. */
MUST_CHECK bool email_is_plausible(const char *email);

/* Makes ASCII letters lower case: addresses of staff accounts that differ only in case are equal. */
void email_fold(char *email);

#endif
