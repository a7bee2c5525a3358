/* server.h -- the whole server: the objects of all rooms, in the order in which they are created. */
#ifndef APP_SERVER_H
#define APP_SERVER_H

#include "api/api.h"
#include "app/first_owner.h"
#include "base/err.h"
#include "http/assets.h"
#include "loop/op.h"

struct config;
struct consumer;
struct http_server;
struct images;
struct loop;
struct order_ids;
struct order_watch;
struct passwords;
struct payment;
struct photos;
struct rate_limit;
struct relay;
struct sessions;
struct pickup_store;
struct settings_store;
struct shop_info;
struct sitemap;
struct sweeper;
struct trusted_proxies;

struct server {
    const struct config *config;
    struct loop *loop; /* borrowed */
    struct op_list ops;
    bool leases_ended; /* those of a former process */
    bool settings_compared;
    struct trusted_proxies *proxies;
    struct cache *cache;
    struct db *db;
    struct product_list *list;
    struct photos *photos;
    struct images *images;
    struct order_ids *ids;
    struct order_watch *watch;
    struct payment *payment;
    struct consumer *consumer;
    struct relay *relay;
    struct mq *mq;
    struct sweeper *sweeper;
    struct passwords *passwords;
    struct sessions *sessions;
    struct first_owner first_owner;
    struct rate_limit *order_limit, *lookup_limit, *sign_in_limit;
    struct api api;
    struct settings_store *settings;
    struct pickup_store *pickup;
    struct shop_info *info;
    struct sitemap *sitemap;
    struct assets pages;
    struct page *page;
    struct http_server *http;
};

/* Creates everything and starts to serve; the loop connects to the servers. False if a setting is bad or
 * the address is in use. Call server_done() also after a failure. */
MUST_CHECK bool server_init(struct server *server, struct loop *loop, const struct config *config,
                            struct err *err);
void server_done(struct server *server);

#endif
