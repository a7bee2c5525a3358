/* amqp_lib.h -- includes librabbitmq's header under its name in the installed version: 0.12 moved it, and the
 * old name causes a warning. */
#ifndef MQ_AMQP_LIB_H
#define MQ_AMQP_LIB_H

#include "base/attr.h"

#if __has_include(<rabbitmq-c/amqp.h>)
#include <rabbitmq-c/amqp.h>
#else
#include <amqp.h>
#endif

/* A string literal as the library wants it; it never writes there. */
/* clang-format off */
#define AMQP_LITERAL(text) { sizeof(text) - 1, (text) }
/* clang-format on */

#endif
