/* json_read.c -- see base/json_read.h. */
#include "base/json_read.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/text_clean.h"

#include <stdlib.h>
#include <string.h>

/* Names an unknown field by its JSON pointer (RFC 6901, section 3), or, where that is longer than the answer
 * holds, by the object that it is in. */
static void add_unknown(struct field_errors *errors, const char *prefix, const char *key)
{
    struct buf pointer;

    buf_init(&pointer, sizeof(errors->at[0].pointer) - 1);
    buf_addf(&pointer, "%s/", prefix);
    for (; *key != '\0'; key++)
        if (*key == '~' || *key == '/')
            buf_adds(&pointer, *key == '~' ? "~0" : "~1");
        else
            buf_addc(&pointer, *key);
    if (buf_full(&pointer))
        field_errors_add(errors, prefix, "unknown field with a very long name");
    else
        field_errors_add(errors, pointer.data, "unknown field");
    buf_done(&pointer);
}

void json_read_known(json_t *object, const char *prefix, const char *const known[],
                     struct field_errors *errors)
{
    const char *key;
    json_t *value;

    json_object_foreach (object, key, value) {
        bool is_known = false;

        for (int i = 0; known[i] != NULL; i++)
            is_known = is_known || strcmp(key, known[i]) == 0;
        if (!is_known)
            add_unknown(errors, prefix, key);
    }
}

bool json_read_text(json_t *value, const char *pointer, size_t min, size_t max, char *out, size_t out_size,
                    struct field_errors *errors)
{
    const char *text = json_string_value(value);

    if (text == NULL) {
        field_errors_add(errors, pointer, value ? "must be a string" : "is required");
        return false;
    }
    if (strlen(text) != json_string_length(value) || text_has_control(text)) {
        field_errors_add(errors, pointer, "must not contain control characters");
        return false;
    }
    char *clean = mem_strdup(text);
    text_clean(clean);
    size_t bytes = strlen(clean), characters = text_length(clean);
    bool fits = bytes < out_size && characters >= min && characters <= max;
    if (fits)
        memcpy(out, clean, bytes + 1);
    else
        field_errors_add(errors, pointer, "must have %zu to %zu characters", min, max);
    free(clean);
    return fits;
}

bool json_read_email(json_t *value, const char *pointer, char out[EMAIL_MAX + 1], struct field_errors *errors)
{
    if (!json_read_text(value, pointer, 3, EMAIL_MAX, out, EMAIL_MAX + 1, errors))
        return false;
    if (!email_is_plausible(out)) {
        field_errors_add(errors, pointer, "must be an e-mail address such as name@example.com");
        return false;
    }
    return true;
}
