/* metrics.c -- see base/metrics.h. */
#include "base/metrics.h"

#include <inttypes.h>

static const struct {
    const char *name, *type, *help;
} described[] = {
#define X(id, name, type, help) { name, type, help },
    METRICS(X)
#undef X
};

static int64_t values[METRIC_COUNT];

void metric_add(enum metric metric, int64_t n)
{
    values[metric] += n;
}

void metric_set(enum metric metric, int64_t value)
{
    values[metric] = value;
}

int64_t metric_get(enum metric metric)
{
    return values[metric];
}

void metrics_write(struct buf *out)
{
    for (int i = 0; i < METRIC_COUNT; i++) {
        buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", described[i].name, described[i].help, described[i].name,
                 described[i].type);
        buf_addf(out, "%s %" PRId64 "\n", described[i].name, values[i]);
    }
}
