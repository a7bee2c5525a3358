/* http/assets.h -- the files of the web bundle, which the build compresses and embeds in the binary.
 *
 * They are a table, sorted by path, of bodies that live as long as the process and are sent without a copy.
 * For a path that is not a file the response is index.html, so that the single-page app can show it; if the
 * path has an extension, it is 404. During development the files can come from a folder instead. A handler
 * can take the place of index.html. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "base/buf.h"
#include "base/err.h"
#include "http/req.h"

#include <stddef.h>

struct asset_body {
    const char *etag;  /* strong, with its quotes; each coding has its own */
    const char *bytes; /* NULL: this coding would not make it smaller */
    size_t len;
};

struct asset {
    const char *path; /* "/index.html" */
    struct asset_body bodies[HTTP_CODINGS];
};

struct assets {
    const struct asset *files; /* in the order of strcmp() */
    size_t count;
    const char *dir; /* serve the current files of this folder instead; NULL or "": do not */
    void (*handle_index)(struct req *req); /* serves index.html; NULL: it is a file like the others */
};

/* The largest index.html that is accepted. */
#define ASSETS_INDEX_BYTES_MAX ((size_t)1 << 20)

extern const struct assets web_assets; /* made by the build from web/ */

/* Whether the folder exists, if one is set. */
MUST_CHECK bool assets_check(const struct assets *assets, struct err *err);

/* Answers a GET request for a file. Reading from a folder blocks the loop, so it is only for development. */
void assets_serve(const struct assets *assets, struct req *req);

bool assets_from_dir(const struct assets *assets); /* whether the files come from a folder */

/* Adds the current index.html to `out`, whose cap should be ASSETS_INDEX_BYTES_MAX. */
MUST_CHECK bool assets_read_index(const struct assets *assets, struct buf *out, struct err *err);

/* Adds the headers that restrict what a page may load, and who may frame it. */
void assets_add_security_headers(struct req *req);

#endif
