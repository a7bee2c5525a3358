/* order.h -- the rules for what a customer may order. No I/O.
 *
 * The states of an order:
 *     pending --claim--> processing --end--> completed | failed
 *     pending | processing | completed --end--> cancelled
 * The transitions are SQL (order_claim, order_end), because only the database can decide which of two
 * processes was first. */
#ifndef SHOP_ORDERS_ORDER_H
#define SHOP_ORDERS_ORDER_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/email.h"
#include "base/field_errors.h"
#include "base/permutation.h"
#include "base/secret.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define ORDER_ID_MAX       PERMUTATION_MAX /* of ids and numbers: see order_ids.h */
#define ORDER_NAME_MAX     100
#define ORDER_TOKEN_MAX    64
#define ORDER_LINES_MAX    50
#define ORDER_QUANTITY_MAX 99
#define ORDER_KEY_MAX      255
#define ORDER_NOTE_MAX     200
#define ORDER_PHONE_MAX    40 /* characters, of which 5 to 20 are digits */

#define ORDER_PICKUP_CODE_BYTES 5

struct order_line {
    int64_t product_id;
    int64_t quantity;
    int item; /* the first entry of `items` that named the product, from 0 */
};

/* A valid order: texts are cleaned, and each product has one line. */
struct order_request {
    char customer_name[ORDER_NAME_MAX * 4 + 1];
    char customer_email[EMAIL_MAX + 1];
    char payment_token[ORDER_TOKEN_MAX + 1]; /* "": none */
    char note[ORDER_NOTE_MAX * 4 + 1];       /* for the bakers; "": none */
    char phone[ORDER_PHONE_MAX + 1];         /* as the customer writes it; "": none */
    int pickup_days, pickup_minute;          /* the customer's choice; -1: none */
    int line_count;
    struct order_line lines[ORDER_LINES_MAX];
};

MUST_CHECK bool order_request_read(struct order_request *request, json_t *body, struct field_errors *errors);

/* Equal for requests that order the same for the same person, however their JSON is written (invariant I5).
 */
void order_request_fingerprint(const struct order_request *request, char out[FINGERPRINT_HEX_BYTES]);

/* [{"product_id":1,"quantity":2}, …], as the statement order_place takes it. */
void order_request_lines(const struct order_request *request, struct buf *out);

MUST_CHECK bool order_id_parse(const char *text, uint64_t *id); /* 1 … ORDER_ID_MAX, decimal */

/* Four characters for people at the counter, none of which look or sound alike. Not a secret. */
void order_pickup_code_random(char out[ORDER_PICKUP_CODE_BYTES]);

/* Whether an Idempotency-Key is 1 to ORDER_KEY_MAX visible ASCII characters. */
MUST_CHECK bool order_key_valid(const char *key);

#endif
