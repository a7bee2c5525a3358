/* negotiate.c -- what a request's Accept-Encoding and If-None-Match say (RFC 9110, 12.5.3 and 13.1.2). */
#include "http/req_impl.h"

#include <string.h>
#include <strings.h>

/* The weight after "q=" in thousandths: "1", "0.25", "0.001". An invalid weight counts as 0. */
static int read_weight(const char *p)
{
    if (*p != '0' && *p != '1')
        return 0;
    int weight = (*p++ - '0') * 1000;
    if (*p == '.') {
        p++;
        for (int digit = 100; digit > 0 && *p >= '0' && *p <= '9'; digit /= 10)
            weight += digit * (*p++ - '0');
    }
    bool ended = *p == '\0' || strchr(" \t;,", *p) != NULL;
    return ended && weight <= 1000 ? weight : 0;
}

/* The weight among the parameters from `p` to the next comma. */
static int weight_at(const char *p)
{
    for (; *p != '\0' && *p != ','; p++) {
        if (*p != ';')
            continue;
        const char *weight = p + 1 + strspn(p + 1, " \t");
        if (strncasecmp(weight, "q=", 2) == 0)
            return read_weight(weight + 2);
    }
    return 1000;
}

static bool is_coding(const char *name, size_t len, enum http_coding coding)
{
    static const char *const names[HTTP_CODINGS][2] = {
        [HTTP_IDENTITY] = { "identity", "identity" },
        [HTTP_GZIP] = { "gzip", "x-gzip" },
        [HTTP_BROTLI] = { "br", "br" },
    };

    for (int i = 0; i < 2; i++)
        if (strlen(names[coding][i]) == len && strncasecmp(name, names[coding][i], len) == 0)
            return true;
    return false;
}

/* How much `accepted` wants a coding, in thousandths; -1: it does not speak of it. */
static int coding_weight(const char *accepted, enum http_coding coding)
{
    int any = -1;

    for (const char *p = accepted; *p != '\0'; p += strcspn(p, ",")) {
        p += strspn(p, " \t,");
        size_t name = strcspn(p, " \t;,");

        if (is_coding(p, name, coding))
            return weight_at(p + name);
        if (name == 1 && *p == '*' && any < 0)
            any = weight_at(p + name);
    }
    return any;
}

enum http_coding req_coding(const struct req *req, unsigned available)
{
    const char *accepted = req_header(req, "Accept-Encoding");
    enum http_coding best = HTTP_IDENTITY;

    if (accepted == NULL)
        return HTTP_IDENTITY;
    int best_weight = coding_weight(accepted, HTTP_IDENTITY);
    for (enum http_coding coding = HTTP_GZIP; coding < HTTP_CODINGS; coding++) {
        int weight = available & (1u << coding) ? coding_weight(accepted, coding) : 0;

        if (weight > 0 && weight >= best_weight) {
            best = coding;
            best_weight = weight;
        }
    }
    return best;
}

/* An entity tag without its weakness mark. */
static const char *strong_part(const char *etag)
{
    return etag[0] == 'W' && etag[1] == '/' ? etag + 2 : etag;
}

/* Whether a list of entity tags (RFC 9110, section 13.1) is "*" or contains `wanted`, a strong one. With
 * `weakly`, a weak one of the list is as good as a strong one. */
static bool is_listed(const char *p, const char *wanted, bool weakly)
{
    size_t len = strlen(wanted);

    if (strcmp(p, "*") == 0)
        return true;
    for (;;) {
        p += strspn(p, " \t,");
        const char *tag = strong_part(p);
        if (*tag != '"') /* the end, or not a list of tags */
            return false;
        const char *close = strchr(tag + 1, '"');
        if (close == NULL)
            return false;
        if ((weakly || tag == p) && (size_t)(close + 1 - tag) == len && memcmp(tag, wanted, len) == 0)
            return true;
        p = close + 1;
    }
}

bool req_none_match(const struct req *req, const char *etag)
{
    const char *listed = req_header(req, "If-None-Match");

    return listed != NULL && is_listed(listed, strong_part(etag), true);
}

bool req_match(const struct req *req, const char *etag)
{
    const char *listed = req_header(req, "If-Match");

    return listed == NULL || is_listed(listed, etag, false);
}
