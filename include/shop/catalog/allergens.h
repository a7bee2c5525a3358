/* allergens.h -- what a product contains, by the names of Regulation (EU) No 1169/2011, annex II: fourteen
 * groups, in which each cereal and each nut has its own name.
 *
 * A product that is not declared is something else than one that is declared to be free of all: nobody may
 * take the one for the other. */
#ifndef SHOP_CATALOG_ALLERGENS_H
#define SHOP_CATALOG_ALLERGENS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/field_errors.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define ALLERGENS_JSON_MAX ((size_t)512) /* every name once */

struct allergens {
    bool declared;                  /* otherwise nothing is known */
    uint32_t contains, may_contain; /* one bit for each name; none is in both */
};

/* Reads null or {"contains": [...], "may_contain": [...]}; both lists must be there. */
bool allergens_read(json_t *value, struct allergens *allergens, struct field_errors *errors);

/* Writes the same, names in the order of the regulation. */
void allergens_write(struct buf *out, const struct allergens *allergens);

/* Reads what allergens_write() has written, as the database stores it. What cannot be read is not declared.
 */
void allergens_parse(const char *json, struct allergens *allergens);

bool allergens_equal(const struct allergens *a, const struct allergens *b);

#endif
