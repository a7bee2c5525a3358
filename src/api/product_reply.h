/* product_reply.h -- reads a product's id from the path and replies with the product. */
#ifndef API_PRODUCT_REPLY_H
#define API_PRODUCT_REPLY_H

#include "base/err.h"
#include "shop/catalog/product.h"

#include <stdbool.h>
#include <stdint.h>

struct req;

/* The {id} of the path. A malformed id names no product: ERR_NOT_FOUND. */
MUST_CHECK bool product_path_id(const struct req *req, int64_t *id, struct err *err);

void product_not_found(struct req *req);
void product_reply(struct req *req, int status, const struct product *product,
                   bool staff); /* with its ETag */

#endif
