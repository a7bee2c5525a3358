/* order_store.c -- see shop/orders/order_store.h. The files of the statements list the columns. */
#include "shop/orders/order_store.h"

#include "base/json_text.h"
#include "base/text.h"
#include "base/zone.h"
#include "db/sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LINES_BYTES_MAX ((size_t)ORDER_LINES_MAX * 80)

void order_store_place(struct db *db, struct op_list *ops, const struct order_request *request, bool sends,
                       const char *key, const char *fingerprint_hex, db_fn *fn, void *arg)
{
    char pickup_code[ORDER_PICKUP_CODE_BYTES], today[DATE_BYTES];
    struct buf lines;

    order_pickup_code_random(pickup_code);
    zone_today(today);
    buf_init(&lines, LINES_BYTES_MAX);
    order_request_lines(request, &lines);
    const char *const params[] = {
        request->customer_name,
        request->customer_email,
        pickup_code,
        request->payment_token[0] ? request->payment_token : NULL,
        key,
        fingerprint_hex,
        lines.data,
        sends ? "true" : "false",
        today,
        request->note[0] ? request->note : NULL,
        request->phone[0] ? request->phone : NULL,
    };
    db_run(db, ops, &sql_order_place, params, fn, arg);
    buf_done(&lines);
}

enum order_placed order_store_placed(const struct db_rows *rows, uint64_t *number, int *line)
{
    if (!db_is_null(rows, 0, 0)) {
        *number = (uint64_t)db_int(rows, 0, 0);
        return ORDER_PLACED;
    }
    if (db_is_null(rows, 0, 1))
        return ORDER_KEY_USED;
    *line = (int)db_int(rows, 0, 1) - 1;
    return ORDER_PRODUCT_UNKNOWN;
}

void order_store_key(struct db *db, struct op_list *ops, const char *key, db_fn *fn, void *arg)
{
    const char *const params[] = { key };

    db_run(db, ops, &sql_order_key, params, fn, arg);
}

bool order_store_key_found(const struct db_rows *rows, const char **fingerprint_hex, uint64_t *number)
{
    if (db_rows_count(rows) == 0)
        return false;
    *fingerprint_hex = db_text(rows, 0, 0);
    *number = (uint64_t)db_int(rows, 0, 1);
    return true;
}

void order_store_get(struct db *db, struct op_list *ops, uint64_t number, db_fn *fn, void *arg)
{
    char number_text[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(number_text, (int64_t)number) };

    db_run(db, ops, &sql_order_get, params, fn, arg);
}

/* Numbers, dates and our own words need no escaping. */
static void write_plain(struct buf *out, const char *before, const struct db_rows *rows, int row, int col)
{
    buf_adds(out, before);
    buf_adds(out, db_text(rows, row, col));
}

bool order_store_write(struct buf *out, const struct order_ids *ids, const struct db_rows *rows)
{
    int lines = db_rows_count(rows);

    if (lines == 0)
        return false;
    buf_addf(out, "{\"order_id\":%" PRIu64, order_id_of(ids, (uint64_t)db_int(rows, 0, 0)));
    buf_adds(out, ",\"customer_name\":");
    json_text_string(out, db_text(rows, 0, 1));
    write_plain(out, ",\"status\":\"", rows, 0, 2);
    buf_adds(out, "\",\"failure_reason\":");
    json_text_string(out, db_is_null(rows, 0, 3) ? NULL : db_text(rows, 0, 3));
    write_plain(out, ",\"fulfilment\":\"", rows, 0, 4);
    write_plain(out, "\",\"pickup_code\":\"", rows, 0, 5);
    buf_adds(out, "\",\"note\":");
    json_text_string(out, db_is_null(rows, 0, 15) ? NULL : db_text(rows, 0, 15));
    buf_adds(out, ",\"total_amount\":");
    json_text_money(out, db_int(rows, 0, 6));
    write_plain(out, ",\"created_at\":\"", rows, 0, 7);
    write_plain(out, "\",\"updated_at\":\"", rows, 0, 8);
    buf_adds(out, "\",\"items\":[");
    for (int i = 0; i < lines; i++) {
        write_plain(out, i ? ",{\"product_id\":" : "{\"product_id\":", rows, i, 12);
        write_plain(out, ",\"quantity\":", rows, i, 9);
        buf_adds(out, ",\"name\":");
        json_text_string(out, db_text(rows, i, 10));
        buf_adds(out, ",\"price\":");
        json_text_money(out, db_int(rows, i, 11));
        write_plain(out, ",\"allergens\":", rows, i, 14);
        if (db_is_null(rows, i, 14))
            buf_adds(out, "null");
        if (!db_is_null(rows, i, 13))
            write_plain(out, ",\"left\":", rows, i, 13);
        buf_addc(out, '}');
    }
    buf_adds(out, "]}");
    return true;
}

