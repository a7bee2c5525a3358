/* account.c -- see shop/staff/account.h. */
#include "shop/staff/account.h"

#include "base/json_read.h"
#include "base/text.h"

#include <string.h>

static const char *const role_names[] = { "counter", "manager", "owner" };

static const char *const request_fields[] = { "email", "name", "role", NULL };
static const char *const change_fields[] = { "name", "role", "active", NULL };

const char *staff_role_name(enum staff_role role)
{
    return role_names[role];
}

bool staff_role_parse(const char *name, enum staff_role *role)
{
    for (size_t i = 0; i < ARRAY_LEN(role_names); i++)
        if (strcmp(role_names[i], name) == 0) {
            *role = (enum staff_role)i;
            return true;
        }
    return false;
}

static bool read_role(json_t *value, enum staff_role *role, struct field_errors *errors)
{
    const char *name = json_string_value(value);

    if (name != NULL && staff_role_parse(name, role))
        return true;
    field_errors_add(errors, "/role", value ? "must be counter, manager or owner" : "is required");
    return false;
}

static bool read_name(json_t *value, char out[STAFF_NAME_MAX * 4 + 1], struct field_errors *errors)
{
    return json_read_text(value, "/name", 1, STAFF_NAME_MAX, out, STAFF_NAME_MAX * 4 + 1, errors);
}

static bool is_object(json_t *body, struct field_errors *errors)
{
    if (json_is_object(body))
        return true;
    field_errors_add(errors, "", "must be a JSON object");
    return false;
}

bool account_request_read(struct account_request *request, json_t *body, struct field_errors *errors)
{
    *request = (struct account_request){ 0 };
    if (!is_object(body, errors))
        return false;
    json_read_known(body, "", request_fields, errors);
    (void)account_read_email(json_object_get(body, "email"), "/email", request->email, errors);
    (void)read_name(json_object_get(body, "name"), request->name, errors);
    (void)read_role(json_object_get(body, "role"), &request->role, errors);
    return errors->count == 0;
}

bool account_change_read(struct account_change *change, json_t *body, struct field_errors *errors)
{
    json_t *name = json_object_get(body, "name"), *role = json_object_get(body, "role");
    json_t *active = json_object_get(body, "active");

    *change = (struct account_change){ 0 };
    if (!is_object(body, errors))
        return false;
    json_read_known(body, "", change_fields, errors);
    change->sets_name = name != NULL && read_name(name, change->name, errors);
    change->sets_role = role != NULL && read_role(role, &change->role, errors);
    change->sets_active = active != NULL;
    change->active = json_is_true(active);
    if (active != NULL && !json_is_boolean(active))
        field_errors_add(errors, "/active", "must be true or false");
    return errors->count == 0;
}

bool account_read_email(json_t *value, const char *pointer, char out[EMAIL_MAX + 1],
                        struct field_errors *errors)
{
    if (!json_read_email(value, pointer, out, errors))
        return false;
    email_fold(out);
    return true;
}

bool account_read_password(json_t *value, const char *pointer, char out[PASSWORD_BYTES],
                           struct field_errors *errors)
{
    const char *text = json_string_value(value);

    if (text == NULL) {
        field_errors_add(errors, pointer, value ? "must be a string" : "is required");
        return false;
    }
    if (strlen(text) != json_string_length(value) || text_length(text) > PASSWORD_MAX) {
        field_errors_add(errors, pointer, "must have at most %d characters, and no NUL", PASSWORD_MAX);
        return false;
    }
    memcpy(out, text, strlen(text) + 1);
    return true;
}

bool account_read_new_password(json_t *value, const char *pointer, char out[PASSWORD_BYTES],
                               struct field_errors *errors)
{
    struct err err = ERR_INIT;

    if (!account_read_password(value, pointer, out, errors))
        return false;
    if (password_is_allowed(out, &err))
        return true;
    field_errors_add(errors, pointer, "%.110s", err.msg);
    return false;
}
