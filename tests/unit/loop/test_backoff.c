/* test_backoff.c -- the waits between tries: doubling, jittered, and never above their cap. */
#include "base/attr.h"
#include "base/secret.h"
#include "loop/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void waits_double_from_the_first_to_the_cap(void **state UNUSED)
{
    for (int round = 0; round < 200; round++) {
        struct backoff backoff = { 0 };
        int64_t step_ms = BACKOFF_FIRST_MS;

        for (int try = 0; try < 12; try++) {
            assert_in_range(backoff_next_ms(&backoff), step_ms / 2, step_ms);
            step_ms = step_ms * 2 < BACKOFF_MAX_MS ? step_ms * 2 : BACKOFF_MAX_MS;
        }
    }
}

static void waits_are_jittered(void **state UNUSED)
{
    int64_t least_ms = BACKOFF_MAX_MS, most_ms = 0;

    for (int i = 0; i < 200; i++) {
        struct backoff backoff = { .next_ms = BACKOFF_MAX_MS };
        int64_t wait_ms = backoff_next_ms(&backoff);

        least_ms = wait_ms < least_ms ? wait_ms : least_ms;
        most_ms = wait_ms > most_ms ? wait_ms : most_ms;
    }
    assert_true(most_ms - least_ms > BACKOFF_MAX_MS / 4);
}

static void a_success_resets_the_wait(void **state UNUSED)
{
    struct backoff backoff = { 0 };

    for (int i = 0; i < 10; i++)
        (void)backoff_next_ms(&backoff);
    backoff_reset(&backoff);
    assert_in_range(backoff_next_ms(&backoff), BACKOFF_FIRST_MS / 2, BACKOFF_FIRST_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double_from_the_first_to_the_cap),
        cmocka_unit_test(waits_are_jittered),
        cmocka_unit_test(a_success_resets_the_wait),
    };
    secret_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
