/* redis_url.c -- see redis_url.h. The URL is cut from its right end to its left: path, user info, port. */
#include "cache/redis_url.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEME "redis://"

/* Decodes %XX. False: a broken escape, a NUL, or too long for `out`. */
static bool percent_decode(const char *text, char *out, size_t out_bytes)
{
    size_t len = 0;

    for (const char *p = text; *p != '\0'; p++) {
        char c = *p;

        if (c == '%') {
            int high = text_hex_digit(p[1]), low = high < 0 ? -1 : text_hex_digit(p[2]);
            if (low < 0 || high + low == 0)
                return false;
            c = (char)(high << 4 | low);
            p += 2;
        }
        if (len + 1 == out_bytes)
            return false;
        out[len++] = c;
    }
    out[len] = '\0';
    return true;
}

/* Keeps the text of a number of at most `max`. */
static bool keep_number(const char *text, uint64_t max, char *out, size_t out_bytes)
{
    uint64_t number;

    if (!text_to_u64(text, max, &number))
        return false;
    (void)snprintf(out, out_bytes, "%s", text);
    return true;
}

static bool parse_login(char *login, struct redis_url *out)
{
    char *password = strchr(login, ':');

    if (password == NULL) /* a user alone cannot log in */
        return false;
    *password++ = '\0';
    return percent_decode(login, out->user, sizeof(out->user)) &&
           percent_decode(password, out->password, sizeof(out->password)) && out->password[0] != '\0';
}

static bool parse_address(char *address, struct redis_url *out)
{
    char *host = address, *rest = address;

    if (*address == '[') {
        host = address + 1;
        rest = strchr(host, ']');
        if (rest == NULL)
            return false;
        *rest++ = '\0';
    } else {
        rest = address + strcspn(address, ":");
    }
    if (*rest == ':') {
        *rest++ = '\0';
        if (!keep_number(rest, UINT16_MAX, out->port, sizeof(out->port)) || strcmp(out->port, "0") == 0)
            return false;
    } else if (*rest != '\0') {
        return false;
    }
    if (*host == '\0' || strlen(host) >= sizeof(out->host))
        return false;
    (void)snprintf(out->host, sizeof(out->host), "%s", host);
    return true;
}

/* Takes the text apart in place. */
static bool parse_in(char *text, struct redis_url *out)
{
    char *slash = strchr(text, '/');

    if (slash != NULL) {
        *slash++ = '\0';
        if (*slash != '\0' && !keep_number(slash, UINT16_MAX, out->db, sizeof(out->db)))
            return false;
    }
    char *at = strrchr(text, '@');
    if (at != NULL) {
        *at++ = '\0';
        if (!parse_login(text, out))
            return false;
        text = at;
    }
    return parse_address(text, out);
}

bool redis_url_parse(const char *url, struct redis_url *out, struct err *err)
{
    *out = (struct redis_url){ .port = "6379", .db = "0" };
    if (strncmp(url, SCHEME, strlen(SCHEME)) != 0)
        return err_set(err, ERR_INVALID, "REDIS_URL must begin with " SCHEME);

    char *copy = mem_strdup(url + strlen(SCHEME));
    bool ok = parse_in(copy, out);
    free(copy);
    if (!ok)
        return err_set(err, ERR_INVALID, "REDIS_URL must read redis://[[user]:password@]host[:port][/db]");
    return true;
}
