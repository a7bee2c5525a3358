/* amqp_unsettled.c -- see mq/amqp_unsettled.h. */
#include "mq/amqp_unsettled.h"

#include "base/mem.h"

#include <stdlib.h>

void amqp_unsettled_init(struct amqp_unsettled *unsettled, size_t cap)
{
    *unsettled = (struct amqp_unsettled){ .at = mem_alloc(cap * sizeof(*unsettled->at)), .cap = cap };
}

void amqp_unsettled_done(struct amqp_unsettled *unsettled)
{
    free(unsettled->at);
    *unsettled = (struct amqp_unsettled){ 0 };
}

void amqp_unsettled_clear(struct amqp_unsettled *unsettled)
{
    unsettled->count = 0;
}

bool amqp_unsettled_add(struct amqp_unsettled *unsettled, uint64_t tag)
{
    if (unsettled->count == unsettled->cap)
        return false;
    if (unsettled->count > 0 && tag <= unsettled->at[unsettled->count - 1].tag)
        return false;
    unsettled->at[unsettled->count++] = (struct amqp_held){ .tag = tag, .state = AMQP_HELD };
    return true;
}

static int compare_tags(const void *key, const void *element)
{
    uint64_t tag = *(const uint64_t *)key;
    const struct amqp_held *held = element;

    return tag < held->tag ? -1 : tag > held->tag;
}

static struct amqp_held *find_held(struct amqp_unsettled *unsettled, uint64_t tag)
{
    struct amqp_held *held = NULL;

    if (unsettled->count > 0)
        held = bsearch(&tag, unsettled->at, unsettled->count, sizeof(*unsettled->at), compare_tags);
    return held != NULL && held->state == AMQP_HELD ? held : NULL;
}

bool amqp_unsettled_ack(struct amqp_unsettled *unsettled, uint64_t tag)
{
    struct amqp_held *held = find_held(unsettled, tag);

    if (held != NULL)
        held->state = AMQP_HELD_ACKED;
    return held != NULL;
}

bool amqp_unsettled_reject(struct amqp_unsettled *unsettled, uint64_t tag)
{
    struct amqp_held *held = find_held(unsettled, tag);

    if (held != NULL)
        held->state = AMQP_HELD_REJECTED;
    return held != NULL;
}

void amqp_unsettled_flush(struct amqp_unsettled *unsettled,
                          void (*emit)(void *arg, uint64_t tag, bool multiple), void *arg)
{
    size_t i = 0, kept = 0;
    int acked = 0;
    uint64_t last_acked = 0;

    /* Up to the first unsettled delivery, one ack covers all. It must name a delivery that is acked: the
     * broker closes the channel for a tag that it does not know. */
    for (; i < unsettled->count && unsettled->at[i].state != AMQP_HELD; i++)
        if (unsettled->at[i].state == AMQP_HELD_ACKED) {
            last_acked = unsettled->at[i].tag;
            acked++;
        }
    if (acked > 0)
        emit(arg, last_acked, acked > 1);
    for (; i < unsettled->count; i++) {
        if (unsettled->at[i].state == AMQP_HELD)
            unsettled->at[kept++] = unsettled->at[i];
        else if (unsettled->at[i].state == AMQP_HELD_ACKED)
            emit(arg, unsettled->at[i].tag, false);
    }
    unsettled->count = kept;
}
