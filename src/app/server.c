/* server.c -- see app/server.h. Three URLs choose the drivers; the rest of the program does not know which
 * ones they are. This file connects the parts:
 *
 *     an order was committed, a claim sold something out, the sweeper
 *     found an overdue order, or the queue accepts messages again      -> relay_kick()
 *
 *     the cache is back      -> the product list distrusts it, and the relay tells it what it missed
 *
 *     an order changed, here or (by a notice) in another process       -> its watchers are told
 *
 *     the database is back   -> the settings are read, an empty catalogue is seeded, and the relay looks */
#include "app/server.h"

#include "api/public/page.h"
#include "api/public/shop_info.h"
#include "api/public/sitemap.h"
#include "base/config.h"
#include "base/log.h"
#include "cache/cache.h"
#include "db/db.h"
#include "db/sql.h"
#include "http/rate_limit.h"
#include "http/server.h"
#include "http/trusted_proxies.h"
#include "image/images.h"
#include "mq/mq.h"
#include "shop/catalog/photos.h"
#include "shop/catalog/product_list.h"
#include "shop/orders/order_ids.h"
#include "shop/orders/order_watch.h"
#include "shop/pickup/pickup_store.h"
#include "shop/settings/settings_store.h"
#include "shop/staff/password.h"
#include "shop/staff/sessions.h"
#include "worker/consumer.h"
#include "worker/payment.h"
#include "worker/relay.h"
#include "worker/sweeper.h"

#include <stdio.h>
#include <string.h>

/* A household behind one address orders far less; guessing order ids would need far more. */
#define ORDERS_BURST        30
#define ORDERS_PER_MINUTE   60
#define LOOKUPS_BURST       20
#define LOOKUPS_PER_MINUTE  30
#define SIGN_INS_BURST      20
#define SIGN_INS_PER_MINUTE 20

static void on_outbox(void *arg)
{
    struct server *server = arg;

    relay_kick(server->relay);
}

static bool can_send(void *arg)
{
    const struct server *server = arg;

    return relay_can_send(server->relay);
}

static void send_order(void *arg, uint64_t number)
{
    struct server *server = arg;

    relay_send(server->relay, number);
}

static void on_seeded(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct server *server = arg;

    if (err != NULL) {
        log_warn("server: cannot load the demo catalogue: %s", err->msg);
    } else if (db_rows_count(rows) > 0) {
        log_info("server: loaded the demo products into the empty catalogue");
        product_list_changed(server->list, db_int(rows, 0, 0));
        relay_kick(server->relay);
        if (db_url_is_exclusive(server->config->database_url))
            first_owner_make_demo(&server->first_owner);
    }
}

static void on_leases_ended(void *arg UNUSED, const struct db_rows *rows UNUSED, const struct err *err)
{
    if (err != NULL)
        log_warn("server: cannot end the leases of an earlier process, which will expire: %s", err->msg);
}

/* If no other process can use the database, its leases belong to a process that has died. This runs before
 * the relay's first look, because the relay is kicked later and statements of one kind run in order. */
static void end_old_leases(struct server *server)
{
    if (server->leases_ended || !db_url_is_exclusive(server->config->database_url))
        return;
    server->leases_ended = true;
    db_run(server->db, &server->ops, &sql_leases_end, NULL, on_leases_ended, server);
}

static void warn_of_difference(const char *name, const char *wanted, const char *stored)
{
    if (wanted[0] != '\0' && strcmp(wanted, stored) != 0)
        log_warn("settings: %s differs from the shop's settings, which count: change them under /staff/shop",
                 name);
}

static void on_settings(void *arg, const struct err *err)
{
    struct server *server = arg;
    const struct config *config = server->config;
    const struct settings *stored = &settings_store_known(server->settings)->settings;

    if (err != NULL) {
        log_warn("server: cannot read the settings: %s", err->msg);
        return;
    }
    if (server->settings_compared)
        return;
    server->settings_compared = true;
    warn_of_difference("BAKERY_NAME", config->name, stored->name);
    warn_of_difference("BAKERY_ADDRESS", config->address, stored->address);
    warn_of_difference("BAKERY_PHONE", config->phone, stored->phone);
    warn_of_difference("BAKERY_CURRENCY", config->currency, stored->currency);
}

