/* staff.c -- `bakery staff`: adds the first owner, resets a password and lists the accounts. The password is
 * asked on the terminal, or read from standard input. */
#include "app/staff.h"

#include "app/beside.h"
#include "base/attr.h"
#include "base/config.h"
#include "base/log.h"
#include "db/db.h"
#include "loop/loop.h"
#include "loop/op.h"
#include "shop/staff/staff_store.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const struct staff_member command_line = { .role = STAFF_OWNER, .name = "command line" };

struct staff { /* what the command is doing */
    struct loop *loop;
    struct db *db;
    struct passwords *passwords;
    struct op_list ops;
    struct account_request request;
    char password[PASSWORD_BYTES];
    char hash[PASSWORD_HASH_BYTES];
    bool done;
    int rows;
    struct err err;
};

/* ---- arguments ---- */

/* Whether argv[0] is the flag; *used is how many arguments it takes. */
static bool flag_value(const char *flag, int argc, char *argv[], const char **value, int *used)
{
    size_t len = strlen(flag);

    if (strncmp(argv[0], flag, len) != 0 || (argv[0][len] != '\0' && argv[0][len] != '='))
        return false;
    *value = argv[0][len] == '=' ? argv[0] + len + 1 : argc > 1 ? argv[1] : "";
    *used = argv[0][len] == '=' || argc == 1 ? 1 : 2;
    return true;
}

bool staff_command_read(struct staff_command *command, int *argc, char *argv[], struct err *err)
{
    static const char *const actions[] = { "add", "reset", "list" };
    int operands = 0, settings = 0, action = -1;

    *command = (struct staff_command){ 0 };
    for (int i = 0, used; i < *argc; i += used) {
        used = 1;
        if (flag_value("--name", *argc - i, argv + i, &command->name, &used) ||
            flag_value("--role", *argc - i, argv + i, &command->role, &used))
            continue;
        if (argv[i][0] == '-') { /* a setting and, unless it has a '=', its value */
            used = strchr(argv[i], '=') == NULL && i + 1 < *argc ? 2 : 1;
            for (int k = 0; k < used; k++)
                argv[settings++] = argv[i + k];
        } else if (operands++ == 0) {
            for (size_t k = 0; k < ARRAY_LEN(actions); k++)
                action = strcmp(argv[i], actions[k]) == 0 ? (int)k : action;
        } else {
            command->email = argv[i];
        }
    }
    *argc = settings;
    bool is_list = action == STAFF_LIST, is_add = action == STAFF_ADD;
    if (action < 0 || operands != (is_list ? 1 : 2) || (command->name != NULL) != is_add ||
        (command->role != NULL) != is_add)
        return err_set(err, ERR_INVALID, "usage: " STAFF_USAGE);
    command->action = (unsigned)action;
    return true;
}

/* ---- the database ---- */

/* Waits for what was started last. */
static bool wait_for_it(struct staff *staff)
{
    bool answered = beside_wait(staff->loop, &staff->done, &staff->err);

    op_list_cancel(&staff->ops);
    staff->done = false;
    return answered && !err_is_set(&staff->err);
}

static void on_rows(void *arg, const struct db_rows *rows, const struct err *err)
{
    struct staff *staff = arg;

    staff->done = true;
    if (err != NULL)
        (void)err_set(&staff->err, err->kind, "%s", err->msg);
    else
        staff->rows = db_rows_count(rows);
}

static void on_hash(void *arg, const char *hash, const struct err *err)
{
    struct staff *staff = arg;

    staff->done = true;
    if (err != NULL)
        (void)err_set(&staff->err, err->kind, "%s", err->msg);
    else
        (void)snprintf(staff->hash, sizeof(staff->hash), "%s", hash);
}

/* ---- the password ---- */

static void set_echo(bool on)
{
    struct termios terminal;

    if (tcgetattr(STDIN_FILENO, &terminal) != 0)
        return;
    if (on)
        terminal.c_lflag |= ECHO;
    else
        terminal.c_lflag &= ~(tcflag_t)ECHO;
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal);
}

/* False: there is no line, or it is too long. */
static bool read_line(char *out, size_t size)
{
    if (fgets(out, (int)size, stdin) == NULL)
        return false;
    size_t len = strcspn(out, "\r\n");
    bool whole = out[len] != '\0' || feof(stdin);
    out[len] = '\0';
    return whole;
}

