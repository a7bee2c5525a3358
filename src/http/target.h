/* http/target.h -- what a request asks for: the path in segments.
 *
 * A path is split at '/' first and percent-decoded then, so that %2F never makes a segment. Refused are bad
 * escapes, %00, dot segments and what is not UTF-8. The absolute form is taken for its path. A query is not
 * looked at: nothing here takes one, and whoever links to a page may have added any. */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include "base/mem.h"
#include "http/scan.h"

#define TARGET_SEGMENTS_MAX 16

struct target {
    bool asterisk;                             /* "*": the server itself */
    const char *path;                          /* decoded, but for %2F */
    int count;                                 /* of segments; one over TARGET_SEGMENTS_MAX: there are more */
    const char *segments[TARGET_SEGMENTS_MAX]; /* decoded */
};

/* All that `target` points to lives in the arena. */
MUST_CHECK bool target_read(struct target *target, const char *text, struct arena *arena,
                            struct refusal *refusal);

#endif
