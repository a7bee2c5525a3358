/* order.c -- see shop/orders/order.h. */
#include "shop/orders/order.h"

#include "base/json_read.h"
#include "base/text.h"
#include "shop/catalog/product.h"
#include "shop/settings/opening_hours.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Invariant I7: with every limit exhausted the total still fits, so that the database cannot overflow either.
 */
_Static_assert(ORDER_LINES_MAX *ORDER_QUANTITY_MAX *(int64_t)PRODUCT_PRICE_MAX_CENTS < INT64_MAX / 1000,
               "an order's total fits in 64 bits with room to spare");

static const char *const order_fields[] = { "customer_name", "customer_email", "items",  "payment",
                                            "note",          "phone",          "pickup", NULL };
static const char *const item_fields[] = { "product_id", "quantity", NULL };
static const char *const payment_fields[] = { "token", NULL };
static const char *const pickup_fields[] = { "date", "time", NULL };

static void read_payment(struct order_request *request, json_t *value, struct field_errors *errors)
{
    if (value == NULL || json_is_null(value))
        return;
    if (!json_is_object(value)) {
        field_errors_add(errors, "/payment", "must be an object");
        return;
    }
    json_read_known(value, "/payment", payment_fields, errors);
    (void)json_read_text(json_object_get(value, "token"), "/payment/token", 1, ORDER_TOKEN_MAX,
                         request->payment_token, sizeof(request->payment_token), errors);
}

#define PHONE_DIGITS_MIN 5
#define PHONE_DIGITS_MAX 20

/* A number as people write it, "+353 86 555 0199" or "(086) 555-0199": digits, and what is between them. */
static bool is_phone(const char *text)
{
    size_t len = strlen(text), digits = 0;

    for (size_t i = 0; i < len; i++)
        digits += text[i] >= '0' && text[i] <= '9';
    return strspn(text + (text[0] == '+'), "0123456789 ()-./") == len - (text[0] == '+') &&
           digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX;
}

/* Both may be missing, null or empty. */
static void read_contact(struct order_request *request, json_t *body, struct field_errors *errors)
{
    json_t *note = json_object_get(body, "note"), *phone = json_object_get(body, "phone");

    if (note != NULL && !json_is_null(note))
        (void)json_read_text(note, "/note", 0, ORDER_NOTE_MAX, request->note, sizeof(request->note), errors);
    if (phone != NULL && !json_is_null(phone) &&
        json_read_text(phone, "/phone", 0, ORDER_PHONE_MAX, request->phone, sizeof(request->phone), errors) &&
        request->phone[0] != '\0' && !is_phone(request->phone))
        field_errors_add(errors, "/phone",
                         "must be a telephone number with %d to %d digits, such as 086 555 0199",
                         PHONE_DIGITS_MIN, PHONE_DIGITS_MAX);
}

/* May be missing or null. */
static void read_pickup(struct order_request *request, json_t *value, struct field_errors *errors)
{
    const char *date = json_string_value(json_object_get(value, "date"));
    const char *time = json_string_value(json_object_get(value, "time"));

    request->pickup_days = request->pickup_minute = -1;
    if (value == NULL || json_is_null(value))
        return;
    if (!json_is_object(value)) {
        field_errors_add(errors, "/pickup", "must be an object with date and time, or be left out");
        return;
    }
    json_read_known(value, "/pickup", pickup_fields, errors);
    if (date == NULL || !date_parse(date, &request->pickup_days))
        field_errors_add(errors, "/pickup/date", "must be a date, such as 2026-06-18");
    if (time == NULL || !time_parse(time, false, &request->pickup_minute))
        field_errors_add(errors, "/pickup/time", "must be a time, such as 07:15");
}

/* Adds an item to the line of its product. */
static void merge_item(struct order_request *request, int item, int64_t product_id, int64_t quantity,
                       struct field_errors *errors)
{
    struct order_line *line = request->lines;

    while (line < request->lines + request->line_count && line->product_id != product_id)
        line++;
    if (line == request->lines + request->line_count)
        request->lines[request->line_count++] = (struct order_line){ product_id, quantity, item };
    else
        line->quantity += quantity;
    if (line->quantity > ORDER_QUANTITY_MAX) {
        char pointer[32];
        (void)snprintf(pointer, sizeof(pointer), "/items/%d/quantity", item);
        field_errors_add(errors, pointer, "more than %d of one product", ORDER_QUANTITY_MAX);
    }
}

