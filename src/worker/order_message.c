/* order_message.c -- see worker/order_message.h. */
#include "worker/order_message.h"

#include "shop/orders/order.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

size_t order_message_write(uint64_t order_id, char out[ORDER_MESSAGE_BYTES])
{
    return (size_t)snprintf(out, ORDER_MESSAGE_BYTES, "{\"order_id\":%" PRIu64 "}", order_id);
}

bool order_message_read(const char *body, size_t len, uint64_t *order_id)
{
    json_t *message = json_loadb(body, len, JSON_REJECT_DUPLICATES, NULL);
    json_t *id = json_object_get(message, "order_id");
    json_int_t value = json_integer_value(id);
    bool valid = json_is_integer(id) && value > 0 && (uint64_t)value <= ORDER_ID_MAX;

    if (valid)
        *order_id = (uint64_t)value;
    json_decref(message);
    return valid;
}
