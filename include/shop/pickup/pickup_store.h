/* pickup_store.h -- what the rules of pickup.h need besides the settings, as this process knows it: the
 * products that need notice or have a limit, and what orders have taken.
 *
 * It is read when somebody needs it: all who ask in the meantime share the next read. It is only advice. The
 * counters that count are in the database, and the statement that places an order decides. */
#ifndef SHOP_PICKUP_PICKUP_STORE_H
#define SHOP_PICKUP_PICKUP_STORE_H

#include "base/err.h"
#include "shop/pickup/pickup.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct op_list;
struct pickup_store;
struct settings_store;

/* Answers may be as old as that, and orders of other processes unknown for so long. */
#define PICKUP_FRESH_MS 1000

/* Of a product with fewer pieces, customers are told how many are left. */
#define PICKUP_FEW_PIECES 7

struct pickup_store *pickup_store_new(struct db *db,
                                      const struct settings_store *settings); /* borrows both */
void pickup_store_free(struct pickup_store *store);                           /* accepts NULL */

/* Whether what is known may be told to customers: nothing that this process has done since is missing. */
bool pickup_store_is_fresh(const struct pickup_store *store);

/* Whether it is good enough to place an order: orders of this process may be missing. */
bool pickup_store_is_recent(const struct pickup_store *store);

typedef void pickup_store_fn(void *arg, const struct err *err);

/* Reads again. The read begins after this call, so it knows of every commit before. */
void pickup_store_refresh(struct pickup_store *store, struct op_list *owner, pickup_store_fn *fn, void *arg);

/* This process has placed an order. */
void pickup_store_order_placed(struct pickup_store *store);
/* It has changed something else: an order was cancelled, or a product was written. */
void pickup_store_changed(struct pickup_store *store);

/* What is known: the counters, and the line of a basket for a product. Borrowed until the loop's next turn.
 */
const struct pickup_taken *pickup_store_taken(const struct pickup_store *store);
struct pickup_line pickup_store_line(const struct pickup_store *store, int64_t product_id, int64_t quantity);

/* The i-th product of which few pieces may be left: its line, and its stock (-1: not counted). False: there
 * are no more. */
MUST_CHECK bool pickup_store_scarce(const struct pickup_store *store, int i, struct pickup_line *line,
                                    int64_t *stock);

#endif
