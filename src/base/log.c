/* log.c -- see base/log.h. A line is built whole on the stack and written with one write(2), so that the
 * lines of several processes never mix. */
#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longer lines are cut: a log is no place for bodies. */
#define LINE_BYTES 2048
#define MSG_BYTES  1024

struct line {
    char text[LINE_BYTES];
    size_t len;
};

static struct {
    enum log_level min_level;
    enum log_format format;
} setup = { LOG_INFO, LOG_LOGFMT };

static const char *const level_names[] = { "debug", "info", "warn", "error" };

void log_setup(enum log_level min_level, enum log_format format)
{
    setup.min_level = min_level;
    setup.format = format;
}

bool log_enabled(enum log_level level)
{
    return level >= setup.min_level;
}

static void line_add(struct line *line, const char *text, size_t len)
{
    size_t room = sizeof(line->text) - 2 - line->len; /* the closing brace and the newline fit always */

    if (len > room)
        len = room;
    memcpy(line->text + line->len, text, len);
    line->len += len;
}

/* Adds text with quotes, backslashes and control characters escaped as in JSON; logfmt readers take it too.
 */
static void line_add_escaped(struct line *line, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        char escaped[8];

        if (c == '"' || c == '\\') {
            escaped[0] = '\\';
            escaped[1] = (char)c;
            line_add(line, escaped, 2);
        } else if (c < 0x20 || c == 0x7f) {
            (void)snprintf(escaped, sizeof(escaped), "\\u%04x", c);
            line_add(line, escaped, 6);
        } else {
            line_add(line, p, 1);
        }
    }
}

static bool is_plain(const char *text)
{
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == '"' || *text == '=' || *text == '\\' || *text == 0x7f)
            return false;
    return true;
}

static void line_add_field(struct line *line, const char *name, const char *value)
{
    if (setup.format == LOG_JSON) {
        line_add(line, line->len ? ",\"" : "{\"", 2);
        line_add(line, name, strlen(name));
        line_add(line, "\":\"", 3);
        line_add_escaped(line, value);
        line_add(line, "\"", 1);
        return;
    }
    if (line->len > 0)
        line_add(line, " ", 1);
    line_add(line, name, strlen(name));
    line_add(line, "=", 1);
    if (is_plain(value)) {
        line_add(line, value, strlen(value));
    } else {
        line_add(line, "\"", 1);
        line_add_escaped(line, value);
        line_add(line, "\"", 1);
    }
}

static void line_begin(struct line *line, enum log_level level, const char *msg)
{
    char at[CLOCK_ISO_BYTES];

    line->len = 0;
    clock_iso_ms(clock_wall_ms(), at);
    line_add_field(line, "ts", at);
    line_add_field(line, "level", level_names[level]);
    line_add_field(line, "msg", msg);
}

static void line_end(struct line *line)
{
    if (setup.format == LOG_JSON)
        line->text[line->len++] = '}';
    line->text[line->len++] = '\n';
    if (write(STDERR_FILENO, line->text, line->len) < 0) {
        /* Nowhere left to say it. */
    }
}

static void write_message(enum log_level level, const char *fmt, va_list args)
{
    char msg[MSG_BYTES];
    struct line line;

    (void)vsnprintf(msg, sizeof(msg), fmt, args);
    line_begin(&line, level, msg);
    line_end(&line);
}

void log_write(enum log_level level, const char *fmt, ...)
{
    va_list args;

    if (!log_enabled(level))
        return;
    va_start(args, fmt);
    write_message(level, fmt, args);
    va_end(args);
}

void log_fatal(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    write_message(LOG_ERROR, fmt, args);
    va_end(args);
    abort();
}

void log_event(enum log_level level, const char *msg, ...)
{
    struct line line;
    va_list args;

    if (!log_enabled(level))
        return;
    line_begin(&line, level, msg);
    va_start(args, msg);
    for (const char *name; (name = va_arg(args, const char *)) != NULL;) {
        const char *value = va_arg(args, const char *);
        line_add_field(&line, name, value ? value : "-");
    }
    va_end(args);
    line_end(&line);
}
