/* assets.c -- see http/assets.h: chooses the file, its coding and its cache lifetime. */
#include "http/assets.h"

#include "base/attr.h"
#include "http/web_dir.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define INDEX "/index.html"

/* Characters in the hash with which the bundler marks a file's name. */
#define NAME_HASH_CHARS 8

/* The pages take everything from here, nothing from elsewhere, and run no script that stands in a page. */
static const char security_lines[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'\r\n"
    "Permissions-Policy: camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

/* ---- names ---- */

/* The extension of the last segment, with its dot; NULL: none. */
static const char *extension(const char *path)
{
    return strrchr(strrchr(path, '/'), '.');
}

static const char *content_type(const char *path)
{
    static const struct {
        const char *extension, *type;
    } types[] = {
        { ".html", "text/html; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".mjs", "text/javascript; charset=utf-8" },
        { ".css", "text/css; charset=utf-8" },
        { ".json", "application/json" },
        { ".map", "application/json" },
        { ".webmanifest", "application/manifest+json" },
        { ".txt", "text/plain; charset=utf-8" },
        { ".xml", "application/xml" },
        { ".svg", "image/svg+xml" },
        { ".png", "image/png" },
        { ".jpg", "image/jpeg" },
        { ".jpeg", "image/jpeg" },
        { ".webp", "image/webp" },
        { ".avif", "image/avif" },
        { ".gif", "image/gif" },
        { ".ico", "image/x-icon" },
        { ".woff2", "font/woff2" },
        { ".wasm", "application/wasm" },
    };
    const char *found = extension(path);

    for (size_t i = 0; found != NULL && i < ARRAY_LEN(types); i++)
        if (strcasecmp(found, types[i].extension) == 0)
            return types[i].type;
    return "application/octet-stream";
}

/* Whether the name changes with the content: "/assets/index-B3x_9aZq.js". The hash must contain a digit or
 * a capital, so that "/assets/plain-baguette.svg" does not count; one hash in a thousand has neither. */
static bool is_hashed(const char *path)
{
    const char *dot = extension(path);
    bool marked = false;

    if (strncmp(path, "/assets/", 8) != 0 || dot == NULL || dot - strrchr(path, '/') <= NAME_HASH_CHARS + 1)
        return false;
    const char *hash = dot - NAME_HASH_CHARS;
    if (hash[-1] != '-' && hash[-1] != '.')
        return false;
    for (const char *p = hash; p < dot; p++) {
        if (!isalnum((unsigned char)*p) && *p != '-' && *p != '_')
            return false;
        marked |= isdigit((unsigned char)*p) || isupper((unsigned char)*p);
    }
    return marked;
}

/* ---- answers ---- */

void assets_add_security_headers(struct req *req)
{
    req_add_header_lines(req, security_lines);
}

static void reply_not_found(struct req *req)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_NOT_FOUND, "no such resource");
    req_fail(req, &err);
}

static int compare_path(const void *path, const void *asset)
{
    return strcmp(path, ((const struct asset *)asset)->path);
}

static const struct asset *find(const struct assets *assets, const char *path)
{
    return bsearch(path, assets->files, assets->count, sizeof(*assets->files), compare_path);
}

static void reply_asset(const struct asset *asset, struct req *req)
{
    static const char *const names[HTTP_CODINGS] = { [HTTP_GZIP] = "gzip", [HTTP_BROTLI] = "br" };
    unsigned available = 0;

    for (int i = 0; i < HTTP_CODINGS; i++)
        if (asset->bodies[i].bytes != NULL)
            available |= 1u << i;
    enum http_coding coding = req_coding(req, available);
    const struct asset_body *body = &asset->bodies[coding];

    req_add_header(req, "Cache-Control",
                   is_hashed(asset->path) ? "public, max-age=31536000, immutable" : "no-cache");
    req_add_header(req, "ETag", body->etag);
    req_add_header(req, "Vary", "Accept-Encoding");
    if (req_none_match(req, body->etag)) {
        req_reply_empty(req, 304);
        return;
    }
    if (names[coding] != NULL)
        req_add_header(req, "Content-Encoding", names[coding]);
    assets_add_security_headers(req);
    req_reply_static(req, 200, content_type(asset->path), body->bytes, body->len);
}

static void serve_embedded(const struct assets *assets, struct req *req)
{
    const struct asset *asset = find(assets, req_path(req));

    if (asset == NULL && extension(req_path(req)) == NULL)
        asset = find(assets, INDEX);
    if (asset == NULL)
        reply_not_found(req);
    else if (assets->handle_index != NULL && strcmp(asset->path, INDEX) == 0)
        assets->handle_index(req);
    else
        reply_asset(asset, req);
}

static void serve_from_dir(const struct assets *assets, struct req *req)
{
    const char *path = req_path(req);
    struct err err = ERR_INIT;
    struct buf file;

    buf_init(&file, WEB_FILE_BYTES_MAX);
    bool found = web_dir_read(assets->dir, path, &file, &err);
    if (!found && err.kind == ERR_NOT_FOUND && extension(path) == NULL) {
        err = (struct err)ERR_INIT;
        path = INDEX;
        found = web_dir_read(assets->dir, path, &file, &err);
    }
    if (found && assets->handle_index != NULL && strcmp(path, INDEX) == 0) {
        assets->handle_index(req);
    } else if (found) {
        req_add_header(req, "Cache-Control", "no-store");
        assets_add_security_headers(req);
        req_reply(req, 200, content_type(path), file.data, file.len);
    } else if (err.kind == ERR_NOT_FOUND) {
        reply_not_found(req);
    } else {
        req_fail(req, &err);
    }
    buf_done(&file);
}

/* ---- http/assets.h ---- */

bool assets_from_dir(const struct assets *assets)
{
    return assets->dir != NULL && assets->dir[0] != '\0';
}

bool assets_check(const struct assets *assets, struct err *err)
{
    return !assets_from_dir(assets) || web_dir_check(assets->dir, err);
}

bool assets_read_index(const struct assets *assets, struct buf *out, struct err *err)
{
    if (assets_from_dir(assets))
        return web_dir_read(assets->dir, INDEX, out, err);
    const struct asset *index = find(assets, INDEX);
    if (index == NULL)
        return err_set(err, ERR_NOT_FOUND, "there is no index.html");
    buf_add(out, index->bodies[HTTP_IDENTITY].bytes, index->bodies[HTTP_IDENTITY].len);
    return !buf_full(out) || err_set(err, ERR_INTERNAL, "web: index.html is too large");
}

void assets_serve(const struct assets *assets, struct req *req)
{
    if (assets_from_dir(assets))
        serve_from_dir(assets, req);
    else
        serve_embedded(assets, req);
}
