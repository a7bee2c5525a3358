/* pickup_rules.c -- see pickup_rules.h. */
#include "api/public/pickup_rules.h"

#include "api/api.h"
#include "base/clock.h"
#include "http/req.h"
#include "shop/pickup/pickup_store.h"
#include "shop/settings/settings_store.h"

/* Without opening hours, no order has a pickup. */
static bool is_offered(const struct api *api)
{
    return pickup_is_offered(settings_store_known(api->settings));
}

bool pickup_rules_are_fresh(const struct api *api)
{
    return settings_store_is_fresh(api->settings) && (!is_offered(api) || pickup_store_is_fresh(api->pickup));
}

bool pickup_rules_are_recent(const struct api *api)
{
    return settings_store_is_fresh(api->settings) &&
           (!is_offered(api) || pickup_store_is_recent(api->pickup));
}

struct refresh { /* in the request's arena */
    struct req *req;
    void (*fn)(void *arg, const struct err *err);
    void *arg;
    int reads;
    struct err err;
};

static void on_read(struct refresh *refresh, const struct err *err)
{
    if (err != NULL)
        (void)err_set(&refresh->err, err->kind, "%s", err->msg);
    if (--refresh->reads == 0)
        refresh->fn(refresh->arg, err_is_set(&refresh->err) ? &refresh->err : NULL);
}

static void on_taken(void *arg, const struct err *err)
{
    on_read(arg, err);
}

/* While the database is down, the newest known settings count, if there are any. */
static void on_settings(void *arg, const struct err *err)
{
    struct refresh *refresh = arg;
    const struct api *api = req_app(refresh->req);

    on_read(refresh, settings_store_known(api->settings)->version > 0 ? NULL : err);
}

void pickup_rules_refresh(struct req *req, void (*fn)(void *arg, const struct err *err), void *arg)
{
    const struct api *api = req_app(req);
    struct refresh *refresh = req_alloc(req, sizeof(*refresh));

    *refresh = (struct refresh){ req, fn, arg, 1, ERR_INIT };
    if (!settings_store_is_fresh(api->settings)) {
        refresh->reads = 2;
        settings_store_refresh(api->settings, req_ops(req), on_settings, refresh);
    }
    pickup_store_refresh(api->pickup, req_ops(req), on_taken, refresh);
}

void pickup_rules_init(struct pickup_rules *rules, const struct api *api, const struct order_line *lines,
                       int line_count)
{
    for (int i = 0; i < line_count; i++)
        rules->lines[i] = pickup_store_line(api->pickup, lines[i].product_id, lines[i].quantity);
    rules->basket = (struct pickup_basket){ line_count, rules->lines };
    rules->pickup = (struct pickup){
        .shop = settings_store_known(api->settings),
        .basket = &rules->basket,
        .taken = pickup_store_taken(api->pickup),
        .now_ms = clock_wall_ms(),
    };
}
