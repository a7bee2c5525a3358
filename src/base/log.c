/* log.c -- see base/log.h. A line is built on the stack and written with one write(2), so that lines of
 * several processes never mix. */
#include "base/log.h"

#include "base/clock.h"
#include "base/text.h"

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

/* Reserved in every line: the closing quote of a cut value, the closing brace and the newline. */
#define TAIL_BYTES 3

static bool line_add(struct line *line, const char *text, size_t len)
{
    if (line->len + len + TAIL_BYTES > sizeof(line->text))
        return false;
    memcpy(line->text + line->len, text, len);
    line->len += len;
    return true;
}

/* Writes the character at `p`, escaped for a quoted string, and returns its length in `p`. Bytes that are
 * not UTF-8 are written one by one. */
static size_t escape(const unsigned char *p, bool utf8, char out[8], size_t *taken)
{
    size_t len = 1;

    *taken = 1;
    if (*p == '"' || *p == '\\') {
        out[0] = '\\';
        out[1] = (char)*p;
        return 2;
    }
    if (utf8 && *p == 0xc2 && p[1] < 0xa0) { /* C1: terminals obey them as well */
        *taken = 2;
        return (size_t)snprintf(out, 8, "\\u%04x", p[1]);
    }
    if (*p < 0x20 || *p == 0x7f || (*p > 0x7f && !utf8))
        return (size_t)snprintf(out, 8, "\\u%04x", *p);
    while ((p[len] & 0xc0) == 0x80 && *p > 0x7f)
        len++;
    memcpy(out, p, len);
    *taken = len;
    return len;
}

/* Adds text with quotes, backslashes and control characters escaped as in JSON, which logfmt parsers
 * accept, too. Text that does not fit is cut at a whole character. */
static void line_add_escaped(struct line *line, const char *text)
{
    bool utf8 = text_is_utf8(text, strlen(text));
    char escaped[8];
    size_t taken;

    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p += taken) {
        size_t len = escape(p, utf8, escaped, &taken);
        if (!line_add(line, escaped, len))
            return;
    }
}

static bool is_plain(const char *text)
{
    if (*text == '\0')
        return false;
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
        if (*p <= ' ' || *p == '"' || *p == '=' || *p == '\\' || *p >= 0x7f)
            return false;
    return true;
}

/* A field whose name does not fit is omitted; a value that does not fit is cut. */
static void line_add_field(struct line *line, const char *name, const char *value)
{
    bool json = setup.format == LOG_JSON, quoted = json || !is_plain(value);
    const char *before = json ? (line->len > 0 ? "," : "{") : (line->len > 0 ? " " : "");
    char head[64];
    int len = snprintf(head, sizeof(head), "%s%s%s%s%s", before, json ? "\"" : "", name, json ? "\":" : "=",
                       quoted ? "\"" : "");

    if (len >= (int)sizeof(head) || !line_add(line, head, (size_t)len))
        return;
    line_add_escaped(line, value);
    if (quoted)
        line->text[line->len++] = '"';
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
