/* order_message.h -- a message of the queue: {"order_number": 12345}. The order itself is in the database. */
#ifndef WORKER_ORDER_MESSAGE_H
#define WORKER_ORDER_MESSAGE_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ORDER_MESSAGE_BYTES 48

size_t order_message_write(uint64_t order_number, char out[ORDER_MESSAGE_BYTES]); /* returns its length */

/* Ignores unknown fields, because a newer process may send more. */
MUST_CHECK bool order_message_read(const char *body, size_t len, uint64_t *order_number);

#endif
