/* shop.h -- the whole server put together: every room's object, in the order in which they are made. */
#ifndef APP_SHOP_H
#define APP_SHOP_H

#include "api/api.h"
#include "api/public/shop_info.h"
#include "base/err.h"
#include "http/assets.h"
#include "loop/op.h"

struct config;
struct consumer;
struct http_server;
struct loop;
struct order_watch;
struct payment;
struct rate_limit;
struct relay;
struct sweeper;
struct trusted_proxies;

struct shop {
    const struct config *config;
    struct loop *loop; /* borrowed */
    struct op_list ops;
    bool leases_ended; /* those of a former process */
    struct trusted_proxies *proxies;
    struct cache *cache;
    struct db *db;
    struct product_list *list;
    struct order_watch *watch;
    struct payment *payment;
    struct consumer *consumer;
    struct relay *relay;
    struct mq *mq;
    struct sweeper *sweeper;
    struct rate_limit *order_limit, *lookup_limit;
    struct api api;
    struct shop_info info;
    struct assets pages;
    struct page *page;
    struct http_server *http;
};

/* Makes everything and begins to serve; connections are made from the loop. False: a setting is wrong, or the
 * address is taken. shop_done() takes what was made, also after a failure. */
MUST_CHECK bool shop_init(struct shop *shop, struct loop *loop, const struct config *config, struct err *err);
void shop_done(struct shop *shop);

#endif
