/* shop.c -- see app/shop.h. Which drivers there are follows from three URLs; above the ports nobody knows.
 * Who tells whom is all here:
 *
 *     an order is committed, a claim sold something out, the sweeper found one, or the queue takes messages
 *     again                 -> relay_kick()
 *     the cache is back     -> the list distrusts it, and the relay tells it what it missed
 *     a claim or finish is committed, here or (a notice) elsewhere -> who watches the order sees it
 *     the database is back  -> an empty catalogue is seeded, and the relay looks */
#include "app/shop.h"

#include "api/page.h"
#include "base/config.h"
#include "base/log.h"
#include "cache/cache.h"
#include "db/db.h"
#include "db/sql.h"
#include "http/rate_limit.h"
#include "http/server.h"
#include "http/trusted_proxies.h"
#include "mq/mq.h"
#include "shop/order_watch.h"
#include "shop/product_list.h"
#include "worker/consumer.h"
#include "worker/payment.h"
#include "worker/relay.h"
#include "worker/sweeper.h"

#include <string.h>

/* A household behind one address orders far less; who guesses order ids needs far more. */
#define ORDERS_BURST       30
#define ORDERS_PER_MINUTE  60
#define LOOKUPS_BURST      20
#define LOOKUPS_PER_MINUTE 30

static void on_outbox(void *arg)
{
    struct shop *shop = arg;

    relay_kick(shop->relay);
}

static void on_seeded(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct shop *shop = arg;

    if (err != NULL) {
        log_warn("shop: the demo catalogue could not be loaded: %s", err->msg);
    } else if (db_rows_count(rows) > 0) {
        log_info("shop: the empty catalogue got the demo products");
        product_list_changed(shop->list, db_int(rows, 0, 0));
        relay_kick(shop->relay);
    }
}

static void on_leases_ended(void *arg UNUSED, const struct db_rows *rows UNUSED, const struct err *err)
{
    if (err != NULL)
        log_warn("shop: what a former process had begun waits for its leases to run out: %s", err->msg);
}

/* When nobody else can be at work on the database, leases that are found there are those of the dead. This is
 * before the relay's first look: it looks when it is kicked, and statements of one kind run in their order.
 */
static void end_old_leases(struct shop *shop)
{
    if (shop->leases_ended || !db_url_is_exclusive(shop->config->database_url))
        return;
    shop->leases_ended = true;
    db_run(shop->db, &shop->ops, &sql_leases_end, NULL, on_leases_ended, shop);
}

static void on_db_ready(void *arg)
{
    struct shop *shop = arg;

    end_old_leases(shop);
    if (shop->config->seed_demo)
        db_run(shop->db, &shop->ops, &sql_seed_demo, NULL, on_seeded, shop);
    relay_kick(shop->relay);
}

static void on_cache_ready(void *arg)
{
    struct shop *shop = arg;

    product_list_distrust_cache(shop->list);
    relay_kick(shop->relay);
    order_watch_cache_ready(shop->watch);
}

static void on_notice(void *arg, const char *text)
{
    struct shop *shop = arg;

    order_watch_heard(shop->watch, text);
}

static void on_hearing(void *arg)
{
    struct shop *shop = arg;

    order_watch_hearing(shop->watch);
}

static void on_delivery(void *arg, const struct mq_delivery *delivery)
{
    struct shop *shop = arg;

    consumer_deliver(shop->consumer, delivery);
}

/* No callback comes before the loop runs, so that these may be opened before what their callbacks use. The
 * database is last: its file is not made when another URL is wrong. */
static bool open_dependencies(struct shop *shop, struct err *err)
{
    const struct config *config = shop->config;
    const struct db_options db = {
        .url = config->database_url,
        .connections = (int)config->db_connections,
        .migrate = true,
        .on_ready = on_db_ready,
        .arg = shop,
    };
    const struct mq_options mq = {
        .url = config->amqp_url[0] ? config->amqp_url : NULL,
        .prefetch = (int)config->prefetch,
        .on_delivery = on_delivery,
        .on_writable = on_outbox,
        .arg = shop,
    };
    const struct cache_options cache = {
        .url = config->redis_url[0] ? config->redis_url : NULL,
        .shared = !db_url_is_exclusive(config->database_url), /* others change the list too */
        .on_ready = on_cache_ready,
        .on_notice = on_notice,
        .on_hearing = on_hearing,
        .arg = shop,
    };
    return (shop->cache = cache_open(shop->loop, &cache, err)) != NULL &&
           (shop->mq = mq_open(shop->loop, &mq, err)) != NULL &&
           (shop->db = db_open(shop->loop, &db, err)) != NULL;
}

