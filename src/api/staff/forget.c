/* forget.c -- POST /api/staff/forget {"email", "after"}: erases the personal data of a customer who asks for
 * it.
 *
 *     handle -> look -> on_looked, which repeats
 *
 * It ends when all orders were looked at, or as many as fit into a request. Then the answer says after which
 * order the client goes on. */
#include "api/api.h"
#include "api/identity.h"
#include "api/routes.h"
#include "base/field_errors.h"
#include "base/json_read.h"
#include "http/req.h"
#include "shop/orders/order_store.h"

/* Each looks at some thousands: together half a million, within the time limit of a request. */
#define STATEMENTS_MAX 100

struct forget { /* in the request's arena */
    struct req *req;
    char email[EMAIL_MAX + 1];
    struct order_forgotten forgotten;
    int statements;
};

static void look(struct forget *forget);

static void on_looked(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct forget *forget = arg;

    if (err != NULL) {
        req_fail(forget->req, err);
        return;
    }
    bool more = order_store_forgot(rows, &forget->forgotten);
    if (more && ++forget->statements < STATEMENTS_MAX) {
        look(forget);
        return;
    }
    req_add_header(forget->req, "Cache-Control", "no-store");
    req_reply_json_take(forget->req, 200,
                        json_pack("{s:I, s:I, s:o}", "erased", (json_int_t)forget->forgotten.erased, "open",
                                  (json_int_t)forget->forgotten.open, "after",
                                  more ? json_integer((json_int_t)forget->forgotten.after) : json_null()));
}

static void look(struct forget *forget)
{
    const struct api *api = req_app(forget->req);

    order_store_forget(api->db, req_ops(forget->req), forget->email, &forget->forgotten,
                       staff_of(forget->req), on_looked, forget);
}

static void handle(struct req *req)
{
    static const char *const known[] = { "email", "after", NULL };
    struct forget *forget = req_alloc(req, sizeof(*forget));
    struct field_errors errors = { 0 };
    struct err err = ERR_INIT;
    json_t *body = req_json(req, &err), *after = json_object_get(body, "after");

    forget->req = req;
    forget->forgotten.after = json_integer_value(after);
    if (body == NULL) {
        req_fail(req, &err);
        return;
    }
    json_read_known(body, "", known, &errors);
    (void)json_read_email(json_object_get(body, "email"), "/email", forget->email, &errors);
    if (after != NULL && !json_is_null(after) && (!json_is_integer(after) || json_integer_value(after) < 0))
        field_errors_add(&errors, "/after", "must be null or what the last answer said");
    if (errors.count > 0)
        req_fail_fields(req, &errors);
    else
        look(forget);
}

const struct route staff_forget_routes[] = {
    { HTTP_POST, ROUTE_OWNER, "/api/staff/forget", handle },
    { 0 },
};
