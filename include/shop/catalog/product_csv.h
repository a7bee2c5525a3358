/* product_csv.h -- products as rows of a spreadsheet. No I/O.
 *
 * A file that was written can be read again, with the columns that it should change, in any order. Without an
 * id, or with an empty one, a row is a new product. */
#ifndef SHOP_CATALOG_PRODUCT_CSV_H
#define SHOP_CATALOG_PRODUCT_CSV_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/field_errors.h"
#include "shop/catalog/product.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define PRODUCT_CSV_COLUMNS      16
#define PRODUCT_CSV_ROWS_MAX     1000
#define PRODUCT_CSV_BYTES_MAX    ((size_t)1 << 20)
#define PRODUCT_CSV_PRODUCTS_MAX 5000 /* in a file that is written */

void product_csv_write_head(struct buf *out);
void product_csv_write(struct buf *out, const struct product *product);

struct product_csv_row {
    size_t line;                            /* in the spreadsheet: the head is line 1 */
    int64_t id;                             /* 0: a new product */
    const char *cells[PRODUCT_CSV_COLUMNS]; /* NULL: no such column, or the row ends before it */
};

struct product_csv {
    size_t count;
    struct product_csv_row *rows; /* in the arena, like their cells */
};

/* False: the file as a whole cannot be used. Errors point at "/LINE/COLUMN". */
MUST_CHECK bool product_csv_read(struct product_csv *csv, const char *text, size_t len, struct arena *arena,
                                 struct field_errors *errors);

/* Applies a row to an existing product, or makes a new one. Errors point at "/COLUMN". */
MUST_CHECK bool product_csv_apply(const struct product_csv_row *row, struct product *product,
                                  bool *sets_stock, struct field_errors *errors);

#endif
