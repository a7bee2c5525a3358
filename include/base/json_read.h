/* json_read.h -- readers for JSON input. Each adds what is wrong to `errors`, under the field's pointer, and
 * then returns false. */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include "base/attr.h"
#include "base/email.h"
#include "base/field_errors.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Reports fields of `object` that are not in `known` (NULL-terminated), each under its own pointer; `prefix`
 * is the object's pointer. */
void json_read_known(json_t *object, const char *prefix, const char *const known[],
                     struct field_errors *errors);

/* Reads text that people enter: a string without control characters. `out` gets the result of text_clean(),
 * which must have `min` to `max` code points. */
bool json_read_text(json_t *value, const char *pointer, size_t min, size_t max, char *out, size_t out_size,
                    struct field_errors *errors);

/* Reads an e-mail address of at most EMAIL_MAX characters. */
bool json_read_email(json_t *value, const char *pointer, char out[EMAIL_MAX + 1],
                     struct field_errors *errors);

#endif
