/* payment.c -- see worker/payment.h. */
#include "worker/payment.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "loop/op.h"
#include "loop/timer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct payment {
    struct loop *loop;
    int64_t delay_ms;
    double decline_rate;
    LIST_HEAD(, charge) charges;
};

struct charge {
    struct op op;
    struct timer timer;
    bool declined;
    payment_fn *fn;
    void *arg;
    LIST_ENTRY(charge) entry;
};

struct payment *payment_new(struct loop *loop, int64_t delay_ms, double decline_rate)
{
    struct payment *payment = mem_alloc(sizeof(*payment));

    payment->loop = loop;
    payment->delay_ms = delay_ms;
    payment->decline_rate = decline_rate;
    LIST_INIT(&payment->charges);
    return payment;
}

static void charge_free(struct charge *charge)
{
    LIST_REMOVE(charge, entry);
    timer_done(&charge->timer);
    free(charge);
}

void payment_free(struct payment *payment)
{
    if (payment == NULL)
        return;
    while (!LIST_EMPTY(&payment->charges)) {
        struct charge *charge = LIST_FIRST(&payment->charges);
        op_drop(&charge->op);
        charge_free(charge);
    }
    free(payment);
}

static void on_time(void *arg)
{
    struct charge *charge = arg;
    bool wanted = op_finish(&charge->op);
    payment_fn *fn = charge->fn;
    void *fn_arg = charge->arg;
    bool declined = charge->declined;

    charge_free(charge);
    if (wanted)
        fn(fn_arg, declined);
}

/* The answer follows from the order alone, so that asking again changes nothing. */
static bool declines(const struct payment *payment, uint64_t order_number, const char *token)
{
    char hash[FINGERPRINT_HEX_BYTES], first[9] = "";

    if (strcmp(token, "tok_declined") == 0)
        return true;
    fingerprint(&order_number, sizeof(order_number), hash);
    memcpy(first, hash, 8);
    return (double)strtoul(first, NULL, 16) / 4294967296.0 < payment->decline_rate;
}

static void begin(struct payment *payment, struct op_list *owner, uint64_t order_number, const char *token,
                  payment_fn *fn, void *arg)
{
    struct charge *charge = mem_alloc(sizeof(*charge));

    charge->declined = declines(payment, order_number, token);
    charge->fn = fn;
    charge->arg = arg;
    op_start(owner, &charge->op);
    LIST_INSERT_HEAD(&payment->charges, charge, entry);
    timer_init(&charge->timer, payment->loop, on_time, charge);
    timer_start(&charge->timer, payment->delay_ms);
}

void payment_charge(struct payment *payment, struct op_list *owner, uint64_t order_number,
                    int64_t amount_cents, const char *token, payment_fn *fn, void *arg)
{
    log_debug("payment: charge order %" PRIu64 " with %" PRId64 " cents", order_number, amount_cents);
    begin(payment, owner, order_number, token, fn, arg);
}

void payment_refund(struct payment *payment, struct op_list *owner, uint64_t order_number,
                    int64_t amount_cents, const char *token, payment_fn *fn, void *arg)
{
    log_debug("payment: refund up to %" PRId64 " cents of order %" PRIu64, amount_cents, order_number);
    begin(payment, owner, order_number, token, fn, arg);
}
