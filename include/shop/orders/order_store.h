/* order_store.h -- orders in the database. One function starts a statement; another reads its rows in the
 * callback. */
#ifndef SHOP_ORDERS_ORDER_STORE_H
#define SHOP_ORDERS_ORDER_STORE_H

#include "base/buf.h"
#include "db/db.h"
#include "shop/orders/order.h"
#include "shop/orders/order_ids.h"
#include "shop/pickup/pickup.h"
#include "shop/staff/account.h"

struct op_list;

/* When an order is collected. */
struct order_pickup {
    bool offered; /* false: the shop has no opening hours, and the rest counts for nothing */
    struct pickup_choice choice;
    int64_t capacity;        /* of the slot; 0: no limit */
    int64_t cancel_until_ms; /* this counts always */
};

/* `sends`: the caller sends the order to the queue after the commit. Otherwise the relay finds it in the
 * outbox. `key` and `fingerprint` are NULL if the client sent no Idempotency-Key. ERR_CONFLICT: the slot, or
 * the limit of a product, has no room. */
void order_store_place(struct db *db, struct op_list *ops, const struct order_request *request,
                       const struct order_pickup *pickup, bool sends, const char *key,
                       const char *fingerprint, db_fn *fn, void *arg);

enum order_placed {
    ORDER_PLACED,          /* *number is set */
    ORDER_PRODUCT_UNKNOWN, /* the product of *line (from 0) is not on sale, or sold out on the order's day */
    ORDER_KEY_USED         /* order_store_key() finds the order that it was used for */
};
enum order_placed order_store_placed(const struct db_rows *rows, uint64_t *number, int *line);

void order_store_key(struct db *db, struct op_list *ops, const char *key, db_fn *fn, void *arg);
MUST_CHECK bool order_store_key_found(const struct db_rows *rows, const char **fingerprint, uint64_t *number);

/* 50 lines with the longest names, each character escaped, and room for the rest. */
#define ORDER_JSON_BYTES_MAX ((size_t)256 << 10)

void order_store_get(struct db *db, struct op_list *ops, uint64_t number, db_fn *fn, void *arg);
MUST_CHECK bool order_store_write(struct buf *out, const struct order_ids *ids,
                                  const struct db_rows *rows); /* as JSON; false: no such order */

/* What decides whether an order can be cancelled; order_store_get() has read it. */
struct order_state {
    int64_t attempt;
    char status[12], fulfilment[12];
    int64_t cancel_until_ms;
};
void order_store_state(const struct db_rows *rows, struct order_state *state);
/* Whether its customer may still cancel it, except for the time. */
MUST_CHECK bool order_state_is_cancellable(const struct order_state *state);

/* The pickup of the same rows. False: it has none. */
MUST_CHECK bool order_store_pickup(const struct db_rows *rows, struct pickup_choice *choice);

enum order_claim {
    ORDER_CLAIMED,
    ORDER_ENDED, /* completed, failed or cancelled */
    ORDER_OWED,  /* the same, and its customer may have been charged: *claimed has the amount and the token */
    ORDER_HELD,  /* another attempt has claimed it */
    ORDER_AGAIN, /* others asked for the same stock at the same time: claim it again */
    ORDER_NOT_FOUND
};
struct order_claimed {
    int64_t attempt;
    bool stock_enough; /* the stock was enough and is reserved */
    int64_t total_cents;
    char payment_token[ORDER_TOKEN_MAX + 1];
    int64_t list_version; /* if not 0, a product sold out, and the list has this new version */
};
void order_store_claim(struct db *db, struct op_list *ops, uint64_t number, db_fn *fn, void *arg);
enum order_claim order_store_claimed(const struct db_rows *rows, struct order_claimed *claimed);

/* Why an order failed; ORDER_OK means that it is completed. */
enum order_failure { ORDER_OK, ORDER_OUT_OF_STOCK, ORDER_PAYMENT_DECLINED, ORDER_INTERNAL };

/* Ends an order that was claimed. */
void order_store_finish(struct db *db, struct op_list *ops, uint64_t number, int64_t attempt,
                        enum order_failure failure, db_fn *fn, void *arg);
/* Cancels an order that is still as `state` says. */
void order_store_cancel(struct db *db, struct op_list *ops, uint64_t number, const struct order_state *state,
                        db_fn *fn, void *arg);
/* For both. False: it has ended, was claimed again, or has changed otherwise. */
MUST_CHECK bool order_store_ended(const struct db_rows *rows, int64_t *list_version);

/* The customer of an ORDER_OWED has the money back. `charged`: there was some. */
void order_store_refunded(struct db *db, struct op_list *ops, uint64_t number, bool charged, db_fn *fn,
                          void *arg);

/* Erases the personal data of a customer, some orders at a time: repeat it until there are no more. */
struct order_forgotten {
    int64_t after; /* the order to go on after; 0: the first call */
    int64_t erased, open;
};
void order_store_forget(struct db *db, struct op_list *ops, const char *email,
                        const struct order_forgotten *forgotten, const struct staff_member *by, db_fn *fn,
                        void *arg);
/* Adds what was done. False: there are no more. */
MUST_CHECK bool order_store_forgot(const struct db_rows *rows, struct order_forgotten *forgotten);

#endif
