/* test_mem.c -- allocations, and the arena that holds a request's. */
#include "base/blob.h"
#include "base/mem.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void memory_is_zeroed_and_never_null(void **state UNUSED)
{
    char *bytes = mem_alloc(100);

    for (int i = 0; i < 100; i++)
        assert_int_equal(bytes[i], 0);
    free(bytes);
    void *nothing = mem_alloc(0);
    assert_non_null(nothing);
    nothing = mem_realloc(nothing, 0);
    assert_non_null(nothing);
    free(nothing);
}

static void copies_end_with_a_nul_and_null_stays_null(void **state UNUSED)
{
    char *copy = mem_dup("a\0b", 3);

    assert_memory_equal(copy, "a\0b", 4);
    free(copy);
    copy = mem_dup(NULL, 0);
    assert_string_equal(copy, "");
    free(copy);
    copy = mem_strdup("text");
    assert_string_equal(copy, "text");
    free(copy);
    assert_null(mem_strdup(NULL));
    copy = mem_printf("%s %d", "x", 7);
    assert_string_equal(copy, "x 7");
    free(copy);
}

/* Whether a child that runs `fn` ends by abort(). */
static bool aborts(void (*fn)(void))
{
    pid_t pid = fork();
    int status = 0;

    assert_true(pid >= 0);
    if (pid == 0) {
        (void)signal(SIGABRT, SIG_DFL);
        (void)close(STDERR_FILENO);
        fn();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void ask_arena_for_too_much(void)
{
    struct arena arena = { 0 };

    (void)arena_alloc(&arena, SIZE_MAX - 8);
}

static void ask_arena_for_more_than_with_its_head_fits(void)
{
    struct arena arena = { 0 };

    (void)arena_alloc(&arena, SIZE_MAX - 64);
}

static void an_arena_aborts_if_the_size_overflows(void **state UNUSED)
{
    assert_true(aborts(ask_arena_for_too_much));
    assert_true(aborts(ask_arena_for_more_than_with_its_head_fits));
}

static void an_arena_gives_zeroed_aligned_memory_that_does_not_overlap(void **state UNUSED)
{
    static const size_t sizes[] = { 0, 1, 15, 16, 17, 4000, 4096, 4097, 100000, 3 };
    struct arena arena = { 0 };
    unsigned char *given[200];

    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 200; i++) {
            size_t size = sizes[i % 10];

            given[i] = arena_alloc(&arena, size);
            assert_int_equal((uintptr_t)given[i] % _Alignof(max_align_t), 0);
            for (size_t j = 0; j < size; j++)
                assert_int_equal(given[i][j], 0);
            memset(given[i], (int)i, size);
        }
        for (size_t i = 0; i < 200; i++)
            for (size_t j = 0; j < sizes[i % 10]; j++)
                assert_int_equal(given[i][j], i);
        arena_reset(&arena);
    }
    arena_done(&arena);
    arena_done(&arena); /* harmless */
}

static void an_arena_that_is_reset_keeps_one_block(void **state UNUSED)
{
    struct arena arena = { 0 };

    (void)arena_alloc(&arena, 10);
    (void)arena_alloc(&arena, 1 << 20);
    (void)arena_alloc(&arena, 4000);
    arena_reset(&arena);
    void *block = arena.head;
    assert_non_null(block);
    (void)arena_alloc(&arena, 4000);
    assert_ptr_equal(arena.head, block);
    arena_done(&arena);
    assert_null(arena.head);
    arena_reset(&arena); /* of nothing */
    assert_null(arena.head);
}

static void an_arena_copies_bytes(void **state UNUSED)
{
    static const char large[9999] = { 'x' };
    struct arena arena = { 0 };

    assert_memory_equal(arena_dup(&arena, "a\0b", 3), "a\0b", 4);
    assert_string_equal(arena_dup(&arena, NULL, 0), "");
    assert_memory_equal(arena_dup(&arena, large, sizeof(large)), large, sizeof(large));
    arena_done(&arena);
}

static void a_blob_lives_until_its_last_reference_is_released(void **state UNUSED)
{
    struct blob *blob = blob_new("a\0b", 3);

    assert_int_equal(blob->len, 3);
    assert_memory_equal(blob->bytes, "a\0b", 4);
    assert_ptr_equal(blob_ref(blob), blob);
    blob_unref(blob);
    assert_memory_equal(blob->bytes, "a\0b", 4);
    blob_unref(blob);
    assert_null(blob_ref(NULL));
    blob_unref(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_never_null),
        cmocka_unit_test(copies_end_with_a_nul_and_null_stays_null),
        cmocka_unit_test(an_arena_aborts_if_the_size_overflows),
        cmocka_unit_test(an_arena_gives_zeroed_aligned_memory_that_does_not_overlap),
        cmocka_unit_test(an_arena_that_is_reset_keeps_one_block),
        cmocka_unit_test(an_arena_copies_bytes),
        cmocka_unit_test(a_blob_lives_until_its_last_reference_is_released),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