static void on_db_ready(void *arg)
{
    struct server *server = arg;

    end_old_leases(server);
    settings_store_db_ready(server->settings, on_settings, server);
    if (server->config->seed_demo)
        db_run(server->db, &server->ops, &sql_seed_demo, NULL, on_seeded, server);
    order_ids_db_ready(server->ids);
    first_owner_make(&server->first_owner);
    relay_kick(server->relay);
}

static void on_cache_ready(void *arg)
{
    struct server *server = arg;

    product_list_distrust_cache(server->list);
    relay_kick(server->relay);
    order_watch_cache_ready(server->watch);
}

static void on_notice(void *arg, const char *text)
{
    struct server *server = arg;

    order_watch_heard(server->watch, text);
}

static void on_hearing(void *arg)
{
    struct server *server = arg;

    order_watch_hearing(server->watch);
}

static void on_delivery(void *arg, const struct mq_delivery *delivery)
{
    struct server *server = arg;

    consumer_deliver(server->consumer, delivery);
}

/* No callback runs before the loop does, so these can be opened before the objects that their callbacks
 * use. The database comes last, so that no file is created if another URL is bad. */
static bool open_dependencies(struct server *server, struct err *err)
{
    const struct config *config = server->config;
    const struct db_options db = {
        .url = config->database_url,
        .connections = (int)config->db_connections,
        .migrate = true,
        .on_ready = on_db_ready,
        .arg = server,
    };
    const struct mq_options mq = {
        .url = config->amqp_url[0] ? config->amqp_url : NULL,
        .prefetch = (int)config->prefetch,
        .on_delivery = on_delivery,
        .on_writable = on_outbox,
        .arg = server,
    };
    const struct cache_options cache = {
        .url = config->redis_url[0] ? config->redis_url : NULL,
        .shared = !db_url_is_exclusive(config->database_url), /* others change the list too */
        .on_ready = on_cache_ready,
        .on_notice = on_notice,
        .on_hearing = on_hearing,
        .arg = server,
    };
    return (server->cache = cache_open(server->loop, &cache, err)) != NULL &&
           (server->mq = mq_open(server->loop, &mq, err)) != NULL &&
           (server->db = db_open(server->loop, &db, err)) != NULL;
}

/* What the operator has set; a demo has the rest, too. */
static void set_first(char *out, size_t size, const char *wanted, const char *of_demo)
{
    if (wanted[0] != '\0' || of_demo != NULL)
        (void)snprintf(out, size, "%s", wanted[0] != '\0' ? wanted : of_demo);
}

static struct settings_store *first_settings_store(const struct server *server)
{
    const struct config *config = server->config;
    bool demo = config->seed_demo;
    struct settings first;

    settings_init(&first, demo);
    set_first(first.name, sizeof(first.name), config->name, demo ? "Morrow" : NULL);
    set_first(first.address, sizeof(first.address), config->address, demo ? "14 Weaver Street" : NULL);
    set_first(first.phone, sizeof(first.phone), config->phone, demo ? "01 555 0142" : NULL);
    set_first(first.currency, sizeof(first.currency), config->currency, NULL);
    return settings_store_new(server->db, &first);
}

static void make_workers(struct server *server)
{
    const struct config *config = server->config;

    server->list = product_list_new(server->db, server->cache);
    server->photos = photos_new(server->db);
    server->settings = first_settings_store(server);
    server->info = shop_info_new(server->settings);
    server->pickup = pickup_store_new(server->db, server->settings);
    server->images = images_new(server->loop, &(struct images_options){ 0 });
    server->passwords = passwords_new(server->loop);
    server->sessions = sessions_new(server->loop, server->db);
    server->first_owner = (struct first_owner){ config, server->db, server->passwords, OP_LIST_INIT, "" };
    server->ids = order_ids_new(server->loop, server->db);
    server->watch = order_watch_new(server->loop, server->db, server->cache, server->ids);
    server->payment = payment_new(server->loop, config->payment_delay_ms, config->payment_decline);
    server->relay = relay_new(server->loop, server->db, server->mq, server->list);
    server->consumer = consumer_new(&(struct consumer_options){
        .loop = server->loop,
        .db = server->db,
        .mq = server->mq,
        .payment = server->payment,
        .list = server->list,
        .watch = server->watch,
        .on_outbox = on_outbox,
        .arg = server,
    });
    server->sweeper = sweeper_new(server->loop, server->db, on_outbox, server);
}

