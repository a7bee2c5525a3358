/* history.c -- GET /api/staff/history: who changed what, the newest first, a page at a time. */
#include "api/api.h"
#include "api/routes.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "http/req.h"
#include "shop/staff/staff_store.h"

/* A change of every text of a product, before and after, each character escaped. */
#define ENTRY_JSON_MAX ((size_t)160000)

static void on_history(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct req *req = arg;
    struct buf json;

    if (err != NULL) {
        req_fail(req, err);
        return;
    }
    buf_init(&json, ENTRY_JSON_MAX * HISTORY_PAGE);
    staff_store_write_history(&json, rows);
    req_add_header(req, "Cache-Control", "no-store");
    req_reply(req, 200, "application/json", json.data, json.len);
    buf_done(&json);
}

static void handle(struct req *req)
{
    const struct api *api = req_app(req);
    const char *before = req_query(req, "before");
    uint64_t id = INT64_MAX;
    struct err err = ERR_INIT;

    if (before != NULL && !text_to_u64(before, INT64_MAX, &id)) {
        (void)err_set(&err, ERR_MALFORMED, "before must be the id of an entry");
        req_fail(req, &err);
        return;
    }
    staff_store_history(api->db, req_ops(req), (int64_t)id, on_history, req);
}

const struct route staff_history_routes[] = {
    { HTTP_GET, ROUTE_OWNER, "/api/staff/history", handle },
    { 0 },
};
