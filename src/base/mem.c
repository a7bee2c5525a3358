/* mem.c -- see base/mem.h. */
#include "base/mem.h"

#include "base/log.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One request's strings and continuations fit in one block. */
#define ARENA_BLOCK_BYTES 4096

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

static void *must(void *ptr, size_t size)
{
    if (ptr == NULL)
        log_fatal("mem: out of memory, %zu bytes wanted", size);
    return ptr;
}

void *mem_alloc(size_t size)
{
    return must(calloc(1, size ? size : 1), size);
}

void *mem_realloc(void *ptr, size_t size)
{
    return must(realloc(ptr, size ? size : 1), size);
}

void *mem_dup(const void *bytes, size_t len)
{
    char *copy = mem_alloc(len + 1);

    if (len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

char *mem_strdup(const char *text)
{
    return text ? mem_dup(text, strlen(text)) : NULL;
}

char *mem_printf(const char *fmt, ...)
{
    char *text = NULL;
    va_list args;

    va_start(args, fmt);
    if (vasprintf(&text, fmt, args) < 0)
        log_fatal("mem: out of memory");
    va_end(args);
    return text;
}

static struct arena_block *arena_grow(struct arena *arena, size_t size)
{
    size_t block_size = size > ARENA_BLOCK_BYTES ? size : ARENA_BLOCK_BYTES;
    struct arena_block *block = mem_realloc(NULL, sizeof(*block) + block_size);

    block->next = arena->head;
    block->used = 0;
    block->size = block_size;
    arena->head = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct arena_block *block = arena->head;

    if (size > SIZE_MAX / 2) /* rounding up and the block's head must not overflow */
        log_fatal("mem: out of memory, %zu bytes wanted", size);
    size = (size + align - 1) & ~(align - 1);
    if (block == NULL || block->size - block->used < size)
        block = arena_grow(arena, size);

    void *ptr = block->bytes + block->used;
    block->used += size;
    return memset(ptr, 0, size);
}

void *arena_dup(struct arena *arena, const void *bytes, size_t len)
{
    char *copy = arena_alloc(arena, len + 1);

    if (len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *keep = NULL;

    for (struct arena_block *block = arena->head, *next; block != NULL; block = next) {
        next = block->next;
        if (keep == NULL && block->size == ARENA_BLOCK_BYTES)
            keep = block;
        else
            free(block);
    }
    if (keep != NULL) {
        keep->next = NULL;
        keep->used = 0;
    }
    arena->head = keep;
}

void arena_done(struct arena *arena)
{
    for (struct arena_block *block = arena->head, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    arena->head = NULL;
}
