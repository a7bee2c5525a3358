/* staff_store.c -- see shop/staff/staff_store.h. The files of the statements list the columns. */
#include "shop/staff/staff_store.h"

#include "base/buf.h"
#include "base/json_text.h"
#include "base/text.h"
#include "db/sql.h"
#include "shop/staff/token_hash.h"

#include <stdio.h>
#include <string.h>

static const char *boolean(bool value)
{
    return value ? "true" : "false";
}

/* NULL for somebody without an account. */
static const char *id_of(const struct staff_member *member, char out[TEXT_NUMBER_BYTES])
{
    return member->id != 0 ? text_number(out, member->id) : NULL;
}

/* ---- signing in ---- */

void sign_in_subject_set(struct sign_in_subject *subject, const char *email, const char *address)
{
    char text[EMAIL_MAX + 80]; /* an address has at most 45 characters, and neither holds a space */

    (void)snprintf(text, sizeof(text), "%s %.64s", email, address);
    fingerprint(text, strlen(text), subject->pair);
    fingerprint(email, strlen(email), subject->account);
}

void staff_store_sign_in(struct db *db, struct op_list *ops, const char *email,
                         const struct sign_in_subject *subject, db_fn *fn, void *arg)
{
    const char *const params[] = { email, subject->pair, subject->account };

    db_run(db, ops, &sql_sign_in_begin, params, fn, arg);
}

void staff_store_signing_in(const struct db_rows *rows, struct sign_in *sign_in)
{
    sign_in->wait_s = (int)db_int(rows, 0, 0);
    sign_in->account_id = db_int(rows, 0, 1);
    (void)snprintf(sign_in->hash, sizeof(sign_in->hash), "%s", db_text(rows, 0, 2));
}

void staff_store_sign_in_undo(struct db *db, struct op_list *ops, const struct sign_in_subject *subject,
                              db_fn *fn, void *arg)
{
    const char *const params[] = { subject->pair, subject->account };

    db_run(db, ops, &sql_sign_in_undo, params, fn, arg);
}

void staff_store_session_create(struct db *db, struct op_list *ops, int64_t account_id, const char *hash,
                                const char *token, bool keeps, const struct sign_in_subject *subject,
                                db_fn *fn, void *arg)
{
    char id[TEXT_NUMBER_BYTES], token_hash_hex[FINGERPRINT_HEX_BYTES];
    const char *const params[] = {
        text_number(id, account_id),    hash,          token_hash(token, token_hash_hex),
        keeps ? "30 days" : "12 hours", subject->pair, subject->account,
    };

    db_run(db, ops, &sql_session_create, params, fn, arg);
}

bool staff_store_session_created(const struct db_rows *rows, int64_t *version)
{
    if (db_rows_count(rows) == 0)
        return false;
    *version = db_int(rows, 0, 0);
    return true;
}

void staff_store_session_end(struct db *db, struct op_list *ops, const char *token, db_fn *fn, void *arg)
{
    char hash[FINGERPRINT_HEX_BYTES];
    const char *const params[] = { token_hash(token, hash) };

    db_run(db, ops, &sql_session_end, params, fn, arg);
}

/* ---- accounts ---- */

void staff_store_list(struct db *db, struct op_list *ops, db_fn *fn, void *arg)
{
    db_run(db, ops, &sql_accounts_list, NULL, fn, arg);
}

static void write_text_or_null(struct buf *out, const struct db_rows *rows, int row, int col)
{
    json_text_string(out, db_is_null(rows, row, col) ? NULL : db_text(rows, row, col));
}

/* The first columns of accounts_list and account_change, without the closing brace. */
static void write_account(struct buf *out, const struct db_rows *rows, int row)
{
    buf_addf(out, "{\"id\":%lld,\"email\":", (long long)db_int(rows, row, 0));
    json_text_string(out, db_text(rows, row, 1));
    buf_adds(out, ",\"name\":");
    json_text_string(out, db_text(rows, row, 2));
    buf_addf(out, ",\"role\":\"%s\",\"active\":%s,\"joined\":%s", db_text(rows, row, 3),
             boolean(db_bool(rows, row, 4)), boolean(db_bool(rows, row, 5)));
}

void staff_store_write_list(struct buf *out, const struct db_rows *rows)
{
    buf_adds(out, "{\"accounts\":[");
    for (int row = 0; row < db_rows_count(rows); row++) {
        buf_adds(out, row > 0 ? "," : "");
        write_account(out, rows, row);
        buf_adds(out, ",\"link_expires_at\":");
        write_text_or_null(out, rows, row, 6);
        buf_adds(out, ",\"last_seen_at\":");
        write_text_or_null(out, rows, row, 7);
        buf_addc(out, '}');
    }
    buf_adds(out, "]}");
}

void staff_store_add(struct db *db, struct op_list *ops, const struct account_request *request,
                     const char *hash, const char *token, const struct staff_member *by, db_fn *fn, void *arg)
{
    char by_id[TEXT_NUMBER_BYTES], link_hash[FINGERPRINT_HEX_BYTES];
    const char *const params[] = {
        request->email,
        request->name,
        staff_role_name(request->role),
        hash,
        token != NULL ? token_hash(token, link_hash) : NULL,
        TEXT_OF(STAFF_ACCOUNTS_MAX),
        id_of(by, by_id),
        by->name,
    };

    db_run(db, ops, &sql_account_add, params, fn, arg);
}

