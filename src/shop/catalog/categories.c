/* categories.c -- see shop/catalog/categories.h. */
#include "shop/catalog/categories.h"

#include "base/json_read.h"
#include "base/json_text.h"

#include <stdio.h>
#include <string.h>

static const char *const languages[] = { "en", "de", NULL };

#define TEXT_BYTES    (CATEGORY_KEY_MAX * 4 + 1)
#define POINTER_BYTES 40

/* A name that is empty or null is left out. */
static void read_names(struct buf *out, json_t *names, const char *pointer, struct field_errors *errors)
{
    char name[TEXT_BYTES], at[POINTER_BYTES];
    bool first = true;

    if (!json_is_object(names)) {
        field_errors_add(errors, pointer, "must be an object such as {\"en\": \"Bread\"}");
        return;
    }
    json_read_known(names, pointer, languages, errors);
    for (int i = 0; languages[i] != NULL; i++) {
        json_t *value = json_object_get(names, languages[i]);
        (void)snprintf(at, sizeof(at), "%s/%s", pointer, languages[i]);
        if (value == NULL || json_is_null(value) ||
            !json_read_text(value, at, 0, CATEGORY_KEY_MAX, name, sizeof(name), errors) || name[0] == '\0')
            continue;
        buf_addf(out, "%s\"%s\":", first ? "" : ",", languages[i]);
        json_text_string(out, name);
        first = false;
    }
}

static void read_category(struct buf *out, json_t *category, size_t i, json_t *keys,
                          struct field_errors *errors)
{
    static const char *const known[] = { "key", "names", NULL };
    char key[TEXT_BYTES], at[POINTER_BYTES];

    (void)snprintf(at, sizeof(at), "/%zu", i);
    if (!json_is_object(category)) {
        field_errors_add(errors, at, "must be an object with key and names");
        return;
    }
    json_read_known(category, at, known, errors);
    (void)snprintf(at, sizeof(at), "/%zu/key", i);
    if (!json_read_text(json_object_get(category, "key"), at, 1, CATEGORY_KEY_MAX, key, sizeof(key), errors))
        return;
    if (json_object_get(keys, key) != NULL)
        field_errors_add(errors, at, "must be different from the other keys");
    (void)json_object_set_new(keys, key, json_true());
    buf_addf(out, "%s{\"key\":", i > 0 ? "," : "");
    json_text_string(out, key);
    buf_adds(out, ",\"names\":{");
    (void)snprintf(at, sizeof(at), "/%zu/names", i);
    read_names(out, json_object_get(category, "names"), at, errors);
    buf_adds(out, "}}");
}

bool categories_read(struct buf *out, json_t *list, struct field_errors *errors)
{
    json_t *category, *keys;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) < 1 || json_array_size(list) > CATEGORIES_MAX) {
        field_errors_add(errors, "", "must be a list of 1 to %d categories", CATEGORIES_MAX);
        return false;
    }
    keys = json_object();
    buf_addc(out, '[');
    json_array_foreach (list, i, category) {
        read_category(out, category, i, keys, errors);
    }
    buf_addc(out, ']');
    json_decref(keys);
    return errors->count == 0;
}

/* "bread (Bread, Brot)" for each. */
static void write_list(struct buf *out, const char *json)
{
    json_t *list = json_loads(json, 0, NULL), *category;
    struct buf text;
    size_t i;

    buf_addc(out, '[');
    json_array_foreach (list, i, category) {
        const char *before = " (";
        buf_init(&text, CATEGORIES_JSON_MAX);
        buf_adds(&text, json_string_value(json_object_get(category, "key")));
        for (int n = 0; languages[n] != NULL; n++) {
            const char *name =
                json_string_value(json_object_get(json_object_get(category, "names"), languages[n]));
            if (name == NULL)
                continue;
            buf_addf(&text, "%s%s", before, name);
            before = ", ";
        }
        buf_adds(&text, before[0] == ',' ? ")" : "");
        buf_adds(out, i > 0 ? "," : "");
        json_text_string(out, text.data);
        buf_done(&text);
    }
    buf_addc(out, ']');
    json_decref(list);
}

void categories_write_changes(struct buf *out, const char *before, const char *after)
{
    struct buf a, b;

    buf_init(&a, CATEGORIES_CHANGES_MAX);
    buf_init(&b, CATEGORIES_CHANGES_MAX);
    write_list(&a, before);
    write_list(&b, after);
    if (strcmp(a.data, b.data) == 0)
        buf_adds(out, "{}");
    else
        buf_addf(out, "{\"categories\":[%s,%s]}", a.data, b.data);
    buf_done(&a);
    buf_done(&b);
}
