/* pg_error.c -- see pg_error.h. */
#include "db/pg_error.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The longest prefix wins; any other SQLSTATE is a fault of this program. */
static const struct {
    const char *prefix;
    enum err_kind kind;
    const char *text;
} kinds[] = {
    { "08", ERR_UNAVAILABLE, "the database connection failed" },
    { "23", ERR_CONFLICT, "a rule of the database refuses it" },
    { "25006", ERR_UNAVAILABLE, "the database is read-only" },
    { "40", ERR_BUSY, "the database was busy with the same rows" },
    { "40003", ERR_UNKNOWN, "the database does not know whether it was done" },
    { "53", ERR_UNAVAILABLE, "the database is short of resources" },
    { "55006", ERR_BUSY, "the database was busy with the same rows" },
    { "55P03", ERR_BUSY, "the database was busy with the same rows" },
    { "57014", ERR_UNAVAILABLE, "the database took too long" },
    { "57", ERR_UNAVAILABLE, "the database is shutting down" },
    { "58", ERR_UNAVAILABLE, "the database has trouble with its system" },
};

static const char *describe(const char *sqlstate, enum err_kind *kind)
{
    const char *text = "the database finds the statement wrong";
    size_t best = 0;

    *kind = ERR_INTERNAL;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        size_t len = strlen(kinds[i].prefix);
        if (len > best && strncmp(sqlstate, kinds[i].prefix, len) == 0) {
            best = len;
            *kind = kinds[i].kind;
            text = kinds[i].text;
        }
    }
    return text;
}

enum err_kind pg_error_kind(const char *sqlstate)
{
    enum err_kind kind;

    (void)describe(sqlstate, &kind);
    return kind;
}

const char *pg_error_sqlstate(const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    return sqlstate ? sqlstate : "";
}

void pg_error_of_result(const PGresult *result, struct err *err)
{
    const char *sqlstate = pg_error_sqlstate(result);
    enum err_kind kind;
    const char *text = describe(sqlstate, &kind);

    if (kind == ERR_INTERNAL) /* only for the log: clients must not see internals */
        err_set(err, kind, "%s (%s)", text, sqlstate[0] ? sqlstate : "no SQLSTATE");
    else
        err_set(err, kind, "%s", text);
}

bool pg_error_is_fatal(const PGresult *result)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

    return severity != NULL && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0);
}

void pg_error_of_farewell(const PGresult *result, struct err *err)
{
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    err_set(err, ERR_UNAVAILABLE, "%s (%s)", text ? text : "the server ended it", pg_error_sqlstate(result));
}

/* In "…: FATAL:  28P01: password authentication failed": the text from the SQLSTATE on, or NULL. */
static const char *find_sqlstate(const char *line)
{
    for (const char *p = strstr(line, ":  "); p != NULL; p = strstr(p + 1, ":  ")) {
        const char *code = p + 3;
        size_t len = strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (len == SQLSTATE_BYTES - 1 && code[len] == ':')
            return code;
    }
    return NULL;
}

bool pg_error_of_connecting(const char *message, struct err *err)
{
    /* A wrong password, a role that may not log in, no such database. */
    static const char *const for_people[] = { "28", "3D000" };
    char line[512];

    (void)snprintf(line, sizeof(line), "%.*s", (int)strcspn(message, "\n"), message);

    const char *coded = find_sqlstate(line);
    const char *plain = strstr(line, " failed: ");
    if (coded == NULL) {
        plain = plain ? plain + strlen(" failed: ") : line;
        err_set(err, ERR_UNAVAILABLE, "%s", plain[0] ? plain : "it cannot be reached");
        return false;
    }
    err_set(err, ERR_UNAVAILABLE, "%s (%.5s)", coded + 5 + strspn(coded + 5, ": "), coded);
    for (size_t i = 0; i < ARRAY_LEN(for_people); i++)
        if (strncmp(coded, for_people[i], strlen(for_people[i])) == 0)
            return true;
    return false;
}

/* The first line of the last message: libpq keeps earlier ones, and indents explanations. */
static const char *last_message(const char *text)
{
    const char *last = text;

    for (const char *p = strchr(text, '\n'); p != NULL && p[1] != '\0'; p = strchr(p + 1, '\n'))
        if (p[1] != '\t' && p[1] != ' ')
            last = p + 1;
    return last;
}

void pg_error_of_broken(const char *message, struct err *err)
{
    const char *last = last_message(message);
    int len = (int)strcspn(last, "\n");

    if (len == 0 || find_sqlstate(last) != NULL)
        err_set(err, ERR_UNAVAILABLE, "the connection broke");
    else
        err_set(err, ERR_UNAVAILABLE, "%.*s", len, last);
}
