/* pickup_rules.h -- the rules of shop/pickup/pickup.h with what this process knows, for the requests that
 * need them. */
#ifndef API_PUBLIC_PICKUP_RULES_H
#define API_PUBLIC_PICKUP_RULES_H

#include "base/err.h"
#include "shop/orders/order.h"
#include "shop/pickup/pickup.h"

#include <stdbool.h>

struct api;
struct req;

/* Whether enough is known now: to tell a customer, or to place an order, for which the database decides in
 * the end. */
bool pickup_rules_are_fresh(const struct api *api);
bool pickup_rules_are_recent(const struct api *api);

/* Reads what is not fresh, and calls back once, unless the request ends before. */
void pickup_rules_refresh(struct req *req, void (*fn)(void *arg, const struct err *err), void *arg);

/* A basket of these lines, as of now. It is borrowed until the loop's next turn. */
struct pickup_rules {
    struct pickup_line lines[ORDER_LINES_MAX];
    struct pickup_basket basket;
    struct pickup pickup;
};
void pickup_rules_init(struct pickup_rules *rules, const struct api *api, const struct order_line *lines,
                       int line_count);

#endif
