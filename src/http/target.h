/* http/target.h -- the request target: a path in segments.
 *
 * The path is split at '/' first and percent-decoded afterwards, so that %2F never separates segments. Bad
 * escapes, %00, dot segments and bytes that are not UTF-8 are refused. Of the absolute form only path and
 * query are used. The query is read only for handlers that ask: links from elsewhere may contain anything. */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include "base/mem.h"
#include "http/scan.h"

#define TARGET_SEGMENTS_MAX 16

struct target {
    bool asterisk;                             /* "*": the server itself */
    const char *path;                          /* decoded, but for %2F */
    const char *query;                         /* as it was sent, without its '?'; "": none */
    int count;                                 /* of segments; one over TARGET_SEGMENTS_MAX: there are more */
    const char *segments[TARGET_SEGMENTS_MAX]; /* decoded */
};

/* All that `target` points to lives in the arena. */
MUST_CHECK bool target_read(struct target *target, const char *text, struct arena *arena,
                            struct refusal *refusal);

/* The first parameter of the query with this name (application/x-www-form-urlencoded), decoded into the
 * arena. NULL: there is none, or it is not UTF-8 or has a bad escape. */
const char *target_query(const struct target *target, const char *name, struct arena *arena);

#endif
