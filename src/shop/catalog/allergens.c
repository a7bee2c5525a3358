/* allergens.c -- see shop/catalog/allergens.h. */
#include "shop/catalog/allergens.h"

#include "base/json_read.h"

#include <string.h>

/* In the order of annex II; cereals first, nuts eighth. */
static const char *const names[] = {
    "wheat",   "rye",    "barley",    "oats",       "spelt",     "kamut",     "crustaceans",
    "egg",     "fish",   "peanut",    "soya",       "milk",      "almond",    "hazelnut",
    "walnut",  "cashew", "pecan",     "brazil-nut", "pistachio", "macadamia", "celery",
    "mustard", "sesame", "sulphites", "lupin",      "molluscs",
};

_Static_assert(ARRAY_LEN(names) <= 32, "each name has a bit");

static uint32_t bit_of(const char *name)
{
    for (size_t i = 0; name != NULL && i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], name) == 0)
            return (uint32_t)1 << i;
    return 0;
}

/* False: it is no list of names. */
static bool read_list(json_t *list, uint32_t *bits)
{
    size_t i;
    json_t *name;

    *bits = 0;
    if (!json_is_array(list))
        return false;
    json_array_foreach (list, i, name) {
        uint32_t bit = bit_of(json_string_value(name));
        if (bit == 0)
            return false;
        *bits |= bit;
    }
    return true;
}

bool allergens_read(json_t *value, struct allergens *allergens, struct field_errors *errors)
{
    static const char *const known[] = { "contains", "may_contain", NULL };
    int before = errors->count;

    *allergens = (struct allergens){ .declared = false };
    if (json_is_null(value))
        return true;
    if (!json_is_object(value)) {
        field_errors_add(errors, "/allergens", "must be null or an object with contains and may_contain");
        return false;
    }
    json_read_known(value, "/allergens", known, errors);
    if (!read_list(json_object_get(value, "contains"), &allergens->contains))
        field_errors_add(errors, "/allergens/contains",
                         "must be a list of allergens such as wheat, milk, hazelnut");
    if (!read_list(json_object_get(value, "may_contain"), &allergens->may_contain))
        field_errors_add(errors, "/allergens/may_contain",
                         "must be a list of allergens such as wheat, milk, hazelnut");
    if ((allergens->contains & allergens->may_contain) != 0)
        field_errors_add(errors, "/allergens/may_contain", "must not name what the product contains");
    allergens->declared = errors->count == before;
    return allergens->declared;
}

static void write_list(struct buf *out, uint32_t bits)
{
    bool first = true;

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if ((bits & (uint32_t)1 << i) != 0) {
            buf_addf(out, "%s\"%s\"", first ? "" : ",", names[i]);
            first = false;
        }
}

void allergens_write(struct buf *out, const struct allergens *allergens)
{
    if (!allergens->declared) {
        buf_adds(out, "null");
        return;
    }
    buf_adds(out, "{\"contains\":[");
    write_list(out, allergens->contains);
    buf_adds(out, "],\"may_contain\":[");
    write_list(out, allergens->may_contain);
    buf_adds(out, "]}");
}

void allergens_parse(const char *json, struct allergens *allergens)
{
    struct field_errors errors = { 0 };
    json_t *value = json_loads(json, 0, NULL);

    *allergens = (struct allergens){ .declared = false };
    if (value != NULL)
        (void)allergens_read(value, allergens, &errors);
    json_decref(value);
}

bool allergens_equal(const struct allergens *a, const struct allergens *b)
{
    return a->declared == b->declared && a->contains == b->contains && a->may_contain == b->may_contain;
}
