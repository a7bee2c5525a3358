/* fuzz_order.c -- bodies of orders and products, from bytes to the parameters of the statements. Accepted
 * input must obey the rules that the rest of the program relies on. */
#include "base/text.h"
#include "shop/catalog/product.h"
#include "shop/orders/order.h"

#include <stdlib.h>

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void try_order(json_t *body)
{
    struct order_request request;
    struct field_errors errors = { 0 };
    char hash[FINGERPRINT_HEX_BYTES];

    if (!order_request_read(&request, body, &errors)) {
        must(errors.count > 0);
        return;
    }
    must(request.line_count >= 1 && request.line_count <= ORDER_LINES_MAX);
    must(request.customer_name[0] != '\0' && !text_has_control(request.customer_name));
    for (int i = 0; i < request.line_count; i++) {
        must(request.lines[i].quantity >= 1 && request.lines[i].quantity <= ORDER_QUANTITY_MAX);
        for (int k = 0; k < i; k++)
            must(request.lines[k].product_id != request.lines[i].product_id);
    }
    order_request_fingerprint(&request, hash);
}

static void try_product(json_t *body)
{
    struct product product;
    struct field_errors errors = { 0 };
    bool sets_stock;

    if (product_read(&product, body, &errors)) {
        must(product.price_cents >= 1 && product.price_cents <= PRODUCT_PRICE_MAX_CENTS);
        must(product.stock >= 0 && product.stock <= PRODUCT_STOCK_MAX);
        must(product_merge(&product, body, &sets_stock, &errors));
    } else {
        must(errors.count > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *body = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);

    if (body != NULL) {
        try_order(body);
        try_product(body);
    }
    json_decref(body);
    return 0;
}
