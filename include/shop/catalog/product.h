/* product.h -- a product, the rules for its fields, and its JSON. No I/O. */
#ifndef SHOP_CATALOG_PRODUCT_H
#define SHOP_CATALOG_PRODUCT_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/field_errors.h"
#include "shop/catalog/allergens.h"
#include "shop/catalog/photo_path.h"
#include "shop/staff/account.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* The schema has the same limits. Lengths are in code points, of at most four bytes each. */
#define PRODUCT_NAME_MAX        100
#define PRODUCT_DESCRIPTION_MAX 1000
#define PRODUCT_CATEGORY_MAX    50
#define PRODUCT_IMAGE_MAX       200
#define PRODUCT_PRICE_MAX_CENTS 1000000
#define PRODUCT_STOCK_MAX       1000000
#define PRODUCT_SIZE_MAX        40
#define PRODUCT_INGREDIENTS_MAX 2000
#define PRODUCT_LEAD_DAYS_MAX   30
#define PRODUCT_LIMIT_MAX       100000
/* Every field at its longest, each character escaped. */
#define PRODUCT_JSON_MAX ((size_t)80000)

struct product {
    int64_t id;
    char name[PRODUCT_NAME_MAX * 4 + 1];
    char description[PRODUCT_DESCRIPTION_MAX * 4 + 1];
    int64_t price_cents;
    char category[PRODUCT_CATEGORY_MAX * 4 + 1];
    char image[PRODUCT_IMAGE_MAX + 1]; /* URL path; "": none */
    char photo[PHOTO_PATH_BYTES];      /* URL path of its largest picture; "": none */
    bool counted;                      /* false: baked to order, stock is null */
    int64_t stock;
    char size[PRODUCT_SIZE_MAX * 4 + 1];               /* "900 g"; "": not said */
    char ingredients[PRODUCT_INGREDIENTS_MAX * 4 + 1]; /* *asterisks* mark allergens; "": not said */
    struct allergens allergens;
    int64_t lead_days;            /* of notice, 0: the same day */
    int64_t daily_limit;          /* pieces for one pickup day; 0: no limit */
    int64_t vat_permille;         /* -1: the shop's default */
    int64_t place;                /* on its shelf; of two with the same place, the older one is first */
    char sold_out_on[DATE_BYTES]; /* a date of the shop's zone; "": none */
    bool sold_out;                /* on this day: product_set_today() */
    bool active;
    int64_t version;
    char changed_by[STAFF_NAME_MAX * 4 + 1]; /* who made this version; "": the demo */
    char changed_at[32];                     /* in UTC, as the API writes times */
};

/* Reads a whole product, as in POST and PUT. A missing field gets its default. */
MUST_CHECK bool product_read(struct product *product, json_t *body, struct field_errors *errors);

/* Applies a JSON merge patch (RFC 7396). *sets_stock: whether it contains the stock. */
MUST_CHECK bool product_merge(struct product *product, json_t *patch, bool *sets_stock,
                              struct field_errors *errors);

/* Says what the date is: it decides whether the product is sold out. */
void product_set_today(struct product *product, const char *today);

bool product_available(const struct product *product);

/* Writes what customers see; `staff` adds limits, VAT, stock, active, version and
 * who made it. */
void product_write(struct buf *out, const struct product *product, bool staff);

/* Writes what differs, for the history: {"price":[3.50,3.60],"active":[true,false]}; "{}": nothing. */
void product_write_changes(struct buf *out, const struct product *before, const struct product *after);

#endif
