/* categories.h -- the shelves of the menu, in their order, each with its names: the rules and the JSON. No
 * I/O.
 *
 *     [{"key": "bread", "names": {"en": "Bread", "de": "Brot"}}, …]
 *
 * Products name the key. A language without a name gets another language's, or else the key. */
#ifndef SHOP_CATALOG_CATEGORIES_H
#define SHOP_CATALOG_CATEGORIES_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/field_errors.h"

#include <jansson.h>
#include <stdbool.h>

#define CATEGORIES_MAX   100
#define CATEGORY_KEY_MAX 50 /* characters, also of a name */
/* Each with a key and two names of 50 characters with four bytes, and the JSON around them. */
#define CATEGORIES_JSON_MAX ((size_t)100000)
/* Both lists, each character escaped. */
#define CATEGORIES_CHANGES_MAX (4 * CATEGORIES_JSON_MAX)

/* Reads all shelves, and writes them to `out` with their texts cleaned. */
MUST_CHECK bool categories_read(struct buf *out, json_t *list, struct field_errors *errors);

/* Writes what differs, for the history: {"categories":["bread (Bread, Brot)", …]}; both are JSON that
 * categories_read() wrote. "{}": nothing. */
void categories_write_changes(struct buf *out, const char *before, const char *after);

#endif
