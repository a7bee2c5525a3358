/* field_errors.c -- see base/field_errors.h. */
#include "base/field_errors.h"

#include <stdarg.h>
#include <stdio.h>

void field_errors_add(struct field_errors *errors, const char *pointer, const char *fmt, ...)
{
    if (errors->count == FIELD_ERRORS_MAX)
        return;
    struct field_error *error = &errors->at[errors->count++];
    (void)snprintf(error->pointer, sizeof(error->pointer), "%s", pointer);

    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(error->detail, sizeof(error->detail), fmt, args);
    va_end(args);
}