static void make_workers(struct shop *shop)
{
    const struct config *config = shop->config;

    shop->list = product_list_new(shop->db, shop->cache);
    shop->watch = order_watch_new(shop->loop, shop->db, shop->cache);
    shop->payment = payment_new(shop->loop, config->payment_delay_ms, config->payment_decline);
    shop->relay = relay_new(shop->loop, shop->db, shop->mq, shop->list);
    shop->consumer = consumer_new(&(struct consumer_options){
        .loop = shop->loop,
        .db = shop->db,
        .mq = shop->mq,
        .payment = shop->payment,
        .list = shop->list,
        .watch = shop->watch,
        .on_outbox = on_outbox,
        .arg = shop,
    });
    shop->sweeper = sweeper_new(shop->loop, shop->db, on_outbox, shop);
}

/* First of all, for an address may be wrong or taken: no database is made for that. Who connects waits until
 * the loop runs, when all is there. */
static bool begin_to_listen(struct shop *shop, struct err *err)
{
    const struct config *config = shop->config;
    struct err why = ERR_INIT;
    struct http_options options = {
        .listen = config->listen,
        .limits = http_default_limits,
        .proxies = shop->proxies,
        .routes = api_routes,
        .pages = &shop->pages,
        .app = &shop->api,
    };

    shop->pages = web_assets;
    shop->pages.dir = config->web_dir;
    options.limits.connections = (int)config->max_connections;
    options.limits.connections_per_address = (int)config->max_connections_per_address;
    options.limits.streams = (int)config->max_streams;
    options.limits.request_ms = (int)config->request_timeout_ms;
    shop->http = http_server_new(shop->loop, &options, &why);
    return shop->http != NULL || err_set(err, why.kind, "%.120s: choose another BAKERY_LISTEN", why.msg);
}

static bool make_api(struct shop *shop, struct err *err)
{
    const struct config *config = shop->config;

    if (config->rate_limit) {
        shop->order_limit = rate_limit_new(ORDERS_BURST, ORDERS_PER_MINUTE);
        shop->lookup_limit = rate_limit_new(LOOKUPS_BURST, LOOKUPS_PER_MINUTE);
    }
    shop->info = (struct shop_info){
        .name = config->name,
        .address = config->address,
        .hours = config->hours,
        .phone = config->phone,
        .currency = config->currency,
    };
    shop->page = page_new(shop->loop, &shop->pages, shop->list, &shop->info, err);
    if (shop->page == NULL)
        return false;
    shop->api = (struct api){
        .db = shop->db,
        .cache = shop->cache,
        .mq = shop->mq,
        .list = shop->list,
        .watch = shop->watch,
        .page = shop->page,
        .info = &shop->info,
        .admin_token = config->admin_token,
        .order_limit = shop->order_limit,
        .lookup_limit = shop->lookup_limit,
        .on_outbox = on_outbox,
        .arg = shop,
    };
    return true;
}

static void log_address(const struct shop *shop)
{
    char address[HTTP_ADDRESS_BYTES];

    http_server_address(shop->http, address);
    log_info("http: listening on %s", address);
}

bool shop_init(struct shop *shop, struct loop *loop, const struct config *config, struct err *err)
{
    *shop = (struct shop){ .config = config, .loop = loop };
    shop->proxies = trusted_proxies_new(config->trusted_proxies, err);
    if (shop->proxies == NULL || !begin_to_listen(shop, err) || !open_dependencies(shop, err))
        return false;
    make_workers(shop);
    if (!make_api(shop, err))
        return false;
    log_address(shop);
    return true;
}

/* Those who use others go first. */
void shop_done(struct shop *shop)
{
    op_list_cancel(&shop->ops);
    http_server_free(shop->http);
    rate_limit_free(shop->order_limit);
    rate_limit_free(shop->lookup_limit);
    sweeper_free(shop->sweeper);
    consumer_free(shop->consumer);
    relay_free(shop->relay);
    payment_free(shop->payment);
    order_watch_free(shop->watch);
    page_free(shop->page);
    product_list_free(shop->list);
    mq_close(shop->mq);
    db_close(shop->db);
    cache_close(shop->cache);
    trusted_proxies_free(shop->proxies);
}
