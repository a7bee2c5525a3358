/* target.c -- see http/target.h. */
#include "http/target.h"

#include "base/text.h"
#include "http/head.h"

#include <string.h>
#include <strings.h>

static bool refuse(struct refusal *refusal, const char *detail)
{
    *refusal = (struct refusal){ 400, detail };
    return false;
}

enum decode_as { DECODE_PATH, DECODE_SEGMENT, DECODE_QUERY };

/* Decodes text[0 … len) to `out`, which takes len + 1 bytes; false for a bad escape, %00 and bad UTF-8. */
static bool decode(const char *text, size_t len, enum decode_as as, char *out)
{
    char *first = out;

    if (memchr(text, '%', len) == NULL && as != DECODE_QUERY) {
        memcpy(out, text, len);
        out[len] = '\0';
        return text_is_utf8(out, len);
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '%') {
            *out++ = as == DECODE_QUERY && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (len - i < 3)
            return false;
        int high = text_hex_digit(text[i + 1]), low = text_hex_digit(text[i + 2]);
        if (high < 0 || low < 0 || high + low == 0)
            return false;
        if (high * 16 + low == '/' && as == DECODE_PATH) {
            memcpy(out, text + i, 3);
            out += 3;
        } else {
            *out++ = (char)(unsigned char)(high * 16 + low);
        }
        i += 2;
    }
    *out = '\0';
    return text_is_utf8(first, (size_t)(out - first));
}

/* For the absolute form: moves to the path after the authority. False if the authority is invalid. */
static bool skip_authority(const char **text)
{
    const char *authority = NULL;

    if (strncasecmp(*text, "http://", 7) == 0)
        authority = *text + 7;
    else if (strncasecmp(*text, "https://", 8) == 0)
        authority = *text + 8;
    if (authority == NULL)
        return false;
    size_t len = strcspn(authority, "/?");
    if (!head_is_host(authority, len))
        return false;
    *text = authority + len;
    return true;
}

static bool is_dots(const char *segment)
{
    return strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0;
}

static bool read_segments(struct target *target, const char *path, size_t len, struct arena *arena,
                          struct refusal *refusal)
{
    char *out = arena_alloc(arena, len + 1);

    target->count = 0;
    for (size_t at = 1; at <= len; at++) { /* behind each '/' */
        size_t segment = 0;

        while (at + segment < len && path[at + segment] != '/')
            segment++;
        if (!decode(path + at, segment, DECODE_SEGMENT, out))
            return refuse(refusal, "the path holds an escape that is not allowed");
        if (is_dots(out))
            return refuse(refusal, "the path holds a dot segment");
        if (target->count < TARGET_SEGMENTS_MAX)
            target->segments[target->count] = out;
        if (target->count <= TARGET_SEGMENTS_MAX)
            target->count++;
        out += strlen(out) + 1;
        at += segment;
    }
    return true;
}

bool target_read(struct target *target, const char *text, struct arena *arena, struct refusal *refusal)
{
    *target = (struct target){ .path = "", .query = "" };
    if (strcmp(text, "*") == 0) {
        target->asterisk = true;
        target->path = "*";
        return true;
    }
    if (*text != '/' && !skip_authority(&text))
        return refuse(refusal, "the target is not a path");
    if (strchr(text, '#') != NULL)
        return refuse(refusal, "the target holds a fragment");

    size_t len = strcspn(text, "?");
    if (text[len] == '?')
        target->query = text + len + 1;
    const char *path = len > 0 ? text : "/"; /* "http://host" and "http://host?query" */
    size_t path_len = len > 0 ? len : 1;
    char *decoded = arena_alloc(arena, path_len + 1);
    if (!decode(path, path_len, DECODE_PATH, decoded))
        return refuse(refusal, "the path holds an escape that is not allowed");
    target->path = decoded;
    return read_segments(target, path, path_len, arena, refusal);
}

const char *target_query(const struct target *target, const char *name, struct arena *arena)
{
    size_t name_len = strlen(name);

    for (const char *at = target->query; *at != '\0'; at += *at == '&') {
        size_t len = strcspn(at, "&");

        if (len > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=') {
            char *value = arena_alloc(arena, len - name_len);
            bool valid = decode(at + name_len + 1, len - name_len - 1, DECODE_QUERY, value);
            return valid ? value : NULL;
        }
        at += len;
    }
    return NULL;
}