/* This comes first, so that no database is created if the address is bad or in use. Connections wait until
 * the loop runs; everything exists by then. */
static bool begin_to_listen(struct server *server, struct err *err)
{
    const struct config *config = server->config;
    struct err why = ERR_INIT;
    struct http_options options = {
        .listen = config->listen,
        .limits = http_default_limits,
        .proxies = server->proxies,
        .routes = api_routes,
        .pages = &server->pages,
        .authorize = authorize,
        .app = &server->api,
    };

    server->pages = web_assets;
    server->pages.dir = config->web_dir;
    options.limits.connections = (int)config->max_connections;
    options.limits.connections_per_address = (int)config->max_connections_per_address;
    options.limits.streams = (int)config->max_streams;
    options.limits.request_ms = (int)config->request_timeout_ms;
    server->http = http_server_new(server->loop, &options, &why);
    return server->http != NULL || err_set(err, why.kind, "%.120s: choose another BAKERY_LISTEN", why.msg);
}

static bool make_api(struct server *server, struct err *err)
{
    const struct config *config = server->config;

    if (config->rate_limit) {
        server->order_limit = rate_limit_new(ORDERS_BURST, ORDERS_PER_MINUTE);
        server->lookup_limit = rate_limit_new(LOOKUPS_BURST, LOOKUPS_PER_MINUTE);
        server->sign_in_limit = rate_limit_new(SIGN_INS_BURST, SIGN_INS_PER_MINUTE);
    }
    server->sitemap = sitemap_new(server->list, config->public_url);
    server->page = page_new(
        &(struct page_options){
            .loop = server->loop,
            .assets = &server->pages,
            .list = server->list,
            .settings = server->settings,
            .shop = server->info,
            .public_url = config->public_url,
        },
        err);
    if (server->page == NULL)
        return false;
    server->api = (struct api){
        .db = server->db,
        .cache = server->cache,
        .mq = server->mq,
        .list = server->list,
        .photos = server->photos,
        .images = server->images,
        .watch = server->watch,
        .page = server->page,
        .settings = server->settings,
        .pickup = server->pickup,
        .info = server->info,
        .sitemap = server->sitemap,
        .admin_token = config->admin_token,
        .order_limit = server->order_limit,
        .lookup_limit = server->lookup_limit,
        .sign_in_limit = server->sign_in_limit,
        .passwords = server->passwords,
        .sessions = server->sessions,
        .ids = server->ids,
        .can_send = can_send,
        .send = send_order,
        .on_outbox = on_outbox,
        .arg = server,
    };
    return true;
}

static void log_address(const struct server *server)
{
    char address[HTTP_ADDRESS_BYTES];

    http_server_address(server->http, address);
    log_info("http: listening on %s", address);
}

bool server_init(struct server *server, struct loop *loop, const struct config *config, struct err *err)
{
    *server = (struct server){ .config = config, .loop = loop };
    server->proxies = trusted_proxies_new(config->trusted_proxies, err);
    if (server->proxies == NULL || !first_owner_is_valid(config, err) || !begin_to_listen(server, err) ||
        !open_dependencies(server, err))
        return false;
    make_workers(server);
    if (!make_api(server, err))
        return false;
    log_address(server);
    return true;
}

/* Users are freed before what they use. */
void server_done(struct server *server)
{
    op_list_cancel(&server->ops);
    http_server_free(server->http);
    rate_limit_free(server->order_limit);
    rate_limit_free(server->lookup_limit);
    rate_limit_free(server->sign_in_limit);
    first_owner_done(&server->first_owner);
    sessions_free(server->sessions);
    passwords_free(server->passwords);
    images_free(server->images);
    photos_free(server->photos);
    shop_info_free(server->info);
    pickup_store_free(server->pickup);
    settings_store_free(server->settings);
    sweeper_free(server->sweeper);
    consumer_free(server->consumer);
    relay_free(server->relay);
    payment_free(server->payment);
    order_watch_free(server->watch);
    order_ids_free(server->ids);
    page_free(server->page);
    sitemap_free(server->sitemap);
    product_list_free(server->list);
    mq_close(server->mq);
    db_close(server->db);
    cache_close(server->cache);
    trusted_proxies_free(server->proxies);
}
