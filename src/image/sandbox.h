/* sandbox.h -- takes away from a process all that a decoder does not need. */
#ifndef IMAGE_SANDBOX_H
#define IMAGE_SANDBOX_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

struct sandbox_limits {
    size_t memory_bytes; /* of data: code and libraries do not count */
    int cpu_s;
};

/* From now on the process can read standard input, write standard output, allocate memory and exit. Any other
 * system call ends it. False: the kernel does not support that. */
MUST_CHECK bool sandbox_enter(const struct sandbox_limits *limits);

#endif
