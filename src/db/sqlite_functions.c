/* sqlite_functions.c -- see sqlite_functions.h. */
#include "db/sqlite_functions.h"

#include "base/base64.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool is_base64(sqlite3_context *context, sqlite3_value *format)
{
    const char *text = (const char *)sqlite3_value_text(format);

    if (text != NULL && strcmp(text, "base64") == 0)
        return true;
    sqlite3_result_error(context, "the only format is base64", -1);
    return false;
}

static void encode(sqlite3_context *context, int count, sqlite3_value *values[])
{
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || !is_base64(context, values[1]))
        return;
    char *text = base64_encode(sqlite3_value_blob(values[0]), (size_t)sqlite3_value_bytes(values[0]));
    sqlite3_result_text(context, text, -1, free);
}

static void decode(sqlite3_context *context, int count, sqlite3_value *values[])
{
    const char *text = (const char *)sqlite3_value_text(values[0]);
    size_t len = (size_t)sqlite3_value_bytes(values[0]), size = BASE64_DECODED_BYTES(len), decoded;

    (void)count;
    if (text == NULL || !is_base64(context, values[1]))
        return;
    void *bytes = mem_alloc(size);
    if (base64_decode(text, len, bytes, size, &decoded)) {
        sqlite3_result_blob(context, bytes, (int)decoded, free);
        return;
    }
    free(bytes);
    sqlite3_result_error(context, "this is not base64", -1);
}

bool sqlite_functions_add(sqlite3 *sqlite)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

    return sqlite3_create_function(sqlite, "encode", 2, flags, NULL, encode, NULL, NULL) == SQLITE_OK &&
           sqlite3_create_function(sqlite, "decode", 2, flags, NULL, decode, NULL, NULL) == SQLITE_OK;
}
