/* api.h -- the endpoints: one file per resource, each with its const route table, and what they share.
 *
 * A handler gets `struct api` from req_app(). Except for what `struct api` borrows, nothing here outlives a
 * request. */
#ifndef API_API_H
#define API_API_H

#include "http/route.h"

#include <stdbool.h>
#include <stdint.h>

struct cache;
struct db;
struct images;
struct mq;
struct order_ids;
struct order_watch;
struct page;
struct passwords;
struct photos;
struct pickup_store;
struct product_list;
struct rate_limit;
struct req;
struct sessions;
struct settings_store;
struct shop_info;
struct sitemap;

struct api { /* all borrowed */
    struct db *db;
    struct cache *cache;
    struct mq *mq;
    struct product_list *list;
    struct photos *photos;
    struct images *images;
    struct order_watch *watch;
    struct page *page;
    struct settings_store *settings;
    struct pickup_store *pickup;
    struct shop_info *info;
    struct sitemap *sitemap;
    const char *admin_token; /* "": there is none */
    struct passwords *passwords;
    struct sessions *sessions;
    struct rate_limit *order_limit;   /* placing orders; NULL: no limit */
    struct rate_limit *lookup_limit;  /* requests for unknown orders; NULL: no limit */
    struct rate_limit *sign_in_limit; /* requests with a password or a link; NULL: no limit */
    struct order_ids *ids;
    bool (*can_send)(void *arg);              /* whether an order placed now can be sent at once */
    void (*send)(void *arg, uint64_t number); /* sends an order that was placed to be sent at once */
    void (*on_outbox)(void *arg);             /* a commit left work for the relay */
    void *arg;
};

extern const struct route *const api_routes[]; /* for http_options.routes */

/* For http_options.authorize: admits sessions of a sufficient role, and the admin token, which has the role
 * owner. Others get 401, or 403. */
void authorize(struct req *req, enum route_access access);

#endif
