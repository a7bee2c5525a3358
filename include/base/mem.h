/* mem.h -- allocation. Out of memory is not an error that callers handle: it aborts with a line in the log.
 * Therefore every size that comes from outside has its cap before it gets here. Free with free(). */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/attr.h"

#include <stddef.h>

void *mem_alloc(size_t size);                 /* zeroed */
void *mem_realloc(void *ptr, size_t size);    /* new bytes are not zeroed */
void *mem_dup(const void *bytes, size_t len); /* with a NUL behind the copy */
char *mem_strdup(const char *text);           /* NULL stays NULL */
char *mem_printf(const char *fmt, ...) PRINTF(1, 2);

/* An arena: many small allocations, one release. What it gives is zeroed, aligned for any type, and lives
 * until arena_reset() or arena_done(). A zeroed struct is an empty arena. */
struct arena_block;
struct arena {
    struct arena_block *head;
};

void *arena_alloc(struct arena *arena, size_t size);
void *arena_dup(struct arena *arena, const void *bytes, size_t len); /* with a NUL behind the copy */
void arena_reset(struct arena *arena);                               /* keeps one block for the next use */
void arena_done(struct arena *arena);

#endif
