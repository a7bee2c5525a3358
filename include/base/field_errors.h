/* field_errors.h -- which fields of an input broke which rule, for the answer to a 422 (RFC 9457 `errors`).
 * Filled by the rules in shop, shown by http. Holds the first 16: who sends more mistakes gets those first.
 */
#ifndef BASE_FIELD_ERRORS_H
#define BASE_FIELD_ERRORS_H

#include "base/attr.h"

#define FIELD_ERRORS_MAX 16

struct field_error {
    char pointer[64]; /* JSON pointer: "/items/0/quantity"; "" is the body itself */
    char detail[120]; /* what is wanted; never an echo of the value */
};

struct field_errors {
    int count;
    struct field_error at[FIELD_ERRORS_MAX];
};

void field_errors_add(struct field_errors *errors, const char *pointer, const char *fmt, ...) PRINTF(3, 4);

#endif
