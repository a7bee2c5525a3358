/* mem.h -- allocation. Callers do not handle out of memory: it aborts with a line in the log. Therefore check
 * every size that comes from outside before you allocate. Free with free(). */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/attr.h"

#include <stddef.h>

void *mem_alloc(size_t size);                 /* zeroed */
void *mem_realloc(void *ptr, size_t size);    /* new bytes are not zeroed */
void *mem_dup(const void *bytes, size_t len); /* adds a NUL after the copy */
char *mem_strdup(const char *text);           /* NULL gives NULL */
char *mem_printf(const char *fmt, ...) PRINTF(1, 2);

/* An arena: many small allocations that are freed together. Its memory is zeroed, aligned for any type, and
 * lives until arena_reset() or arena_done(). A zeroed struct is an empty arena. */
struct arena_block;
struct arena {
    struct arena_block *head;
};

void *arena_alloc(struct arena *arena, size_t size);
void *arena_dup(struct arena *arena, const void *bytes, size_t len); /* adds a NUL after the copy */
void arena_reset(struct arena *arena);                               /* keeps one block for the next use */
void arena_done(struct arena *arena);

#endif
