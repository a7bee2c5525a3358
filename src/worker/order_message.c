/* order_message.c -- see worker/order_message.h. */
#include "worker/order_message.h"

#include "shop/orders/order.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

size_t order_message_write(uint64_t order_number, char out[ORDER_MESSAGE_BYTES])
{
    return (size_t)snprintf(out, ORDER_MESSAGE_BYTES, "{\"order_number\":%" PRIu64 "}", order_number);
}

bool order_message_read(const char *body, size_t len, uint64_t *order_number)
{
    json_t *message = json_loadb(body, len, JSON_REJECT_DUPLICATES, NULL);
    json_t *number = json_object_get(message, "order_number");
    json_int_t value = json_integer_value(number);
    bool valid = json_is_integer(number) && value > 0 && (uint64_t)value <= ORDER_ID_MAX;

    if (valid)
        *order_number = (uint64_t)value;
    json_decref(message);
    return valid;
}
