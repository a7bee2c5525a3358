/* field_errors.h -- which fields of an input broke which rule: `errors` in a 422 response (RFC 9457).
 * The rules in shop fill it, http writes it. Holds the first FIELD_ERRORS_MAX errors; later ones are dropped.
 */
#ifndef BASE_FIELD_ERRORS_H
#define BASE_FIELD_ERRORS_H

#include "base/attr.h"

#define FIELD_ERRORS_MAX 16

struct field_error {
    char pointer[64]; /* JSON pointer: "/items/0/quantity"; "" is the whole body */
    char detail[120]; /* what is expected; never repeats the value */
};

struct field_errors {
    int count;
    struct field_error at[FIELD_ERRORS_MAX];
};

void field_errors_add(struct field_errors *errors, const char *pointer, const char *fmt, ...) PRINTF(3, 4);

#endif
