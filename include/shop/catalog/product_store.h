/* product_store.h -- products in the database. One function starts a statement; another reads its rows in the
 * callback. */
#ifndef SHOP_CATALOG_PRODUCT_STORE_H
#define SHOP_CATALOG_PRODUCT_STORE_H

#include "base/buf.h"
#include "db/db.h"
#include "shop/catalog/product.h"
#include "shop/staff/account.h"

struct op_list;

void product_store_get(struct db *db, struct op_list *ops, int64_t id, db_fn *fn, void *arg);
MUST_CHECK bool product_store_got(const struct db_rows *rows,
                                  struct product *product); /* false: no such product */

/* For the staff: products on sale or not, with an id above `after`. */
#define PRODUCT_PAGE 200
void product_store_page(struct db *db, struct op_list *ops, int64_t after, int count, db_fn *fn, void *arg);
/* Those with the ids of a JSON array, in the order of ids. */
void product_store_some(struct db *db, struct op_list *ops, const char *ids, db_fn *fn, void *arg);
void product_store_row(const struct db_rows *rows, int row, struct product *product);
MUST_CHECK bool product_store_find(const struct db_rows *rows, int64_t id, struct product *product);
void product_store_write_page(struct buf *out,
                              const struct db_rows *rows); /* JSON: {"products": [...], ...} */

/* Products to be written together, all or none. */
struct product_set {
    int count;
    struct buf rows;    /* of products_write, without the brackets */
    size_t shown_bytes; /* their part of the product list */
};

#define PRODUCT_SET_MAX 1000
void product_set_init(struct product_set *set);
void product_set_done(struct product_set *set);

/* Without an id, `product` is new; otherwise it is written if it still has the version of `before`. Writes
 * the stock only if `sets_stock`. The history gets what differs from `before`. A product may be there once.
 */
void product_set_add(struct product_set *set, const struct product *before, const struct product *product,
                     bool sets_stock);

/* Counts a product that stays as it is, for shown_bytes. */
void product_set_keep(struct product_set *set, const struct product *product);

/* How long the product list is without the products of a JSON array of ids. With those of a set it must have
 * at most PRODUCT_LIST_WRITE_MAX bytes, because a list that is too long could not be served to anyone. */
void product_store_list_bytes(struct db *db, struct op_list *ops, const char *ids, db_fn *fn, void *arg);
size_t product_store_bytes(const struct db_rows *rows);

/* A category without a shelf gets one. */
void product_store_write(struct db *db, struct op_list *ops, const struct product_set *set,
                         const struct staff_member *by, db_fn *fn, void *arg);
/* False: one of the products was changed meanwhile, or does not exist. *list_version is the list's new one.
 */
MUST_CHECK bool product_store_written(const struct db_rows *rows, int64_t *list_version);
/* For a set of one: gives the product its id, version, stock and place, and who made it. */
void product_store_read_written(const struct db_rows *rows, struct product *product,
                                const struct staff_member *by);

/* Puts a product before another one of its shelf; `before` 0: at the end. */
void product_store_move(struct db *db, struct op_list *ops, int64_t id, int64_t before,
                        const struct staff_member *by, db_fn *fn, void *arg);
/* False: one of the products does not exist, or they are on different shelves. */
MUST_CHECK bool product_store_moved(const struct db_rows *rows, int64_t *list_version);

#endif
