/* order_ids.h -- the ids by which customers know orders, and the numbers by which the database does.
 *
 * Numbers are in sequence, so that neighbours share the pages of tables and indexes. An id is a number behind
 * a keyed permutation (base/permutation.h), so that nobody guesses another's order or counts them (I9). Ids
 * are used at the HTTP edge; everything behind it speaks of numbers.
 *
 * The key belongs to the database, which all replicas share. It is read each time the database becomes ready,
 * until it is known; it never changes after that. */
#ifndef SHOP_ORDERS_ORDER_IDS_H
#define SHOP_ORDERS_ORDER_IDS_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct loop;
struct order_ids;

struct order_ids *order_ids_new(struct loop *loop, struct db *db); /* borrows both */
void order_ids_free(struct order_ids *ids);                        /* accepts NULL */
void order_ids_db_ready(struct order_ids *ids); /* the database is ready: the key can be read */

/* Whether ids can be used; if not, `err` is ERR_UNAVAILABLE. */
MUST_CHECK bool order_ids_known(const struct order_ids *ids, struct err *err);

/* Only when they are known. The argument is from 1 to ORDER_ID_MAX, and so is the result. */
uint64_t order_id_of(const struct order_ids *ids, uint64_t number);
uint64_t order_number_of(const struct order_ids *ids, uint64_t id);

#endif
