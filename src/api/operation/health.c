/* health.c -- GET /healthz (the process answers), /readyz (each dependency, and why it is down), /metrics. */
#include "api/api.h"
#include "api/routes.h"
#include "base/metrics.h"
#include "cache/cache.h"
#include "db/db.h"
#include "http/req.h"
#include "mq/mq.h"
#include "shop/orders/order_ids.h"

#define METRICS_BYTES_MAX ((size_t)64 << 10)

static void handle_health(struct req *req)
{
    static const char body[] = "{\"status\":\"ok\"}";

    req_reply(req, 200, "application/json", body, sizeof(body) - 1);
}

static json_t *dependency(bool up, const struct err *err)
{
    return up ? json_pack("{s:s}", "status", "up")
              : json_pack("{s:s, s:s}", "status", "down", "detail", err->msg);
}

/* Without the cache or the queue the shop sells on: only the database makes it not ready. */
static void handle_ready(struct req *req)
{
    const struct api *api = req_app(req);
    struct err db_err = ERR_INIT, cache_err = ERR_INIT, mq_err = ERR_INIT;
    bool db_up = db_health(api->db, &db_err) && order_ids_known(api->ids, &db_err);
    bool cache_up = cache_health(api->cache, &cache_err);
    bool mq_up = mq_health(api->mq, &mq_err);
    const char *status = !db_up ? "unavailable" : cache_up && mq_up ? "ready" : "degraded";

    req_add_header(req, "Cache-Control", "no-store");
    req_reply_json_take(req, db_up ? 200 : 503,
                        json_pack("{s:s, s:{s:o, s:o, s:o}}", "status", status, "dependencies", "database",
                                  dependency(db_up, &db_err), "cache", dependency(cache_up, &cache_err),
                                  "queue", dependency(mq_up, &mq_err)));
}

static void handle_metrics(struct req *req)
{
    struct buf text;

    buf_init(&text, METRICS_BYTES_MAX);
    metrics_write(&text);
    req_reply(req, 200, "text/plain; version=0.0.4; charset=utf-8", text.data, text.len);
    buf_done(&text);
}

const struct route health_routes[] = {
    { HTTP_GET, ROUTE_PUBLIC, "/healthz", handle_health },
    { HTTP_GET, ROUTE_PUBLIC, "/readyz", handle_ready },
    { HTTP_GET, ROUTE_PUBLIC, "/metrics", handle_metrics },
    { 0 },
};
