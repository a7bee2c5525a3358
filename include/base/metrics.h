/* metrics.h -- the counters and gauges of this process, served at /metrics.
 * One table lists them all. They are plain integers, because only the loop's thread uses them. */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include "base/buf.h"

#include <stdint.h>

/* X(id, name, type, help): names by Prometheus' conventions, counters end in _total. */
#define METRICS(X)                                                                                           \
    X(HTTP_CONNECTIONS, "bakery_http_connections", "gauge", "Open client connections")                       \
    X(HTTP_CONNECTIONS_REFUSED, "bakery_http_connections_refused_total", "counter",                          \
      "Connections over a cap")                                                                              \
    X(HTTP_STREAMS, "bakery_http_streams", "gauge", "Open event streams")                                    \
    X(HTTP_STREAMS_DROPPED, "bakery_http_streams_dropped_total", "counter",                                  \
      "Event streams ended because their client did not read")                                               \
    X(HTTP_REQUESTS, "bakery_http_requests_total", "counter", "Requests answered")                           \
    X(HTTP_CLIENT_ERRORS, "bakery_http_client_errors_total", "counter", "Responses with a 4xx status")       \
    X(HTTP_SERVER_ERRORS, "bakery_http_server_errors_total", "counter", "Responses with a 5xx status")       \
    X(ORDERS_PLACED, "bakery_orders_placed_total", "counter", "Orders committed")                            \
    X(ORDERS_REPLAYED, "bakery_orders_replayed_total", "counter",                                            \
      "Responses repeated for an idempotency key")                                                           \
    X(ORDERS_COMPLETED, "bakery_orders_completed_total", "counter", "Orders completed by this process")      \
    X(ORDERS_FAILED, "bakery_orders_failed_total", "counter", "Orders failed by this process")               \
    X(ORDERS_CANCELLED, "bakery_orders_cancelled_total", "counter", "Orders cancelled through this process") \
    X(ORDERS_SWEPT, "bakery_orders_swept_total", "counter", "Overdue orders that the sweeper sends again")   \
    X(OUTBOX_PUBLISHED, "bakery_outbox_published_total", "counter", "Order messages confirmed by the queue") \
    X(OUTBOX_RETURNED, "bakery_outbox_returned_total", "counter",                                            \
      "Orders returned to the outbox because the queue did not take them")                                   \
    X(DELIVERIES, "bakery_deliveries_total", "counter", "Messages received")                                 \
    X(DELIVERIES_REJECTED, "bakery_deliveries_rejected_total", "counter", "Messages dead-lettered")          \
    X(DELIVERIES_IN_FLIGHT, "bakery_deliveries_in_flight", "gauge", "Messages received, not yet settled")    \
    X(DB_UP, "bakery_db_up", "gauge", "1 while a database connection is usable")                             \
    X(DB_STATEMENTS, "bakery_db_statements_total", "counter", "Statements answered")                         \
    X(DB_COMMITS, "bakery_db_commits_total", "counter", "Transactions that wrote")                           \
    X(DB_QUEUED, "bakery_db_queued", "gauge", "Statements waiting for a connection")                         \
    X(CACHE_UP, "bakery_cache_up", "gauge", "1 while the cache is usable")                                   \
    X(CACHE_HITS, "bakery_cache_hits_total", "counter", "Product lists served from a cache")                 \
    X(CACHE_MISSES, "bakery_cache_misses_total", "counter", "Product lists read from the database")          \
    X(CACHE_HEARS, "bakery_cache_hears", "gauge", "1 while notices from other processes arrive")             \
    X(MQ_UP, "bakery_mq_up", "gauge", "1 while the queue accepts and delivers messages")

enum metric {
#define X(id, name, type, help) METRIC_##id,
    METRICS(X)
#undef X
        METRIC_COUNT
};

void metric_add(enum metric metric, int64_t n);
void metric_set(enum metric metric, int64_t value);
int64_t metric_get(enum metric metric);
void metrics_write(struct buf *out); /* Prometheus text format 0.0.4 */

#endif