void order_store_claim(struct db *db, struct op_list *ops, uint64_t number, db_fn *fn, void *arg)
{
    char number_text[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(number_text, (int64_t)number) };

    db_run(db, ops, &sql_order_claim, params, fn, arg);
}

enum order_claim order_store_claimed(const struct db_rows *rows, struct order_claimed *claimed)
{
    if (db_rows_count(rows) == 0)
        return ORDER_NOT_FOUND;
    if (db_is_null(rows, 0, 0)) {
        if (db_bool(rows, 0, 6))
            return ORDER_AGAIN;
        const char *status = db_text(rows, 0, 5);
        bool open = strcmp(status, "pending") == 0 || strcmp(status, "processing") == 0;
        return open ? ORDER_HELD : ORDER_ENDED;
    }
    *claimed = (struct order_claimed){
        .attempt = db_int(rows, 0, 0),
        .stock_enough = db_bool(rows, 0, 1),
        .total_cents = db_int(rows, 0, 2),
        .list_version = db_int(rows, 0, 4),
    };
    (void)snprintf(claimed->payment_token, sizeof(claimed->payment_token), "%s", db_text(rows, 0, 3));
    return ORDER_CLAIMED;
}

void order_store_finish(struct db *db, struct op_list *ops, uint64_t number, int64_t attempt,
                        enum order_failure failure, db_fn *fn, void *arg)
{
    static const char *const reasons[] = { NULL, "out_of_stock", "payment_declined", "internal" };
    char number_text[TEXT_NUMBER_BYTES], attempt_text[TEXT_NUMBER_BYTES];
    const char *const params[] = {
        text_number(number_text, (int64_t)number),
        text_number(attempt_text, attempt),
        failure == ORDER_OK ? "completed" : "failed",
        reasons[failure],
    };

    db_run(db, ops, &sql_order_finish, params, fn, arg);
}

bool order_store_finished(const struct db_rows *rows, int64_t *list_version)
{
    if (db_rows_count(rows) == 0)
        return false;
    *list_version = db_int(rows, 0, 1);
    return true;
}

/* ---- personal data ---- */

/* As many as SQLite reads in a few milliseconds. */
#define FORGET_ORDERS 5000

void order_store_forget(struct db *db, struct op_list *ops, const char *email,
                        const struct order_forgotten *forgotten, const struct staff_member *by, db_fn *fn,
                        void *arg)
{
    char after[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES];
    const char *const params[] = { email, text_number(after, forgotten->after), TEXT_OF(FORGET_ORDERS),
                                   by->id != 0 ? text_number(by_id, by->id) : NULL, by->name };

    db_run(db, ops, &sql_orders_forget, params, fn, arg);
}

bool order_store_forgot(const struct db_rows *rows, struct order_forgotten *forgotten)
{
    forgotten->after = db_int(rows, 0, 0);
    forgotten->erased += db_int(rows, 0, 1);
    forgotten->open += db_int(rows, 0, 2);
    return !db_is_null(rows, 0, 0);
}
