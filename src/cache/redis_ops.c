/* redis_ops.c -- see redis_ops.h. */
#include "cache/redis_ops.h"

#include "base/attr.h"
#include "base/mem.h"
#include "base/text.h"
#include "cache/cache_driver.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The 16 digits of CACHE_VERSION_MAX, and the newline after them. */
#define VERSION_HEAD_BYTES 17
#define VALUE_BYTES_MAX    (CACHE_BODY_MAX + VERSION_HEAD_BYTES)
#define ARGS_MAX           4

/* The version at the head of a value, or -1 if bakery did not write it. */
#define LUA_VERSION                                                          \
    "local function version(key)"                                            \
    "  local size = redis.pcall('STRLEN', key)"                              \
    "  if type(size) ~= 'number' or size > tonumber(ARGV[1]) then"           \
    "    return -1"                                                          \
    "  end"                                                                  \
    "  local digits = redis.call('GETRANGE', key, 0, 16):match('^(%d+)\\n')" \
    "  local n = tonumber(digits)"                                           \
    "  if not n or n > 9007199254740991 then return -1 end"                  \
    "  return n "                                                            \
    "end "

/* Every script: KEYS 1 version, 2 body; ARGV[1] the size of the largest value that is believed. */
static const char script_get[] = LUA_VERSION "if version(KEYS[2]) < 0 then return false end "
                                             "return redis.call('GET', KEYS[2])";

/* ARGV: 2 version, 3 body, 4 the body's seconds, 5 the version's seconds. A version that rejects the put
 * gets an expiry, whoever wrote it. */
static const char script_put[] =
    LUA_VERSION "local known = math.max(version(KEYS[1]), version(KEYS[2]))"
                "if known > tonumber(ARGV[2]) then"
                "  for i = 1, 2 do"
                "    if redis.call('TTL', KEYS[i]) == -1 then redis.call('EXPIRE', KEYS[i], ARGV[5]) end"
                "  end"
                "  return 0 "
                "end "
                "redis.call('SET', KEYS[1], ARGV[2] .. '\\n', 'EX', ARGV[5])"
                "redis.call('SET', KEYS[2], ARGV[2] .. '\\n' .. ARGV[3], 'EX', ARGV[4])"
                "return 1";

/* ARGV: 2 version, 3 the version's seconds. The old body goes first: that is allowed when memory is short,
 * and SET only after it. */
static const char script_invalidate[] =
    LUA_VERSION "if version(KEYS[2]) < tonumber(ARGV[2]) then redis.call('UNLINK', KEYS[2]) end "
                "if version(KEYS[1]) <= tonumber(ARGV[2]) then"
                "  redis.call('SET', KEYS[1], ARGV[2] .. '\\n', 'EX', ARGV[3]) "
                "end "
                "return 1";

/* One argument of a script. */
struct arg {
    const char *bytes;
    size_t len;
};

/* A number as an argument: its text is kept in `text`. */
static struct arg number_arg(int64_t number, char text[24])
{
    int len = snprintf(text, 24, "%" PRId64, number);

    return (struct arg){ text, (size_t)len };
}

static bool eval(struct redis_conn *conn, struct redis_request *request, const char *script, const char *key,
                 const struct arg *args, int arg_count, struct err *err)
{
    char size[24];
    char *version_key = mem_printf("bakery:{%s}:version", key),
         *body_key = mem_printf("bakery:{%s}:body", key);
    const struct arg max = number_arg((int64_t)VALUE_BYTES_MAX, size);
    const char *argv[6 + ARGS_MAX] = { "EVAL", script, "2", version_key, body_key, max.bytes };
    size_t lens[ARRAY_LEN(argv)];
    int argc = 6;

    for (int i = 0; i < argc; i++)
        lens[i] = strlen(argv[i]);
    for (int i = 0; i < arg_count; i++, argc++) {
        argv[argc] = args[i].bytes;
        lens[argc] = args[i].len;
    }
    bool sent = redis_conn_send(conn, request, argc, argv, lens, err);
    free(version_key);
    free(body_key);
    return sent;
}

bool redis_get(struct redis_conn *conn, struct redis_request *request, const char *key, struct err *err)
{
    return eval(conn, request, script_get, key, NULL, 0, err);
}

bool redis_put(struct redis_conn *conn, struct redis_request *request, const char *key, int64_t version,
               const char *body, size_t len, int ttl_s, struct err *err)
{
    char texts[3][24];

    if (!cache_check_put(version, len, ttl_s, err))
        return false;
    const struct arg args[] = {
        number_arg(version, texts[0]),
        { body, len },
        number_arg(ttl_s, texts[1]),
        number_arg(ttl_s > CACHE_KNOWN_S ? ttl_s : CACHE_KNOWN_S, texts[2]),
    };
    return eval(conn, request, script_put, key, args, ARRAY_LEN(args), err);
}

bool redis_invalidate(struct redis_conn *conn, struct redis_request *request, const char *key,
                      int64_t version, struct err *err)
{
    char texts[2][24];

    if (!cache_check_version(version, err))
        return false;
    const struct arg args[] = { number_arg(version, texts[0]), number_arg(CACHE_KNOWN_S, texts[1]) };
    return eval(conn, request, script_invalidate, key, args, ARRAY_LEN(args), err);
}

bool redis_publish(struct redis_conn *conn, struct redis_request *request, const char *channel,
                   const char *text, struct err *err)
{
    const char *const argv[] = { "PUBLISH", channel, text };
    const size_t lens[] = { strlen(argv[0]), strlen(channel), strlen(text) };

    return redis_conn_send(conn, request, ARRAY_LEN(argv), argv, lens, err);
}

bool redis_read_body(const redisReply *reply, int64_t *version, const char **body, size_t *len)
{
    char digits[VERSION_HEAD_BYTES];
    uint64_t number;

    if (reply->type != REDIS_REPLY_STRING || (size_t)reply->len > VALUE_BYTES_MAX)
        return false;
    size_t value_len = (size_t)reply->len;
    const char *end = memchr(reply->str, '\n', value_len < sizeof(digits) ? value_len : sizeof(digits));
    if (end == NULL)
        return false;
    size_t digit_count = (size_t)(end - reply->str);
    memcpy(digits, reply->str, digit_count);
    digits[digit_count] = '\0';
    if (strlen(digits) != digit_count || !text_to_u64(digits, (uint64_t)CACHE_VERSION_MAX, &number))
        return false;

    *version = (int64_t)number;
    *body = end + 1;
    *len = value_len - digit_count - 1;
    return *len <= CACHE_BODY_MAX;
}
