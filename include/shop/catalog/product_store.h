/* product_store.h -- products in the database. One function starts a statement; another reads its rows in the
 * callback. */
#ifndef SHOP_CATALOG_PRODUCT_STORE_H
#define SHOP_CATALOG_PRODUCT_STORE_H

#include "db/db.h"
#include "shop/catalog/product.h"
#include "shop/staff/account.h"

struct op_list;

void product_store_get(struct db *db, struct op_list *ops, int64_t id, db_fn *fn, void *arg);
MUST_CHECK bool product_store_got(const struct db_rows *rows,
                                  struct product *product); /* false: no such product */

/* For the staff: products on sale or not, with an id above `after`. */
#define PRODUCT_PAGE 200
void product_store_page(struct db *db, struct op_list *ops, int64_t after, db_fn *fn, void *arg);
void product_store_write_page(struct buf *out,
                              const struct db_rows *rows); /* JSON: {"products": [...], ...} */

/* Whether the product list has room for `product` (PRODUCT_LIST_WRITE_MAX). A list that is too long could not
 * be served to anyone. */
void product_store_list_bytes(struct db *db, struct op_list *ops, const struct product *product, db_fn *fn,
                              void *arg);
MUST_CHECK bool product_store_list_fits(const struct db_rows *rows, const struct product *product);

void product_store_create(struct db *db, struct op_list *ops, const struct product *product,
                          const struct staff_member *by, db_fn *fn, void *arg);
/* Gives the product its id, version and who made it; *list_version is the list's new one. */
void product_store_created(const struct db_rows *rows, struct product *product, const struct staff_member *by,
                           int64_t *list_version);

/* Writes every field, if the product still has `product->version`. Writes the stock only if `sets_stock`. The
 * history gets what differs from `before`. */
void product_store_update(struct db *db, struct op_list *ops, const struct product *before,
                          const struct product *product, bool sets_stock, const struct staff_member *by,
                          db_fn *fn, void *arg);
/* Gives the product its new version and its stock. False: it was changed meanwhile, or does not exist. */
MUST_CHECK bool product_store_updated(const struct db_rows *rows, struct product *product,
                                      const struct staff_member *by, int64_t *list_version);

#endif