static bool ask_password(char out[PASSWORD_BYTES], struct err *err)
{
    bool asks = isatty(STDIN_FILENO) == 1, read;
    char line[PASSWORD_BYTES + 2];

    if (asks) {
        (void)fputs("new password: ", stderr);
        set_echo(false);
    }
    read = read_line(line, sizeof(line));
    if (asks) {
        set_echo(true);
        (void)fputc('\n', stderr);
    }
    if (!read || strlen(line) >= PASSWORD_BYTES)
        return err_set(err, ERR_INVALID, "the password must be one line of standard input");
    struct err why = ERR_INIT;
    if (!password_is_allowed(line, &why))
        return err_set(err, ERR_INVALID, "the password %s", why.msg);
    memcpy(out, line, strlen(line) + 1);
    return true;
}

static bool hash_password(struct staff *staff)
{
    password_hash(staff->passwords, &staff->ops, staff->password, on_hash, staff);
    return wait_for_it(staff);
}

/* ---- the commands ---- */

/* The same rules as for POST /api/staff/accounts, which say what is wrong. */
static bool read_request(struct staff *staff, const struct staff_command *command)
{
    struct field_errors errors = { 0 };
    json_t *body =
        json_pack("{s:s, s:s, s:s}", "email", command->email, "name", command->name, "role", command->role);
    bool valid = body != NULL ? account_request_read(&staff->request, body, &errors)
                              : err_set(&staff->err, ERR_INVALID, "the arguments must be UTF-8");

    json_decref(body);
    if (!valid && errors.count > 0)
        (void)err_set(&staff->err, ERR_INVALID, "%s %s", errors.at[0].pointer + 1, errors.at[0].detail);
    return valid;
}

/* What can be said without the database comes first. */
static bool read_input(struct staff *staff, const struct staff_command *command)
{
    return command->action == STAFF_LIST ||
           ((command->action == STAFF_RESET || read_request(staff, command)) &&
            ask_password(staff->password, &staff->err));
}

static bool add(struct staff *staff, const struct staff_command *command UNUSED)
{
    if (!hash_password(staff))
        return false;
    staff_store_add(staff->db, &staff->ops, &staff->request, staff->hash, NULL, &command_line, on_rows,
                    staff);
    if (!wait_for_it(staff))
        return false;
    if (staff->rows == 0)
        return err_set(&staff->err, ERR_CONFLICT,
                       "this e-mail has an account already, or there are " TEXT_OF(
                           STAFF_ACCOUNTS_MAX) " accounts: bakery staff list shows them");
    log_info("staff: added the account; it can sign in at /staff");
    return true;
}

static bool reset(struct staff *staff, const struct staff_command *command)
{
    char email[EMAIL_MAX + 1];

    if (!hash_password(staff))
        return false;
    (void)snprintf(email, sizeof(email), "%s", command->email);
    email_fold(email);
    staff_store_reset(staff->db, &staff->ops, email, staff->hash, on_rows, staff);
    if (!wait_for_it(staff))
        return false;
    if (staff->rows == 0)
        return err_set(&staff->err, ERR_NOT_FOUND,
                       "no active account has this e-mail: bakery staff list shows all");
    log_info("staff: set the password, and ended the sessions of this account");
    return true;
}

static void on_list(void *arg, const struct db_rows *rows, const struct err *err)
{
    on_rows(arg, rows, err);
    for (int row = 0; rows != NULL && row < db_rows_count(rows); row++)
        (void)printf("%-8s %-9s %s <%s>\n", db_text(rows, row, 3),
                     !db_bool(rows, row, 4)  ? "inactive"
                     : db_bool(rows, row, 5) ? "active"
                                             : "invited",
                     db_text(rows, row, 2), db_text(rows, row, 1));
}

static bool list(struct staff *staff, const struct staff_command *command UNUSED)
{
    staff_store_list(staff->db, &staff->ops, on_list, staff);
    return wait_for_it(staff);
}

static bool open_and_run(struct staff *staff, const struct config *config,
                         const struct staff_command *command)
{
    static bool (*const run[])(struct staff *, const struct staff_command *) = { add, reset, list };

    staff->db = beside_open(staff->loop, config->database_url, &staff->err);
    return staff->db != NULL && run[command->action](staff, command);
}

int command_staff(const struct config *config, const struct staff_command *command)
{
    struct staff staff = { .loop = loop_new(), .err = ERR_INIT };

    staff.passwords = passwords_new(staff.loop);
    bool done = read_input(&staff, command) && open_and_run(&staff, config, command);
    if (!done)
        log_error("staff: %s", staff.err.msg);
    passwords_free(staff.passwords);
    db_close(staff.db);
    loop_free(staff.loop);
    return done ? 0 : staff.err.kind == ERR_INVALID ? 2 : 1;
}
