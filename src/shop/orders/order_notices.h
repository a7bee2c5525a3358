/* order_notices.h -- notices between processes about changed orders: their numbers, such as "12 345", or "*"
 * if notices were lost and any order may have changed. */
#ifndef SHOP_ORDERS_ORDER_NOTICES_H
#define SHOP_ORDERS_ORDER_NOTICES_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

struct cache;
struct loop;
struct order_notices;

struct order_notices *order_notices_new(struct loop *loop, struct cache *cache); /* borrows them */
void order_notices_free(struct order_notices *notices);                          /* accepts NULL */

/* Publishes the id at the end of the turn, with those that come until then. */
void order_notices_add(struct order_notices *notices, uint64_t number);

/* The cache is back: publishes "*" if a notice could not be published. */
void order_notices_repeat(struct order_notices *notices);

/* Calls fn() for each id of a notice. False: it names none, any order may be meant. */
MUST_CHECK bool order_notice_read(const char *text, void (*fn)(void *arg, uint64_t number), void *arg);

#endif
