/* http/assets.h -- the pages of the shop: files that the build has put into the binary, compressed already.
 *
 * What stands in the web bundle is a table, sorted by path, of bodies that live as long as the process: they
 * are sent without a copy. A path that names no file gives index.html, so that the single-page app can show
 * it; with an extension it gives 404. While developing, files may come from a folder instead. Whoever
 * composes index.html puts a handler of its own in its place. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "base/buf.h"
#include "base/err.h"
#include "http/req.h"

#include <stddef.h>

struct asset_body {
    const char *etag;  /* strong, with its quotes: of these very bytes */
    const char *bytes; /* NULL: this coding would not have made it smaller */
    size_t len;
};

struct asset {
    const char *path; /* "/index.html" */
    struct asset_body bodies[HTTP_CODINGS];
};

struct assets {
    const struct asset *files; /* in the order of strcmp() */
    size_t count;
    const char *dir; /* serve the files of this folder instead, as they are at that moment; NULL or "": no */
    void (*handle_index)(struct req *req); /* answers for index.html; NULL: it is a file like the others */
};

/* No index.html is larger. */
#define ASSETS_INDEX_BYTES_MAX ((size_t)1 << 20)

extern const struct assets web_assets; /* made by the build from web/ */

/* Whether the folder is there, when one is named. */
MUST_CHECK bool assets_check(const struct assets *assets, struct err *err);

/* Answers a GET of the pages. Files from a folder are read at once: the disk may hold up the loop. */
void assets_serve(const struct assets *assets, struct req *req);

bool assets_from_dir(const struct assets *assets); /* whether the files are those of a folder */

/* Adds index.html, as it is now, to `out`, whose cap should be ASSETS_INDEX_BYTES_MAX. */
MUST_CHECK bool assets_read_index(const struct assets *assets, struct buf *out, struct err *err);

/* What a page may load and do, and who may frame it: for all that is answered in a page's place. */
void assets_add_security_headers(struct req *req);

#endif
