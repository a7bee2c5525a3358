/* amqp_window.c -- see mq/amqp_window.h. The slot of `oldest` is NULL only if the window is empty. */
#include "mq/amqp_window.h"

#include <assert.h>
#include <string.h>

static void **slot_of(struct amqp_window *window, uint64_t number)
{
    return &window->slots[number % MQ_UNCONFIRMED_MAX];
}

void amqp_window_init(struct amqp_window *window)
{
    memset(window, 0, sizeof(*window));
    window->oldest = window->next = 1;
}

bool amqp_window_full(const struct amqp_window *window)
{
    return window->next - window->oldest == MQ_UNCONFIRMED_MAX;
}

bool amqp_window_empty(const struct amqp_window *window)
{
    return window->next == window->oldest;
}

void amqp_window_add(struct amqp_window *window, void *item)
{
    assert(item != NULL && !amqp_window_full(window));
    *slot_of(window, window->next) = item;
    window->next++;
}

bool amqp_window_knows(const struct amqp_window *window, uint64_t number)
{
    return number > 0 && number < window->next;
}

void *amqp_window_take(struct amqp_window *window, uint64_t number)
{
    if (number < window->oldest || number >= window->next)
        return NULL;
    void *item = *slot_of(window, number);
    *slot_of(window, number) = NULL;
    while (!amqp_window_empty(window) && *slot_of(window, window->oldest) == NULL)
        window->oldest++;
    return item;
}

void *amqp_window_take_through(struct amqp_window *window, uint64_t number)
{
    return window->oldest <= number ? amqp_window_take(window, window->oldest) : NULL;
}

void *amqp_window_oldest(const struct amqp_window *window)
{
    return amqp_window_empty(window) ? NULL : window->slots[window->oldest % MQ_UNCONFIRMED_MAX];
}
