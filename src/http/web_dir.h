/* http/web_dir.h -- reads a file of the web bundle from a folder, for development. */
#ifndef HTTP_WEB_DIR_H
#define HTTP_WEB_DIR_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* More is no file of a page. */
#define WEB_FILE_BYTES_MAX ((size_t)16 << 20)

MUST_CHECK bool web_dir_check(const char *dir, struct err *err);

/* Adds the file at `path` ("/index.html") below `dir` to `out`, whose cap should be WEB_FILE_BYTES_MAX. A
 * path that leaves the folder by dots or links, and anything but a regular file, is ERR_NOT_FOUND. Blocks
 * while it reads. */
MUST_CHECK bool web_dir_read(const char *dir, const char *path, struct buf *out, struct err *err);

#endif