static void read_item(struct order_request *request, int item, json_t *value, struct field_errors *errors)
{
    json_t *product_id = json_object_get(value, "product_id"), *quantity = json_object_get(value, "quantity");
    char pointer[32];
    int before = errors->count;

    (void)snprintf(pointer, sizeof(pointer), "/items/%d", item);
    if (!json_is_object(value)) {
        field_errors_add(errors, pointer, "must be an object");
        return;
    }
    json_read_known(value, pointer, item_fields, errors);
    (void)snprintf(pointer, sizeof(pointer), "/items/%d/product_id", item);
    if (!json_is_integer(product_id) || json_integer_value(product_id) < 1)
        field_errors_add(errors, pointer, "must be the id of a product");
    (void)snprintf(pointer, sizeof(pointer), "/items/%d/quantity", item);
    if (!json_is_integer(quantity) || json_integer_value(quantity) < 1 ||
        json_integer_value(quantity) > ORDER_QUANTITY_MAX)
        field_errors_add(errors, pointer, "must be a whole number from 1 to %d", ORDER_QUANTITY_MAX);
    if (errors->count == before)
        merge_item(request, item, json_integer_value(product_id), json_integer_value(quantity), errors);
}

static void read_items(struct order_request *request, json_t *items, struct field_errors *errors)
{
    size_t count = json_array_size(items);

    if (!json_is_array(items) || count < 1 || count > ORDER_LINES_MAX) {
        field_errors_add(errors, "/items", items ? "must be a list of 1 to %d items" : "is required",
                         ORDER_LINES_MAX);
        return;
    }
    for (size_t i = 0; i < count; i++)
        read_item(request, (int)i, json_array_get(items, i), errors);
}

bool order_request_read(struct order_request *request, json_t *body, struct field_errors *errors)
{
    *request = (struct order_request){ 0 };
    if (!json_is_object(body)) {
        field_errors_add(errors, "", "must be a JSON object");
        return false;
    }
    json_read_known(body, "", order_fields, errors);
    (void)json_read_text(json_object_get(body, "customer_name"), "/customer_name", 1, ORDER_NAME_MAX,
                         request->customer_name, sizeof(request->customer_name), errors);
    (void)json_read_email(json_object_get(body, "customer_email"), "/customer_email", request->customer_email,
                          errors);
    read_payment(request, json_object_get(body, "payment"), errors);
    read_contact(request, body, errors);
    read_pickup(request, json_object_get(body, "pickup"), errors);
    read_items(request, json_object_get(body, "items"), errors);
    return errors->count == 0;
}

void order_request_lines(const struct order_request *request, struct buf *out)
{
    for (int i = 0; i < request->line_count; i++)
        buf_addf(out, "%c{\"product_id\":%" PRId64 ",\"quantity\":%" PRId64 "}", i ? ',' : '[',
                 request->lines[i].product_id, request->lines[i].quantity);
    buf_addc(out, ']');
}

void order_request_fingerprint(const struct order_request *request, char out[FINGERPRINT_HEX_BYTES])
{
    struct buf text;

    /* No field can hold a newline, so that two requests never give the same text. */
    buf_init(&text, 16384);
    buf_addf(&text, "%s\n%s\n%s\n%s\n%s\n%d %d\n", request->customer_name, request->customer_email,
             request->payment_token, request->note, request->phone, request->pickup_days,
             request->pickup_minute);
    order_request_lines(request, &text);
    fingerprint(text.data, text.len, out);
    buf_done(&text);
}

bool order_id_parse(const char *text, uint64_t *id)
{
    return text_to_u64(text, ORDER_ID_MAX, id) && *id > 0;
}

void order_pickup_code_random(char out[ORDER_PICKUP_CODE_BYTES])
{
    static const char letters[] = "23456789ACDEFHJKMNPQRTUVWXY";

    for (int i = 0; i < ORDER_PICKUP_CODE_BYTES - 1; i++)
        out[i] = letters[random_below(sizeof(letters) - 1)];
    out[ORDER_PICKUP_CODE_BYTES - 1] = '\0';
}

bool order_key_valid(const char *key)
{
    size_t len = 0;

    for (; len <= ORDER_KEY_MAX && key[len] != '\0'; len++)
        if (key[len] < 0x21 || key[len] > 0x7e)
            return false;
    return len >= 1 && len <= ORDER_KEY_MAX;
}
