/* log.h -- one line per event, to standard error, as logfmt or JSON.
 *
 * A message begins with its subject ("amqp: connected"). Control characters are escaped, so that a client
 * cannot forge a line. Never log names, e-mail addresses, tokens, or URLs with passwords.
 * `api`, `worker`, `app` and the connections to servers log, once per event; everything else returns errors.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attr.h"

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
enum log_format { LOG_LOGFMT, LOG_JSON };

void log_setup(enum log_level min_level, enum log_format format); /* default: LOG_INFO, LOG_LOGFMT */
bool log_enabled(enum log_level level);

void log_write(enum log_level level, const char *fmt, ...) PRINTF(2, 3);
NO_RETURN void log_fatal(const char *fmt, ...) PRINTF(1, 2); /* logs and aborts */

/* One line with fields: log_event(LOG_INFO, "request", "id", id, "path", path, NULL). All are strings. */
void log_event(enum log_level level, const char *msg, ...) __attribute__((sentinel));

#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)
#define log_info(...)  log_write(LOG_INFO, __VA_ARGS__)
#define log_warn(...)  log_write(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)

#endif
