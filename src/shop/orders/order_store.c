/* order_store.c -- see shop/orders/order_store.h. The files of the statements list the columns. */
#include "shop/orders/order_store.h"

#include "base/clock.h"
#include "base/json_text.h"
#include "base/text.h"
#include "base/zone.h"
#include "db/sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LINES_BYTES_MAX ((size_t)ORDER_LINES_MAX * 80)

/* A pickup as parameters. */
struct pickup_params {
    char date[DATE_BYTES], minute[TEXT_NUMBER_BYTES], until[TEXT_NUMBER_BYTES], at[TEXT_NUMBER_BYTES];
    char cancel_until[TEXT_NUMBER_BYTES], capacity[TEXT_NUMBER_BYTES];
};

static void pickup_params_set(struct pickup_params *params, const struct order_pickup *pickup)
{
    (void)text_number(params->cancel_until, pickup->cancel_until_ms / 1000);
    zone_today(params->date);
    if (!pickup->offered)
        return;
    date_format(pickup->choice.days, params->date);
    (void)text_number(params->at, pickup_instant(&pickup->choice) / 1000);
    (void)text_number(params->minute, pickup->choice.minute);
    (void)text_number(params->until, pickup->choice.until);
    (void)text_number(params->capacity, pickup->capacity);
}

void order_store_place(struct db *db, struct op_list *ops, const struct order_request *request,
                       const struct order_pickup *pickup, bool sends, const char *key,
                       const char *fingerprint_hex, db_fn *fn, void *arg)
{
    char pickup_code[ORDER_PICKUP_CODE_BYTES];
    struct pickup_params at;
    struct buf lines;

    order_pickup_code_random(pickup_code);
    pickup_params_set(&at, pickup);
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
        request->note[0] ? request->note : NULL,
        request->phone[0] ? request->phone : NULL,
        at.date,
        pickup->offered ? at.minute : NULL,
        pickup->offered ? at.until : NULL,
        pickup->offered ? at.at : NULL,
        at.cancel_until,
        pickup->offered && pickup->capacity > 0 ? at.capacity : NULL,
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

/* ---- an order ---- */

static int64_t cancel_until_ms(const struct db_rows *rows)
{
    return db_int(rows, 0, 19) * 1000;
}

void order_store_state(const struct db_rows *rows, struct order_state *state)
{
    state->attempt = db_int(rows, 0, 20);
    state->cancel_until_ms = cancel_until_ms(rows);
    (void)snprintf(state->status, sizeof(state->status), "%s", db_text(rows, 0, 2));
    (void)snprintf(state->fulfilment, sizeof(state->fulfilment), "%s", db_text(rows, 0, 4));
}

bool order_state_is_cancellable(const struct order_state *state)
{
    return strcmp(state->status, "failed") != 0 && strcmp(state->status, "cancelled") != 0 &&
           strcmp(state->fulfilment, "new") == 0;
}

bool order_store_pickup(const struct db_rows *rows, struct pickup_choice *choice)
{
    choice->minute = (int)db_int(rows, 0, 17);
    choice->until = (int)db_int(rows, 0, 18);
    return !db_is_null(rows, 0, 16) && date_parse(db_text(rows, 0, 16), &choice->days);
}

static void write_pickup(struct buf *out, const struct db_rows *rows)
{
    struct pickup_choice choice;
    struct order_state state;
    char until[CLOCK_ISO_BYTES];

    buf_adds(out, ",\"pickup\":");
    pickup_choice_write(out, order_store_pickup(rows, &choice) ? &choice : NULL);
    order_store_state(rows, &state);
    clock_iso(state.cancel_until_ms, until);
    buf_adds(out, ",\"cancel_until\":");
    json_text_string(out, order_state_is_cancellable(&state) ? until : NULL);
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
    write_pickup(out, rows);
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
    *claimed = (struct order_claimed){
        .attempt = db_int(rows, 0, 0),
        .stock_enough = db_bool(rows, 0, 1),
        .total_cents = db_int(rows, 0, 2),
        .list_version = db_int(rows, 0, 4),
    };
    (void)snprintf(claimed->payment_token, sizeof(claimed->payment_token), "%s", db_text(rows, 0, 3));
    if (!db_is_null(rows, 0, 0))
        return ORDER_CLAIMED;
    if (db_bool(rows, 0, 6))
        return ORDER_AGAIN;
    if (db_bool(rows, 0, 7))
        return ORDER_OWED;
    const char *status = db_text(rows, 0, 5);
    bool open = strcmp(status, "pending") == 0 || strcmp(status, "processing") == 0;
    return open ? ORDER_HELD : ORDER_ENDED;
}

void order_store_finish(struct db *db, struct op_list *ops, uint64_t number, int64_t attempt,
                        enum order_failure failure, db_fn *fn, void *arg)
{
    static const char *const reasons[] = { NULL, "out_of_stock", "payment_declined", "internal" };
    char number_text[TEXT_NUMBER_BYTES], attempt_text[TEXT_NUMBER_BYTES];
    const char *const params[] = {
        text_number(number_text, (int64_t)number),
        text_number(attempt_text, attempt),
        "processing",
        "new",
        failure == ORDER_OK ? "completed" : "failed",
        reasons[failure],
    };

    db_run(db, ops, &sql_order_end, params, fn, arg);
}

void order_store_cancel(struct db *db, struct op_list *ops, uint64_t number, const struct order_state *state,
                        db_fn *fn, void *arg)
{
    char number_text[TEXT_NUMBER_BYTES], attempt_text[TEXT_NUMBER_BYTES];
    const char *const params[] = {
        text_number(number_text, (int64_t)number),
        text_number(attempt_text, state->attempt),
        state->status,
        state->fulfilment,
        "cancelled",
        NULL,
    };

    db_run(db, ops, &sql_order_end, params, fn, arg);
}

void order_store_refunded(struct db *db, struct op_list *ops, uint64_t number, bool charged, db_fn *fn,
                          void *arg)
{
    char number_text[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(number_text, (int64_t)number), charged ? "true" : "false" };

    db_run(db, ops, &sql_order_refunded, params, fn, arg);
}

bool order_store_ended(const struct db_rows *rows, int64_t *list_version)
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
