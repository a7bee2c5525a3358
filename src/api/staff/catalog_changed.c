/* catalog_changed.c -- see api/staff/catalog_changed.h. */
#include "api/staff/catalog_changed.h"

#include "api/api.h"
#include "http/req.h"
#include "shop/catalog/product_list.h"
#include "shop/pickup/pickup_store.h"

void catalog_changed(struct req *req, int64_t list_version, void (*fn)(void *arg, const struct err *err),
                     void *arg)
{
    const struct api *api = req_app(req);

    product_list_changed(api->list, list_version);
    pickup_store_changed(api->pickup);
    api->on_outbox(api->arg);
    product_list_tell_cache(api->list, req_ops(req), list_version, fn, arg);
}
