/* progress.c -- see app/progress.h. */
#include "app/progress.h"

#include "base/clock.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define BAR_CELLS     40
#define BAR_EVERY_MS  100
#define LINE_EVERY_MS 2000

void progress_begin(struct progress *progress, const char *what, int64_t total)
{
    *progress = (struct progress){
        .what = what, .total = total, .shown_ms = clock_ms(), .bar = isatty(STDERR_FILENO) == 1
    };
}

/* 100 when there is nothing to do. */
static int percent(const struct progress *progress)
{
    return progress->done < progress->total ? (int)(progress->done * 100 / progress->total) : 100;
}

static void show(struct progress *progress)
{
    static const char full[] = "########################################";
    int cells = percent(progress) * BAR_CELLS / 100;

    progress->shown_ms = clock_ms();
    if (progress->bar)
        (void)fprintf(stderr, "\r%s [%.*s%*s] %3d %%", progress->what, cells, full, BAR_CELLS - cells, "",
                      percent(progress));
    else
        log_info("%s: %" PRId64 " of %" PRId64 ", %d %%", progress->what, progress->done, progress->total,
                 percent(progress));
}

void progress_add(struct progress *progress, int64_t done)
{
    progress->done += done;
    if (clock_ms() - progress->shown_ms >= (progress->bar ? BAR_EVERY_MS : LINE_EVERY_MS))
        show(progress);
}

void progress_end(struct progress *progress)
{
    if (!progress->bar)
        return;
    show(progress);
    (void)fputc('\n', stderr);
}
