/* rate_limit.c -- see http/rate_limit.h.
 *
 * All buckets are in one array: chained from a hash table of the same size, and on one list by last use.
 * Tokens are counted in units of 1/60,000, so that each millisecond adds exactly `per_minute` units. */
#include "http/rate_limit.h"

#include "base/mem.h"
#include "base/secret.h"
#include "http/address.h"

#include <stdlib.h>
#include <sys/queue.h>

#define TOKEN INT64_C(60000)

struct bucket {
    struct address key;
    int64_t units;
    int64_t at_ms; /* when `units` was right */
    LIST_ENTRY(bucket) chain;
    TAILQ_ENTRY(bucket) use;
};

LIST_HEAD(bucket_chain, bucket);
TAILQ_HEAD(bucket_use, bucket);

struct rate_limit {
    int64_t burst_units, units_per_ms;
    uint64_t seed;
    int used;               /* of `buckets` */
    struct bucket_use uses; /* the last used first */
    struct bucket_chain chains[RATE_LIMIT_CLIENTS];
    struct bucket buckets[RATE_LIMIT_CLIENTS];
};

struct rate_limit *rate_limit_new(int burst, int per_minute)
{
    struct rate_limit *limit = mem_alloc(sizeof(*limit));

    limit->burst_units = (burst > 1 ? burst : 1) * TOKEN;
    limit->units_per_ms = per_minute > 1 ? per_minute : 1;
    limit->seed = random_u64();
    TAILQ_INIT(&limit->uses);
    return limit;
}

void rate_limit_free(struct rate_limit *limit)
{
    free(limit);
}

/* The bucket of a client seen before, or NULL. */
static struct bucket *find(struct rate_limit *limit, const struct address *key)
{
    struct bucket *bucket;

    LIST_FOREACH (bucket, &limit->chains[address_hash(key, limit->seed) % RATE_LIMIT_CLIENTS], chain)
        if (address_equal(&bucket->key, key))
            return bucket;
    return NULL;
}

/* A full bucket for a client not seen before, if need be that of the client not seen for longest. */
static struct bucket *begin(struct rate_limit *limit, const struct address *key, int64_t now_ms)
{
    struct bucket *bucket;

    if (limit->used < RATE_LIMIT_CLIENTS) {
        bucket = &limit->buckets[limit->used++];
    } else {
        bucket = TAILQ_LAST(&limit->uses, bucket_use);
        TAILQ_REMOVE(&limit->uses, bucket, use);
        LIST_REMOVE(bucket, chain);
    }
    bucket->key = *key;
    bucket->units = limit->burst_units;
    bucket->at_ms = now_ms;
    LIST_INSERT_HEAD(&limit->chains[address_hash(key, limit->seed) % RATE_LIMIT_CLIENTS], bucket, chain);
    TAILQ_INSERT_HEAD(&limit->uses, bucket, use);
    return bucket;
}

static void refill(const struct rate_limit *limit, struct bucket *bucket, int64_t now_ms)
{
    int64_t full_in_ms = (limit->burst_units - bucket->units) / limit->units_per_ms + 1;
    int64_t elapsed_ms = now_ms - bucket->at_ms;

    if (elapsed_ms >= full_in_ms)
        bucket->units = limit->burst_units;
    else if (elapsed_ms > 0)
        bucket->units += elapsed_ms * limit->units_per_ms;
    if (bucket->units > limit->burst_units)
        bucket->units = limit->burst_units;
    if (elapsed_ms > 0)
        bucket->at_ms = now_ms;
}

static int seconds_to_a_token(const struct rate_limit *limit, const struct bucket *bucket)
{
    int64_t ms = (TOKEN - bucket->units + limit->units_per_ms - 1) / limit->units_per_ms;
    int64_t seconds = (ms + 999) / 1000;

    return seconds > 1 ? (int)seconds : 1;
}

/* Clients without an address share one bucket: peers of a unix socket that forward no client. */
static struct address key_of(const char *address)
{
    struct address parsed = { { 0 } };

    if (!address_parse(address, &parsed))
        parsed = (struct address){ { 0 } };
    return address_client_key(&parsed);
}

bool rate_limit_take(struct rate_limit *limit, const char *address, int64_t now_ms, int *retry_after_s)
{
    struct address key = key_of(address);
    struct bucket *bucket = find(limit, &key);

    if (bucket == NULL) {
        bucket = begin(limit, &key, now_ms);
    } else {
        TAILQ_REMOVE(&limit->uses, bucket, use);
        TAILQ_INSERT_HEAD(&limit->uses, bucket, use);
    }
    refill(limit, bucket, now_ms);
    if (bucket->units < TOKEN) {
        *retry_after_s = seconds_to_a_token(limit, bucket);
        return false;
    }
    bucket->units -= TOKEN;
    return true;
}

bool rate_limit_left(struct rate_limit *limit, const char *address, int64_t now_ms, int *retry_after_s)
{
    struct address key = key_of(address);
    struct bucket *bucket = find(limit, &key);

    if (bucket == NULL)
        return true;
    refill(limit, bucket, now_ms);
    if (bucket->units >= TOKEN)
        return true;
    *retry_after_s = seconds_to_a_token(limit, bucket);
    return false;
}
