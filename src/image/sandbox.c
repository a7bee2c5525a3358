/* sandbox.c -- see image/sandbox.h. */
#include "image/sandbox.h"

#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* The sanitizers' memory has terabytes, and they ask for their stacks. */
#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* What malloc(), the C library's locks and exit need besides read and write. */
static const int plain_calls[] = {
    SCMP_SYS(brk),         SCMP_SYS(munmap),      SCMP_SYS(mremap),        SCMP_SYS(madvise),
    SCMP_SYS(futex),       SCMP_SYS(getrandom),   SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(exit),        SCMP_SYS(exit_group),
#if SANITIZED
    SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield),
#endif
};

static bool limit(int resource, rlim_t soft, rlim_t hard)
{
    const struct rlimit limits = { soft, hard };

    return setrlimit((enum __rlimit_resource)resource, &limits) == 0;
}

static bool set_limits(const struct sandbox_limits *limits)
{
    rlim_t cpu_s = (rlim_t)limits->cpu_s;

    /* The soft limit on time ends it with SIGXCPU, which tells the cause. */
    return (SANITIZED || limit(RLIMIT_DATA, limits->memory_bytes, limits->memory_bytes)) &&
           limit(RLIMIT_CPU, cpu_s, cpu_s + 1) && limit(RLIMIT_CORE, 0, 0);
}

static bool allow(scmp_filter_ctx filter)
{
    bool done = true;

    for (size_t i = 0; i < ARRAY_LEN(plain_calls); i++)
        done = done && seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain_calls[i], 0) == 0;
    return done &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO)) ==
               0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                            SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

bool sandbox_enter(const struct sandbox_limits *limits)
{
    /* It ends with the thread that started it. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || !set_limits(limits))
        return false;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool entered = filter != NULL && allow(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return entered;
}
