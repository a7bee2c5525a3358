/* json_read.h -- the readers that the shop's inputs share. Each puts what is wrong into `errors` under the
 * field's pointer, and then returns false. */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include "base/attr.h"
#include "base/field_errors.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Refuses fields of `object` that are not in `known` (NULL-terminated), each under its own pointer; `prefix`
 * is the object's pointer. */
void json_read_known(json_t *object, const char *prefix, const char *const known[],
                     struct field_errors *errors);

/* Reads text that people enter: a string without control characters. `out` gets it as text_clean() leaves it,
 * which must be `min` to `max` code points. */
bool json_read_text(json_t *value, const char *pointer, size_t min, size_t max, char *out, size_t out_size,
                    struct field_errors *errors);

#endif
