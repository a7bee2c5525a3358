/* progress.h -- shows the progress of a long command on standard error: a bar on a terminal, otherwise a line
 * now and then. */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *what; /* "import" */
    int64_t done, total;
    int64_t shown_ms; /* when it was last shown */
    bool bar;
};

void progress_begin(struct progress *progress, const char *what, int64_t total);
void progress_add(struct progress *progress, int64_t done);
void progress_end(struct progress *progress); /* ends the line; also call it after a failure */

#endif
