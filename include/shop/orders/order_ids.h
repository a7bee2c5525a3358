/* order_ids.h -- converts between the ids of orders, which customers see, and their numbers in the database.
 *
 * Numbers are sequential, so that recent orders share pages of tables and indexes. An id is the keyed
 * permutation of a number (base/permutation.h), so that nobody can guess another's order or count the orders
 * (I9). Only the HTTP API uses ids; everything else uses numbers.
 *
 * The key is in the database, which all replicas share, and never changes. It is read as soon as the database
 * is ready. */
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
void order_ids_db_ready(struct order_ids *ids);                    /* reads the key, unless it is known */

/* Whether the key is known. If not, `err` is ERR_UNAVAILABLE. */
MUST_CHECK bool order_ids_known(const struct order_ids *ids, struct err *err);

/* The key must be known. Argument and result are from 1 to ORDER_ID_MAX. */
uint64_t order_id_of(const struct order_ids *ids, uint64_t number);
uint64_t order_number_of(const struct order_ids *ids, uint64_t id);

#endif