bool staff_store_added(const struct db_rows *rows, int64_t *id)
{
    if (db_rows_count(rows) == 0)
        return false;
    *id = db_int(rows, 0, 0);
    return true;
}

void staff_store_change(struct db *db, struct op_list *ops, int64_t id, const struct account_change *change,
                        const struct staff_member *by, db_fn *fn, void *arg)
{
    char id_text[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES];
    const char *const params[] = {
        text_number(id_text, id),
        change->sets_name ? change->name : NULL,
        change->sets_role ? staff_role_name(change->role) : NULL,
        change->sets_active ? boolean(change->active) : NULL,
        id_of(by, by_id),
        by->name,
    };

    db_run(db, ops, &sql_account_change, params, fn, arg);
}

bool staff_store_changed(const struct db_rows *rows, struct buf *out, int64_t *version)
{
    if (db_rows_count(rows) == 0)
        return false;
    write_account(out, rows, 0);
    buf_addc(out, '}');
    *version = db_int(rows, 0, 6);
    return true;
}

/* ---- links and passwords ---- */

void staff_store_link(struct db *db, struct op_list *ops, int64_t id, const char *token,
                      const struct staff_member *by, db_fn *fn, void *arg)
{
    char id_text[TEXT_NUMBER_BYTES], by_id[TEXT_NUMBER_BYTES], hash[FINGERPRINT_HEX_BYTES];
    const char *const params[] = { text_number(id_text, id), token_hash(token, hash), id_of(by, by_id),
                                   by->name };

    db_run(db, ops, &sql_account_link, params, fn, arg);
}

bool staff_store_linked(const struct db_rows *rows, const char **expires_at)
{
    if (db_rows_count(rows) == 0)
        return false;
    *expires_at = db_text(rows, 0, 0);
    return true;
}

void staff_store_link_find(struct db *db, struct op_list *ops, const char *token, db_fn *fn, void *arg)
{
    char hash[FINGERPRINT_HEX_BYTES];
    const char *const params[] = { token_hash(token, hash) };

    db_run(db, ops, &sql_link_find, params, fn, arg);
}

void staff_store_link_use(struct db *db, struct op_list *ops, const char *token, const char *hash, db_fn *fn,
                          void *arg)
{
    char link_hash[FINGERPRINT_HEX_BYTES];
    const char *const params[] = { token_hash(token, link_hash), hash };

    db_run(db, ops, &sql_link_use, params, fn, arg);
}

bool staff_store_link_used(const struct db_rows *rows, int64_t *account_id, int64_t *version)
{
    if (db_rows_count(rows) == 0)
        return false;
    *account_id = db_int(rows, 0, 0);
    *version = db_int(rows, 0, 1);
    return true;
}

void staff_store_password_change(struct db *db, struct op_list *ops, int64_t account_id, const char *old_hash,
                                 const char *new_hash, const char *token,
                                 const struct sign_in_subject *subject, db_fn *fn, void *arg)
{
    char id[TEXT_NUMBER_BYTES], session_hash[FINGERPRINT_HEX_BYTES];
    const char *const params[] = {
        text_number(id, account_id),     old_hash,      new_hash,
        token_hash(token, session_hash), subject->pair, subject->account,
    };

    db_run(db, ops, &sql_password_change, params, fn, arg);
}

bool staff_store_password_changed(const struct db_rows *rows, int64_t *version)
{
    if (db_rows_count(rows) == 0)
        return false;
    *version = db_int(rows, 0, 0);
    return true;
}

void staff_store_reset(struct db *db, struct op_list *ops, const char *email, const char *hash, db_fn *fn,
                       void *arg)
{
    char account[FINGERPRINT_HEX_BYTES];
    const char *const params[] = { email, hash, account };

    fingerprint(email, strlen(email), account);
    db_run(db, ops, &sql_account_reset, params, fn, arg);
}

/* ---- history ---- */

void staff_store_history(struct db *db, struct op_list *ops, int64_t before, db_fn *fn, void *arg)
{
    char before_text[TEXT_NUMBER_BYTES];
    const char *const params[] = { text_number(before_text, before), TEXT_OF(HISTORY_PAGE) };

    db_run(db, ops, &sql_history_list, params, fn, arg);
}

static void write_entry(struct buf *out, const struct db_rows *rows, int row)
{
    buf_addf(out, "{\"id\":%lld,\"at\":\"%s\",\"who\":", (long long)db_int(rows, row, 0),
             db_text(rows, row, 1));
    json_text_string(out, db_text(rows, row, 2));
    buf_addf(out, ",\"what\":\"%s\",\"subject_id\":%s,\"subject\":", db_text(rows, row, 3),
             db_is_null(rows, row, 4) ? "null" : db_text(rows, row, 4));
    json_text_string(out, db_text(rows, row, 5));
    buf_addf(out, ",\"changes\":");
    buf_adds(out, db_is_null(rows, row, 6) ? "{}" : db_text(rows, row, 6));
    buf_addc(out, '}');
}

void staff_store_write_history(struct buf *out, const struct db_rows *rows)
{
    int count = db_rows_count(rows);

    buf_adds(out, "{\"entries\":[");
    for (int row = 0; row < count; row++) {
        buf_adds(out, row > 0 ? "," : "");
        write_entry(out, rows, row);
    }
    if (count == HISTORY_PAGE)
        buf_addf(out, "],\"next\":%lld}", (long long)db_int(rows, count - 1, 0));
    else
        buf_adds(out, "],\"next\":null}");
}
