/* api.h -- the endpoints: one file a resource, each with its const route table, and what they share.
 *
 * A handler finds `struct api` in req_app(). Nothing here outlives a request but what `struct api` borrows.
 */
#ifndef API_API_H
#define API_API_H

#include "base/attr.h"
#include "http/route.h"

#include <stdbool.h>
#include <stdint.h>

struct cache;
struct db;
struct err;
struct mq;
struct order_ids;
struct order_watch;
struct page;
struct product_list;
struct rate_limit;
struct req;
struct shop_info;

struct api { /* all borrowed */
    struct db *db;
    struct cache *cache;
    struct mq *mq;
    struct product_list *list;
    struct order_watch *watch;
    struct page *page;
    const struct shop_info *info;
    const char *admin_token;         /* "": product writes are refused */
    struct rate_limit *order_limit;  /* placing orders; NULL: no limit */
    struct rate_limit *lookup_limit; /* asking for orders that are not there; NULL: no limit */
    struct order_ids *ids;
    bool (*can_send)(void *arg);              /* whether an order that is placed now can be sent at once */
    void (*send)(void *arg, uint64_t number); /* sends an order that was placed so */
    void (*on_outbox)(void *arg);             /* something was committed that the relay should see soon */
    void *arg;
};

extern const struct route *const api_routes[]; /* for http_options.routes */

/* For http_options.authorize: the staff is whoever sends the admin token (401 without it, 403 when none is
 * configured). */
MUST_CHECK bool authorize(const struct req *req, enum route_access access, struct err *err);

#endif
