/* order_notices.c -- see order_notices.h. A busy process ends hundreds of orders in a turn and publishes them
 * as one text. If that fails the numbers are not kept; a "*" replaces them later. */
#include "shop/orders/order_notices.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "cache/cache.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "shop/orders/order.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES_MAX 17 /* ORDER_ID_MAX has 16 digits; and a space */

struct order_notices {
    struct cache *cache;
    struct op_list ops;
    struct buf numbers;
    bool lost; /* something that was not published, or perhaps not */
    struct task publish_task;
};

static void on_published(void *arg, const struct err *err)
{
    struct order_notices *notices = arg;

    if (err != NULL)
        notices->lost = true;
}

static void publish(void *arg)
{
    struct order_notices *notices = arg;
    const char *text = notices->lost ? "*" : notices->numbers.data;

    notices->lost = false; /* until on_published() sets it again */
    cache_publish(notices->cache, &notices->ops, text, on_published, notices);
    buf_clear(&notices->numbers);
}

struct order_notices *order_notices_new(struct loop *loop, struct cache *cache)
{
    struct order_notices *notices = mem_alloc(sizeof(*notices));

    notices->cache = cache;
    op_list_init(&notices->ops);
    buf_init(&notices->numbers, CACHE_NOTICE_BYTES - 1);
    task_init(&notices->publish_task, loop, publish, notices);
    return notices;
}

void order_notices_free(struct order_notices *notices)
{
    if (notices == NULL)
        return;
    op_list_cancel(&notices->ops);
    task_cancel(&notices->publish_task);
    buf_done(&notices->numbers);
    free(notices);
}

void order_notices_add(struct order_notices *notices, uint64_t number)
{
    if (notices->numbers.len + NUMBER_BYTES_MAX > CACHE_NOTICE_BYTES - 1)
        publish(notices);
    buf_addf(&notices->numbers, "%s%" PRIu64, notices->numbers.len > 0 ? " " : "", number);
    task_post(&notices->publish_task);
}

void order_notices_repeat(struct order_notices *notices)
{
    if (notices->lost)
        task_post(&notices->publish_task);
}

bool order_notice_read(const char *text, void (*fn)(void *arg, uint64_t number), void *arg)
{
    char text_of_one[NUMBER_BYTES_MAX];
    uint64_t number;

    for (size_t len; *text != '\0'; text += len + (text[len] == ' ')) {
        len = strcspn(text, " ");
        if (len >= sizeof(text_of_one))
            return false;
        memcpy(text_of_one, text, len);
        text_of_one[len] = '\0';
        if (!order_id_parse(text_of_one, &number))
            return false;
        fn(arg, number);
    }
    return true;
}
