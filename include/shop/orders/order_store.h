/* order_store.h -- orders in the database. One function starts a statement; another reads its rows in the
 * callback. */
#ifndef SHOP_ORDERS_ORDER_STORE_H
#define SHOP_ORDERS_ORDER_STORE_H

#include "base/buf.h"
#include "db/db.h"
#include "shop/orders/order.h"
#include "shop/orders/order_ids.h"
#include "shop/staff/account.h"

struct op_list;

/* `sends`: the caller sends the order to the queue after the commit. Otherwise the relay finds it in the
 * outbox. `key` and `fingerprint` are NULL if the client sent no Idempotency-Key. */
void order_store_place(struct db *db, struct op_list *ops, const struct order_request *request, bool sends,
                       const char *key, const char *fingerprint, db_fn *fn, void *arg);

enum order_placed {
    ORDER_PLACED,          /* *number is set */
    ORDER_PRODUCT_UNKNOWN, /* the product of *line (from 0) is not on sale */
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

enum order_claim {
    ORDER_CLAIMED,
    ORDER_ENDED, /* completed, failed or cancelled */
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

void order_store_finish(struct db *db, struct op_list *ops, uint64_t number, int64_t attempt,
                        enum order_failure failure, db_fn *fn, void *arg);
/* False: it had already ended, or was claimed again. */
MUST_CHECK bool order_store_finished(const struct db_rows *rows, int64_t *list_version);

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
