/* negotiate.c -- what a request's Accept-Encoding and If-None-Match say (RFC 9110, 12.5.3 and 13.1.2). */
#include "http/req_impl.h"

#include <string.h>
#include <strings.h>

/* Whether the parameters from `p` to the next comma hold a weight of zero: "q=0", "q=0.000". */
static bool is_refused(const char *p)
{
    for (; *p != '\0' && *p != ','; p++) {
        if (*p != ';')
            continue;
        const char *weight = p + 1 + strspn(p + 1, " \t");
        if (strncasecmp(weight, "q=", 2) == 0)
            return strcspn(weight + 2, " \t;,") == strspn(weight + 2, "0.");
    }
    return false;
}

bool req_accepts_gzip(const struct req *req)
{
    const char *p = req_header(req, "Accept-Encoding");
    bool any = false;

    while (p != NULL && *p != '\0') {
        p += strspn(p, " \t,");
        size_t name = strcspn(p, " \t;,");

        if ((name == 4 && strncasecmp(p, "gzip", 4) == 0) || (name == 6 && strncasecmp(p, "x-gzip", 6) == 0))
            return !is_refused(p + name);
        if (name == 1 && *p == '*')
            any = !is_refused(p + name);
        p += strcspn(p, ",");
    }
    return any;
}

/* An entity tag without its mark of weakness: for If-None-Match both kinds compare alike. */
static const char *strong_part(const char *etag)
{
    return etag[0] == 'W' && etag[1] == '/' ? etag + 2 : etag;
}

bool req_none_match(const struct req *req, const char *etag)
{
    const char *p = req_header(req, "If-None-Match");
    const char *wanted = strong_part(etag);
    size_t len = strlen(wanted);

    if (p == NULL)
        return false;
    if (strcmp(p, "*") == 0)
        return true;
    for (;;) {
        p += strspn(p, " \t,");
        p = strong_part(p);
        if (*p != '"') /* the end, or not a list of tags */
            return false;
        const char *close = strchr(p + 1, '"');
        if (close == NULL)
            return false;
        if ((size_t)(close + 1 - p) == len && memcmp(p, wanted, len) == 0)
            return true;
        p = close + 1;
    }
}
