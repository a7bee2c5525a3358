/* forget.c -- `bakery forget EMAIL`: erases the personal data of a customer who asks for it. */
#include "app/beside.h"
#include "app/commands.h"
#include "base/config.h"
#include "base/email.h"
#include "base/log.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "shop/orders/order_store.h"

#include <string.h>

static const struct staff_member command_line = { .role = STAFF_OWNER, .name = "command line" };

struct forget {
    struct db *db;
    struct op_list ops;
    struct order_forgotten forgotten;
    bool done, more;
    struct err err;
};

static void on_looked(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct forget *forget = arg;

    forget->done = true;
    forget->more = false;
    if (err != NULL)
        (void)err_set(&forget->err, err->kind, "%s", err->msg);
    else
        forget->more = order_store_forgot(rows, &forget->forgotten);
}

static bool look_at_all(struct forget *forget, struct loop *loop, const char *email)
{
    do {
        forget->done = false;
        order_store_forget(forget->db, &forget->ops, email, &forget->forgotten, &command_line, on_looked,
                           forget);
        bool answered = beside_wait(loop, &forget->done, &forget->err);
        op_list_cancel(&forget->ops);
        if (!answered || err_is_set(&forget->err))
            return false;
    } while (forget->more);
    return true;
}

static void report(const struct order_forgotten *forgotten)
{
    log_info("forget: erased the personal data of %lld orders", (long long)forgotten->erased);
    if (forgotten->open > 0)
        log_warn("forget: %lld orders have not ended yet: run it again when they have",
                 (long long)forgotten->open);
}

int command_forget(const struct config *config, char *const operands[])
{
    struct forget forget = { .err = ERR_INIT };
    struct loop *loop = loop_new();

    op_list_init(&forget.ops);
    if (!email_is_plausible(operands[0]) || strlen(operands[0]) > EMAIL_MAX)
        (void)err_set(&forget.err, ERR_INVALID,
                      "the argument must be an e-mail address such as name@example.com");
    else if ((forget.db = beside_open(loop, config->database_url, &forget.err)) != NULL &&
             look_at_all(&forget, loop, operands[0]))
        report(&forget.forgotten);
    if (err_is_set(&forget.err))
        log_error("forget: %s", forget.err.msg);
    db_close(forget.db);
    loop_free(loop);
    return !err_is_set(&forget.err) ? 0 : forget.err.kind == ERR_INVALID ? 2 : 1;
}
