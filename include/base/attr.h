/* attr.h -- the few compiler attributes that the contracts in these headers use. */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define MUST_CHECK         __attribute__((warn_unused_result))
#define NO_RETURN          __attribute__((noreturn))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define UNUSED             __attribute__((unused))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The value of a numeric macro as a string literal. */
#define TEXT_OF(number)  TEXT_OF_(number)
#define TEXT_OF_(number) #number

/* The struct whose `member` is at `ptr`. */
/* clang-format off */
#define CONTAINER_OF(ptr, type, member) ((type *)(void *)((char *)(ptr) - offsetof(type, member)))
/* clang-format on */

#endif
